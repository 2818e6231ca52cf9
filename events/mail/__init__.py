"""Mail that goes out: the outbox, sending it, staff's own words in it."""
