"""The sections of a report, a module for each thing they are about; each takes a basis and returns a section or None."""
