"""Where a course keeps what."""

from __future__ import annotations

from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.course.places import REPOSITORY, Course, CourseError
from autograder.judge.room import Isolation

COURSE = Course(Path("/course"))


def test_the_repository_is_where_the_program_lies() -> None:
    assert (REPOSITORY / "pyproject.toml").is_file()
    assert (REPOSITORY / "autograder" / "course" / "places.py").is_file()


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
    assert str(caught.value) == ("There are no hidden tests for 'pooling': autograder/questions/pooling is missing. "
                                 "Write them, or choose another ASSIGNMENT=….")


def test_a_bench_holds_its_rooms_as_the_course_does() -> None:
    assert COURSE.bench("convolution").isolation == Isolation.BUBBLEWRAP
    assert Course(Path(), Isolation.NONE).bench("convolution").isolation == Isolation.NONE


def test_students_are_those_who_handed_this_assignment_in(tmp_path: Path) -> None:
    for place in ("zoe/a", "ada/a", "bob/b", "ada/b"):
        (tmp_path / "submitted" / place).mkdir(parents=True)
    (tmp_path / "submitted" / "a file").write_text("", "utf-8")
    assert Course(tmp_path).students("a") == ["ada", "zoe"]
    assert Course(tmp_path / "nowhere").students("a") == []
