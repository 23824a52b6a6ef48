"""Working across cases: views of one's own, many cases at once, macros."""
