"""Dataset: a corpus folder becomes an outputs folder; what did not change is not read again."""
