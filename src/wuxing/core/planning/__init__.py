"""Planning: how many people a promise needs, by queueing theory."""
