"""Segment: joined text in; tokens, sentences and sections out."""
