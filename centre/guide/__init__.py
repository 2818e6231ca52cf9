"""The guide inside the desk: a Markdown file for each chapter and language."""
