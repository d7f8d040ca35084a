"""Whether calls should go in batches under ``jax.vmap``: the tape's calls one by one, and in batches of equal shapes.

``python -m benchmarks.batches`` makes every call of the hidden tests in a few styles, each style and way in a process
of its own, from nothing compiled; then everything again, which is what a cache could reach. A batch holds four calls;
one more call of each kind is made directly, as a check must.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import jax
import numpy as np

from assay.cluster.work import prepare
from assay.course.places import Course
from assay.judge.plugin import run_hidden_tests
from assay.judge.student import Local
from assay.room.environment import XLA_FLAGS
from assay.room.inside import asked, hooks_of_libraries
from solutions.convolution import reference
from tests.here import REPOSITORY

A = "convolution"
STYLES = ("loops", "vmap", "im2col", "fft")
BATCH = 4
Call = tuple[str, str, list[Any], dict[str, Any]]


class Noting:
    """Answers with the reference, and keeps the calls."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._local = Local(vars(reference))

    def call(self, _: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """As :meth:`assay.judge.session.Session.call`."""
        self.calls.append((name, mode, list(args), more))
        return self._local(name, mode, args, more, shown)


def split(call: Call) -> tuple[list[Any], list[Any], Any]:
    """A call's numbers (arrays, floats), everything else in their order with None for each number, and its tree."""
    leaves, tree = jax.tree.flatten((call[2], call[3]))
    numbers = [leaf for leaf in leaves if isinstance(leaf, (np.ndarray, float))]
    return numbers, [None if isinstance(leaf, (np.ndarray, float)) else leaf for leaf in leaves], tree


def kind(call: Call) -> str:
    """Equal for calls that one batch can hold."""
    numbers, rest, tree = split(call)
    return repr((call[0], call[1], [np.shape(number) for number in numbers], rest, tree))


def made(names: dict[str, Any], call: Call) -> Any:
    """One call, as in a room."""
    name, mode, args, more = call
    more = {key: asked.revive(value) for key, value in more.items()}
    return asked.MODES[mode](names[name], [asked.revive(value) for value in args], more)


def made_together(names: dict[str, Any], calls: list[Call]) -> None:
    """Calls of one kind in batches, the last one filled up."""
    rows = [split(call)[0] for call in calls]
    _, rest, tree = split(calls[0])

    def one(*numbers: Any) -> Any:
        left = iter(numbers)
        args, more = jax.tree.unflatten(tree, [next(left) if leaf is None else leaf for leaf in rest])
        return made(names, (calls[0][0], calls[0][1], args, more))

    for batch in batches(rows):
        columns = zip(*batch, strict=True)
        settle(jax.vmap(one)(*(jax.device_put(np.array(column, np.float32)) for column in columns)))


def batches(rows: list[list[Any]]) -> Iterator[list[list[Any]]]:
    """All rows, four at a time."""
    for start in range(0, len(rows), BATCH):
        yield (rows[start:start + BATCH] + rows * BATCH)[:BATCH]


def settle(answer: Any) -> None:
    """Waits until an answer is there."""
    for leaf in jax.tree.leaves(answer):
        if isinstance(leaf, jax.Array):
            leaf.block_until_ready()


def everything(names: dict[str, Any], kinds: dict[str, list[Call]], together: bool) -> tuple[float, int]:
    """Makes all calls: processor seconds, and how many calls had to be made singly though together was asked for."""
    singly, start = 0, time.process_time()
    for calls in kinds.values():
        alone = calls
        if together and len(calls) > 1 and calls[0][1] != "twice":
            made(names, calls[0])
            try:
                made_together(names, calls)
                alone = []
            except Exception:  # float() of a tracer, mostly
                singly, alone = singly + len(calls), calls[1:]
        for call in alone:
            settle(made(names, call))
    return time.process_time() - start, singly


def measure(style: str, way: str) -> None:
    """In a process of its own: prints the seconds of the first and the second time."""
    noting = Noting()
    run_hidden_tests(Course(REPOSITORY).bench(A).questions, noting)
    kinds: dict[str, list[Call]] = defaultdict(list)
    for call in noting.calls:
        kinds[kind(call)].append(call)
    jax.clear_caches()  # type: ignore[no-untyped-call]
    hooks_of_libraries.share_context()
    names = vars(importlib.import_module(f"solutions.{A}.wheat.{style}"))
    (first, singly), (second, _) = (everything(names, kinds, way == "together") for _ in range(2))
    print(f"{style:8} {way:9} {first:6.2f} s, again {second:5.2f} s; {len(noting.calls)} calls of {len(kinds)} kinds, "
          f"{singly} of them not to be mapped")


def main() -> None:
    """Measures each style both ways."""
    if len(sys.argv) > 1:
        measure(*sys.argv[1:])
        return
    prepare(Course(REPOSITORY).cache, Course(REPOSITORY).bench(A).optimize)
    for style in STYLES:
        for way in ("singly", "together"):
            subprocess.run([sys.executable, "-m", "benchmarks.batches", style, way], check=True,
                           env=os.environ | {"JAX_PLATFORMS": "cpu", "XLA_FLAGS": XLA_FLAGS})


if __name__ == "__main__":
    main()
