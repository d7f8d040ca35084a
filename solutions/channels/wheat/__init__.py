"""Answers that are right in ways other than the reference: each must earn full points."""
