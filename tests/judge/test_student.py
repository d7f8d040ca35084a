"""Replies to calls that are more than the function's own answer: whoever forges one is told so, not the judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from assay.judge.evidence import Evidence, JudgeFault, Kind, RoomEnded, StudentFault
from assay.judge.student import KEPT, LARGE, Answer, Local, Remote, Student, marked, weight
from assay.room.inside import shown
from assay.room.inside.carried import RESULT_CAP

X = np.ones((2, 2), np.float32)
ASKED: dict[str, Callable[[Student], Answer]] = {
    "twice": lambda student: student.corr2d.twice(X, X),
    "again": lambda student: student.corr2d.again(X, X),
    "vjp": lambda student: student.corr2d.vjp(X, X, cotangent=X),
    "apply_vjp": lambda student: student.module("Conv2D", kernel_size=(2, 2)).vjp({}, X, cotangent=X)}
WHOLE: dict[str, Any] = {"twice": (X, X), "again": (X, X), "vjp": (X, None), "apply_vjp": (X, (X, X))}
FORGED: tuple[Any, ...] = (None, 3, "abc", X, (), (X,), [X, X], (X, X, X), (X, X, X, X), {"a": X, "b": X, "c": X})


def replying(value: Any) -> Student:
    """A student whose room gives this reply to everything."""
    def asks(name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        del name, mode, args, more, shown
        return value

    return Student(asks)


@pytest.mark.parametrize("mode", ASKED)
def test_a_reply_with_all_its_parts_is_passed_on(mode: str) -> None:
    assert ASKED[mode](replying(WHOLE[mode])).value is WHOLE[mode]


@pytest.mark.parametrize("mode", ASKED)
@pytest.mark.parametrize("forged", FORGED, ids=repr)
def test_a_forged_reply_is_the_students_fault(mode: str, forged: Any) -> None:
    with pytest.raises(StudentFault) as caught:
        ASKED[mode](replying(forged))
    assert caught.value.evidence.kind == Kind.GARBLED
    assert caught.value.evidence.call


class Room:
    """Answers each call as told, and counts them."""

    def __init__(self, answer: Callable[[int], Any]) -> None:
        self.answer = answer
        self.asked = 0

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        del question, name, mode, more, shown
        self.asked += 1
        return self.answer(args[0])


def ask(remote: Remote, number: int) -> Any:
    return remote("f", "call", (number,), {}, f"f({number})")


def test_what_a_question_answers_is_kept_up_to_a_bound_and_asked_again_beyond() -> None:
    room = Room(lambda number: np.full(KEPT // 4, number, np.uint8))
    remote = Remote(room, "q")
    for _ in range(2):
        assert [ask(remote, number)[0] for number in range(20)] == list(range(20))
    held = [each[-1] for each in remote.asked if isinstance(each[-1], np.ndarray)]
    assert sum(map(weight, held)) <= KEPT
    assert len(held) == 3
    assert [each[-1].kind for each in remote.asked[3:]] == [Kind.TOO_LARGE] * 17
    assert room.asked == 20 + 17
    assert remote.calls == room.asked * (1 + KEPT // 4 // LARGE)


def test_small_answers_are_never_asked_again() -> None:
    room = Room(lambda number: (np.zeros((10, 10), np.float32), [float(number)] * 9))
    remote = Remote(room, "q")
    for _ in range(3):
        assert [ask(remote, number)[1][0] for number in range(400)] == list(range(400))
    assert room.asked == 400


def test_lists_of_many_small_items_count_as_the_memory_they_take() -> None:
    assert weight([[np.zeros((), bool)] * 1000]) > 100_000


def test_an_answer_that_was_not_kept_and_comes_out_otherwise_is_two_answers_to_one_call() -> None:
    came: list[int] = []
    remote = Remote(Room(lambda _: np.full(2 * KEPT, len(came), np.uint8)), "q")
    ask(remote, 1)
    came.append(1)
    with pytest.raises(StudentFault) as caught:
        ask(remote, 1)
    summary = f"<an array of shape ({2 * KEPT},), uint8>"
    assert caught.value.evidence == Evidence(Kind.CHANGES, "f(1)", summary, summary)


def test_an_answer_too_large_to_read_counts_as_many_calls_and_is_not_asked_again() -> None:
    def refuse(_: int) -> Any:
        raise StudentFault(Evidence(Kind.TOO_LARGE, "f(1)", detail="f"))

    room = Room(refuse)
    remote = Remote(room, "q")
    for _ in range(2):
        with pytest.raises(StudentFault):
            ask(remote, 1)
    assert (room.asked, remote.calls) == (1, 1 + RESULT_CAP // LARGE)


@pytest.mark.parametrize(("kind", "late"), [(Kind.CALL_TIMEOUT, True), (Kind.NOT_TRIED, True), (Kind.MEMORY, False)])
def test_whether_the_clock_ended_a_call_is_remembered(kind: Kind, late: bool) -> None:
    def end(_: int) -> Any:
        raise RoomEnded(Evidence(kind))

    remote = Remote(Room(end), "q")
    with pytest.raises(RoomEnded):
        ask(remote, 1)
    assert remote.late is late


def asked(remote: Remote) -> list[int]:
    return [args[0] for _, _, args, _, _ in remote.asked]


def test_what_is_asked_apart_tells_no_misconception_unless_it_is_asked_without_it_too() -> None:
    remote = Remote(Room(lambda number: number), "q")
    ask(remote, 1)
    with remote.apart():
        assert [ask(remote, number) for number in (1, 2, 3)] == [1, 2, 3]
        assert asked(remote) == [1]
    assert ask(remote, 4) == 4
    assert ask(remote, 3) == ask(remote, 3) == 3
    assert asked(remote) == [1, 4, 3]
    assert remote.calls == 4


def test_a_fault_while_asking_apart_ends_it() -> None:
    def fails(number: int) -> int:
        raise StudentFault(Evidence(Kind.RAISED, str(number)))

    remote = Remote(Room(fails), "q")
    with pytest.raises(StudentFault), remote.apart():
        ask(remote, 1)
    with pytest.raises(StudentFault):
        ask(remote, 2)
    assert asked(remote) == [2]


class Account:
    """Holds money; nothing is taken that is not there."""

    made = 0

    def __init__(self, start: int = 0) -> None:
        if start < 0:
            raise ValueError(start)
        Account.made += 1
        self.holds = start

    def take(self, money: int) -> int:
        if money > self.holds:
            raise OverflowError(money)
        self.holds -= money
        return self.holds

    def __call__(self) -> str:
        return f"{self.holds}"


def test_objects_keep_their_state_and_each_answer_tells_their_story() -> None:
    student = Student(Local({"Account": Account}, "python"), "python")
    one = student.new("Account", 10)
    assert one.call("take", 3).value == 7
    two = one.beside("Account", start=1)
    with pytest.raises(StudentFault) as caught:
        two.call("take", 5)
    assert caught.value.bases[:2] == ("OverflowError", "ArithmeticError")
    answer = one.call("__call__")
    assert answer.value == "7"
    assert answer.call == ("one = Account(10)\none.take(3)\ntwo = Account(start=1)\ntry:\n    two.take(5)\n"
                           "except Exception:\n    pass\none()")
    assert two.get("holds").value == 1
    assert student.new("Account").get("holds").call == "one = Account()\none.holds"


def test_a_story_can_be_pasted_line_by_line() -> None:
    story = Student(Local({"Account": Account}, "python"), "python").new("Account", 4)
    with pytest.raises(StudentFault):
        story.call("take", 9)
    answer = story.call("take", 1)
    assert shown.pasted(answer.call, {"Account": Account}) == answer.value == 3


def test_an_object_that_cannot_be_made_is_the_students_fault() -> None:
    with pytest.raises(StudentFault) as caught:
        Student(Local({"Account": Account})).new("Account", -1)
    assert caught.value.evidence == Evidence(Kind.RAISED, "Account(-1)", actual="ValueError: -1")


def test_equal_stories_are_asked_once_and_other_ones_from_their_start() -> None:
    class Here:
        def __init__(self) -> None:
            self.local, self.asked = Local({"Account": Account}, "python"), 0

        def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any],
                 shown: str) -> Any:
            del question
            self.asked += 1
            return self.local(name, mode, args, more, shown)

    here, Account.made = Here(), 0
    student = Student(Remote(here, "q"), "python")
    for _ in range(3):
        one = student.new("Account", 5)
        assert [one.call("take", 1).value for _ in range(3)] == [4, 3, 2]
    assert (here.asked, Account.made) == (4, 1)
    assert student.new("Account", 5).call("take", 2).value == 3


def test_a_module_of_nnx_is_an_object_like_others() -> None:
    class Net(nnx.Module):  # type: ignore[misc]
        def __init__(self, size: int, rngs: Any) -> None:
            self.linear = nnx.Linear(2, size, rngs=rngs)

        def __call__(self, x: Any) -> Any:
            return self.linear(x)

    net = Student(Local({"Net": Net})).new("Net", 3, rngs={"nnx.Rngs": 0})
    kernel_of = net.get("linear.kernel")
    assert kernel_of.value.shape == (2, 3)
    assert np.allclose(net.call("__call__", X).value, X @ kernel_of.value)
    assert kernel_of.call == "one = Net(3, rngs=nnx.Rngs(0))\none.linear.kernel"


def test_an_answer_that_was_drawn_has_a_mark_too() -> None:
    drawn = Student(Local({"f": lambda: (n for n in range(3))})).f().value
    assert marked(drawn) == marked(drawn)
    assert marked(drawn) != marked(Student(Local({"f": lambda: (n for n in range(4))})).f().value)
    assert weight(drawn) > 3


def test_a_mapping_that_looks_like_code_is_handed_on_and_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "run"
    student = Student(Local({"f": lambda: {"source code": f"open({str(mark)!r}, 'w')"}, "g": lambda box: len(box)}))
    answer = student.g(student.f().value)
    assert answer.value == 1
    assert answer.call.startswith("g({'source code': ")
    assert not mark.exists()


@pytest.mark.parametrize("ask", [
    lambda student: student.f.jit(X), lambda student: student.f.vjp(X, cotangent=X), lambda student: student.f.vmap(X),
    lambda student: student.module("Net").init({"key": 1}, X),
])
def test_what_only_jax_can_do_is_a_fault_of_the_test_without_it(ask: Callable[[Student], Answer]) -> None:
    with pytest.raises(JudgeFault, match=r'room\.toml says arrays = "numpy"'):
        ask(Student(Local({"f": abs}, "numpy"), "numpy"))


def test_calls_with_static_arguments_are_written_as_one_can_paste_them() -> None:
    def scaled(x: Any, y: Any, by: tuple[int, int]) -> Any:
        return x * y * by[0]

    student = Student(Local({"scaled": scaled}))
    names, static = {"jax": jax, "jnp": jnp, "scaled": scaled}, {"by": (2, 1)}
    for answer in (student.scaled.jit(X, X, static=static), student.scaled.vmap(X, X, static=static),
                   student.scaled.vjp(X, X, cotangent=X, static=static).part(0)):
        assert np.asarray(shown.pasted(answer.call, names)).tolist() == answer.value.tolist() == (2 * X).tolist()
    assert student.scaled.jit(X, X, static=static).call.startswith("jax.jit(scaled, static_argnames=('by',))(")


def test_the_arguments_after_a_call_and_the_first_items_are_written_so_too() -> None:
    def push(items: list[int], more: int) -> Any:
        items.append(more)
        return (item for item in items)

    student = Student(Local({"push": push}, "python"), "python")
    after = student.push.after([1], more=2)
    assert (after.value[0].items, after.value[1]) == ((1, 2), ([1, 2],))
    assert shown.pasted(after.call, {"push": push})[1] == ([1, 2],)
    taken = student.push.take(1, [4], 5)
    assert shown.pasted(taken.call, {"push": push}) == taken.value == [4]
