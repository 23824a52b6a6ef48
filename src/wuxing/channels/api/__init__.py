"""REST API for other programs: /api/v1."""
