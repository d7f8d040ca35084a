"""The whole corpus through the intake: taken in or refused in one clear sentence, and rebuilt as the release says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assay import __main__ as commands
from assay.course.demo import make_course
from assay.course.intake.rebuild import Notebook, is_answer
from assay.course.intake.staging import Staged, read_release, stage, submission_of, take_in_all
from assay.course.places import Course
from assay.pages.words import visible
from tests.course.intake.test_rebuild import is_sound
from tests.fuzzing.__main__ import VERBS, options
from tests.fuzzing.corpus import SAMPLE, Submission, bases, corpus, opened
from tests.fuzzing.outcomes import A, is_clear
from tests.fuzzing.places import MISNAMED
from tests.here import REPOSITORY

Class = tuple[Course, dict[str, Submission], dict[str, Staged]]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The course, the broken submissions, and what the intake made of those in their places."""
    course = make_course(Course(REPOSITORY), A, tmp_path_factory.mktemp("fuzz") / "course")
    broken = {each.student: each for each in corpus()}
    for each in broken.values():
        each.write(course.root / "submitted")
    return course, broken, {each.student: each for each in take_in_all(course, A, course.students(A))}


def test_it_holds_hundreds_of_distinct_submissions_of_every_kind(taken: Class) -> None:
    _, broken, _ = taken
    kinds = Counter(each.kind for each in broken.values())
    assert len(broken) >= 500
    assert len(kinds) == 13
    assert min(kinds.values()) >= 8


def test_the_same_seed_makes_the_same_and_another_makes_others(taken: Class) -> None:
    _, broken, _ = taken
    assert {each.student: each.data for each in corpus()} == {name: each.data for name, each in broken.items()}
    assert len({each.data for each in corpus(2)} - {each.data for each in broken.values()}) > 100


def test_each_is_taken_in_or_refused_with_one_clear_sentence(taken: Class) -> None:
    course, broken, staged = taken
    sentences = {visible(name): each.refused for name, each in staged.items() if each.refused}
    sentences |= course.misplaced(A)
    assert {visible(name) for name in broken} == {*map(visible, staged), *course.misplaced(A)}
    assert [sentence for sentence in sentences.values() if not is_clear(sentence, course)] == []
    assert 100 < len(sentences) < len(broken) - 100


def test_folders_that_nbgrader_would_mistake_are_nobodys(taken: Class) -> None:
    course, _, staged = taken
    assert not staged.keys() & set(MISNAMED)
    assert course.misplaced(A).keys() >= set(map(visible, MISNAMED))


def test_each_rebuilt_notebook_is_valid_and_holds_the_release(taken: Class) -> None:
    course, _, staged = taken
    release = read_release(course, A)
    for name, each in staged.items():
        assert is_sound(each.notebook), name
        assert theirs(each.notebook) == theirs(release), name


def theirs(notebook: Notebook) -> list[object]:
    """What of a notebook no student may change: all but the text of answers, of other text, and added cells."""
    kept = [cell for cell in notebook["cells"] if not cell["id"].startswith("added-") and cell["id"] != "refused"]
    return [{key: value for key, value in cell.items() if key not in ("source", "attachments")
             } | ({"source": cell["source"]} if cell["cell_type"] == "code" and not is_answer(cell) else {})
            for cell in kept]


def test_odd_times_and_odd_names_leave_the_answers_as_they_are(taken: Class) -> None:
    course, broken, staged = taken
    (course.submitted("honest", A)).mkdir(parents=True)
    (course.submitted("honest", A) / f"{A}.ipynb").write_bytes(bases()[SAMPLE[0]])
    honest, = take_in_all(course, A, ["honest"])
    wanted = submission_of(A, honest.notebook)
    alike = [each.student for each in broken.values() if each.kind in ("times", "students")]
    assert len(alike) > 50
    assert all(submission_of(A, staged[student].notebook) == wanted for student in alike)
    assert [cell.source for cell in wanted.cells if is_answer(honest.notebook["cells"][cell.place])] == [
        cell["source"] for cell in opened(bases()[SAMPLE[0]])["cells"] if is_answer(cell)
        and cell["cell_type"] == "code"]


def test_each_can_be_staged(taken: Class) -> None:
    course, _, staged = taken
    for each in staged.values():
        assert {path.name for path in stage(course, A, each).iterdir()} <= {f"{A}.ipynb", "timestamp.txt"}


@pytest.mark.parametrize("verb", VERBS)
def test_the_class_goes_through_each_verb_with_options_that_it_takes(verb: str, tmp_path: Path) -> None:
    with commands.VERBS[verb].make_context(verb, options(verb, tmp_path, 2)) as taken:
        assert taken.params["course"] == tmp_path
        assert taken.params.get("workers", 2) == 2
