"""Mailboxes: mail that is fetched by IMAP."""
