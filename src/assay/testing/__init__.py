"""What hidden tests import: ``expect``, ``spread``, ``pooled`` and the ``student`` fixture's type, and nothing else."""

from assay.judge.examples.spread import pooled, spread
from assay.judge.student import Answer, Student
from assay.testing import expect

__all__ = ["Answer", "Student", "expect", "pooled", "spread"]
