"""Answers under jit, held against what the same function gives in a room that never saw the student's code."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import Any

import jax
import ml_dtypes
import numpy as np
import pytest

from assay.judge import clean
from assay.judge.answers import read_answers
from assay.judge.clean import Found, agree, is_comparable, is_telling, is_written, leaves
from assay.judge.evidence import Evidence, JudgeFault, Kind, StudentFault
from assay.judge.session import Session
from assay.judge.submission import Cell
from assay.room.inside import exported
from assay.room.limits import Limits
from assay.room.room import Isolation
from attacks.corpus import Told, read_attack
from tests.here import REPOSITORY

WHEAT = REPOSITORY / "solutions" / "convolution" / "wheat"
LIMITS = Limits(call_cpu_seconds=5.0, result_bytes=1 << 16)
X = np.array([[2, -1, 3, 1], [-2, 0.5, 1.5, 2], [1, 4, -3, 2]], np.float32)
K = np.array([[1, 2], [-1, 3]], np.float32)
#: What the porter of a room does under jit is rewritten: it calls the function as it is.
AS_IT_IS = """
import gc, jax, jax.numpy as jnp, numpy as np
for thing in gc.get_objects():
    if isinstance(thing, dict) and {"jit", "apply_vjp", "twice"} <= thing.keys():
        thing["jit"] = lambda function, args, more: function(*args, **more)
traced = lambda x: isinstance(x, jax.core.Tracer)
"""
#: What a room writes down is something else.
INSTEAD = """
import sys, numpy as np
exported = sys.modules["exported"]
write = exported.write
"""


class Rooms:
    """Opens sessions, and notes what clean rooms said."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.said: list[Found] = []

    def __call__(self, *cells: str, question: str = "q", limits: Limits = LIMITS) -> Session:
        sources = [Cell(place, textwrap.dedent(cell)) for place, cell in enumerate(cells)]
        session = Session([*sources, Cell(100, "", question)], limits, Isolation.BUBBLEWRAP, optimize=False)
        self.stack.enter_context(session).run_notebook()
        return session


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rooms]:
    with ExitStack() as stack:
        opened, real = Rooms(stack), clean.run

        def run(*args: Any, **more: Any) -> Found:
            opened.said.append(real(*args, **more))
            return opened.said[-1]

        monkeypatch.setattr(clean, "run", run)
        yield opened


def jit(session: Session, name: str = "f", args: Sequence[Any] = (X,), question: str = "q") -> Any:
    """What it answers, when it was written down before for other values."""
    session.call(question, name, "jit", [args[0] + 3, *args[1:]], {}, f"jax.jit({name})(…)")
    return session.call(question, name, "jit", args, {}, f"jax.jit({name})(…)")


def fault(session: Session, args: Sequence[Any] = (X,)) -> Evidence:
    with pytest.raises(StudentFault) as caught:
        jit(session, args=args)
    return caught.value.evidence


def test_every_right_solution_is_written_down_and_answers_alike(rooms: Rooms) -> None:
    styles = [path.stem for path in sorted(WHEAT.glob("*.py")) if path.stem != "__init__"]
    above = "import jax, jax.numpy as jnp, numpy as np, flax.linen as nn, optax, functools"
    cells = [Cell(0, above)]
    for style in styles:
        source = read_answers(WHEAT / f"{style}.py")["corr2d"]
        cells += [Cell(len(cells), source), Cell(len(cells) + 1, "", style)]
    session = rooms.stack.enter_context(Session(cells, LIMITS, Isolation.BUBBLEWRAP, optimize=False))
    session.run_notebook()
    assert len(styles) >= 28
    for style in styles:
        jit(session, "corr2d", (X, K), style)
        found = rooms.said.pop()
        assert found.answers is not None, style
    assert rooms.said == []
    assert (session.rooms, session.exports.unproven) == (1, [])


