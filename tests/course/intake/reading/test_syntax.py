"""Which names code needs from elsewhere."""

from __future__ import annotations

import pytest

from assay.course.intake.reading.syntax import parsed, uses


@pytest.mark.parametrize("source, wanted", [
    ("def f(x, lr=rate):\n    y = g(x)\n    return y + y\n", {"rate", "g"}),
    ("@timed\ndef f(x): return x\n", {"timed"}),
    ("class F(Base):\n    size: int = n\n    def __call__(self, x): return h(x, self.size)\n",
     {"Base", "int", "n", "h"}),
    ("f = partial(g, lambda k: k + z)\n", {"partial", "g", "z"}),
    ("def f(x):\n    global calls\n    calls += 1\n    def g(): return x\n    return g\n", {"calls"}),
    ("K = K + 1\n[k for k in K]\n", {"K"}),
    ("%%time\nf(x)\n", {"f", "x"}),
    ("def f():\n    g(); global g\n", {"g"}),
    ("'\\d'; f()\n", {"f"}),
])
def test_what_a_function_holds_itself_is_not_needed(source: str, wanted: set[str]) -> None:
    tree, text = parsed(source)
    assert tree is not None
    assert uses(tree, text) == wanted


def test_what_is_no_python_has_no_tree() -> None:
    assert parsed("def f(:\n") == (None, "")
    assert parsed("(" * 10_000) == (None, "")
