"""What only `make run` and the tests need."""
