"""Files that people take away: documents, recordings. They lie outside `/media/`."""
