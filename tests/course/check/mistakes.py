"""What authors do wrong, one mistake a time, and the sentence that each gets: the source of docs/mistakes.md.

``python -m tests.course.check.mistakes`` writes that page anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.here import REPOSITORY

A = "hello"
SOURCE, TESTS, REFERENCE = f"source/{A}.py", f"autograder/{A}/test_center.py", f"solutions/{A}/reference.py"
WHEAT, CHAFF = f"solutions/{A}/wheat/loop.py", f"solutions/{A}/chaff/returns_the_mean.py"
STAND_IN = f"solutions/{A}/stand_in.py"
PAGE = REPOSITORY / "docs" / "mistakes.md"


@dataclass(frozen=True)
class Mistake:
    """What is wrong, how a course comes to it, and what is said; ``runs`` if only running the assignment shows it."""

    what: str
    make: Callable[[Path], object]
    says: tuple[str, ...]
    runs: bool = False


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A change of a file: the first place of a text becomes another one."""
    def change(course: Path) -> None:
        path = course / name
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")
    return change


def write(name: str, text: str) -> Callable[[Path], None]:
    """A file that is new, or all of it."""
    def change(course: Path) -> None:
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, "utf-8")
    return change


def remove(*names: str) -> Callable[[Path], None]:
    """Files that are missing."""
    def change(course: Path) -> None:
        for name in names:
            (course / name).unlink()
    return change


def both(*changes: Callable[[Path], object]) -> Callable[[Path], None]:
    """Several changes that make one mistake."""
    def change(course: Path) -> None:
        for each in changes:
            each(course)
    return change


def mistake(what: str, make: Callable[[Path], object], *says: str, runs: bool = False) -> Mistake:
    """With its sentences, of which each is whole."""
    return Mistake(what, make, says, runs)


SOLUTION = "    return x - jnp.mean(x)\n"
ASKED = "student.center(x), reference.center(x)"

