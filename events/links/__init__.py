"""Secret links and codes: what they open, and how many tries are allowed."""
