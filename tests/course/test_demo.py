"""The sample course and its class, before anything is graded."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.authoring import scaffold
from assay.course.config import course_config
from assay.course.demo import make_course, make_demo
from assay.course.gradebook.rows import rows, worth
from assay.course.places import Course
from assay.course.release.build import is_fresh
from assay.course.sample import ROSTER
from tests.here import REPOSITORY

A = "convolution"


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_demo(Course(REPOSITORY), A, tmp_path_factory.mktemp("demo") / "a folder with blanks")


def test_a_course_releases_what_the_repository_releases(course_template: Course) -> None:
    assert bytes_below(course_template.root / "release" / A) == bytes_below(REPOSITORY / "release" / A)


def test_of_several_assignments_a_copied_course_holds_one_alone(course_template: Course) -> None:
    assert len(Course(REPOSITORY).assignments) > 1
    assert course_template.only_one() == A
    for part in ("autograder", "solutions", "source", "release"):
        ours = {path.name.removesuffix(".py") for path in (course_template.root / part).iterdir()}
        assert ours.isdisjoint({*Course(REPOSITORY).assignments} - {A})
        assert A in ours
    assert is_fresh(course_template.root, A) == []


def test_a_courses_gradebook_knows_every_question_and_nobody(course_template: Course) -> None:
    assert sum(worth(course_template, A).values()) == 46
    assert list(worth(course_template, A))[:2] == ["why_convolution", "corr2d"]
    assert rows(course_template, A) == []


def test_a_copied_course_is_configured_for_the_place_where_it_lies(course: Course) -> None:
    config = course_config(course.root)
    assert config.CourseDirectory.root == str(course.root)
    assert str(course.gradebook) in config.CourseDirectory.db_url
    assert config.Autograde.autograde_preprocessors[0] == "assay.course.gradebook.preprocessors.Judge"


def test_a_course_that_was_never_built_is_built_in_the_copy(tmp_path: Path) -> None:
    scaffold.make_course(tmp_path / "mine")
    copy = make_course(Course(tmp_path / "mine"), "hello", tmp_path / "copy")
    assert copy.release("hello").is_file()
    assert not (tmp_path / "mine" / "source" / "hello").exists()


def test_the_demo_is_a_course_with_a_class_of_twenty(demo: Course) -> None:
    assert demo.students(A) == sorted(ROSTER)
    assert bytes_below(demo.root / "release" / A) == bytes_below(REPOSITORY / "release" / A)
    assert not any((demo.root / "autograded").iterdir())


def test_making_the_demo_again_replaces_everything_but_the_verdicts(demo: Course) -> None:
    verdict = demo.store(A).folder / "kept.json"
    stale = [demo.autograded("ada_okafor", A), demo.feedback("ada_okafor", A), demo.submitted("a_guest", A) / "x.ipynb"]
    for path in (verdict, *stale):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", "utf-8")
    submitted = bytes_below(demo.submitted("ada_okafor", A))
    again = make_demo(Course(REPOSITORY), A, demo.root)
    assert again == demo
    assert verdict.exists()
    assert not [path for path in stale if path.exists()]
    assert bytes_below(demo.submitted("ada_okafor", A)) == submitted
    assert rows(again, A) == []
