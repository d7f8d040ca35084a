"""The judge. Hidden tests use ``expect``, ``spread``, ``pooled`` and the ``student`` fixture, and nothing else of it.

Trusted, and free of nbgrader: it takes a submission's cells and gives a verdict.
"""

from autograder.judge import expect
from autograder.judge.spread import pooled, spread
from autograder.judge.student import Answer, Student

__all__ = ["Answer", "Student", "expect", "pooled", "spread"]
