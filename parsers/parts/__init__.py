"""The parts of a mail: the tree, its transfer encodings, what is text, what is attached, what is packed."""
