"""What people see everywhere: the base page, shared parts, template tags, styles, and how a refusal is told."""
