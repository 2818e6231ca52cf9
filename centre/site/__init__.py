"""Pages of the whole site; they may import news and events."""
