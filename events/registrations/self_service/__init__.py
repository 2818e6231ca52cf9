"""The pages behind the links of a registration and of its delegates."""
