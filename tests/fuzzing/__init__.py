"""Broken submissions by the hundred, made from real notebooks: the same ones each time, for the same seed."""
