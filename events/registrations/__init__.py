"""A delegation's registration, from the form to the visit."""
