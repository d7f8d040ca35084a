"""Ready-made properties: a question is declared once, and each property is one line of a hidden test file.

Every one is an ordinary test, named by what it is assigned to, with default words that can be replaced. The reference
in float64 says what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.judge.asking.functions import written
from assay.judge.student import Answer, Local, Student
from assay.testing import bounds, expect, shown
from assay.testing.modules import parameters
from assay.testing.worded import Test, worded

__all__ = ["Arguments", "Question", "arguments", "parameters", "parted"]


class Arguments(NamedTuple):
    """The arguments of one call: those by place, and those by name, which are static under jit."""

    args: tuple[Any, ...]
    more: dict[str, Any]


def arguments(*args: Any, **more: Any) -> Arguments:
    """The arguments of one call, for ``st.builds(arguments, arrays, stride=pairs)``."""
    return Arguments(args, more)


def parted(case: Any) -> Arguments:
    """A case as arguments; a tuple holds those by place, anything else is the only one."""
    if isinstance(case, Arguments):
        return case
    return Arguments(case if isinstance(case, tuple) else (case,), {})


@dataclass(frozen=True)
class Question:
    """A function that students write: its name, what is right, and what it is asked.

    Args:
        name: of the function.
        reference: what is right; called with a case's arguments.
        cases: draws tuples of arguments, or ``arguments(…)``.
        terms: for sums of products of the first two arguments: how many are summed for an output; called with a case's
            arguments. It sets how far float32 may be off.
        bound: how far answers may be off, elementwise and absolute: a number, or a function of a case's arguments. It
            may answer with the containers that the reference answers with. By default nothing is.
        exact: whether answers are plain values, compared with ``expect.equal``.
        examples: how many each property draws.
        shown: the case that students see: a line ``### EXAMPLE`` in the question's test cell becomes a check of it.
    """

    name: str
    reference: Callable[..., Any]
    cases: st.SearchStrategy[Any]
    terms: Callable[..., int] | None = None
    bound: float | Callable[..., Any] = 0.0
    exact: bool = False
    examples: int = 20
    shown: Any = None

    def shape(self, points: float, **words: Any) -> Test:
        """Answers have the shape of the right one."""
        def body(student: Student, case: Arguments) -> None:
            expect.shape(self._ask(student, case), np.shape(self.right(student, case)))

        return self._property(body, points, "answers with the right shape", words, fixed="only the shape counts")

    def values(self, points: float, **words: Any) -> Test:
        """Answers are right."""
        def body(student: Student, case: Arguments) -> None:
            self.check(self._ask(student, case), student, case)

        return self._property(body, points, "gives the right values", words)

    def example(self, points: float, **words: Any) -> Test:
        """The answer to the example that students see is right. Raises ValueError where the question shows none."""
        if self.shown is None:
            raise ValueError(f"{self.name} shows no example: declare it with shown=arguments(…)")
        case = parted(self.shown)

        def test(student: Student) -> None:
            self.check(self._ask(student, case), student, case)

        return worded(test, points, "gives the right values on the notebook's example", words)

    def as_check(self, arrays: str) -> str:
        """The example that students see, as a check of their notebook. Raises ValueError where it cannot be shown."""
        case = parted(self.shown)
        call = f"{self.name}({written(case.args, case.more, arrays)})"
        return shown.check(call, self.right(Student(Local({}), arrays), case), self.off(case), self.exact, arrays)

    def dtype(self, points: float, *names: str, **words: Any) -> Test:
        """Answers have one of these dtypes; without any, that of the reference's answer."""
        def body(student: Student, case: Arguments) -> None:
            allowed = names or (np.asarray(self.reference(*_copied(case.args), **case.more)).dtype.name,)
            expect.dtype(self._ask(student, case), *allowed)

        return self._property(body, points, "answers with the right dtype", words, fixed="only the dtype counts")

    def jit(self, points: float, **words: Any) -> Test:
        """Answers are right under ``jax.jit``; arguments by name are static."""
        def body(student: Student, case: Arguments) -> None:
            asked = getattr(student, self.name)
            self.check(asked.jit(*case.args, static=case.more), student, case)

        hints = ("raised: Under jit arrays are tracers: their shapes are known, their values are not. float(), if and "
                 "NumPy do not work on values there.")
        return self._property(body, points, "gives the same under jax.jit", words, hints=hints)

    def vmap(self, points: float, **words: Any) -> Test:
        """Of several arguments stacked, ``jax.vmap`` gives what each gives by itself."""
        def body(student: Student, case: Arguments) -> None:
            asked = getattr(student, self.name)
            stacks = [np.stack([arg, arg * 2, arg * 0]) for arg in case.args]
            answer = asked.vmap(*stacks, static=case.more)
            cases = [case._replace(args=tuple(stack[place] for stack in stacks)) for place in range(3)]
            rights = np.stack([np.asarray(self.right(student, each)) for each in cases])
            expect.close(answer, rights, np.stack([np.broadcast_to(self.off(each), rights.shape[1:])
                                                   for each in cases]))

        hints = "raised: jax.vmap traces your function: it has to be made of jnp operations on its arguments."
        return self._property(body, points, "works on stacks of arguments, under jax.vmap", words, hints=hints)

    def gradients(self, points: float, by: Sequence[int] | None = None, **words: Any) -> Test:
        """Gradients by the arguments at these places (by all that are no whole numbers) are right; those by name are
        static.
        """
        def body(student: Student, case: Arguments) -> None:
            shape = np.shape(self.right(student, case))
            G = np.resize(np.array([1, -2, 3, 0.5], np.float32), shape)
            answer = getattr(student, self.name).vjp(*case.args, cotangent=G, static=case.more)
            self.check(answer.part(0), student, case)
            pulled, right = answer.part(1), bounds.pull(self.reference, case.args, G, **case.more)
            gradients = expect.items(pulled) if isinstance(pulled.value, (list, tuple)) else []
            expect.that(len(gradients) == len(case.args), pulled, "a gradient for each argument", expect.shown(pulled))
            off = self._gradients_off(case, G, right)
            for place in by if by is not None else _differentiable(case.args):
                expect.close(gradients[place], right[place], off[place], f"the gradient by argument {place + 1}")

        hints = ("raised: jax.grad follows jnp operations from the arguments to the answer. It does not go through "
                 "NumPy, nor through float() or int() of a value.")
        return self._property(body, points, "lets jax.grad through its arguments", words, hints=hints)

    def purity(self, points: float, **words: Any) -> Test:
        """Arguments stay as they are, and equal arguments get equal answers."""
        def body(student: Student, case: Arguments) -> None:
            asked = getattr(student, self.name)
            expect.untouched(asked.after(*case.args, **case.more), *case.args)
            expect.same(asked.twice(*case.args, **case.more))

        return self._property(body, points, "leaves its arguments as they are, and gives equal answers to equal ones",
                              words, fixed="wrong values are lost elsewhere")

    def right(self, student: Student, case: Arguments) -> Any:
        """The right answer to a case: in float64, by JAX where the assignment uses it; as it is, where it is exact."""
        if self.exact:
            return self.reference(*_copied(case.args), **case.more)
        if student.arrays == "jax":
            return bounds.exactly(self.reference, *case.args, **case.more)
        return self.reference(*map(_wide, _copied(case.args)), **case.more)

    def off(self, case: Arguments) -> Any:
        """How far an answer to a case may be off."""
        if self.terms is not None:
            X, K, *_ = case.args
            return bounds.products(self.reference, X, K, self.terms(*case.args, **case.more), **case.more)
        return self.bound(*case.args, **case.more) if callable(self.bound) else self.bound

    def check(self, answer: Answer, student: Student, case: Arguments) -> None:
        """An answer to a case is right. Raises Mismatch."""
        if self.exact:
            expect.equal(answer, self.right(student, case))
        else:
            expect.near(answer, self.right(student, case), self.off(case))

    def _gradients_off(self, case: Arguments, G: Any, right: Sequence[Any]) -> Sequence[Any]:
        if self.terms is not None:
            X, K, *_ = case.args
            return bounds.pull_products(self.reference, X, K, G, self.terms(*case.args, **case.more), **case.more)
        return [0.0 if self.bound == 0.0 or each.dtype.kind != "f" else
                64 * bounds.U * np.max(np.abs(each), initial=1.0) for each in right]

    def _ask(self, student: Student, case: Arguments) -> Answer:
        answer: Answer = getattr(student, self.name)(*case.args, **case.more)
        return answer

    def _property(self, body: Callable[[Student, Arguments], None], points: float, sentence: str,
                  words: Mapping[str, Any], hints: str = "", fixed: str = "") -> Test:
        cases, examples = words.get("cases", self.cases), words.get("examples", self.examples)

        def test(student: Student, case: Any) -> None:
            body(student, parted(case))

        worded(test, points, sentence, {"hints": hints, "fixed": fixed, **words})
        drawn: Test = settings(max_examples=examples)(given(case=cases)(test))
        return drawn


def _copied(args: Sequence[Any]) -> list[Any]:
    return [arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args]


def _differentiable(args: Sequence[Any]) -> list[int]:
    """The places of arguments by which there is a gradient."""
    return [place for place, arg in enumerate(args) if np.asarray(arg).dtype.kind == "f"]


def _wide(arg: Any) -> Any:
    return arg.astype(np.float64) if isinstance(arg, np.ndarray) and arg.dtype.kind == "f" else arg
