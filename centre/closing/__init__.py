"""A day on which the house is closed at short notice: all that was planned on it."""
