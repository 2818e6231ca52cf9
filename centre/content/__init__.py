"""What can be published: languages, rich text, addresses."""
