"""Reading mails in a process of its own, which can be ended: what hangs there harms nobody."""
