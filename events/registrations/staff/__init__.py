"""What staff see of registrations, and do to them."""
