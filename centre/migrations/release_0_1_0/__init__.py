"""The tables of centre as release 0.1.0 made them."""
