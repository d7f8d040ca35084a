"""Compiled answers and gradients, held against the student's own plain answers where those are wrong.

So wrong values are lost once, where values are asked for. That is no gift: an answer says something of jit or gradients
only if some of its values are right, where more than one product has a say in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from assay.testing import Answer, Student, expect
from autograder.channels.cases import cotangent
from autograder.channels.truth import Array

Arrays = tuple[Array, ...]


class Way:
    """How a function is asked: as it is, under jit, and for its gradients by each array. ``static`` go by name."""

    def __init__(self, student: Student, name: str, **static: Any) -> None:
        self._function = getattr(student, name)
        self._static = static

    def plain(self, *arrays: Array) -> Answer:
        """Its answer."""
        answer: Answer = self._function(*arrays, **self._static)
        return answer

    def jit(self, *arrays: Array) -> Answer:
        """Its answer under jit."""
        answer: Answer = self._function.jit(*arrays, static=self._static)
        return answer

    def vjp(self, *arrays: Array, G: Array) -> tuple[Answer, list[Answer]]:
        """The call that asks for the gradients of sum(answer * G), and the gradients."""
        answer: Answer = self._function.vjp(*arrays, cotangent=G, static=self._static)
        pulled = answer.part(1)
        found = pulled.value if isinstance(pulled.value, (list, tuple)) else ()
        expect.that(len(found) == len(arrays), pulled, "gradients by each array", "none")
        return answer, [pulled.part(place) for place in range(len(arrays))]


class Truth(NamedTuple):
    """What is right for some arrays, and how far off it may be. ``pulled``: the gradients, each with its bound."""

    answer: Array
    bound: Any
    pulled: Sequence[tuple[Array, Any]] = ()
    names: Sequence[str] = ("X", "K")


def right(way: Way, arrays: Arrays, truth: Truth) -> bool:
    """Whether the plain answer is right."""
    return expect.holds(lambda: expect.close(way.plain(*arrays), truth.answer, truth.bound))


def sound(worked: Sequence[tuple[Way, Arrays, Array]]) -> None:
    """Whether one of some worked answers has the right shape and some right values other than zero.

    Raises:
        Mismatch: none has, so that nothing more can be asked.
    """
    answers = []
    for way, arrays, wanted in worked:
        answer = expect.before(lambda way=way, arrays=arrays: way.plain(*arrays), _listed(wanted))  # type: ignore[misc]
        answers.append(answer)
        if expect.holds(lambda answer=answer, wanted=wanted: expect.shape(answer, wanted.shape)):  # type: ignore[misc]
            near = np.abs(real(answer) - wanted) <= 1e-4 * np.abs(wanted)
            if bool((near & (wanted != 0)).any()):
                return
    expect.that(False, answers[0], _listed(worked[0][2]), expect.shown(answers[0]))


def compiled(way: Way, arrays: Arrays, truth: Truth) -> None:
    """Under jit the answer is right, or at least what it is without."""
    expect.holds(lambda: way.jit(*arrays))  # before the plain call, which then meets what was traced
    if right(way, arrays, truth):
        expect.close(way.jit(*arrays), truth.answer, truth.bound)
        return
    expect.answers(lambda: way.plain(*arrays), "UnexpectedTracerError")  # what the call under jit has left behind
    if expect.holds(lambda: real(way.plain(*arrays))):
        plain, traced = way.plain(*arrays), way.jit(*arrays)
        same = real(traced).shape == real(plain).shape and alike(real(traced), real(plain))
        expect.that(same, traced, f"as without jax.jit, {expect.shown(plain)}", expect.shown(traced))


def pulled(way: Way, arrays: Arrays, truth: Truth, nearby: tuple[Arrays, Truth]) -> None:
    """The gradients are those of the definition where the answer is right, else the slopes of what is computed.

    Args:
        way: how to ask.
        arrays: where the gradients are asked for.
        truth: what is right there.
        nearby: arrays of the same shapes without a zero, and what is right there. An answer to zeros may be right by
            chance, and has no slope.
    """
    if not (right(way, arrays, truth) and right(way, *nearby)):
        slopes(way, nearby[0])
        return
    answer, found = way.vjp(*arrays, G=cotangent(truth.answer.shape))
    expect.close(answer.part(0), truth.answer, truth.bound)
    for gradient, (wanted, bound), name in zip(found, truth.pulled, truth.names, strict=True):
        expect.close(gradient, wanted, bound, f"the gradient by {name}")


def slopes(way: Way, arrays: Arrays) -> None:
    """The gradients are the slopes of the student's own answers along some direction, and none of these is zero."""
    plain = real(way.plain(*arrays))
    G = cotangent(plain.shape)
    answer, found = way.vjp(*arrays, G=G)
    fits = all(_fits(way, arrays, place, gradient, G) for place, gradient in enumerate(found))
    expect.that(fits, answer.part(1), "gradients that fit your own answers nearby, none of them zero",
                "gradients that do not")


def _fits(way: Way, arrays: Arrays, place: int, gradient: Answer, G: Array) -> bool:
    move = np.resize(np.array([1, -0.5, 2, 0.25, -1], np.float32), arrays[place].shape) / np.float32(16)

    def moved(by: Array) -> Array:
        return real(way.plain(*(each + by if at == place else each for at, each in enumerate(arrays))))

    if real(gradient).shape != move.shape:
        return False
    with np.errstate(all="ignore"):
        rise = float(np.sum((moved(move) - moved(-move)) / 2 * G))
        slope = float(np.sum(real(gradient) * move))
    return bool(0 < abs(rise) < np.inf and abs(rise - slope) <= 0.05 * abs(rise) + 1e-3)


def real(answer: Answer) -> Array:
    """The answer as float64, whatever real numbers it is of.

    Raises:
        Mismatch: no array of real numbers.
    """
    got = expect.array(answer)
    expect.that(got.dtype.kind not in "bc", answer, "real numbers", got.dtype.name)
    with np.errstate(all="ignore"):
        return got.astype(np.float64)


def alike(got: Array, own: Array) -> bool:
    """Whether two answers of a wrong function are the same but for rounding, in however few bits."""
    scale = float(np.max(np.abs(own), initial=0.0, where=np.isfinite(own)))
    return bool(np.allclose(got, own, rtol=0.0, atol=0.02 * scale + 1e-6, equal_nan=True))


def _listed(array: Array) -> str:
    return expect.shown(Answer(array.astype(np.float32), ""))

