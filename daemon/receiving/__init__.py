"""Receiving: the ways in, from a socket to the commit that answers for a mail."""
