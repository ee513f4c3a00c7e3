"""Pages as plain text: nodes in, lines out."""
