"""Annotation: gold to the formats of annotation tools and back."""
