"""Mails that other mails pass on: found in a text or among the attachments, and read."""
