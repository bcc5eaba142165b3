"""Review: rows of an outputs folder in, what a person looks at out."""
