"""Claims: quantities, entities and tokens in; numeric claims out, and an issue for every number that is none."""
