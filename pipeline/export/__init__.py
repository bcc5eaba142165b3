"""Export: parts in; the tables of the data contract out, replaced all at once."""
