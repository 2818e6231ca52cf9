"""Asking for a visit that is not on the list."""
