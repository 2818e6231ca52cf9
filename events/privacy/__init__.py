"""Privacy that can be shown: what is held, when it goes, and proof that it went."""
