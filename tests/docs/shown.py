"""What README and the pages under docs/ show of a shell: what is typed, and what a terminal then prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assay.__main__ import VERBS
from assay.command import assay
from tests.here import REPOSITORY

#: Every verb by its name; those that need no course are not among VERBS.
COMMANDS = dict(assay.commands)
assert VERBS.keys() < COMMANDS.keys()
PAGES = {path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8")
         for path in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))}
#: What a line that is typed begins with; a block that begins otherwise is no shell's.
PROGRAM = re.compile(r"(assay|cd|dask|export|make|nbgrader|pip|python3?|sbatch|ssh|sudo|(env|\.venv)/bin/\w+) ")
#: What differs from run to run, or from a terminal to a file: times, bars, how many seconds.
TIMES = re.compile(r"\d+:\d\d:\d\d|in \d+(\.\d+)? ?s|left about \d+ s|, \d+ s|━+")
#: A fence with its language, or lines that are set in.
BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<fenced>.*?)^```$|(?P<set_in>(?:^ {4,}\S[^\n]*\n)+)",
                   re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A line that is typed, and the lines that the page then shows, but for times and what is left out."""

    page: str
    typed: str
    printed: list[str] = field(default_factory=list)


def commands(page: str) -> list[Command]:
    """All that a page has typed, in its order."""
    found = list[Command]()
    for block in BLOCK.finditer(PAGES[page]):
        if block["set_in"]:
            found += _typed(page, block["set_in"])
        elif not block["language"] and block["fenced"].startswith("$ "):
            found += _transcript(page, block["fenced"])
    return found


def _transcript(page: str, block: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        typed, *lines = part.split("\n")
        yield Command(page, typed, [TIMES.sub("", line).rstrip() for line in lines if line.strip() not in ("", "…")])


def _typed(page: str, block: str) -> Iterator[Command]:
    """The lines of a block in which nothing is printed, without what explains them; none if it is no shell's."""
    lines = re.sub(r" \\\n\s*", " ", block).split("\n")
    for line in lines:
        typed = re.split(r"\s{2,}#", line.strip())[0]
        if PROGRAM.match(typed):
            yield Command(page, typed)


def assert_printed(lines: list[str], said: str) -> None:
    """All lines stand in what was said, in this order."""
    left = iter([TIMES.sub("", line).rstrip() for line in said.split("\n")])
    for line in lines:
        assert any(line == each for each in left), f"{line!r} is not in, or not in this order:\n{said}"
