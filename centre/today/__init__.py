"""What needs staff, and what is on: the first page of the desk."""
