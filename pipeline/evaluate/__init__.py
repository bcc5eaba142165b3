"""Evaluate: an outputs folder and gold files in, precision, recall and F1 by field and by document
out.
"""