MISTAKES: tuple[Mistake, ...] = (
    # the notebook
    mistake("the text is missing", remove(SOURCE),
            "source/hello.py is missing. Write the assignment there, or choose another ASSIGNMENT=…."),
    mistake("a syntax error in a solution", edit(SOURCE, SOLUTION, "    return x - jnp.mean(x\n"),
            "source/hello.py:31: this is no Python: '(' was never closed. Mend the line, or the one above it."),
    mistake("a typo in a cell's header", edit(SOURCE, '"locked": true, "points"', '"locked": True, "points"'),
            "source/hello.py:35: what follows nbgrader= is no JSON (Expecting value, near ', \"locked\": True, "
            "\"point'), "
            "so the cell would lose its name, points and lock. JSON has double quotes, true and false, and a comma "
            "between entries."),
    mistake("a header with something behind it", edit(SOURCE, '"solution": true}', '"solution": true} points: 4'),
            "source/hello.py:27: 'points: 4' behind nbgrader={…} cannot be read, so the cell would lose its name, "
            "points "
            "and lock. Take it away, or write it as name=JSON."),
    mistake("nbgrader written with a colon", edit(SOURCE, 'nbgrader={"grade_id": "setup"', 'nbgrader: {"grade_id": '
                                                                                           '"setup"'),
            'source/hello.py:19: nbgrader stands here without nbgrader={…}. Write nbgrader={"grade_id": "name", …}.'),
    mistake("a misspelled entry", edit(SOURCE, '"solution": true', '"soluton": true'),
            "source/hello.py:27: nbgrader knows no entry soluton. Did you mean solution?"),
    mistake("an entry of the wrong kind", edit(SOURCE, '"points": 4', '"points": "4"'),
            "source/hello.py:35: points is '4'. Write a number."),
    mistake("a test cell without points", edit(SOURCE, ', "points": 4', ""),
            'source/hello.py:35: the graded cell test_center has no points. Write "points": 4, or another number above '
            "zero."),
    mistake("points that do not count", edit(SOURCE, '"grade": true, ', ""),
            'source/hello.py:35: the cell test_center has points, but no "grade": true, so they do not count. Add it.'),
    mistake("a misspelled grade_id of a test cell", edit(SOURCE, "test_center", "test_centre"),
            "source/hello.py:35: the test cell test_centre belongs to no solution cell: it is called test_ and then as "
            "its solution cell, and there are center. Did you mean test_center?"),
    mistake("a misspelled grade_id of a solution cell", edit(SOURCE, '"grade_id": "center"', '"grade_id": "centre"'),
            "source/hello.py:35: the test cell test_center belongs to no solution cell: it is called test_ and then as "
            "its solution cell, and there are centre. Did you mean test_centre?"),
    mistake("no grade_id", edit(SOURCE, '"grade_id": "setup", ', ""),
            "source/hello.py:19: this cell has no grade_id of letters, digits, - and _ only, by which it is "
            "recognised. "
            'Write nbgrader={"grade_id": "name", …}.'),
    mistake("a doubled grade_id", edit(SOURCE, '"setup"', '"center"'),
            "source/hello.py:27: the grade_id center is that of the cell in line 19 too. Give each cell a name of its "
            "own."),
    mistake("no test cell", edit(SOURCE, '"grade_id": "test_center", "grade": true, "locked": true, "points": 4',
                                 '"grade_id": "example", "locked": true'),
            'source/hello.py:27: the solution cell center has no test cell. Add one with nbgrader={"grade_id": '
            '"test_center", "grade": true, "locked": true, "points": 1}.'),
    mistake("no end of the solution", edit(SOURCE, "    ### END SOLUTION\n", ""),
            "source/hello.py:30: the solution that begins here has no ### END SOLUTION. Add it where the solution "
            "ends."),
    mistake("a misspelled end of the solution", edit(SOURCE, "### END SOLUTION", "### END SOLUTON"),
            "source/hello.py:32: '### END SOLUTON' is no mark. Did you mean ### END SOLUTION?"),
    mistake("no beginning of the solution", edit(SOURCE, "    ### BEGIN SOLUTION\n", ""),
            "source/hello.py:31: ### END SOLUTION without a ### BEGIN SOLUTION above it. Add it where the solution "
            "begins."),
    mistake("nbgrader's own hidden tests", edit(SOURCE, "assert center", "### BEGIN HIDDEN TESTS\nassert center"),
            "source/hello.py:36: what stands here between BEGIN HIDDEN TESTS and END would be taken out of the release "
            "and never be run. Move it to a hidden test under autograder/."),
    mistake("a task cell", edit(SOURCE, "# %% [markdown]\n# ### `center`",
                                '# %% [markdown] nbgrader={"grade_id": "plan", "task": true}\n# ### `center`'),
            'source/hello.py:22: plan is a task cell, which cannot be graded here. Make it a Markdown cell with '
            '"grade": true, "solution": true, for a person to grade.'),
    mistake("a second notebook", write(f"source/{A}/extra.ipynb", "{}"),
            "source/hello/extra.ipynb would be given out and never be graded: an assignment has one notebook, "
            "hello.ipynb. Make it an assignment of its own, or move it away."),
    mistake("the built notebook changed by hand", write(f"source/{A}/{A}.ipynb", '{"cells": []}'),
            "source/hello/hello.ipynb was changed since it was built from source/hello.py, and would be overwritten. "
            "Take the change over: jupytext --to py:percent -o source/hello.py source/hello/hello.ipynb; or delete the "
            "notebook."),
    # hidden tests
    mistake("no hidden tests for a question", lambda course: (course / TESTS).rename(course / TESTS).unlink(),
            "autograder/hello/test_center.py is missing: center has a test cell and no hidden tests. Write them, or "
            "let "
            "`assay question --name center` write a first one."),
    mistake("a misspelled file of hidden tests",
            lambda course: (course / TESTS).rename(course / TESTS.replace("center", "centre")),
            "autograder/hello/test_centre.py belongs to no question: there is no solution cell centre. The questions "
            "are "
            "center. Did you mean center?"),
    mistake("a syntax error in a hidden test", edit(TESTS, "x.shape)\n", "x.shape))\n"),
            "autograder/hello/test_center.py:35: this is no Python: unmatched ')'. Mend the line, or the one above "
            "it."),
    mistake("an empty file of hidden tests", write(TESTS, '"""Nothing yet."""\n'),
            "autograder/hello/test_center.py holds no test: a property is a function whose name begins with test_. "
            "Write "
            "one."),
    mistake("points that do not add up", edit(TESTS, "points(3)", "points(2)"),
            "The properties of center are worth 3 points, its cell test_center says 4. Change "
            "autograder/hello/test_center.py or the source."),
    mistake("a property without points", edit(TESTS, "@pytest.mark.points(3)\n", ""),
            "autograder/hello/test_center.py:40: test_values has no points. Write @pytest.mark.points(1) above it, or "
            "another number above zero."),
    mistake("a property without a sentence", edit(TESTS, '    """subtracts the mean from every number\n\n    values: '
                                                         'Add '
                                                  'up all numbers, divide by how many there are, and subtract that '
                                                  'from '
                                                  'each.\n    """\n', ""),
            "autograder/hello/test_center.py:41: test_values has no docstring. Its first line is what students read "
            "beside the points: what a right answer does."),
    mistake("a property whose name is no test's", edit(TESTS, "def test_values", "def tets_values"),
            "autograder/hello/test_center.py:41: tets_values has points, but is no test: its name has to begin with "
            "test_. Rename it."),
    mistake("two properties of one name", edit(TESTS, "def test_values", "def test_shape"),
            "autograder/hello/test_center.py:41: test_shape stands in line 30 already, and only the second would "
            "count. "
            "Give one of them another name."),
    mistake("a hint for no kind of failure", edit(TESTS, "values: Add", "valeus: Add"),
            "autograder/hello/test_center.py:41: a hint of test_values begins with 'valeus:', which is no kind of "
            "failure. Did you mean values?"),
    mistake("a misspelled function of the student's", edit(TESTS, "student.center(x), x", "student.centre(x), x"),
            "autograder/hello/test_center.py:35: student.centre is asked for, but no cell of the notebook defines "
            "centre. "
            "Did you mean center?"),
    mistake("NEEDS misspelled", edit(TESTS, "Array =", 'NEEDS = ("centre",)\nArray ='),
            "autograder/hello/test_center.py:15: NEEDS names 'centre', but there is no such question. The questions "
            "are "
            "center. Did you mean center?"),
    mistake("NEEDS without a stand-in", edit(TESTS, "Array =", 'NEEDS = ("center",)\nArray ='),
            "autograder/hello/test_center.py NEEDS center, but solutions/hello/stand_in.py has no section for it. "
            "Write "
            "'# %% center' there and a right answer below, such as one of wheat/."),
    # solutions
    mistake("no reference", remove(REFERENCE),
            "solutions/hello/reference.py is missing. Write it, or let `assay question` write a first one."),
    mistake("a reference without the question", edit(REFERENCE, "def center", "def centre"),
            "solutions/hello/reference.py does not define center, with which students' answers to center are compared. "
            "Write it. Did you mean centre?"),
    mistake("no right solution", remove(WHEAT),
            "No right solution shows that the hidden tests of center accept one. Write a file in "
            "solutions/hello/wheat/ "
            "with a section '# %% center' that answers in another way."),
    mistake("a misspelled section of a right solution", edit(WHEAT, "# %% center", "# %% centre"),
            "solutions/hello/wheat/loop.py: the section '# %% centre' answers no question: there are center. Did you "
            "mean center?",
            "No right solution shows that the hidden tests of center accept one. Write a file in "
            "solutions/hello/wheat/ "
            "with a section '# %% center' that answers in another way."),
    mistake("a right solution without its first line", edit(WHEAT, '"""Adds up in a loop."""\n', ""),
            "solutions/hello/wheat/loop.py does not say how its answers differ. Begin it with one line in triple "
            "quotes."),
    mistake("no misconception", remove(CHAFF, CHAFF.replace("returns_the_mean", "subtracts_the_median")),
            "No misconception shows that the hidden tests of center reject one. Write a file in solutions/hello/chaff/ "
            "with a section '# %% center' that is wrong in one way."),
    mistake("a misconception without a hint", edit(CHAFF, "\n\nYou return the mean itself. Subtract it from each "
                                                          "number "
                                                   "of the vector.\n", ""),
            "solutions/hello/chaff/returns_the_mean.py needs a docstring: the misconception, an empty line, the hint."),
    mistake("a misspelled section of a misconception", edit(CHAFF, "# %% center", "# %% centre"),
            "solutions/hello/chaff/returns_the_mean.py: the section '# %% centre' answers no question: there are "
            "center. "
            "Did you mean center?"),
    mistake("a misconception without FAILS", edit(CHAFF, "FAILS =", "FALS ="),
            "solutions/hello/chaff/returns_the_mean.py needs FAILS = {grade_id: [property, ...]}, written out."),
    mistake("a misspelled property in FAILS", edit(CHAFF, '"values"', '"valeus"'),
            "solutions/hello/chaff/returns_the_mean.py: FAILS names center.valeus, but there is no property valeus: "
            "center has shape, values. Did you mean values?"),
    mistake("a misspelled question in FAILS", edit(CHAFF, '{"center"', '{"centre"'),
            "solutions/hello/chaff/returns_the_mean.py: FAILS names 'centre', but the file answers center. Did you "
            "mean "
            "center?"),
    mistake("a syntax error in a misconception", edit(CHAFF, "def center(x):", "def center(x)"),
            "solutions/hello/chaff/returns_the_mean.py:12: this is no Python: expected ':'. Mend the line, or the one "
            "above it."),
    mistake("a style that is not there", write(f"solutions/{A}/styles.toml", 'common = ["lop"]\n'),
            "solutions/hello/styles.toml names 'lop', but there is no wheat/lop.py beside it."),
    mistake("a limit that there is not", write(f"autograder/{A}/room.toml", "[limits]\ncall_second = 3\n"),
            "autograder/hello/room.toml sets the limit call_second, which there is not. There are: call_seconds, "
            "call_cpu_seconds, cell_seconds, cell_cpu_seconds, notebook_seconds, submission_seconds, "
            "submission_cpu_seconds, memory_bytes, address_space_bytes, processes, open_files, file_bytes, tmp_bytes, "
            "result_bytes."),
    # what only running shows
    mistake("a wrong solution in the notebook", edit(SOURCE, SOLUTION, "    return 3 * x\n"),
            "source/hello.py:35: the check test_center does not hold for the notebook's own solution: AssertionError. "
            "Mend the check or the solution.",
            "The solution of center in source/hello.py:27 loses center.values: center(jnp.array([1.])) should be [0.], "
            "but is [3.]. Mend the solution or the property.", runs=True),
    mistake("a visible example that does not hold", edit(SOURCE, "[-2.0, -1.0, 3.0]", "[-2.0, -1.0, 2.0]"),
            "source/hello.py:35: the check test_center does not hold for the notebook's own solution: AssertionError. "
            "Mend the check or the solution.", runs=True),
    mistake("a cell that raises", edit(SOURCE, "import jax.numpy as jnp\n", "import jax.numpy as jnp\nx = 1 / 0\n"),
            "source/hello.py:19: the cell setup raises ZeroDivisionError: division by zero. Mend it.", runs=True),
    mistake("a wrong reference", edit(REFERENCE, "wide.sum() / wide.size", "wide.sum()"),
            "The solution of center in source/hello.py:27 loses center.values: center(jnp.array([0., 1.])) should be "
            "[-1., 0.], but is […, …]. Mend the solution or the property.", runs=True),
    mistake("a reference that raises", edit(REFERENCE, "    wide =", "    if len(x) == 1:\n        raise "
                                                                     "ValueError('too "
                                            "short')\n    wide ="),
            "solutions/hello/reference.py loses center.shape, center.values: center(jnp.array([0.])) raises "
            "ValueError: "
            "too short. Mend it; if that is no valid input, the property's strategy must not draw it.", runs=True),
    mistake("a strategy that draws what is no input", both(
        edit(TESTS, "one=st.just(1)", "none=st.just(0), one=st.just(1)"),
        edit(REFERENCE, "    wide =", "    if len(x) == 0:\n        raise ValueError('no numbers')\n    wide =")),
            "solutions/hello/reference.py loses center.shape, center.values: center(jnp.zeros((0,))) raises "
            "ValueError: "
            "no numbers. Mend it; if that is no valid input, the property's strategy must not draw it.", runs=True),
    mistake("a flaky solution", edit(SOURCE, SOLUTION, "    import random\n    return x - jnp.mean(x) + "
                                                       "random.random()\n"),
            "source/hello.py:36: the check test_center does not hold for the notebook's own solution: AssertionError. "
            "Mend the check or the solution.",
            "The solution of center in source/hello.py:27 is flaky: center(jnp.array([0.])) gave […], and the second "
            "time […]. Take the chance out of it, or draw it from a key that is an argument.", runs=True),
    mistake("a flaky reference", edit(REFERENCE, "    return wide", "    import random\n    return random.random() + "
                                                                    "wide"),
            "solutions/hello/reference.py is flaky: center(jnp.array([0.])) gave […], and the second time […]. Take "
            "the "
            "chance out of it, or draw it from a key that is an argument.", runs=True),
    mistake("a flaky property", edit(TESTS, "    expect.shape(", "    from pathlib import Path\n    seen = "
                                                                 "Path(__file__)"
                                     ".with_suffix('.seen')\n    assert seen.exists() or seen.touch()\n    "
                                     "expect.shape("),
            "center.shape is flaky: for the same answers it holds once and not the other time. Leave all chance in it "
            "to "
            "its strategies.", runs=True),
    mistake("a property that says nothing", edit(TESTS, "    expect.shape(student.center(x), x.shape)",
                                                 "    assert len(student.center(x).value) < 0"),
            "solutions/hello/reference.py loses center.shape: it raised AssertionError without a word. Use expect, "
            "which "
            "keeps the call and both values.", runs=True),
    mistake("a property that raises", edit(TESTS, "    expect.shape(student.center(x), x.shape)",
                                           "    expect.shape(student.center(x), x.shap)"),
            "center.shape cannot judge: AttributeError: 'numpy.ndarray' object has no attribute 'shap'. Mend "
            "the property, or let its strategy draw no such input.", runs=True),
    mistake("hidden tests that cannot be imported", edit(TESTS, "import numpy as np", "import numpy as np\nimport "
                                                                                      "numpi"),
            "The hidden tests in autograder/hello cannot be read: ModuleNotFoundError: No module named 'numpi'. Mend "
            "that.", runs=True),
    mistake("a reference that cannot be imported", edit(REFERENCE, "import numpy as np", "import numpi as np"),
            "solutions/hello/reference.py cannot be imported: ModuleNotFoundError: No module named 'numpi'. Mend it.",
            runs=True),
)


def page() -> str:
    """docs/mistakes.md."""
    rows = [f"| {number} | {each.what} | {'<br>'.join(map(_cell, each.says))} |" for number, each in
            enumerate(MISTAKES, 1)]
    seen = sum(not each.runs for each in MISTAKES)
    return "\n".join([
        "# What `assay check` says", "",
        "Each mistake was made in the course that `assay course` writes, and `assay check` said just this: a test "
        "makes "
        f"them all. The first {seen} are found in a second, by reading; the others by running the assignment in a "
        "room.",
        "", "| | mistake | what is said |", "|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return re.sub(r"([|<>*_`\[\]\\])", r"\\\1", text)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
