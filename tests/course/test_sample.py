"""The class of twenty invented students."""

import json
from collections import Counter
from pathlib import Path

import pytest

from assay.authoring import scaffold
from assay.authoring.question import add_question
from assay.course.places import Course
from assay.course.release.build import build_release, build_source
from assay.course.sample import TIMESTAMP, SampleStudent, _with_body, make_class

ROOT = Path(__file__).parents[2]
QUESTIONS = ["corr2d", "conv2d", "detect_edges", "sgd_step", "train_edge_kernel", "receptive_field"]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("course")


@pytest.fixture(scope="module")
def students(course: Path) -> list[SampleStudent]:
    return make_class(ROOT, "convolution", course)


def handed_in(course: Path, student: str) -> str:
    return (course / "submitted" / student / "convolution" / "convolution.ipynb").read_text(encoding="utf-8")


def of_kind(students: list[SampleStudent], kind: str) -> list[SampleStudent]:
    return [one for one in students if one.description.startswith(f"{kind}: ")]


def files(course: Path) -> dict[str, bytes]:
    paths = [path for path in course.rglob("*") if path.is_file()]
    return {path.relative_to(course).as_posix(): path.read_bytes() for path in paths}


def test_twenty_students_with_names_of_their_own_hand_in_a_notebook_and_a_time(
    course: Path, students: list[SampleStudent]
) -> None:
    names = {one.student for one in students}
    assert len(students) == len(names) == 20
    assert set(files(course)) == {
        f"submitted/{name}/convolution/{file}" for name in names for file in ("convolution.ipynb", "timestamp.txt")
    }
    assert files(course)["submitted/ada_okafor/convolution/timestamp.txt"].decode() == TIMESTAMP


def test_a_second_build_gives_the_same_bytes(course: Path, students: list[SampleStudent], tmp_path: Path) -> None:
    assert make_class(ROOT, "convolution", tmp_path) == students
    assert files(tmp_path) == files(course)


def test_a_second_build_in_the_same_place_changes_nothing(course: Path, students: list[SampleStudent]) -> None:
    before = files(course)
    assert make_class(ROOT, "convolution", course) == students
    assert files(course) == before


def test_the_class_is_right_wrong_unfinished_and_broken(students: list[SampleStudent]) -> None:
    kinds = Counter(one.description.split(":")[0] for one in students)
    assert kinds == {"Right": 6, "Wrong": 7, "Unfinished": 3, "Broken": 4}


def test_descriptions_tell_the_students_apart(students: list[SampleStudent]) -> None:
    assert len({one.description for one in students}) == 20
    assert all(one.description.endswith(".") and "\n" not in one.description for one in students)


def test_an_expectation_names_every_auto_graded_question(students: list[SampleStudent]) -> None:
    assert all(list(one.expected) == QUESTIONS for one in students)


def test_right_students_get_everything_and_wrong_ones_lose_and_keep_something(students: list[SampleStudent]) -> None:
    assert all(set(one.expected.values()) == {True} for one in of_kind(students, "Right"))
    assert all(set(one.expected.values()) == {True, False} for one in of_kind(students, "Wrong"))


def test_wrong_students_are_wrong_in_every_question(students: list[SampleStudent]) -> None:
    lost = {name for one in of_kind(students, "Wrong") for name, earned in one.expected.items() if not earned}
    assert lost == set(QUESTIONS)


def test_a_wrong_answer_harms_the_answers_that_call_it(students: list[SampleStudent]) -> None:
    expected = next(one.expected for one in students if "gradient shows" in one.description)
    assert [name for name in QUESTIONS if not expected[name]] == ["sgd_step", "train_edge_kernel"]


def test_only_the_file_that_ends_in_the_middle_is_no_json_and_not_judged(
    course: Path, students: list[SampleStudent]
) -> None:
    unreadable = []
    for one in students:
        try:
            json.loads(handed_in(course, one.student))
        except json.JSONDecodeError:
            unreadable.append(one)
    assert [one.description for one in unreadable] == ["Broken: the file ends in the middle."]
    assert [one for one in students if None in one.expected.values()] == unreadable
    assert set(unreadable[0].expected.values()) == {None}


def test_the_broken_notebooks_are_broken_as_they_say(course: Path, students: list[SampleStudent]) -> None:
    texts = {one.description: handed_in(course, one.student) for one in of_kind(students, "Broken")}
    assert '"test_corr2d"' not in texts["Broken: a test cell is deleted."]
    assert "while True:" in texts["Broken: receptive_field never returns."]
    assert "os._exit(0)" in texts["Broken: corr2d ends the process."]


def test_the_untouched_notebook_is_the_release(course: Path, students: list[SampleStudent]) -> None:
    untouched = next(one.student for one in students if "given out" in one.description)
    release = (ROOT / "release" / "convolution" / "convolution.ipynb").read_text(encoding="utf-8")
    assert json.loads(handed_in(course, untouched)) == json.loads(release)


def test_answers_for_a_person_to_read_differ_in_quality(course: Path, students: list[SampleStudent]) -> None:
    essays = set()
    for one in of_kind(students, "Right"):
        cells = json.loads(handed_in(course, one.student))["cells"]
        essays.add(next("".join(cell["source"]) for cell in cells if cell["id"] == "why_convolution"))
    assert len(essays) == 4


def test_a_small_assignment_has_a_class_too(tmp_path: Path) -> None:
    """With one right solution that answers one of two questions, and two misconceptions."""
    scaffold.make_course(tmp_path)
    add_question(Course(tmp_path), "hello", "double", "double(x)", 2)
    for name in ("wheat/double_otherwise.py", "chaff/double_hands_back.py"):
        (tmp_path / "solutions" / "hello" / name).unlink()
    build_source(tmp_path, "hello")
    build_release(tmp_path, "hello")
    students = make_class(tmp_path, "hello", tmp_path)
    assert Counter(one.description.split(":")[0] for one in students) == {
        "Right": 6, "Wrong": 7, "Unfinished": 3, "Broken": 4}
    text = (tmp_path / "submitted/ada_okafor/hello/hello.ipynb").read_text("utf-8")
    assert "return 2 * x" in text
    assert "SOLUTION" not in text


NET = """class N:

    def setup(self):
        x

    @c
    def __call__(self):
        {}

    def more(self):
        z"""


@pytest.mark.parametrize("source, changed", [
    ("def f(x):\n    return x", "def f(x):\n    pass"),
    ("import a\n\ndef g(x):\n    return x\n\ndef f(x):\n    return g(x)",
     "import a\n\ndef g(x):\n    pass\n\ndef f(x):\n    return g(x)"),
    (NET.format("y"), NET.format("pass")),
    ("class N:\n\n    def add(self):\n        x\n\n    def value(self):\n        y",
     "class N:\n\n    def add(self):\n        x\n\n    def value(self):\n        pass")])
def test_an_accident_happens_where_the_answer_is_called(source: str, changed: str) -> None:
    assert _with_body(source, "pass") == changed
