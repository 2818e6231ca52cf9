"""Secret links and codes: what they open, and how often one may try."""
