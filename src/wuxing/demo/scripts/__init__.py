"""What customers and staff of the demo company say: YAML, no code."""
