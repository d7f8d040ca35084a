"""What is a question's name and signature, and what its arguments are taken for."""

from __future__ import annotations

import pytest

from assay.authoring.signature import Kind, read_signature
from assay.course.places import CourseError


def test_arguments_are_what_they_say_or_look_like() -> None:
    read = read_signature("f", "f(X, p, Y, n: float, deep: bool = True)")
    assert read.arguments == {"X": Kind.MATRIX, "p": Kind.WHOLE, "Y": Kind.MATRIX, "n": Kind.NUMBER, "deep": Kind.TRUTH}
    assert (read.first, read.call, read.written) == ("X", "f(X, p, Y, n, deep)", "f(X, p, Y, n: float, deep: "
                                                                                 "bool=True)")
    assert read_signature("f", "f(x, y)").arguments == {"x": Kind.VECTOR, "y": Kind.WHOLE}


@pytest.mark.parametrize("name, written, says", [
    ("f-g", "f(x)", "'f-g' is no question's name: write it as a Python function's, not beginning with test_."),
    ("test_f", "test_f(x)", "'test_f' is no question's name: write it as a Python function's, not beginning with "
                            "test_."),
    ("def", "def(x)", "'def' is no question's name: write it as a Python function's, not beginning with test_."),
    ("sum", "sum(x)", "'sum' is something else in every notebook already, which this question would take away. Give it "
                      "another name."),
    ("check", "check(x)", "'check' is something else in every notebook already, which this question would take away. "
                          "Give it another name."),
    ("f", "f(x, student)", "The argument 'student' would hide what its hidden tests call so. Give it another name."),
    ("f", "", "'' is no signature. Write it as in Python: --signature 'f(X, p)'."),
    ("f", "f(x", "'f(x' is no signature. Write it as in Python: --signature 'f(X, p)'."),
    ("f", "f(x): import os #", "'f(x): import os #' is no signature. Write it as in Python: --signature 'f(X, p)'."),
    ("f", "f(x): pass; import os #", "'f(x): pass; import os #' is no signature. Write it as in Python: --signature "
                                     "'f(X, p)'."),
    ("f", "f(x): pass\nimport os\ndef g()", "'f(x): pass\\nimport os\\ndef g()' is no signature. Write it as in "
                                            "Python: --signature 'f(X, p)'."),
    ("f", "g(x)", "The signature 'g(x)' is of g, the question is called f. Write the same name in both."),
    ("f", "f()", "'f()' needs arguments that come by position, at least one. Others can be added to the notebook and "
                 "its tests afterwards."),
    ("f", "f(*xs)", "'f(*xs)' needs arguments that come by position, at least one. Others can be added to the notebook "
                    "and its tests afterwards."),
])
def test_what_is_none_is_said_in_a_sentence(name: str, written: str, says: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_signature(name, written)
    assert str(caught.value) == says
