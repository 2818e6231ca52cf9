"""Content: its languages, its rich text, publishing and slugs."""
