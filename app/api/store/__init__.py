"""What the API keeps: keys of programs, and answers to writes that may be repeated."""
