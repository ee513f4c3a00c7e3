"""The root of every error that Postdesk raises on purpose."""


class PostdeskError(Exception):
    """Something went wrong that a person can act on; the text says what, where and what to do."""
