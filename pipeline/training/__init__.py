"""Training: reports with gold in; the models of `pipeline/models` and their scores by left-out document out."""
