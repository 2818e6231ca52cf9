"""The programme as open data: read-only JSON (docs/api.md)."""
