"""What every response has: cache policy, canonical address, language."""
