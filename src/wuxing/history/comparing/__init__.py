"""Before and after: two stretches of one history, counted by the same formulas."""
