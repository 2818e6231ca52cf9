"""Accidents on purpose: `python -m bench.drills` has all, or those that are named."""
