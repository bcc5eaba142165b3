"""Claims: quantities, entities and tokens in.

Numeric claims out, and an issue for every number that is none.
"""
