"""What a cell's code defines, read without running it: which names, which of them only as a stub, in which lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assay.course.intake.reading.magics import SHOWN, files
from assay.course.intake.reading.statements import Statement, statements
from assay.course.intake.reading.syntax import imported, parsed, reaches, says, uses

#: Longer code is read line by line: to parse a megabyte takes seconds, and no answer is a tenth of that.
PARSE_CAP = 50_000
#: Characters of one submission that are read as Python: a statement of two takes a kilobyte, and 20 microseconds.
READ_CAP = 100_000
#: What was read is kept where it is no longer than this: ours is, and so is most of a class's.
KEPT_CAP = 8_000
_OPENING = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Code:
    """A cell's source, read. ``statements`` is None where it cannot be parsed; then ``mentions`` is all that is known.

    ``uses`` are the names that it reads and does not hold itself, as a function its arguments. ``imports`` are the
    files, such as ``m.py``, that its imports would read if they were beside the notebook, ``files`` those that it
    writes or speaks of. ``says``: it only shows texts; ``reaches``: it may bind any name.
    """

    source: str
    statements: tuple[Statement, ...] | None
    mentions: frozenset[str] = field(default=frozenset())
    uses: frozenset[str] = field(default=frozenset())
    imports: frozenset[str] = field(default=frozenset())
    files: frozenset[str] = field(default=frozenset())
    says: bool = False
    reaches: bool = False

    @property
    def defined(self) -> frozenset[str]:
        """The names that it binds, and not only as a stub."""
        return self._bound(lambda statement: not statement.hollow) if self.statements is not None else self.mentions

    @property
    def stubs(self) -> frozenset[str]:
        """The names that it binds as a stub only."""
        return self._bound(lambda statement: statement.hollow) - self.defined

    @property
    def new(self) -> frozenset[str]:
        """The functions and classes that it defines, and not only as a stub."""
        real = self._bound(lambda statement: statement.defines and not statement.hollow)
        return real if self.statements is not None else self.mentions

    @property
    def begun(self) -> frozenset[str]:
        """The names that it defines and, before that, reads at once: what they were makes what they become."""
        bound, found = set[str](), set[str]()
        for each in self.statements or ():
            found |= each.again - bound
            bound |= each.names if not each.hollow else set()
        return self.defined & found

    @property
    def shape(self) -> tuple[str, ...]:
        """The same for all code that differs in blanks, comments and quotes only; empty where that cannot be told."""
        return tuple(each.shape for each in self.statements or ())

    def asked(self, methods: Mapping[str, frozenset[str]]) -> Code:
        """The same, where no class is a stub for lack of a method that nobody asked for.

        Args:
            methods: those asked for, by class.
        """
        def forgiven(each: Statement) -> bool:
            return bool(each.lacks) and all(name in methods and not each.lacks & methods[name] for name in each.names)

        if not any(map(forgiven, self.statements or ())):
            return self
        return replace(self, statements=tuple(replace(each, hollow=each.hollow and not forgiven(each))
                                              for each in self.statements or ()))

    def taking(self, modules: Mapping[str, frozenset[str]]) -> Code:
        """The same, where what takes in all names of a module binds those that it defines.

        Args:
            modules: the names by the module's file.
        """
        if not any(each.module in modules for each in self.statements or ()):
            return self
        return replace(self, statements=tuple(replace(each, names=each.names | modules.get(each.module, frozenset()))
                                              for each in self.statements or ()))

    def is_hollow(self, given: Collection[str] = ()) -> bool:
        """Whether there is nothing in it but stubs, docstrings, comments, and statements of these shapes."""
        return self.statements is not None and all(each.hollow or each.shape in given for each in self.statements)

    def without_stubs(self, names: Collection[str], given: Collection[str] = ()) -> str:
        """The source without the stubs of these names; "" where nothing of the student's would be left."""
        statements = self.statements or ()
        cut = [each for each in statements if each.hollow and each.names & set(names)]
        if not cut:
            return self.source
        if all(each in cut or each.shape in given or (each.hollow and not each.names) for each in statements):
            return ""
        gone = _span(cut)
        return "".join(line for number, line in enumerate(lines(self.source), 1) if number not in gone)

    def besides(self, ours: Code, taken: Collection[str]) -> str:
        """The statements that ours has not and that bind names, none of them taken; "" where there are none.

        What binds nothing goes with them where it speaks of their names, as a table's entries do. Where ours is nothing
        but imports, other imports under its names do too, and all that binds nothing: settings are made there.
        """
        sets = all(each.imports for each in ours.statements or ())
        whole, kept, left, fresh = lines(self.source), list[Statement](), list[Statement](), set[str]()
        for each in self.statements or ():
            mine = each.names.isdisjoint(taken) if each.names else not each.reads.isdisjoint(fresh)
            sets_up = sets and (each.imports or not each.names)
            if (mine or sets_up) and not each.hollow and each.shape not in ours.shape:
                kept.append(each)
                fresh |= each.names
            else:
                left.append(each)
        rest, theirs = _span(left), _span(each for each in left if each.shape not in ours.shape)
        alone = [each for each in kept if rest.isdisjoint(_span([each]))]
        found = {line: whole[line - 1].rstrip("\r\n") for line in _span(alone)}
        for each in kept:
            if each not in alone and theirs.isdisjoint(_span([each])):
                found[each.first] = "\n".join(filter(None, (found.get(each.first), each.text)))
        return "\n".join(text for _, text in sorted(found.items()))

    def _bound(self, wanted: Callable[[Statement], bool]) -> frozenset[str]:
        return frozenset(name for each in self.statements or () if wanted(each) for name in each.names)

    def pieces(self, owner: Callable[[Statement], str]) -> list[tuple[str, str]]:
        """The source cut behind the last statement of each run that has the same owner, with the owners.

        Args:
            owner: of a statement; those without one, "", go with what follows, and at the end with what came before.
                So do those on one line.
                Where none has one, it is a single piece without one.
        """
        if self.statements is None:
            return [("", self.source)]
        whole, cuts = lines(self.source), list[tuple[int, str]]()
        for each in self.statements:
            if name := owner(each):
                cuts = cuts[:-1] if cuts and (cuts[-1][1] == name or cuts[-1][0] >= each.first) else cuts
                cuts.append((each.last, name))
        if not cuts:
            return [("", self.source)]
        starts = [0, *(line for line, _ in cuts)]
        ends = [*(line for line, _ in cuts[:-1]), len(whole)]
        return [(name, "".join(whole[start:end])) for (_, name), start, end in zip(cuts, starts, ends, strict=False)]


