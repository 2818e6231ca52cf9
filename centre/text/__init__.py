"""How dates, slugs, sorted lists and lines are written in each language."""
