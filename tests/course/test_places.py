"""Where a course keeps what."""

from __future__ import annotations

from pathlib import Path

import pytest
from traitlets.config import Config

from assay.course.places import CONFIG, Course, CourseError, found, name_fault
from assay.room.room import Isolation
from tests.here import REPOSITORY

COURSE = Course(Path("/course"))


def test_the_repository_is_where_the_program_lies() -> None:
    assert (REPOSITORY / "pyproject.toml").is_file()
    assert {"channels", "convolution"} <= {*Course(REPOSITORY).assignments}


def test_a_course_is_found_from_any_folder_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "course" / "submitted" / "ada"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    with pytest.raises(CourseError, match="There is no course here: neither this folder nor one above it has a "):
        found(None)
    with pytest.raises(CourseError, match=r"course is no course folder: it has no nbgrader_config\.py\."):
        found(tmp_path / "course")
    (tmp_path / "course" / CONFIG).write_text("", "utf-8")
    assert found(None) == found(tmp_path / "course") == (tmp_path / "course").resolve()


def test_which_assignment_is_meant_is_asked_where_there_are_several_or_none(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"This course has no assignment yet: autograder/ holds no hidden tests\."):
        Course(tmp_path).only_one()
    for name in ("one", "two"):
        (tmp_path / "autograder" / name).mkdir(parents=True)
        (tmp_path / "autograder" / name / "test_f.py").write_text("", "utf-8")
    with pytest.raises(CourseError, match=r"Say which assignment, .*: there are one, two\."):
        Course(tmp_path).only_one()


def test_folders_are_nbgraders_own() -> None:
    assert COURSE.release("a") == Path("/course/release/a/a.ipynb")
    assert COURSE.submitted("ada", "a") == Path("/course/submitted/ada/a")
    assert COURSE.autograded("ada", "a") == Path("/course/autograded/ada/a/a.ipynb")
    assert COURSE.feedback("ada", "a") == Path("/course/feedback/ada/a/a.html")
    assert COURSE.gradebook == Path("/course/gradebook.db")
    assert COURSE.store("a").folder == Path("/course/verdicts/a")


def test_a_course_is_isolated_unless_its_configuration_says_none() -> None:
    assert Course(Path()).isolation == Isolation.BUBBLEWRAP
    assert Course.of("/course", Config()) == COURSE
    assert Course.of("/course", Config({"Judge": {"isolation": "none"}})) == Course(Path("/course"), Isolation.NONE)
    with pytest.raises(KeyError):
        Course.of("/course", Config({"Judge": {"isolation": "perhaps"}}))


@pytest.mark.parametrize("name", ["../convolution", "a/b", "", "a b", "convolution\n"])
def test_a_name_that_is_a_path_is_no_assignments(name: str) -> None:
    with pytest.raises(CourseError) as caught:
        COURSE.bench(name)
    assert str(caught.value) == f"{name!r} is no assignment's name: use letters, digits, - and _ only."


def test_an_assignment_without_hidden_tests_is_named() -> None:
    with pytest.raises(CourseError) as caught:
        COURSE.bench("pooling")
    assert str(caught.value) == ("There are no hidden tests for 'pooling': autograder/pooling is missing. "
                                 "Write them, or choose another ASSIGNMENT=….")


def test_a_bench_holds_its_rooms_as_the_course_does() -> None:
    assert Course(REPOSITORY).bench("convolution").isolation == Isolation.BUBBLEWRAP
    assert Course(REPOSITORY, Isolation.NONE).bench("convolution").isolation == Isolation.NONE


def test_students_are_those_who_handed_this_assignment_in(tmp_path: Path) -> None:
    for place in ("zoe/a", "ada/a", "bob/b", "ada/b"):
        (tmp_path / "submitted" / place).mkdir(parents=True)
    (tmp_path / "submitted" / "a file").write_text("", "utf-8")
    assert Course(tmp_path).students("a") == ["ada", "zoe"]
    assert Course(tmp_path / "nowhere").students("a") == []


@pytest.mark.parametrize("name", ["ada", "Doe, Jane", "o'brien", "-x", "=cmd()", "+49", "Ada", "\u00e9", "e\u0301",
                                  "z" * 255, "a#b%20c", "{student_id}", "a\\b", "<script>", "12345"])
def test_an_odd_name_is_a_students_all_the_same(name: str) -> None:
    assert name_fault(name) == ""


@pytest.mark.parametrize("name, shown", [
    ("[ada]", "[ada]"), ("a*", "a*"), ("?", "?"), (" ada", " ada"), ("ada ", "ada "), (".hidden", ".hidden"),
    ("a\nb", "a\\nb"), ("\x1b[31m", "\\x1b[31m"), ("\udcff", "\\udcff"), ("\u202ea", "\\u202ea")])
def test_a_name_that_nbgrader_takes_for_another_is_told_to_the_instructor(
        tmp_path: Path, name: str, shown: str) -> None:
    for student in (name, "ada"):
        (tmp_path / "submitted" / student / "a").mkdir(parents=True)
    assert Course(tmp_path).students("a") == ["ada"]
    assert Course(tmp_path).misplaced("a") == {shown: (
        f"The folder '{shown}' under submitted/ cannot be graded under this name: rename it, without * ? [ ], "
        "characters that do not print, a dot in front, and blanks at its ends.")}


def test_two_names_that_differ_by_case_are_two_students(tmp_path: Path) -> None:
    for student in ("Ada", "ada", "ADA"):
        (tmp_path / "submitted" / student / "a").mkdir(parents=True)
    assert Course(tmp_path).students("a") == ["ADA", "Ada", "ada"]


@pytest.mark.parametrize("found, wanted", [("a.ipynb", "a/"), ("A.ipynb", "a/"), ("A", "a"), ("a (1).ipynb", "a/"),
                                           ("a-Copy1.ipynb", "a/")])
def test_what_lies_beside_its_place_is_told_to_the_instructor(tmp_path: Path, found: str, wanted: str) -> None:
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    (tmp_path / "submitted" / "ada" / found).write_text("", "utf-8")
    (tmp_path / "submitted" / "eve" / "another").mkdir(parents=True)
    assert Course(tmp_path).misplaced("a") == {"ada": (
        f"{found} lies where no submission is looked for: move it to submitted/ada/{wanted}, "
        "and run `make autograde` again.")}
    (tmp_path / "submitted" / "ada" / "a").mkdir()
    assert Course(tmp_path).misplaced("a") == {}
