"""The migrations, in order: how the tables came to be what they are."""
