"""Anonymised peers: contributions, the cube over them, disclosure control, and what may be published."""
