"""Health: what the daemon tells of itself."""
