"""Outputs: the CSV tables, the panel, the data package and data frames, written and read back."""
