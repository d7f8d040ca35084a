"""What misconceptions lose is measured by the hidden tests themselves, and written where the author agrees."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.authoring.fails import Measured, confirmed, measured
from assay.authoring.scaffold import make_course
from assay.course.places import Course, CourseError
from assay.judge.answers import read_misconception

MEDIAN = "solutions/hello/chaff/subtracts_the_median.py"
MEAN = "solutions/hello/chaff/returns_the_mean.py"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    return Course(tmp_path / "mine")


def without_fails(course: Course, name: str) -> Path:
    path = course.root / name
    path.write_text("".join(line for line in path.read_text("utf-8").splitlines(keepends=True)
                            if not line.startswith("FAILS")), "utf-8")
    return path


def run(course: Course, *arguments: str) -> int:
    return main(["fails", "--course", str(course.root), "--workers", "2", *arguments])


def test_what_is_missing_is_measured_and_stands_where_an_author_would_write_it(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = {name: (course.root / name).read_text("utf-8") for name in (MEDIAN, MEAN)}
    for name in before:
        without_fails(course, name)
    assert run(course, "--yes") == 0
    assert {name: (course.root / name).read_text("utf-8") for name in before} == before
    assert capsys.readouterr().out.splitlines() == [
        "returns_the_mean: center loses shape, values.", "subtracts_the_median: center loses values.",
        "FAILS was written into 2 of the files under solutions/hello/chaff."]
    assert run(course, "--yes") == 0
    assert "written into 0 of" in capsys.readouterr().out


def test_where_nobody_can_be_asked_nothing_is_written(
        course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = without_fails(course, MEAN).read_text("utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run(course) == 1
    assert "Nobody can be asked here. Say --yes, or YES=1 to make, to write down" in capsys.readouterr().err
    assert (course.root / MEAN).read_text("utf-8") == before


def test_what_a_file_says_is_changed_only_where_the_author_agrees(course: Course) -> None:
    path = course.root / MEDIAN
    path.write_text(path.read_text("utf-8").replace('["values"]', '[\n    "shape",\n]'), "utf-8")
    (found,) = measured(course, "hello", "subtracts_the_median", 1)
    assert (found.said, found.lost) == ({"center": ["shape"]}, {"center": ["values"]})
    asked, before = list[str](), path.read_text("utf-8")

    def disagrees(sentence: str) -> bool:
        asked.append(sentence)
        return False

    assert confirmed([found], disagrees, asked.append) == 0
    assert asked == ["subtracts_the_median: center loses values (FAILS says {'center': ['shape']}). "
                     "Is that what this mistake should cost?"]
    assert path.read_text("utf-8") == before
    assert confirmed([found], lambda _: True, asked.append) == 1
    assert read_misconception(path).fails == {"center": ("values",)}
    assert "\n\nFAILS = {\"center\": [\"values\"]}\n\n\n# %% center\n" in path.read_text("utf-8")


def test_what_loses_nothing_is_said_and_nothing_is_written(course: Course) -> None:
    path = without_fails(course, MEAN)
    path.write_text(path.read_text("utf-8").replace("jnp.mean(x)", "x - jnp.mean(x)"), "utf-8")
    before, said = path.read_text("utf-8"), list[str]()
    found = list(measured(course, "hello", "", 1))
    assert found == [Measured(path, None, {})]
    assert confirmed(found, lambda _: True, said.append) == 0
    assert said == ["returns_the_mean loses nothing: no hidden test tells it from a right answer."]
    assert path.read_text("utf-8") == before


@pytest.mark.parametrize("name, change, sentence", [
    ("nobody", "", "There is no misconception 'nobody': solutions/hello/chaff/nobody.py is missing."),
    ("returns_the_mean", "def f(:", "returns_the_mean.py is not Python: invalid syntax in line "),
    ("returns_the_mean", "# %% center\nx = 1\n", "solutions/hello/chaff/returns_the_mean.py has two sections for ")])
def test_what_cannot_be_measured_is_one_sentence(course: Course, name: str, change: str, sentence: str) -> None:
    path = course.root / MEAN
    path.write_text(path.read_text("utf-8") + change, "utf-8")
    with pytest.raises(CourseError) as caught:
        list(measured(course, "hello", name, 1))
    assert str(caught.value).startswith(sentence)
