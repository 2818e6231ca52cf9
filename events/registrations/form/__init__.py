"""The steps of registering."""
