"""The tables of events as release 0.1.0 made them."""