@pytest.mark.parametrize("source", [
    "f = lambda x: (x.sum(), {'b': x * 2, 'a': [x + 1, None]})",
    "f = lambda x: x.astype(jnp.bfloat16) * 3",
    "f = lambda x: jnp.sort(x > 0)",
    "f = lambda x: jax.random.normal(jax.random.key(0), x.shape) + x",
    "f = lambda x: jnp.fft.fft2(x)",
    "f = lambda x: 3.0",
    "f = jax.jit(lambda x: jax.lax.fori_loop(0, 3, lambda i, y: y + i, x))",
    "jax.config.update('jax_enable_x64', True)\nf = lambda x: x.astype('float64') * np.float64(0.1)",
    "jax.config.update('jax_default_matmul_precision', 'highest')\nf = lambda x: x @ x.T",
], ids=["containers", "few bits", "truths", "random", "complex", "constant", "jitted", "64 bits", "precision"])
def test_whatever_can_be_written_down_answers_alike(rooms: Rooms, source: str) -> None:
    jit(rooms(f"import jax, jax.numpy as jnp, numpy as np\n{source}"))
    assert [each.answers is not None for each in rooms.said] == [True]


def test_a_number_is_taken_as_wide_as_it_was(rooms: Rooms) -> None:
    assert jit(rooms("f = lambda x, by: x * by"), args=(X, 0.5)).tolist() == (X * 0.5).tolist()
    assert rooms.said[0].answers is not None


@pytest.mark.parametrize(("source", "args"), [
    ("f = lambda x: jax.pure_callback(lambda x: np.asarray(x) * 2, jax.ShapeDtypeStruct(x.shape, x.dtype), x)", (X,)),
    ("def f(x):\n    jax.debug.print('{}', x.sum())\n    return x * 2", (X,)),
    ("f = lambda x: x + jax.random.normal(jax.random.split(jax.random.key(1))[0], x.shape)\n"
     "f = (lambda g: lambda x, key: g(x) + jax.random.uniform(key))(f)", (X, {"key": 3})),
    ("table = np.arange(1e5, dtype='float32')\nf = lambda x: x * jnp.asarray(table)[x.astype(int)].sum()", (X,)),
], ids=["callback", "print", "key", "large"])
def test_what_cannot_be_written_down_is_no_evidence(rooms: Rooms, source: str, args: Sequence[Any]) -> None:
    session = rooms(f"import jax, jax.numpy as jnp, numpy as np\n{source}")
    assert jit(session, args=args).shape == X.shape
    assert [each.answers for each in rooms.said] in ([], [None])
    assert (session.rooms, session.exports.unproven) == (1, ["q"])


def test_linear_algebra_earns_what_it_did(rooms: Rooms) -> None:
    session = rooms("import jax.numpy as jnp\nf = lambda x: jnp.linalg.solve(x @ x.T, x)")
    assert jit(session).shape == X.shape


def test_what_asks_for_values_when_it_is_traced_was_not_traced_before(rooms: Rooms) -> None:
    evidence = fault(rooms(AS_IT_IS, "f = lambda x: np.asarray(x) * 2"))
    assert evidence.kind == Kind.RAISED
    assert evidence.actual.startswith("TracerArrayConversionError")
    assert rooms.said == []


@pytest.mark.parametrize(("mode", "more"), [("jit", {}), ("vjp", {"cotangent": np.ones((2, 3), np.float32)})])
@pytest.mark.parametrize("attack", ["jit_disabled", "jit_patched", "jit_from_within"])
def test_numpy_code_does_not_pass_for_code_that_is_traced(rooms: Rooms, attack: str, mode: str,
                                                          more: dict[str, Any]) -> None:
    found = read_attack(REPOSITORY / "attacks" / "forge" / f"{attack}.py").answers(Told())["corr2d"]
    session = rooms("import jax, jax.numpy as jnp, numpy as np", found)
    assert session.call("q", "corr2d", "call", (X, K), {}, "").tolist() == [[3.5, 9., 9.5], [10., -9.5, 14.5]]
    with pytest.raises(StudentFault) as caught:
        session.call("q", "corr2d", mode, (X, K), more, "")
    assert caught.value.evidence.actual.startswith("TracerArrayConversionError")


