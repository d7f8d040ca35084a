"""Hidden tests as an instructor writes them: earned, not earned, and, where the fault is ours, not judged."""

from __future__ import annotations

import itertools
import os
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from assay.judge.evidence import Evidence, JudgeFault, Kind, Mismatch, RoomEnded, StudentFault
from assay.judge.plugin import Judged, run_hidden_tests
from assay.judge.session import Session
from assay.judge.student import Local
from assay.judge.verdict import Outcome, Property

pytestmark = pytest.mark.usefixtures("as_before")
PRELUDE = """
import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from assay.testing import Answer, Student, expect, spread

"""
HOLDS = '''
@pytest.mark.points(2)
def test_doubles(student):
    """doubles

    Twice is enough,
    and once is not."""
    expect.close(student.double(2.0), 4.0)
'''
Write = Callable[..., Path]
_names = itertools.count()


class FakeSession:
    """Answers from this process, as a room would; counts its calls."""

    def __init__(self, **names: Any) -> None:
        self.local = Local(names)
        self.asked: list[tuple[str, str]] = []

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        self.asked.append((question, name))
        return self.local(name, mode, args, more, shown)


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes hidden tests, one file for each text; no two files of one process have the same name."""

    def write(*texts: str) -> Path:
        for text in texts:
            (tmp_path / f"test_q{next(_names)}.py").write_text(PRELUDE + textwrap.dedent(text))
        return tmp_path

    return write


def run(folder: Path, **names: Any) -> tuple[Judged, FakeSession]:
    fake = FakeSession(**{"double": lambda x: 2 * x, **names})
    return run_hidden_tests(folder, cast(Session, fake)), fake


def only(judged: Judged) -> Property:
    """The one property there is."""
    (found,), = (held.values() for held in judged.results.values())
    return found


def test_a_property_that_holds_is_earned(written: Write) -> None:
    judged, fake = run(written(HOLDS))
    assert only(judged) == Property("doubles", "doubles", "", 2.0, Outcome.EARNED)
    assert fake.asked == [(next(iter(judged.results)), "double")]
    assert judged.faults == []


def test_what_the_environment_asks_of_pytest_is_not_heard(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-m system -k nothing --strict-markers")
    monkeypatch.setenv("PYTEST_PLUGINS", "a_module_that_is_nowhere")
    assert only(run(written(HOLDS))[0]).outcome == Outcome.EARNED
    assert os.environ["PYTEST_ADDOPTS"] == "-m system -k nothing --strict-markers"


def test_a_property_that_does_not_hold_is_not_earned_and_says_why(written: Write) -> None:
    found = only(run(written(HOLDS), double=lambda x: 3 * x)[0])
    assert found.outcome == Outcome.NOT_EARNED
    assert found.evidence == Evidence(Kind.VALUES, "double(2.)", "4.", "6.")
    assert found.hint == "Twice is enough, and once is not."


@pytest.mark.parametrize("names, kind", [
    ({"double": None}, Kind.RAISED), ({"double": lambda: 3}, Kind.RAISED),
    ({"double": lambda x: np.float16(2 * x)}, Kind.DTYPE), ({"double": lambda _: "4"}, Kind.STRUCTURE),
])
def test_whatever_the_student_does_wrong_is_not_earned(written: Write, names: dict[str, Any], kind: Kind) -> None:
    found = only(run(written(HOLDS), **names)[0])
    assert (found.outcome, found.evidence and found.evidence.kind, found.hint) == (Outcome.NOT_EARNED, kind, "")


def test_a_room_that_ends_is_not_earned(written: Write) -> None:
    def end(_: float) -> None:
        raise RoomEnded(Evidence(Kind.MEMORY, "double(2.)"))

    found = only(run(written(HOLDS), double=end)[0])
    assert (found.outcome, found.evidence) == (Outcome.NOT_EARNED, Evidence(Kind.MEMORY, "double(2.)"))


def test_a_plain_assert_is_not_earned_and_shows_no_source(written: Write) -> None:
    judged, _ = run(written('''
        @pytest.mark.points(1)
        def test_secret(student):
            """is right"""
            secret = 19
            assert student.double(2.0).value == secret, f"should be {secret}"
    '''))
    found = only(judged)
    assert (found.outcome, found.evidence, found.fault) == (Outcome.NOT_EARNED, Evidence(Kind.SAID), "")
    assert "secret" not in str([found.as_dict(), *judged.faults]).replace("'name': 'secret'", "")


NOT_JUDGED = {
    "a skipped test": '''
        @pytest.mark.skip(reason="not today")
        @pytest.mark.points(1)
        def test_it(student):
            """is right"""
        ''',
    "a test that skips itself": '''
        @pytest.mark.points(1)
        def test_it(student):
            """is right"""
            pytest.skip("not today")
        ''',
    "a test that raises": '''
        @pytest.mark.points(1)
        def test_it(student):
            """is right"""
            {}["missing"]
        ''',
    "a test that fails by pytest's own word": '''
        @pytest.mark.points(1)
        def test_it(student):
            """is right"""
            pytest.fail("no")
        ''',
    "a test that leaves": '''
        @pytest.mark.points(1)
        def test_it(student):
            """is right"""
            raise SystemExit(0)
        ''',
    "a fixture that fails": '''
        @pytest.fixture
        def image():
            raise ValueError("no image")

        @pytest.mark.points(1)
        def test_it(student, image):
            """is right"""
        ''',
    "a fixture that is not there": '''
        @pytest.mark.points(1)
        def test_it(student, nothing):
            """is right"""
        ''',
    "a strategy that fails": '''
        @pytest.mark.points(1)
        @given(n=st.integers().map(lambda n: n // 0))
        def test_it(student, n):
            """is right"""
        ''',
    "a property that draws nothing": '''
        @pytest.mark.points(1)
        @given(n=st.nothing())
        def test_it(student, n):
            """is right"""
        ''',
    "a property that wants no example": '''
        @pytest.mark.points(1)
        @given(n=st.integers())
        def test_it(student, n):
            """is right"""
            assume(False)
        ''',
    "a property that raises": '''
        @pytest.mark.points(1)
        @given(n=st.integers())
        def test_it(student, n):
            """is right"""
            {}[n]
        ''',
    "a judge that fails": '''
        from assay.judge.evidence import JudgeFault

        @pytest.mark.points(1)
        def test_it(student):
            """is right"""
            raise JudgeFault("no room")
        ''',
}


@pytest.mark.parametrize("what", NOT_JUDGED)
def test_what_is_our_fault_is_not_judged_and_told_to_a_person(written: Write, what: str) -> None:
    judged, _ = run(written(NOT_JUDGED[what]))
    found = only(judged)
    assert (found.outcome, found.evidence) == (Outcome.NOT_JUDGED, None)
    assert judged.faults


def test_our_fault_in_one_property_leaves_the_others_judged(written: Write) -> None:
    judged, _ = run(written(NOT_JUDGED["a test that raises"] + textwrap.indent(HOLDS, " " * 8)), double=lambda x: x)
    found, = judged.results.values()
    assert {name: held.outcome for name, held in found.items()} == \
        {"it": Outcome.NOT_JUDGED, "doubles": Outcome.NOT_EARNED}
    assert found["it"].fault == "KeyError"


@pytest.mark.parametrize("text", [
    pytest.param("import nothing_of_this_name", id="a broken import"),
    pytest.param("def test_it(:", id="no Python"),
    pytest.param("x = 1", id="no tests"),
    pytest.param('@pytest.mark.points(1)\ndef test_it(student): pass', id="no docstring"),
    pytest.param('def test_it(student):\n    """is right"""', id="no points"),
    pytest.param('@pytest.mark.points(0)\ndef test_it(student):\n    """is right"""', id="zero points"),
    pytest.param('@pytest.mark.points\ndef test_it(student):\n    """is right"""', id="points without a number"),
    pytest.param('@pytest.mark.pionts(1)\ndef test_it(student):\n    """is right"""', id="a marker misspelt"),
])
def test_hidden_tests_that_cannot_be_read_are_a_fault_for_everybody(written: Write, text: str) -> None:
    folder = written(text)
    with pytest.raises(JudgeFault) as caught:
        run(folder)
    assert folder.name in str(caught.value)


def test_a_broken_file_beside_a_good_one_earns_nobody_anything(written: Write) -> None:
    with pytest.raises(JudgeFault, match="nothing_of_this_name"):
        run(written(HOLDS, "import nothing_of_this_name"))


def test_a_judging_that_is_interrupted_is_a_fault(written: Write) -> None:
    with pytest.raises(JudgeFault):
        run(written(NOT_JUDGED["a test that leaves"].replace("SystemExit(0)", "KeyboardInterrupt")))


def test_without_a_session_properties_are_collected_and_not_judged(written: Write) -> None:
    judged = run_hidden_tests(written(HOLDS, NOT_JUDGED["a test that leaves"]), None)
    found = [held for question in judged.results.values() for held in question.values()]
    assert [(held.name, held.points, held.outcome) for held in found] == \
        [("doubles", 2.0, Outcome.NOT_JUDGED), ("it", 1.0, Outcome.NOT_JUDGED)]


PROPERTY = '''
@pytest.mark.points(1)
@settings(max_examples=20)
@given(n=spread(any=st.integers(0, 500), large=st.just(10**6)))
def test_doubles(student, n):
    """doubles any number"""
    expect.integers(Answer([student.double(n).value], student.double(n).call), (2 * n,))
'''


def test_a_property_is_judged_from_its_tape_and_asks_nothing_twice(written: Write) -> None:
    judged, fake = run(written(PROPERTY))
    assert only(judged).outcome == Outcome.EARNED
    assert 10 < len(fake.asked) <= 22


def searched(folder: Path, double: Callable[[int], int]) -> Property:
    judged, fake = run(folder, double=double)
    before, first = len(fake.asked), only(judged)
    judged.look(())
    assert only(judged) == first
    judged.look(judged.results)
    assert before < len(fake.asked)
    return only(judged)


def test_what_a_second_look_gives_back_is_not_searched(written: Write) -> None:
    folder = written(PROPERTY)
    judged, fake = run(folder, double=abs)
    second, _ = run(folder)
    before = len(fake.asked)
    judged.look(judged.results, [second])
    assert len(fake.asked) == before
    judged.look(judged.results, [run(folder, double=abs)[0]])
    assert len(fake.asked) > before


def test_a_question_whose_calls_took_too_long_is_neither_asked_on_nor_searched(written: Write) -> None:
    judged, fake = run(written(PROPERTY), double=abs)
    (question,) = judged.results
    before, first = len(fake.asked), only(judged)
    judged.remote(question).late = True
    judged.ask_on()
    judged.look(judged.results)
    assert (len(fake.asked), only(judged)) == (before, first)
    judged.remote(question).late = False
    judged.ask_on()
    assert len(fake.asked) > before


def test_a_fault_of_ours_while_searching_leaves_the_property_to_a_person(written: Write) -> None:
    judged, fake = run(written(PROPERTY), double=abs)

    def gone(*_: object) -> Any:
        raise JudgeFault("no room")

    fake.call = gone  # type: ignore[assignment]
    judged.look(judged.results)
    assert (only(judged).outcome, only(judged).evidence, only(judged).fault) == (Outcome.NOT_JUDGED, None, "JudgeFault")
    assert "no room" in " ".join(judged.faults)


def test_a_property_that_fails_shows_its_smallest_input_each_time(written: Write) -> None:
    folder = written(PROPERTY)
    found = [searched(folder, lambda n: 2 * n if n < 13 else 0) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0].evidence == Evidence(Kind.VALUES, "double(13)", "(26,)", "[0]")


def test_a_students_fault_is_told_with_the_smallest_input(written: Write) -> None:
    def double(n: int) -> int:
        if n > 4:
            raise ValueError(f"{n} is too many")
        return 2 * n

    found = searched(written(PROPERTY), double)
    assert found.evidence == Evidence(Kind.RAISED, "double(5)", actual="ValueError: 5 is too many")


def test_a_test_that_swallows_a_students_fault_says_so_itself(written: Write) -> None:
    """StudentFault is an exception like others: a test that catches it has decided for itself."""
    found = only(run(written('''
        @pytest.mark.points(1)
        def test_refuses(student):
            """refuses what does not fit"""
            with pytest.raises(AssertionError):
                student.double("x", 2)
    '''))[0])
    assert found.outcome == Outcome.EARNED
    assert issubclass(StudentFault, AssertionError)


def test_a_test_cannot_swallow_the_end_of_the_room(written: Write) -> None:
    def end(*_: Any) -> None:
        raise RoomEnded(Evidence(Kind.DIED))

    found = only(run(written('''
        @pytest.mark.points(1)
        def test_refuses(student):
            """refuses what does not fit"""
            try:
                student.double("x", 2)
            except Exception:
                pass
    '''), double=end)[0])
    assert found.outcome == Outcome.NOT_EARNED


def test_files_of_the_same_name_in_two_assignments_have_their_own_tapes(tmp_path: Path) -> None:
    for name, least in (("first", 0), ("second", 1000)):
        folder = tmp_path / name
        folder.mkdir()
        (tmp_path / "__init__.py").touch()
        (folder / "__init__.py").touch()
        (folder / "test_same.py").write_text(PRELUDE + f'''
@pytest.mark.points(1)
@given(n=st.integers({least}, {least + 9}))
def test_range(student, n):
    """is in the range of this assignment"""
    expect.that({least} <= n <= {least + 9}, student.double(n), "in the range", str(n))
''')
        assert only(run(folder)[0]).outcome == Outcome.EARNED


DRAWS = '''
@pytest.mark.points(1)
{mark}
@settings(max_examples=6)
@given(x=st.lists(st.integers(-9999, 9999), min_size=9, max_size=9))
def test_doubles(student, x):
    """doubles"""
    answer = student.double(np.array(x, np.float32))
    expect.close(answer, 2 * np.array(x))
'''


def from_a_table(folder: Path) -> Callable[[Any], Any]:
    """Right on whatever is asked of everybody, and zero elsewhere."""
    table: list[bytes] = []

    def seen(x: Any) -> Any:
        table.append(np.asarray(x).tobytes())
        return 2 * x

    run(folder, double=seen)
    return lambda x: 2 * x if np.asarray(x).tobytes() in table else 0 * x


def test_a_table_of_all_that_is_asked_of_everybody_does_not_hold_what_is_drawn_for_a_program(written: Write) -> None:
    folder = written(DRAWS.format(mark=""))
    table = from_a_table(folder)
    judged = run_hidden_tests(folder, cast(Session, FakeSession(double=table)), program="f00d")
    found = only(judged)
    assert (found.outcome, found.evidence is not None) == (Outcome.NOT_EARNED, True)
    (question,) = judged.results
    assert all(np.array_equal(answer, 2 * args[0]) for _, _, args, _, answer in judged.asked(question))
    assert only(run(folder, double=table)[0]).outcome == Outcome.EARNED


def test_what_is_drawn_for_a_program_is_one_call_more_and_the_same_each_time(written: Write) -> None:
    folder = written(DRAWS.format(mark=""))
    fixed = run(folder)[1]
    fakes = [FakeSession(double=lambda x: 2 * x) for _ in range(2)]
    judged = [run_hidden_tests(folder, cast(Session, fake), program="f00d") for fake in fakes]
    assert [len(fake.asked) for fake in fakes] == [len(fixed.asked) + 1] * 2
    assert only(judged[0]) == only(judged[1])
    assert only(judged[0]).outcome == Outcome.EARNED


def test_a_property_marked_as_fixed_is_asked_nothing_more(written: Write) -> None:
    folder = written(DRAWS.format(mark='@pytest.mark.fixed("only the shape counts")'))
    fake = FakeSession(double=lambda x: 2 * x)
    run_hidden_tests(folder, cast(Session, fake), program="f00d")
    assert len(fake.asked) == len(run(folder)[1].asked)


def test_replaying_what_failed_on_a_drawn_example_tells_no_misconception(written: Write) -> None:
    folder = written(DRAWS.format(mark=""))
    fake = FakeSession(double=from_a_table(folder))
    judged = run_hidden_tests(folder, cast(Session, fake), program="f00d")
    (question,) = judged.results
    before = len(judged.asked(question))
    with pytest.raises(Mismatch):
        judged.body(question, "doubles")(judged.remote(question))
    assert len(judged.asked(question)) == before
