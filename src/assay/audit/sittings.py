"""Which questions a candidate is asked in one sitting, and a digest of all that the outcome depends on.

A sitting loads the candidate anew and asks it some questions, one after the other. What comes out depends on

- the engine and the versions that a verdict depends on, ``room.toml`` but for its limits, and data files;
- the file of each question asked, the modules beside it and under ``solutions/`` that it imports, and theirs; what any
  file of hidden tests does when it is loaded; ``conftest.py`` and files of data beside the tests;
- of the reference, and of the candidate laid over it, what the questions can reach (:mod:`assay.audit.reach`).

It does not depend on the candidate's name, on other questions, on ``stand_in.py`` (the audit has no second looks), nor
on this machine's load. So a new question in the assignment, its answers in every file of solutions included, leaves
the digests of all other sittings as they were.

Questions that reach something which keeps a state are asked in one sitting, in the order of their files: so the audit
still sees what spills from one to the other, as in the one room that a student's notebook has. All others have a
sitting each.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from assay.audit import reach
from assay.audit.candidates import Candidate, Role
from assay.judge import bench
from assay.judge.explain.described import question_of
from assay.judge.verdict import digest

#: What of the audit itself an outcome depends on.
OURS = tuple(Path(__file__).with_name(name) for name in ("matrix.py", "rows.py", "limits.py"))
ROOM = "room.toml"
#: Beside the hidden tests, and not read by them, or read in part only.
ASIDE = ("audit.json", "survivors.toml", ROOM)


@dataclass(frozen=True)
class Sitting:
    """A candidate, the questions that it is asked (all, if none), and the digest of what the outcome depends on."""

    candidate: Candidate
    questions: tuple[str, ...]
    key: str


class HiddenTests:
    """The hidden tests of one assignment, read once: what each question's file mentions and imports."""

    def __init__(self, questions: Path, solutions: Path, known: Sequence[str]) -> None:
        self.questions = questions
        self.known = tuple(known)
        self._reference = solutions / "reference.py"
        self._course = questions.parents[1]
        self._texts: dict[Path, str] = {}
        self._files = {question_of(path): path for path in sorted(questions.rglob("test_*.py"))}
        read = {name: self._closure(self._files[name]) for name in known}
        self._mentions = {name: {each for path in paths for each in reach.mentioned(self._tree(path))}
                          for name, paths in read.items()}
        self._read = {name: digest([[self._name(path), self._text(path)] for path in paths])
                      for name, paths in read.items()}

    def sittings(self, candidate: Candidate) -> list[Sitting]:
        """The sittings of a candidate; one for all its questions, if its code cannot be read."""
        asked = tuple(name for name in self.known if not candidate.questions or name in candidate.questions)
        try:
            found = {name: self.reached(candidate, name) for name in asked}
        except SyntaxError:
            return [Sitting(candidate, asked, self._key(candidate, dict.fromkeys(asked, (candidate.source,))))]
        together = [name for name in asked if any(part.keeps for part in found[name])]
        groups = [[name] for name in asked if name not in together] + ([together] if together else [])
        return [Sitting(candidate, tuple(group), self._key(candidate, {
            name: tuple(part.code for part in found[name]) for name in group})) for group in groups]

    def reached(self, candidate: Candidate, question: str) -> tuple[reach.Part, ...]:
        """What a question can reach of the reference, and of a candidate that is laid over it."""
        reference = self._text(self._reference)
        return self._reached([reference, *([candidate.source] if candidate.source != reference else [])], question)

    def _reached(self, modules: Sequence[str], question: str) -> tuple[reach.Part, ...]:
        whole = [part for module in modules for part in reach.parts(module)]
        named = {name for part in whole for name in part.defines if name.lower() == question}
        return reach.reached(whole, {question, *named, *self._mentions[question]})

    def _key(self, candidate: Candidate, code: dict[str, tuple[str, ...]]) -> str:
        right = candidate.role == Role.WHEAT
        counted = self.questions / "cases.py"  # by it corners are counted, on the reference
        cases = self._text(counted) if right and counted.is_file() else ""
        return digest([self._shared, right, cases, [[name, self._read[name], code[name]] for name in code]])

    @cached_property
    def _shared(self) -> str:
        """A digest of what all sittings depend on."""
        beside = [path for path in sorted(self.questions.rglob("*")) if path.is_file() and path.suffix != ".pyc"
                  and path.name not in ASIDE and (path.suffix != ".py" or path.name == "conftest.py")]
        above = self._course / "autograder" / "conftest.py"
        handed_out = self._course / "source" / self.questions.name  # tests may read data that students have
        data = [path for path in sorted(handed_out.glob("*")) if path.suffix in bench.DATA]
        acting = [part.code for path in self._files.values() for part in reach.parts(self._text(path))
                  if part.acts and not part.defines]  # tests call their own strategies: that is no news to others
        return digest([bench.digest_of((*bench.ENGINE, *OURS)), bench.versions(jax=True), acting, self._room,
                       [[path.name, path.read_bytes().hex()] for path in (*beside, above, *data) if path.exists()]])

    @property
    def _room(self) -> dict[str, Any]:
        """What ``room.toml`` says, but for its limits: a sitting meets none of them."""
        path = self.questions / ROOM
        said = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        return {name: value for name, value in said.items() if name != "limits"}

    def _closure(self, file: Path) -> list[Path]:
        """A file of hidden tests and all of the course that it imports, but for the reference."""
        found, left = [file], [file]
        while left:
            tree = self._tree(left.pop())
            new = [path for path in self._imports(file.parent, tree) if path not in found and path != self._reference]
            if reach.mentioned(tree) & reach.LOOK_UP:
                new = [path for path in sorted(self.questions.rglob("*.py")) if path not in found]
            found += dict.fromkeys(new)
            left += dict.fromkeys(new)
        return sorted(found)

    def _imports(self, folder: Path, tree: ast.Module) -> Iterator[Path]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield from self._modules(self._course, alias.name.split("."))
            elif isinstance(node, ast.ImportFrom):
                start = folder.parents[node.level - 2] if node.level > 1 else folder if node.level else self._course
                names = node.module.split(".") if node.module else []
                for alias in node.names:
                    yield from self._modules(start, [*names, alias.name])

    @staticmethod
    def _modules(start: Path, names: list[str]) -> Iterator[Path]:
        """The files of a module and of the packages around it, as far as they are the course's."""
        for length in range(1, len(names) + 1):
            place = start.joinpath(*names[:length])
            yield from (path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file())

    def _text(self, path: Path) -> str:
        if path not in self._texts:
            self._texts[path] = path.read_text("utf-8")
        return self._texts[path]

    def _tree(self, path: Path) -> ast.Module:
        return ast.parse(self._text(path))

    def _name(self, path: Path) -> str:
        return path.relative_to(self._course).as_posix()

    def narrowed(self, mutant: Candidate, origin: Candidate) -> Candidate:
        """A mutant that is asked only what its change can reach; all that it was asked, if that is nothing."""
        asked = [name for name in self.known if not mutant.questions or name in mutant.questions]
        before, after = ([self._text(self._reference), each.source] for each in (origin, mutant))
        reached = tuple(name for name in asked if self._reached(after, name) != self._reached(before, name))
        return replace(mutant, questions=reached or mutant.questions)