def caps(sources: Sequence[str]) -> list[int]:
    """How much of each cell of a submission is read as Python: all of the shortest, until so much has been read."""
    left, found = READ_CAP, [0] * len(sources)
    for place in sorted(range(len(sources)), key=lambda place: len(sources[place])):
        left -= len(sources[place])
        found[place] = PARSE_CAP if left >= 0 else 0
    return found


def read(source: str, cap: int = PARSE_CAP) -> Code:
    """What a cell's source defines, by its lines alone where it is longer than ``cap``; never fails."""
    return _read(source, cap) if len(source) <= KEPT_CAP else _read.__wrapped__(source, cap)


@lru_cache(maxsize=64)  # most cells of a class are ours
def _read(source: str, cap: int) -> Code:
    mentions = frozenset(_OPENING.findall(source))
    tree, text = parsed(source) if len(source) <= cap else (None, "")
    if tree is None:
        return Code(source, None, mentions)
    try:
        return Code(source, tuple(statements(tree.body)), mentions, uses(tree, text), imported(tree),
                    files(source), says(tree) or bool(SHOWN.match(source)), reaches(tree))
    except (RecursionError, ValueError):  # the latter for numbers that Python reads and does not write
        return Code(source, None, mentions)


def lines(source: str) -> list[str]:
    """The lines as Python counts them: it knows no other ends of line than these."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", source)


def _span(statements: Iterable[Statement]) -> set[int]:
    """The lines on which these stand."""
    return {line for each in statements for line in range(each.first, each.last + 1)}
