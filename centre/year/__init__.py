"""The year in numbers: what was held, who came, from where, what was written."""
