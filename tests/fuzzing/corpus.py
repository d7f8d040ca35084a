"""The corpus: every kind of damage at least once, kinds that draw several times, and pairs. Made from a seed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from assay.course.sample import make_class
from assay.judge.answers import fill, read_answers
from tests.broken import TIMESTAMP
from tests.fuzzing import files, notebooks, places
from tests.fuzzing.notebooks import Change, Notebook
from tests.fuzzing.places import NAME, Put, named
from tests.here import REPOSITORY

A = "convolution"
SEED = 1
#: How often a kind is drawn: where nothing is drawn, the second time gives the same, and is left out.
AGAIN = 3
PAIRS = 60
SAMPLE = ("ada_okafor", "goran_petrov", "oskar_nilsen")
#: Kinds that must cost nothing: the notebook itself is right.
HARMLESS = frozenset({"times", "students"})


@dataclass(frozen=True)
class Submission:
    """A broken submission: whose it is, what kind of damage it has, and the bytes and the way they are put."""

    student: str
    kind: str
    data: bytes
    put: Put

    def write(self, submitted: Path) -> None:
        """Hands it in, under the course's ``submitted/``."""
        folder = submitted / self.student / A
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(TIMESTAMP, "utf-8")
        self.put(folder, self.data)


@cache
def bases() -> Mapping[str, bytes]:
    """Real notebooks: as given out, with one answer, and three of the sample class, by name."""
    release = json.loads((REPOSITORY / "release" / A / NAME).read_text("utf-8"))
    one = {"receptive_field": read_answers(REPOSITORY / "solutions" / A / "wheat" / "loops.py")["receptive_field"]}
    with tempfile.TemporaryDirectory() as folder:
        make_class(REPOSITORY, A, Path(folder))
        sample = {name: (Path(folder) / "submitted" / name / A / NAME).read_bytes() for name in SAMPLE}
    return {"given_out": as_bytes(release), "one_answer": as_bytes(fill(release, one)), **sample}


def as_bytes(notebook: Any) -> bytes:
    return (json.dumps(notebook, indent=1) + "\n").encode("utf-8", "replace")


def opened(data: bytes) -> Notebook:
    """A notebook whose sources are single texts."""
    notebook: Notebook = json.loads(data)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def changed(rng: Random, data: bytes, *changes: Change) -> bytes:
    """The notebook after changes; one that no longer applies, as its place is gone, is left out."""
    notebook = opened(data)
    for change in changes:
        try:
            change(rng, notebook)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            continue
    return as_bytes(notebook)


def corpus(seed: int = SEED) -> list[Submission]:
    """Distinct broken submissions, the same for the same seed, named so that kinds stand among each other."""
    seen: set[tuple[bytes, str]] = set()
    kept = []
    for student, kind, data, put in drawn(seed):
        about = (data, "" if put is PLAIN else student)
        if about not in seen:
            seen.add(about)
            kept.append(Submission(student, kind, data, put))
    return kept


PLAIN = named(NAME)
Drawn = tuple[str, str, bytes, Put]


def drawn(seed: int) -> Iterator[Drawn]:
    """All of it, before what is there twice is left out: student, kind, bytes, way to put them."""
    cheap, right = ("given_out", "one_answer"), (SAMPLE[0],)
    yield from spoiled(seed, "bytes", files.BYTES, SAMPLE)
    yield from spoiled(seed, "archives", files.ARCHIVES, right)
    yield from spoiled(seed, "json", files.JSON, SAMPLE)
    yield from edited(seed, "format", notebooks.FORMAT, cheap)
    yield from edited(seed, "metadata", notebooks.METADATA, (*cheap, *right))
    yield from edited(seed, "cells", notebooks.CELLS, cheap)
    yield from edited(seed, "sizes", notebooks.SIZES, cheap[:1])
    for kind, ways in (("names", places.NAMES), ("links", places.LINKS), ("times", places.CLOCKS)):
        for name, put in ways.items():
            yield f"{kind}_{name}", kind, bases()[SAMPLE[0]], put
    for kind, names in (("students", places.STUDENTS), ("misnamed", places.MISNAMED)):
        for name in names:
            yield name, kind, bases()[SAMPLE[0]], named(NAME)
    yield from pairs(seed, cheap)


def spoiled(seed: int, kind: str, ways: Mapping[str, files.Spoil], of: tuple[str, ...]) -> Iterator[Drawn]:
    for name, rng in each(seed, kind, ways):
        yield f"{kind}_{name}", kind, ways[name.rpartition("_")[0]](rng, bases()[rng.choice(of)]), PLAIN


def edited(seed: int, kind: str, ways: Mapping[str, Change], of: tuple[str, ...]) -> Iterator[Drawn]:
    for name, rng in each(seed, kind, ways):
        yield f"{kind}_{name}", kind, changed(rng, bases()[rng.choice(of)], ways[name.rpartition("_")[0]]), PLAIN


def each(seed: int, kind: str, ways: Mapping[str, Callable[..., Any]]) -> Iterator[tuple[str, Random]]:
    """Every way with a number, and a source of chance of its own."""
    for name in ways:
        for number in range(1 if kind in ("sizes", "archives") else AGAIN):
            yield f"{name}_{number}", Random(f"{seed} {kind} {name} {number}")


def pairs(seed: int, of: tuple[str, ...]) -> Iterator[Drawn]:
    """Two kinds of damage at once: to the notebook, then to the notebook again, its bytes, or its place."""
    edits = [*notebooks.FORMAT.values(), *notebooks.METADATA.values(), *notebooks.CELLS.values()]
    spoils = [spoil for spoil in files.BYTES.values() if spoil is not files.as_script]
    ways = [*places.NAMES.values(), *places.LINKS.values(), *places.CLOCKS.values()]
    for number in range(PAIRS):
        rng = Random(f"{seed} pair {number}")
        data, put = bases()[rng.choice(of)], PLAIN
        second = rng.choice(("edit", "edit", "spoil", "place"))
        data = changed(rng, data, *(rng.sample(edits, 2) if second == "edit" else [rng.choice(edits)]))
        if second == "spoil":
            data = rng.choice(spoils)(rng, data)
        elif second == "place":
            put = rng.choice(ways)
        yield f"pairs_{number:02}", "pairs", data, put
