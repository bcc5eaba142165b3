"""Indicators: claim rows in; canonical indicators and observations that can be compared across reports out."""
