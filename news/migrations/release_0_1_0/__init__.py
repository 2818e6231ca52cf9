"""The tables of news as release 0.1.0 made them."""
