"""Histories from elsewhere: foreign logs become event files, event files are replayed under standards."""
