"""Answers to the assignments, right and wrong: the instructor's, never the student's."""
