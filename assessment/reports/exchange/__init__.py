"""Formats that buyers and suppliers exchange."""
