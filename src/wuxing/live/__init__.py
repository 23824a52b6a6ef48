"""Pages that know when something changed: the event stream and its bus."""
