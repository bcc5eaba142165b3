"""Corrections: decisions of people, and how they are applied to claims."""
