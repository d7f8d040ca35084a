"""Answers to the assignment `softmax` that are right in other ways than the reference."""
