"""Pictures: files, sizes, the woven covers."""
