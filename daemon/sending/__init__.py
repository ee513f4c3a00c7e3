"""Sending: from a letter in the outbox to the host that takes it."""
