"""Requests written into the public form."""
