"""Bytes in, values of the desk out; alone in knowing MIME."""
