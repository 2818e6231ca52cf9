"""What has to be translated, soonest seen first: the board of translations."""
