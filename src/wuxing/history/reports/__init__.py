"""What a replay found, as people read it: sentences, charts, one HTML page."""