@pytest.mark.parametrize("source", [
    "f = lambda x: x * 0 if traced(x) else x * 2",
    "f = lambda x: x[:1] if traced(x) else x * 2",
    "f = lambda x: x * jnp.nan if traced(x) else x * 2",
    "f = lambda x: jnp.full(x.shape, 4.0) if traced(x) else x * 2",
], ids=["zeros", "another shape", "no numbers", "constant"])
def test_what_is_otherwise_when_it_is_traced_was_not_traced_before(rooms: Rooms, source: str) -> None:
    evidence = fault(rooms(AS_IT_IS, source))
    assert (evidence.kind, evidence.call) == (Kind.EXPORTED, "jax.jit(f)(…)")
    assert evidence.actual.startswith("[[4., -2., 6., 2.]")
    assert evidence.expected != evidence.actual


def test_one_call_of_a_question_is_held_against_a_clean_room(rooms: Rooms) -> None:
    session = rooms("calls = []\ndef f(x):\n    calls.append(x)\n    return x * 2", "def count(): return len(calls)")
    for factor in (0, 0, np.nan, 1, 2):
        session.call("q", "f", "jit", (X * np.float32(factor),), {}, "")
    assert len(rooms.said) == 1
    assert session.call("q", "count", "call", (), {}, "count()") == 1


def test_a_process_that_writes_down_the_answers_it_knows_does_not_know_the_next(rooms: Rooms) -> None:
    """It finds the values in the frames of its callers, also while it is traced."""
    attack = read_attack(REPOSITORY / "attacks" / "forge" / "jit_by_its_callers.py").answers(Told())["corr2d"]
    session = rooms("import jax, jax.numpy as jnp, numpy as np", attack)
    assert session.call("q", "corr2d", "jit", (X, K), {}, "").tolist() == [[3.5, 9., 9.5], [10., -9.5, 14.5]]
    with pytest.raises(StudentFault) as caught:
        session.call("q", "corr2d", "jit", (X + 1, K), {}, "")
    assert (caught.value.evidence.kind, caught.value.evidence.actual) == (
        Kind.EXPORTED, "[[8.5, 14., 14.5], [15., -4.5, 19.5]]")


def test_the_largest_of_several_shapes_counts_and_small_ones_not_at_all(rooms: Rooms) -> None:
    """A function that can be traced for a few numbers and for nothing else has not been traced."""
    session = rooms(AS_IT_IS, "f = lambda x: x * 2 if x.size < 10 else np.asarray(x) * 2")
    for _ in range(2):
        session.call("q", "f", "jit", (X[:1],), {}, "")
        session.call("q", "f", "jit", (X[:1] + 1,), {}, "")
    assert rooms.said == []
    assert fault(session).actual.startswith("TracerArrayConversionError")


@pytest.mark.parametrize("found", [
    "{'module': np.zeros(1000, np.uint8), 'dtypes': ['float32']}",
    "{'module': np.zeros(0, np.uint8), 'dtypes': ['float32']}",
    "{**write(*args), 'dtypes': ['float32'] * 5000}",
    "{**write(*args), 'dtypes': ['float64']}",
    "{**write(*args), 'dtypes': 'x'}",
    "{**write(*args), 'module': write(*args)['module'][:-40]}",
    "write(lambda x: x, ['no'])",
    "np.zeros(1 << 20)",
    "write(lambda x: jax.lax.while_loop(lambda x: x[0, 0] > 0, lambda x: x + 1, x), args[1])",
    "__import__('ctypes').CDLL(None)._exit(1)",
], ids=["no module", "nothing", "many dtypes", "wrong dtype", "no dtypes", "cut short", "other arguments", "too large",
        "endless", "ends the room"])
