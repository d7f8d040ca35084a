"""What hidden tests import, and nothing else: ``docs/hidden-tests.md`` says what each is for."""

from assay.judge.examples.spread import pooled, spread
from assay.judge.student import Answer, Student
from assay.testing import bounds, draw, expect, laws, ready
from assay.testing.bounds import Array, exactly
from assay.testing.data import as_source, code, numpy_rng, table
from assay.testing.ready import Question, arguments

__all__ = ["Answer", "Array", "Question", "Student", "arguments", "as_source", "bounds", "code", "draw", "exactly",
           "expect", "laws", "numpy_rng", "pooled", "ready", "spread", "table"]
