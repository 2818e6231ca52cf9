"""Backups: made, kept by a rule, restored, and tried (docs/adr/0050)."""
