"""Messages that staff write to delegations: drafts, looking at them, sending them."""
