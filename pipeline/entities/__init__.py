"""Entities: text in; named things and resolved times out."""
