"""Doors through which requests come and answers go: one folder each."""
