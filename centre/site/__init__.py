"""Pages of the house as a whole; may import news and events."""
