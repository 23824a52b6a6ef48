"""Working time: when a company is open, and the arithmetic on it."""
