"""Training: reports with gold in.

The models of `pipeline/models` and their scores by left-out document out.
"""
