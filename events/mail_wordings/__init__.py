"""Staff's own words in mails, with an example of every kind."""