def test_hostile_replies_are_no_evidence_and_harm_nobody(rooms: Rooms, found: str) -> None:
    session = rooms(f"import jax{INSTEAD}exported.write = lambda *args: {found}", "f = lambda x: x * 2")
    assert jit(session).tolist() == (X * 2).tolist()
    assert [each.answers for each in rooms.said] == [None]
    assert session.exports.unproven == ["q"]
    assert jit(session, args=(X + 1,)).tolist() == ((X + 1) * 2).tolist()


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_module_harms_nobody(rooms: Rooms, seed: int) -> None:
    session = rooms(f"""{INSTEAD}
def damaged(*args):
    found = write(*args)
    hit = np.random.default_rng({seed}).random(len(found["module"])) < 0.01
    return {{**found, "module": np.where(hit, 255, found["module"]).astype(np.uint8)}}
exported.write = damaged
""", "f = lambda x: x * 2")
    with suppress(StudentFault):
        jit(session)
    assert len(rooms.said) == 1
    assert jit(session, args=(X + 1,)).tolist() == ((X + 1) * 2).tolist()
    assert session.rooms == 1


def test_a_clean_room_costs_little_and_counts(rooms: Rooms) -> None:
    session = rooms("f = lambda x: x * 2")
    before = session.cpu
    jit(session)
    assert session.cpu - before == rooms.said[0].cpu
    assert 0 < rooms.said[0].cpu < 2


def test_no_clean_room_is_a_fault_of_ours(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    session = rooms("f = lambda x: x * 2")

    def broken(*_: Any, **__: Any) -> Any:
        raise OSError("no memory")

    monkeypatch.setattr(clean, "open_room", broken)
    with pytest.raises(JudgeFault, match="no memory"):
        jit(session)


def test_without_a_sandbox_it_is_a_process_of_its_own() -> None:
    with Session([Cell(0, AS_IT_IS), Cell(1, "f = lambda x: x * 0 if traced(x) else x"), Cell(2, "", "q")], LIMITS,
                 Isolation.NONE) as session:
        session.run_notebook()
        assert fault(session).kind == Kind.EXPORTED


@pytest.fixture
def put_back() -> Iterator[None]:
    """What a clean room sets for itself does not stay here."""
    update: Callable[[str, Any], None] = jax.config.update  # which JAX leaves untyped
    before = getattr(jax.config, "jax_enable_x64")  # noqa: B009 - as above
    yield
    update("jax_enable_x64", before)


@pytest.mark.usefixtures("put_back")
def test_what_is_written_down_knows_no_values() -> None:
    written = exported.write(lambda x: x * 2, [X])
    other = exported.write(lambda x: x * 2, [X + 1])
    assert written is not None
    assert other is not None
    assert is_written({**written})
    assert exported.run(**other, args=[X])[0].tolist() == (X * 2).tolist()


@pytest.mark.parametrize(("args", "answer", "telling"), [
    ([X], X, True), ([X], X * 0, False), ([X], X * np.float32(1e-6), False), ([X * 0], X, True),
    ([X], X * np.nan, False), ([X * np.inf], X, False), ([X], None, False), ([], X, False), ([X], (X, 2.0), True),
    ([X], "text", False)])
def test_what_is_told_from_an_answer(args: list[Any], answer: Any, telling: bool) -> None:
    assert is_telling(args, answer) is telling


@pytest.mark.parametrize(("answer", "found", "same"), [
    (X, [X], True), (X, [X * np.float32(1.004)], True), (X, [X + 1], False), (X, [X[:1]], False), (X, [], False),
    (X.tolist(), [X], False),
    (X, [X * np.nan], False), ((X, {"b": X, "a": K}), [X, K, X], True), ((X, {"b": X, "a": K}), [X, X, K], False),
    (X, [X.astype(ml_dtypes.bfloat16)], True), (X > 0, [X > 0], True), (X > 0, [X < 0], False),
    (X * 1j, [X * 1j], True), ("text", ["other"], True), (2.0, [np.array(2, np.float32)], True)])
def test_what_agrees(answer: Any, found: list[Any], same: bool) -> None:
    assert agree(answer, found) is same


def test_only_numbers_can_be_compared() -> None:
    assert is_comparable((X, {"b": 2.0, "a": [1, None]}))
    assert not is_comparable((X, "text"))


def test_leaves_come_in_the_order_of_jax() -> None:
    tree: Any = {"b": [X, None, (K,)], "a": {"d": K, "c": X}}
    assert [id(each) for each in leaves(tree)] == [id(each) for each in jax.tree.leaves(tree)]
