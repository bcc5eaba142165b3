"""Indicators: claim rows in.

Canonical indicators and observations that can be compared across reports out.
"""
