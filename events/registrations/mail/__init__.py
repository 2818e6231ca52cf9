"""What a delegation hears from us."""
