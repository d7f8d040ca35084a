"""Mistakes in hidden tests and solutions that reading shows."""

from __future__ import annotations

from tests.course.check.making import (
    BY_HAND,
    CHAFF,
    DECLARED,
    REFERENCE,
    SOURCE,
    TESTS,
    WHEAT,
    A,
    Mistake,
    at,
    both,
    edit,
    mistake,
    remove,
    write,
)

MISTAKES: tuple[Mistake, ...] = (
    # hidden tests
    mistake("no hidden tests for a question", lambda course: (course / TESTS).rename(course / TESTS).unlink(),
            "autograder/hello/test_center.py is missing: center has a test cell and no hidden tests. Write them, or "
            "let `assay question --name center` write a first one."),
    mistake("a misspelled file of hidden tests",
            lambda course: (course / TESTS).rename(course / TESTS.replace("center", "centre")),
            "autograder/hello/test_centre.py belongs to no question: there is no solution cell centre. The questions "
            "are center. Did you mean center?"),
    mistake("a syntax error in a hidden test", edit(TESTS, "x.shape)\n", "x.shape))\n"),
            f"{at(TESTS, '    expect.shape(')}: this is no Python: unmatched ')'. Mend the line, or the one above it."),
    mistake("an empty file of hidden tests", write(TESTS, '"""Nothing yet."""\n'),
            "autograder/hello/test_center.py holds no test: a property is a function whose name begins with test_. "
            "Write one."),
    mistake("points that do not add up", edit(TESTS, "points(3)", "points(2)"),
            "The properties of center are worth 3 points, its cell test_center says 4. Change "
            "autograder/hello/test_center.py or the source."),
    mistake("a property without points", edit(TESTS, "@pytest.mark.points(3)\n", ""),
            f"{at(TESTS, 'def test_values', -1)}: test_values has no points. Write @pytest.mark.points(1) above it, or "
            "another number above zero."),
    mistake("a property without a sentence", edit(TESTS, (
        '    """subtracts the mean from every number\n\n    values: Add up all numbers, divide by how many there are, '
        'and subtract that from each.\n    """\n'), ""),
            f"{at(TESTS, 'def test_values')}: test_values has no docstring. Its first line is what students read "
            "beside the points: what a right answer does."),
    mistake("a property whose name is no test's", edit(TESTS, "def test_values", "def tets_values"),
            f"{at(TESTS, 'def test_values')}: tets_values has points, but is no test: its name has to begin with "
            "test_. Rename it."),
    mistake("properties in a class", edit(TESTS, "@pytest.mark.points(3)\n", "class TestMore:\n    def test_it(self):\n"
                                                 "        pass\n\n\n@pytest.mark.points(3)\n"),
            f"{at(TESTS, 'def test_values', -3)}: TestMore holds tests, but a property stands in no class. Move them "
            "out."),
    mistake("two properties of one name", edit(TESTS, "def test_values", "def test_shape"),
            f"{at(TESTS, 'def test_values')}: test_shape stands in line "
            f"{at(TESTS, 'def test_shape').partition(':')[2]} already, and only the second would count. Give one of "
            "them another name."),
    mistake("a hint for no kind of failure", edit(TESTS, "values: Add", "valeus: Add"),
            f"{at(TESTS, 'def test_values')}: a hint of test_values begins with 'valeus:', which is no kind of "
            "failure. Did you mean values?"),
    mistake("a misspelled function of the student's", edit(TESTS, "student.center(x), x", "student.centre(x), x"),
            f"{at(TESTS, '    expect.shape(')}: student.centre is asked for, but no cell of the notebook defines "
            "centre. Did you mean center?"),
    mistake("a misspelled name of a ready-made question", both(
        write(TESTS, DECLARED.replace('Question("center"', 'Question("centre"')), edit(SOURCE, BY_HAND,
                                                                                      "### EXAMPLE\n")),
            "autograder/hello/test_center.py:8: 'centre' is asked for, but no cell of the notebook defines centre. Did "
            "you mean center?"),
    mistake("NEEDS misspelled", edit(TESTS, "Array =", 'NEEDS = ("centre",)\nArray ='),
            f"{at(TESTS, 'Array =')}: NEEDS names 'centre', but there is no such question. The questions are center. "
            "Did you mean center?"),
    mistake("NEEDS without a stand-in", edit(TESTS, "Array =", 'NEEDS = ("center",)\nArray ='),
            "autograder/hello/test_center.py NEEDS center, but solutions/hello/stand_in.py has no section for it. "
            "Write '# %% center' there and a right answer below, such as one of wheat/."),
    mistake("an example that no hidden test declares", edit(SOURCE, BY_HAND, "### EXAMPLE\n"),
            "autograder/hello/test_center.py: the cell test_center says ### EXAMPLE, but no Question here has "
            "shown=arguments(…). Add it, or write the check by hand."),
    mistake("an example that the notebook does not show", write(TESTS, DECLARED),
            "autograder/hello/test_center.py:9: the example shown=… is seen by nobody: the cell test_center does not "
            "say ### EXAMPLE. Write that line there, or take the example away."),
    mistake("the mark of an example misspelled", both(write(TESTS, DECLARED), edit(SOURCE, BY_HAND, "## Example\n")),
            f"{at(SOURCE, 'assert center')}: '## Example' becomes a check of the declared example only in a test cell, "
            "and only as '### EXAMPLE'. Write it so, there.",
            "autograder/hello/test_center.py:9: the example shown=… is seen by nobody: the cell test_center does not "
            "say ### EXAMPLE. Write that line there, or take the example away."),
    # solutions
    mistake("no reference", remove(REFERENCE),
            "solutions/hello/reference.py is missing. Write it, or let `assay question` write a first one."),
    mistake("a reference without the question", edit(REFERENCE, "def center", "def centre"),
            "solutions/hello/reference.py does not define center, with which students' answers to center are compared. "
            "Write it. Did you mean centre?"),
    mistake("no right solution", remove(WHEAT),
            "No right solution shows that the hidden tests of center accept one. Write a file in "
            "solutions/hello/wheat/ with a section '# %% center' that answers in another way."),
    mistake("a misspelled section of a right solution", edit(WHEAT, "# %% center", "# %% centre"),
            "solutions/hello/wheat/loop.py: the section '# %% centre' answers no question: there are center. Did you "
            "mean center?",
            "No right solution shows that the hidden tests of center accept one. Write a file in "
            "solutions/hello/wheat/ with a section '# %% center' that answers in another way."),
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
            "center. Did you mean center?"),
    mistake("a misconception without FAILS", edit(CHAFF, "FAILS =", "FALS ="),
            "solutions/hello/chaff/returns_the_mean.py needs FAILS = {grade_id: [property, ...]}, written out."),
    mistake("a misspelled property in FAILS", edit(CHAFF, '"values"', '"valeus"'),
            "solutions/hello/chaff/returns_the_mean.py: FAILS names center.valeus, but there is no property valeus: "
            "center has shape, values. Did you mean values?"),
    mistake("a misspelled question in FAILS", edit(CHAFF, '{"center"', '{"centre"'),
            "solutions/hello/chaff/returns_the_mean.py: FAILS names 'centre', but the file answers center. Did you "
            "mean center?"),
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
)
