"""Importing: old mail out of archives becomes history."""
