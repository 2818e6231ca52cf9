"""What every response has: cache policy, canonical URL, language."""
