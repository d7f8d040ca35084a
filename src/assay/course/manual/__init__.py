"""Grading by hand: all answers to one question on one page, served to this machine only."""
