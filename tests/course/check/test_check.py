"""Every mistake of an author gets its sentence, and all that there are at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.authoring.scaffold import make_course
from assay.course.check.check import look_over, looked_at
from assay.course.config import BuildError
from assay.course.places import Course, CourseError
from assay.course.release.build import as_notebook, build_source
from tests.course.check.making import BY_HAND, CHAFF, DECLARED, SOURCE, TESTS, A, Mistake, edit, write
from tests.course.check.mistakes import IMPORT, MISTAKES, PAGE, page
from tests.here import REPOSITORY

READ = [each for each in MISTAKES if not each.runs]


@pytest.fixture
def hello(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    return Course(tmp_path / "mine")


def said(course: Course) -> list[str]:
    try:
        return looked_at(course, A)
    except CourseError as error:
        return [str(error)]


def test_nothing_stands_against_what_is_right(hello: Course) -> None:
    assert looked_at(hello, A) == []
    assert looked_at(Course(REPOSITORY), "convolution") == []


@pytest.mark.parametrize("mistake", READ, ids=[each.what for each in READ])
def test_a_mistake_that_can_be_read_gets_its_sentence(hello: Course, mistake: Mistake) -> None:
    mistake.make(hello.root)
    assert said(hello) == list(mistake.says)


def test_a_question_is_not_named_as_what_student_has(hello: Course) -> None:
    for name in (SOURCE, TESTS, "solutions/hello/reference.py", *(
            path.relative_to(hello.root).as_posix() for path in hello.root.glob("solutions/hello/*/*.py"))):
        path = hello.root / name
        path.write_text(path.read_text("utf-8").replace("center", "module"), "utf-8")
    (hello.root / TESTS).rename(hello.root / TESTS.replace("center", "module"))
    assert looked_at(hello, A)[0] == (
        "autograder/hello/test_module.py: student.module is something else already, so no test could ask for a "
        "question of this name. Give it another one.")


def test_parts_of_points_that_do_not_add_up_exactly_are_said_to(hello: Course) -> None:
    for change in (edit(TESTS, "points(1)", "points(0.1)"), edit(TESTS, "points(3)", "points(0.2)"),
                   edit(SOURCE, '"points": 4', '"points": 0.3')):
        change(hello.root)
    assert looked_at(hello, A) == [
        "The properties of center add up to 0.30000000000000004 points in binary fractions, its cell test_center says "
        "0.3. Use whole points, halves or quarters in autograder/hello/test_center.py."]


def test_first_lines_that_are_no_yaml_are_said_to_be(hello: Course) -> None:
    edit(SOURCE, "#   kernelspec:", "#   kernelspec")(hello.root)
    with pytest.raises(BuildError, match=r"^source/hello.py cannot be read: between the two lines '# ---' at its top "
                                         r"stands what is no YAML: could not find expected ':'. Mend that, or "):
        as_notebook(hello.text(A), hello.root)


def test_the_status_says_whether_anything_stands_against_it(hello: Course, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["check", "--quick", "--course", str(hello.root)]
    assert main(asked) == 0
    assert capsys.readouterr() == ("hello: nothing stands against it in its files.\n", "")
    edit(TESTS, "points(3)", "points(2)")(hello.root)
    assert main(asked) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("check: The properties of center are worth 3 points, its cell test_center says 4.")


def test_all_is_said_at_once_in_the_order_of_the_files(hello: Course) -> None:
    for change in (edit(CHAFF, "%% center", "%% centre"), edit(TESTS, "values: Add", "valeus: Add"),
                   edit(SOURCE, "    ### END SOLUTION\n", "")):
        change(hello.root)
    assert [each.split(":")[0] for each in looked_at(hello, A)] == [SOURCE, TESTS, CHAFF]


def test_what_cannot_be_read_is_said_alone_and_of_all_files(hello: Course) -> None:
    for change in (edit(SOURCE, '"locked": true}', '"lock": true}'), edit(SOURCE, "import jax", "imprt jax"),
                   edit(CHAFF, "def center(x):", "def center(x"), edit(TESTS, "points(3)", "points(2)")):
        change(hello.root)
    assert [each.split(":")[0] for each in looked_at(hello, A)] == [SOURCE, SOURCE, CHAFF]


def test_nothing_is_written_or_run_by_reading(hello: Course) -> None:
    edit(TESTS, "import numpy as np", "raise SystemExit(3)")(hello.root)
    before = {path: path.read_bytes() for path in hello.root.rglob("*") if path.is_file()}
    assert look_over(hello, A, quick=True) == []
    assert {path: path.read_bytes() for path in hello.root.rglob("*") if path.is_file()} == before


def test_a_file_in_a_folder_is_moved_and_those_that_are_named_stay_named(hello: Course) -> None:
    for change in (write(f"source/{A}/more/b.csv", "1"), write(f"source/{A}/a.csv", "1"),
                   write(f"source/{A}/c.csv", "1"), write(f"autograder/{A}/room.toml", 'files = ["a.csv"]\n'),
                   edit(SOURCE, IMPORT, f"{IMPORT}X = 'a.csv', './c.csv', 'd.csv', 'hello/hello.ipynb'\n"
                                        "Y = f'more/b.csv'\n")):
        change(hello.root)
    named = 'rite files = ["a.csv", "c.csv", "b.csv"] into autograder/hello/room.toml'
    assert looked_at(hello, A) == [
        f"source/hello.py:21: c.csv lies beside the notebook, which names it here, but not in its rooms. W{named}, or "
        "delete the file if the notebook makes it.",
        "source/hello.py:22: the notebook names more/b.csv, but its rooms hold only files of source/hello. Move "
        f"source/hello/more/b.csv there, read it as 'b.csv', and w{named}."]
    write(f"autograder/{A}/room.toml", 'files = ["a.csv", "c.csv"]\n')(hello.root)
    edit(SOURCE, "f'more/b.csv'", "'more'")(hello.root)
    assert looked_at(hello, A) == []


@pytest.mark.parametrize("line", ["# end of the loop", "# BEGIN WITH THE FIRST", "## Begin", "# END"])
def test_a_comment_is_no_mark(hello: Course, line: str) -> None:
    edit(SOURCE, "    return x - jnp", f"    {line}\n    return x - jnp")(hello.root)
    assert looked_at(hello, A) == []


def test_a_notebook_as_it_was_built_is_not_changed_by_hand(hello: Course) -> None:
    """Whatever Jupytext makes of the text."""
    more = "# %matplotlib inline\nimport jax.numpy as jnp\n\n# # a comment\n"
    edit(SOURCE, "import jax.numpy as jnp\n", more)(hello.root)
    built = build_source(hello.root, A)
    os.utime(built, (built.stat().st_atime, hello.text(A).stat().st_mtime + 10))
    assert "\"%matplotlib inline" in built.read_text("utf-8")
    assert looked_at(hello, A) == []


def test_a_plain_nbgrader_notebook_is_told_the_way_in(hello: Course) -> None:
    (hello.root / "source" / "ps1").mkdir()
    (hello.root / "source" / "ps1" / "problem1.ipynb").write_text("{}", "utf-8")
    with pytest.raises(CourseError) as caught:
        looked_at(hello, "ps1")
    assert str(caught.value) == ("source/ps1.py is missing, but there is source/ps1/problem1.ipynb. Make it an "
                                 "assignment with `assay import source/ps1/problem1.ipynb`.")


def test_an_assignment_that_is_none_is_said_to_be(hello: Course) -> None:
    with pytest.raises(CourseError, match=r"^'../x' is no assignment's name: use letters, digits, - and _ only\.$"):
        looked_at(hello, "../x")


def test_every_sentence_ends_and_the_page_of_them_is_fresh() -> None:
    assert all(each.endswith((".", "?")) for mistake in MISTAKES for each in mistake.says)
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.course.check.mistakes"


@pytest.mark.parametrize("name, ahead", [("", False), ("test_center", True), ("center", True)])
def test_a_built_example_that_was_changed_by_hand_is_seen(hello: Course, name: str, ahead: bool) -> None:
    for change in (write(TESTS, DECLARED), edit(SOURCE, BY_HAND, "### EXAMPLE\n")):
        change(hello.root)
    built = build_source(hello.root, A)
    notebook = json.loads(built.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] += ["\n# By hand."] if cell["id"] == name else []
    built.write_text(json.dumps(notebook), "utf-8")
    os.utime(built, (2e9, 2e9))
    assert any("was changed since it was built" in each for each in looked_at(hello, A)) is ahead
