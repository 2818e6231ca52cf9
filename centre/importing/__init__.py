"""Moving in: posts, pages and activities of another site or calendar."""
