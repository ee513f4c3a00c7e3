"""The migrations themselves, named by order and content."""
