"""The head of a mail: its fields, and what they say of people, times, ids and trust."""
