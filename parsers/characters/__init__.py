"""Bytes to letters: charsets, encoded words, text made fit to be shown."""
