"""Long work that a person started: run in a process of its own, watched, cancelled, taken up again after a kill."""
