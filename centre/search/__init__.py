"""Search over everything public; the database's triggers keep it up to date."""
