"""Every case of an event file judged under one standard or two, and counted."""
