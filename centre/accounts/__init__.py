"""Signing in: who may try again, the second factor, sessions and their ends."""
