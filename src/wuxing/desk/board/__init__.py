"""The live picture for those who lead, and the same on a wall."""
