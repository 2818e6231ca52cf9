"""How days, names and letters are written in each language."""
