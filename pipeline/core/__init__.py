"""Core: the vocabulary of the project; it knows nobody above it."""
