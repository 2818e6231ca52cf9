"""The base of every app's pages on the staff site."""
