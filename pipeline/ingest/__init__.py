"""Ingest: a path in, one decoded Report out."""
