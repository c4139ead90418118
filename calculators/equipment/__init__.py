"""Quick checks of single machines: what is measured with simple instruments, and what it says."""
