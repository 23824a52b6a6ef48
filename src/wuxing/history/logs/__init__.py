"""Logs of other systems become events: mappings, importing, what was rejected."""
