"""Mistakes that only running an assignment shows."""

from __future__ import annotations

from tests.course.check.making import (
    DECLARED,
    REFERENCE,
    SOLUTION,
    SOURCE,
    TESTS,
    Mistake,
    at,
    both,
    edit,
    mistake,
    write,
)

MISTAKES: tuple[Mistake, ...] = (
    # what only running shows
    mistake("a wrong solution in the notebook", edit(SOURCE, SOLUTION, "    return 3 * x\n"),
            "source/hello.py:35: the check test_center does not hold for the notebook's own solution: AssertionError. "
            "Mend the check or the solution.",
            "The solution of center in source/hello.py:27 loses center.values: center(jnp.array([1.])) should be [0.], "
            "but is [3.]. Mend the solution or the property.", runs=True),
    mistake("a visible example that does not hold", edit(SOURCE, "[-2.0, -1.0, 3.0]", "[-2.0, -1.0, 2.0]"),
            "source/hello.py:35: the check test_center does not hold for the notebook's own solution: AssertionError. "
            "Mend the check or the solution.", runs=True),
    mistake("a check that complains without raising", edit(
        SOURCE, "assert center(jnp.array([1.0, 2.0, 6.0])).tolist() == [-2.0, -1.0, 3.0]",
        "import sys\nprint('Not yet: try again.', file=sys.stderr)"),
            "source/hello.py:35: the check test_center does not hold for the notebook's own solution: Not yet: try "
            "again. Mend the check or the solution.", runs=True),
    mistake("a cell that raises", edit(SOURCE, "import jax.numpy as jnp\n", "import jax.numpy as jnp\nx = 1 / 0\n"),
            "source/hello.py:19: the cell setup raises ZeroDivisionError: division by zero. Mend it.", runs=True),
    mistake("a wrong reference", edit(REFERENCE, "wide.sum() / wide.size", "wide.sum()"),
            "The solution of center in source/hello.py:27 loses center.values: center(jnp.array([0., 1.])) should be "
            "[-1., 0.], but is […, …]. Mend the solution or the property.", runs=True),
    mistake("a reference that raises", edit(REFERENCE, "    wide =", "    if len(x) == 1:\n        raise "
                                                                     "ValueError('too "
                                            "short')\n    wide ="),
            "solutions/hello/reference.py loses center.shape, center.values: center(jnp.array([0.])) raises "
            "ValueError: too short. Mend it; if that is no valid input, the property's strategy must not draw "
            "it.", runs=True),
    mistake("a reference that writes into its argument", both(
        edit(REFERENCE, "    wide =", "    x -= x.mean()\n    wide ="),
        edit(TESTS, "    expect.close(student.center(x), reference.center(x)",
             "    right = reference.center(x)\n    expect.close(student.center(x), right")),
            "center.values cannot judge: the property or its reference changes what was drawn, so the student is asked "
            "something else; copy it first. Mend the property, or let its strategy draw no such input.", runs=True),
    mistake("a strategy that draws what is no input", both(
        edit(TESTS, "one=st.just(1)", "none=st.just(0), one=st.just(1)"),
        edit(REFERENCE, "    wide =", "    if len(x) == 0:\n        raise ValueError('no numbers')\n    wide =")),
            "solutions/hello/reference.py loses center.shape, center.values: center(jnp.zeros((0,))) raises "
            "ValueError: no numbers. Mend it; if that is no valid input, the property's strategy must not draw "
            "it.", runs=True),
    mistake("a flaky solution", edit(SOURCE, SOLUTION, "    import random\n    return x - jnp.mean(x) + "
                                                       "random.random()\n"),
            "source/hello.py:36: the check test_center does not hold for the notebook's own solution: AssertionError. "
            "Mend the check or the solution.",
            "The solution of center in source/hello.py:27 is flaky: center(jnp.array([0.])) gave […], and the second "
            "time […]. Take the chance out of it, or draw it from a key that is an argument.", runs=True),
    mistake("a flaky reference", edit(REFERENCE, "    return np",
                                      "    import random\n    return random.random() + np"),
            "solutions/hello/reference.py is flaky: center(jnp.array([0.])) gave […], and the second time […]. Take "
            "the chance out of it, or draw it from a key that is an argument.", runs=True),
    mistake("a flaky property", edit(TESTS, "    expect.shape(", "    from pathlib import Path\n    seen = "
                                                                 "Path(__file__)"
                                     ".with_suffix('.seen')\n    assert seen.exists() or seen.touch()\n    "
                                     "expect.shape("),
            "center.shape is flaky: for the same answers it holds once and not the other time. Leave all chance in it "
            "to its strategies.", runs=True),
    mistake("a property that says nothing", edit(TESTS, "    expect.shape(student.center(x), x.shape)",
                                                 "    assert len(student.center(x).value) < 0"),
            "solutions/hello/reference.py loses center.shape: it raised AssertionError without a word. Use expect, "
            "which keeps the call and both values.", runs=True),
    mistake("a property that raises", edit(TESTS, "center(x), x.shape)", "center(x), x.shap)"),
            "center.shape cannot judge: AttributeError: 'numpy.ndarray' object has no attribute 'shap' "
            f"({at(TESTS, '    expect.shape(').rpartition('/')[2]}). Mend the property, or let its strategy draw no "
            "such input.", runs=True),
    mistake("a tolerance below zero", edit(TESTS, "1e-4", "-1e-4"),
            "solutions/hello/reference.py loses center.values: center(jnp.array([0.])) gives [0.], which is what it "
            "should be. Mend the tolerance of the property.", runs=True),
    mistake("a reference that JAX cannot follow", write(TESTS, DECLARED.replace(
        ", bound=1e-4,\n             shown=arguments(np.array([1, 2, 6], np.float32))", "").replace(
        "test_example = Q.example(points=1)\n", "").replace("points=2", "points=3").replace(
        "lambda x: x - x.mean()", "lambda x: np.asarray(x) - x.mean()").replace("arguments, ", "")),
            "center.shape, center.values cannot judge: TracerArrayConversionError: JAX cannot follow the reference, "
            "which it has to be written in jnp for. Mend the property, or let its strategy draw no such input.",
            runs=True),
    mistake("a property that asks for what there is not", edit(TESTS, "@given(x=vectors())\n", ""),
            "center.shape cannot judge: fixture 'x' not found. Mend the property, or let its strategy draw no such "
            "input.", runs=True),
    mistake("a property that is skipped", edit(TESTS, "@pytest.mark.points(1)", "@pytest.mark.skip\n"
                                                                                "@pytest.mark.points(1)"),
            "center.shape cannot judge: it is skipped (unconditional skip). Mend the property, or let its strategy "
            "draw no such input.", runs=True),
    mistake("a strategy that draws nothing", edit(TESTS, "@given(x=vectors())", "@given(x=vectors().filter(lambda x: "
                                                                              "False))"),
            "center.shape cannot judge: its strategy draws nothing. Mend what @given is given.",
            runs=True),
    mistake("hidden tests that cannot be imported", edit(TESTS, "import numpy as np", "import numpy as np\nimport "
                                                                                      "numpi"),
            f"The hidden tests in {at(TESTS, 'import numpy', 1)} cannot be read: ModuleNotFoundError: No module named "
            "'numpi'. Mend that.", runs=True),
    mistake("a reference that cannot be imported", edit(REFERENCE, "import numpy as np", "import numpi as np"),
            "solutions/hello/reference.py cannot be imported: ModuleNotFoundError: No module named 'numpi'. Mend it.",
            runs=True),
)
