"""Folds over the events of a run: progress table, statistics, summary, one HTML page; and a model's anatomy."""
