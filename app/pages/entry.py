"""Enter numbers now."""
