"""The database of this installation: where it is, how it is opened, brought up to date, backed up and restored."""
