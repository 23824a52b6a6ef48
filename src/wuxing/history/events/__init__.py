"""Event files: written, read, streamed case by case or as columns."""
