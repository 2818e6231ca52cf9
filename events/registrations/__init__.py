"""A delegation's registration: its whole way from the form to the visit."""
