"""Quantities: text in, every number with its unit, bounds and written form out."""
