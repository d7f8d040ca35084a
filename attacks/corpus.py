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
from attacks.aim import AS_WRITTEN, Aim

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

    def line(self, secrets: tuple[str, ...] = SECRETS) -> str:
        """One line of Python that says so."""
        said = vars(self) | {"sought": hashed(*secrets, self.mark[::-1]), "folders": hashed(*FOLDERS)}
        return "; ".join(f"{name} = {value!r}" for name, value in said.items())


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    ``must`` is what has to become of it, ``most`` the points that it earns honestly: its zeros have the right shape; in
    another assignment than convolution, its answer to the host question is right.
    """

    kind: str
    name: str
    tries: str
    must: str
    most: float
    sections: Mapping[str, str]
    student: str
    hand_in: HandIn | None = None
    aim: Aim = AS_WRITTEN

    @property
    def secrets(self) -> tuple[str, ...]:
        """What this attack must not find."""
        return tuple(self.aim.put(word) for word in SECRETS)

    def answers(self, told: Told) -> dict[str, str]:
        """The answers by grade_id, the first one below what attackers are told."""
        first, above = next(iter(self.sections), ""), ABOVE + self.aim.answer(self.most > 0)
        return {name: f"{told.line(self.secrets)}\n{above}\n\n{source}" if name == first else source
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


def read_attack(path: Path, aim: Aim = AS_WRITTEN) -> Attack:
    """One attack.

    Raises:
        CorpusError: it has no docstring, or no line that says what must happen.
    """
    text = aim.put(path.read_text("utf-8"))
    told = ast.get_docstring(ast.parse(text)) or ""
    tries, _, _ = told.partition("\n\nMust: ")
    must = MUST.search(told)
    if must is None or not tries or tries == told:
        raise CorpusError(f"{path.name} needs a docstring: what it tries, an empty line, and 'Must: …'.")
    head: dict[str, Any] = {}
    exec(compile(MARKER.split(text)[0], path.name, "exec"), head)
    sections = aim.sections(read_answers(path)) if MARKER.search(text) else {}
    if not sections and "hand_in" not in head:
        raise CorpusError(f"{path.name} attacks nothing: write a section '# %% grade_id', or hand_in.")
    kind, honest = path.parent.name, float(re.sub(r"\D", "", must["most"] or "") or 0)
    return Attack(kind, path.stem, " ".join(tries.split()), must[0].removeprefix("Must: "),
                  honest if aim.usual or not honest else aim.points, sections,
                  head.get("STUDENT", f"{kind}_{path.stem}"), head.get("hand_in"), aim)


def files() -> list[Path]:
    """The files of all attacks, in the order in which they are handed in."""
    return sorted(HERE.glob("*/*.py"))


def corpus(*wanted: str, aim: Aim = AS_WRITTEN) -> list[Attack]:
    """All attacks that can be put into an assignment, or those of some kinds or names.

    Raises:
        CorpusError: a file breaks the form, a kind or name is unknown, or all that are named are left out.
    """
    every = files()
    known = {word for path in every for word in (path.parent.name, path.stem)}
    if strangers := sorted(set(wanted) - known):
        raise CorpusError(f"There is no attack and no kind of attack named {strangers[0]!r}.")
    chosen = [path for path in every if not wanted or {path.parent.name, path.stem} & set(wanted)]
    out = left_out(aim)
    if not (found := [read_attack(path, aim) for path in chosen if path.stem not in out]):
        raise CorpusError(f"No attack of these can be put into {aim.assignment!r}: {chosen[0].stem} "
                          f"{out[chosen[0].stem]}.")
    return found


def left_out(aim: Aim) -> dict[str, str]:
    """The names of the attacks that cannot be put into an assignment, and why."""
    reasons = {path.stem: aim.why_not(path.parent.name, path.stem, path.read_text("utf-8")) for path in files()}
    return {name: reason for name, reason in reasons.items() if reason}
