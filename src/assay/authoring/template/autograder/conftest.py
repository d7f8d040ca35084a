"""Run by hand, the hidden tests meet the reference solution: ``pytest autograder/ASSIGNMENT``."""

from assay.testing.by_hand import student

__all__ = ["student"]
