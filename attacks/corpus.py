"""The attacks, one file each, and how they are handed in.

A file under ``attacks/<kind>/`` has a docstring, which says what is tried and ends in a line ``Must: …``, and sections
``# %% grade_id`` with answers, as files under ``solutions/`` have. What is more than an answer (other cells, metadata,
files beside the notebook, a student's name) is said above the first section: a function ``hand_in(folder, notebook)``
that changes the notebook or writes into the folder (and returns True if the notebook is not to be written any more),
and a constant ``STUDENT``. Only that part is run outside a room.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from assay.judge.answers import MARKER, fill, read_answers

HERE = Path(__file__).parent
ABOVE = read_answers(HERE / "above.py")["above"]
MUST = re.compile(r"^Must: (?:earn (?P<most>nothing|at most \d+)|find nothing|be refused|stay harmless)$", re.MULTILINE)
#: Lies in the judge's environment, its home and its course; no room may see it.
CANARY = "canary_7f3a91c2"
SECRETS = (
    *("test_corr2d.py", "test_conv2d.py", "gradebook.db", "nbgrader_config.py", "images_and_kernels", CANARY),
    *("autograder.convolution", "solutions.convolution.reference", "solutions.convolution.chaff"),
)
#: As the name of a folder this word gives something away; in memory it is a word like others.
FOLDERS = ("submitted",)

Notebook = dict[str, Any]
HandIn = Callable[[Path, Notebook], object]


class CorpusError(ValueError):
    """An attack that breaks the form; the sentence names the file and what is wrong with it."""


@dataclass(frozen=True)
class Told:
    """What attackers are told of the world outside: see ``above.py``."""

    mark: str = "left_behind"
    port: int = 9
    abstract: str = "nobody"
    door: int = 9
    course: str = "/nowhere"
    repository: str = "/nowhere"

    def line(self) -> str:
        """One line of Python that says so."""
        said = vars(self) | {"sought": hashed(*SECRETS, self.mark[::-1]), "folders": hashed(*FOLDERS)}
        return "; ".join(f"{name} = {value!r}" for name, value in said.items())


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    ``must`` is what has to become of it, ``most`` the points that it earns honestly (its zeros have the right shape).
    """

    kind: str
    name: str
    tries: str
    must: str
    most: float
    sections: Mapping[str, str]
    student: str
    hand_in: HandIn | None = None

    def answers(self, told: Told) -> dict[str, str]:
        """The answers by grade_id, the first one below what attackers are told."""
        first = next(iter(self.sections), "")
        return {name: f"{told.line()}\n{ABOVE}\n\n{source}" if name == first else source
                for name, source in self.sections.items()}

    def write(self, release: Notebook, told: Told, folder: Path) -> None:
        """Hands it in; folder is submitted/STUDENT/ASSIGNMENT. Questions that it does not attack stay empty."""
        folder.mkdir(parents=True)
        notebook = fill(release, self.answers(told))
        path = folder / f"{folder.name}.ipynb"
        if self.hand_in is None or not self.hand_in(folder, notebook):
            path.write_text(json.dumps(notebook), "utf-8")


def hashed(*words: str) -> list[str]:
    """SHA-256 of each word, in hex, sorted."""
    return sorted(sha256(word.encode()).hexdigest() for word in words)


def read_attack(path: Path) -> Attack:
    """One attack.

    Raises:
        CorpusError: it has no docstring, or no line that says what must happen.
    """
    text = path.read_text("utf-8")
    told = ast.get_docstring(ast.parse(text)) or ""
    tries, _, _ = told.partition("\n\nMust: ")
    must = MUST.search(told)
    if must is None or not tries or tries == told:
        raise CorpusError(f"{path.name} needs a docstring: what it tries, an empty line, and 'Must: …'.")
    head: dict[str, Any] = {}
    exec(compile(MARKER.split(text)[0], path.name, "exec"), head)
    sections = read_answers(path) if MARKER.search(text) else {}
    if not sections and "hand_in" not in head:
        raise CorpusError(f"{path.name} attacks nothing: write a section '# %% grade_id', or hand_in.")
    kind, most = path.parent.name, re.sub(r"\D", "", must["most"] or "")
    return Attack(kind, path.stem, " ".join(tries.split()), must[0].removeprefix("Must: "), float(most or 0), sections,
                  head.get("STUDENT", f"{kind}_{path.stem}"), head.get("hand_in"))


def files() -> list[Path]:
    """The files of all attacks, in the order in which they are handed in."""
    return sorted(HERE.glob("*/*.py"))


def corpus(*wanted: str) -> list[Attack]:
    """All attacks, or those of some kinds or names.

    Raises:
        CorpusError: a file breaks the form, or a kind or name is unknown.
    """
    every = [read_attack(path) for path in files()]
    known = {word for each in every for word in (each.kind, each.name)}
    if strangers := sorted(set(wanted) - known):
        raise CorpusError(f"There is no attack and no kind of attack named {strangers[0]!r}.")
    return [each for each in every if not wanted or {each.kind, each.name} & set(wanted)]
