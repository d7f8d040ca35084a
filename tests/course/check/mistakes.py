"""What authors do wrong, one mistake a time, and the sentence that each gets: the source of docs/mistakes.md.

``python -m tests.course.check.mistakes`` writes that page anew.
"""

from __future__ import annotations

import os
import re

from tests.course.check import in_files, in_use
from tests.course.check.making import (
    CHAFF,
    REFERENCE,
    SOLUTION,
    SOURCE,
    TESTS,
    WHEAT,
    A,
    Mistake,
    both,
    edit,
    mistake,
    remove,
    write,
)
from tests.here import REPOSITORY

PAGE = REPOSITORY / "docs" / "mistakes.md"

#: What the setup cell imports.
IMPORT = "import jax.numpy as jnp\n"
#: What students read of the function that they write.
DOCSTRING = ('    """Subtract the mean of the vector x, of shape (n,), n ≥ 1, float32, from each of its numbers: shape '
             '(n,)."""\n')
#: A question for a person, with a rubric of one item.
ESSAY = """# %% [markdown] nbgrader={{"grade_id": "why", "grade": true, "solution": true, "points": {1}}}
# It has to be zero.
#
# Rubric:
# - {0}

# %% [markdown]
# ### `center`"""

IN_THE_NOTEBOOK: tuple[Mistake, ...] = (
    # the notebook
    mistake("the text is missing", remove(SOURCE),
            "source/hello.py is missing. Write the assignment there, or choose another ASSIGNMENT=…."),
    mistake("a text without cells", write(SOURCE, "# # Hello\n\n# +\nx = 1\n"),
            "source/hello.py has no cells. It is a notebook in Jupytext's percent format: each begins with a line "
            "'# %%'."),
    mistake("a text that is not in UTF-8", lambda course: (course / SOURCE).write_bytes(b"# %%\n# f\xfcr\n"),
            "source/hello.py cannot be read: 'utf-8' codec can't decode byte 0xfc in position 8: invalid start byte. "
            "Save it as a plain UTF-8 file."),
    mistake("a byte order mark", edit(SOURCE, "# ---", "\ufeff# ---"),
            "source/hello.py begins with a byte order mark, which nobody sees. Save it as UTF-8 without one."),
    mistake("a syntax error in a solution", edit(SOURCE, SOLUTION, "    return x - jnp.mean(x\n"),
            "source/hello.py:31: this is no Python: '(' was never closed. Mend the line, or the one above it."),
    mistake("a typo in a cell's header", edit(SOURCE, '"locked": true, "points"', '"locked": True, "points"'),
            "source/hello.py:35: what follows nbgrader= is no JSON (Expecting value, near ', \"locked\": True, "
            "\"point'), so the cell would lose its name, points and lock. JSON has double quotes, true and false, and "
            "a comma between entries."),
    mistake("a header with something behind it", edit(SOURCE, '"solution": true}', '"solution": true} points: 4'),
            "source/hello.py:27: 'points: 4' behind nbgrader={…} cannot be read, so the cell would lose its name, "
            "points and lock. Take it away, or write it as name=JSON."),
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
    mistake("a function without a docstring", edit(SOURCE, DOCSTRING, ""),
            "source/hello.py:28: center has no docstring, by which students know what to write. Say in it what it "
            "takes and what it gives, above ### BEGIN SOLUTION."),
    mistake("the mark of check misspelled", edit(SOURCE, IMPORT, f"{IMPORT}### CHECKS\n"),
            "source/hello.py:21: '### CHECKS' becomes the function check only in a locked cell without points, and "
            "only as '### CHECK'. Write it so, there."),
    mistake("nbgrader's own hidden tests", edit(SOURCE, "assert center", "### BEGIN HIDDEN TESTS\nassert center"),
            "source/hello.py:36: what stands here between BEGIN HIDDEN TESTS and END would be taken out of the release "
            "and never be run. Move it to a hidden test under autograder/."),
    mistake("a task cell", edit(SOURCE, "# %% [markdown]\n# ### `center`",
                                '# %% [markdown] nbgrader={"grade_id": "plan", "task": true}\n# ### `center`'),
            'source/hello.py:22: plan is a task cell, which cannot be graded here. Make it a Markdown cell with '
            '"grade": true, "solution": true, for a person to grade.'),
    mistake("a question for a person that nobody can answer", edit(
        SOURCE, "# %% [markdown]\n# ### `center`", '# %% [markdown] nbgrader={"grade_id": "why", "grade": true, '
                                                   '"points": 1}\n# Why?\n\n# %% [markdown]\n# ### `center`'),
            'source/hello.py:22: the graded text cell why is for a person to grade, but has no "solution": true, so '
            "that students could not write into it. Add it."),
    mistake("an item of a rubric without points", edit(SOURCE, "# %% [markdown]\n# ### `center`",
                                                          ESSAY.format("names it", 2)),
            "source/hello.py:26: '- names it' is no item of a rubric. Write '- 1: what is looked for', its points "
            "first, and all of it in one line."),
    mistake("a rubric by which nobody can earn all", edit(SOURCE, "# %% [markdown]\n# ### `center`",
                                                          ESSAY.format("1: names it", 2)),
            "source/hello.py:26: the items of this rubric are worth 1 point, the cell why 2, which nobody could earn. "
            "Change the one or the other."),
    mistake("an item that a rubric has twice", edit(SOURCE, "# %% [markdown]\n# ### `center`",
                                                    ESSAY.format("1: names it\n# - 1: names it", 2)),
            "source/hello.py:27: 'names it' stands in this rubric twice, and what is ticked is kept by its words. Say "
            "it in others."),
    mistake("nothing but a question for a person", both(
        edit(SOURCE, '"grade_id": "center", "solution": true}', '"grade_id": "center", "locked": true}'),
        edit(SOURCE, "    ### BEGIN SOLUTION\n", ""), edit(SOURCE, "    ### END SOLUTION\n", ""),
        edit(SOURCE, '"test_center", "grade": true, "locked": true, "points": 4', '"example", "locked": true'),
        edit(SOURCE, "# %% [markdown]\n# ### `center`", ESSAY.format("2: names it", 2)),
        remove(REFERENCE, TESTS, WHEAT, CHAFF, CHAFF.replace("returns_the_mean", "subtracts_the_median"))),
            "source/hello.py asks nothing that can be graded by program. Let `assay question` add a question, or grade "
            "the assignment with nbgrader alone."),
    mistake("a second notebook", write(f"source/{A}/extra.ipynb", "{}"),
            "source/hello/extra.ipynb would be given out and never be graded: an assignment has one notebook, "
            "hello.ipynb. Make it an assignment of its own, or move it away."),
    mistake("a data file that the rooms do not have", both(
        write(f"source/{A}/data.csv", "1,2\n"), edit(SOURCE, IMPORT, f"{IMPORT}ROWS = open('data.csv').read()\n")),
            "source/hello.py:21: data.csv lies beside the notebook, which names it here, but not in its rooms. Write "
            'files = ["data.csv"] into autograder/hello/room.toml, or delete the file if the notebook makes it.'),
    mistake("a data file beside the text", both(
        write("source/data.csv", "1,2\n"), edit(SOURCE, IMPORT, f"{IMPORT}ROWS = open('data.csv').read()\n")),
            "source/hello.py:21: the notebook names data.csv, but its rooms hold only files of source/hello. Move "
            "source/data.csv there, read it as 'data.csv', and write files = [\"data.csv\"] into "
            "autograder/hello/room.toml."),
    mistake("hidden data among the files that students get", both(
        write(f"source/{A}/unseen.csv", "1,2\n"), edit(TESTS, "Array =", "UNSEEN = table(__file__, 'unseen.csv')\n"
                                                                        "Array =")),
            "source/hello/unseen.csv would be given out to students, and no cell names it: only test_center.py does. "
            "Move it to autograder/hello, or say in the notebook what it is."),
    mistake("a link among the files that students get", both(
        write("private.csv", "1,2\n"), lambda course: (course / f"source/{A}").mkdir(exist_ok=True),
        lambda course: (course / f"source/{A}/data.csv").symlink_to(course / "private.csv")),
            "source/hello/data.csv is a link: students would be given what it leads to. Put a copy there, or take it "
            "away."),
    mistake("more files than anybody would fetch", both(
        write(f"source/{A}/films.tar", ""), write(f"source/{A}/sheet.pdf", "0" * (1 << 20)),
        lambda course: os.truncate(course / f"source/{A}/films.tar", 300 << 20)),
            "source/hello would give out 301 MB, 300 of them as source/hello/films.tar: every student would fetch "
            "that, and of what is handed in with it only 80 MB are collected. Give out less, or say in the notebook "
            "where it is to be had."),
    mistake("a raw cell with points", edit(SOURCE, "# %% [markdown]\n# ### `center`", ESSAY.format(
        "2: names it", 2).replace("[markdown]", "[raw]", 1)),
            "source/hello.py:22: a raw cell is neither run nor shown as text. Make it [markdown], or a code cell."),
    mistake("the built notebook changed by hand", write(f"source/{A}/{A}.ipynb", '{"cells": []}'),
            "source/hello/hello.ipynb was changed since it was built from source/hello.py, and would be overwritten. "
            "Take the change over: jupytext --to py:percent -o source/hello.py source/hello/hello.ipynb; or delete the "
            "notebook."),
)
MISTAKES = (*IN_THE_NOTEBOOK, *in_files.MISTAKES, *in_use.MISTAKES)


def page() -> str:
    """docs/mistakes.md."""
    rows = [f"| {number} | {each.what} | {'<br>'.join(map(_cell, each.says))} |" for number, each in
            enumerate(MISTAKES, 1)]
    seen = sum(not each.runs for each in MISTAKES)
    return "\n".join([
        "# What `assay check` says", "",
        "Each mistake was made in the course that `assay course` writes, and `assay check` said just this: a test "
        f"makes them all. The first {seen} are found in a second, by reading; the others by running the assignment in "
        "a room.",
        "", "| | mistake | what is said |", "|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return re.sub(r"([|<>*_`\[\]\\])", r"\\\1", text)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
