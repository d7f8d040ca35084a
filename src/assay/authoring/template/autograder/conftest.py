"""Run by hand, the hidden tests meet the reference solution: ``pytest autograder/ASSIGNMENT``."""

from assay.testing import by_hand

student = by_hand.reference(__file__)
