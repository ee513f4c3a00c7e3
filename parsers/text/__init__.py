"""The text of a mail: what is new, what is quoted, what is signature."""
