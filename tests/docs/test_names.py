"""No page names a verb, an option, a target of make, a program or a file that there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from click import Command
from nbgrader.apps.nbgraderapp import NbGraderApp

from assay.authoring.scaffold import TEMPLATE
from assay.command import assay
from tests.docs.shown import BLOCK, COMMANDS, PAGES
from tests.here import REPOSITORY

#: Code within a line, which may go on in the next.
SPAN = re.compile(r"`((?:[^`\n]|\n(?!\n))+)`")
#: Options of other programs that stand alone: Dask's, Docker's, nbgrader's, PostgreSQL's, pytest's.
FOREIGN = {"--force", "--host", "--ignore", "--memory-limit", "--no-nanny", "--resources", "--security-opt",
           "--username"}
#: What only this repository's own Makefile has: it is about the engine.
OF_THE_ENGINE = {"attack", "bench", "docs", "faults", "fuzz", "lint", "quick", "test", "test-all"}
MAKEFILES = {"README.md": REPOSITORY / "Makefile", "a course": TEMPLATE / "Makefile"}
ALL = {**PAGES, "CONTRIBUTING.md": (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8"),
       "a course's README": (TEMPLATE / "README.md").read_text("utf-8")}


def code(text: str) -> Iterator[str]:
    """Every piece of code in a text: within its lines, and each line of its blocks."""
    for block in BLOCK.finditer(text):
        yield from re.sub(r" \\\n\s*", " ", block["fenced"] or block["set_in"]).splitlines()
    yield from (" ".join(span.split()) for span in SPAN.findall(BLOCK.sub("", text)))


def options(command: Command) -> set[str]:
    return {name for each in command.params for name in each.opts} | {"--help", "-h"}


def unknown(text: str) -> list[str]:
    """What of our program's is named in a text, and is not there."""
    found = []
    for piece in code(text):
        for verb, rest in re.findall(r"(?:^|[\s/'])assay (-*[a-z]\w*)((?: [^&|]+)?)", piece):
            command = assay if verb.startswith("-") else COMMANDS.get(verb)
            named = re.findall(r"(?<=\s)--?[a-z][\w-]*", f" {verb} {rest}")
            if command is None or set(named) - options(command):
                found.append(f"assay {verb}{rest}")
        if re.match(r"--[a-z]", piece) and not {re.split(r"[ =]", piece)[0]} <= FOREIGN.union(
                *map(options, COMMANDS.values())):
            found.append(piece)
        found += [piece for name in re.findall(r"^\s*(?:\$ )?(?:\S*/)?nbgrader ([a-z_]+)", piece)
                  if name not in NbGraderApp.subcommands]
        found += [piece for name in re.findall(r"python -m ([\w.]+)", piece) if find_spec(name) is None]
    return found


class Makefile:
    """A Makefile's targets, and which of what people say to make each hands on."""

    def __init__(self, path: Path) -> None:
        self._text = path.read_text("utf-8")

    def recipe(self, target: str) -> str:
        """What a target runs, with make's own variables put in."""
        found = re.search(rf"^{re.escape(target)}:.*\n((?:\t.*\n)*)", self._text, re.MULTILINE)
        return "" if found is None else self._whole(found[0])

    def _whole(self, text: str) -> str:
        known = dict(re.findall(r"^(\w+) :?= (.*)$", self._text, re.MULTILINE))
        while names := set(re.findall(r"(?<!\$)\$\((\w+)\)", text)) & known.keys():
            for name in names:
                text = text.replace(f"$({name})", known[name])
        return text

    def unknown(self, text: str, but: set[str]) -> list[str]:
        """The calls of make in a text that name no target, or say to one what it does not hear."""
        found = []
        for piece in code(text):
            for said in re.findall(r"(?:^|&& )(?:\$ )?make ((?:[^&#]|\S#)+)", piece):
                words = re.findall(r"(\w+=)?(\"[^\"]*\"|'[^']*'|\S+)?", said)
                targets = [word for name, word in words if word and not name and not re.match(r"[A-Z-]", word)]
                recipes = [self.recipe(target) for target in targets if target not in but]
                heard = {name for name, _ in words if name} - {"PYTHON=", "COURSE=", "ASSIGNMENT="}
                if not all(recipes) or [name for name in heard if recipes and not any(
                        re.search(rf"\$\$\{{?{name[:-1]}\b", each) for each in recipes)]:
                    found.append(f"make {said}")
        return found


@pytest.mark.parametrize("page", ALL)
def test_a_page_names_what_there_is(page: str) -> None:
    assert unknown(ALL[page]) == []


@pytest.mark.parametrize("page", [page for page in ALL if page != "a course's README"])
def test_what_a_page_says_to_make_is_heard_in_this_repository(page: str) -> None:
    assert Makefile(REPOSITORY / "Makefile").unknown(ALL[page], set()) == []


@pytest.mark.parametrize("page", [page for page in ALL if page not in ("README.md", "CONTRIBUTING.md")])
def test_what_a_page_says_to_make_is_heard_in_every_course(page: str) -> None:
    assert Makefile(TEMPLATE / "Makefile").unknown(ALL[page], OF_THE_ENGINE) == []


def test_a_course_hears_all_that_this_repository_hears() -> None:
    here, there = (Makefile(each) for each in MAKEFILES.values())
    verbs = set(re.findall(r"^([a-z]+): \$\(READY\)", (TEMPLATE / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert len(verbs) > 20
    assert {verb: said for verb in verbs if (said := heard(here.recipe(verb)) - heard(there.recipe(verb)))} == {}


def heard(recipe: str) -> set[str]:
    """What of people's words a recipe hands on."""
    return set(re.findall(r"\$\$\{?([A-Z]+)\b", recipe))


def test_what_the_program_says_to_make_is_there_in_every_course() -> None:
    course = Makefile(TEMPLATE / "Makefile")
    for path in (REPOSITORY / "src" / "assay").rglob("*.py"):
        said = re.sub(r"\"\s*\n\s*f?\"", "", path.read_text("utf-8"))  # a sentence in one piece
        assert course.unknown(said, set()) == [], path
    assert course.unknown("`make gradebook.db autograde`", set()) != []


@pytest.mark.parametrize("page", ALL)
def test_a_file_that_a_page_names_is_there(page: str) -> None:
    named = {piece for piece in code(ALL[page])
             if re.fullmatch(r"(src|tests|docs|attacks|benchmarks|\.ci)/[\w/.-]+\.\w+", piece)}
    assert [name for name in named if not (REPOSITORY / name).exists()] == []


@pytest.mark.parametrize("text", [
    "`assay gradde`", "`assay grade --prot 8`", "`assay\ngradde`", "    assay selftest && assay judge --slices 3\n",
    "`--dry`", "`nbgrader relese`", "`python -m tests.regold`", "```\n$ env/bin/assay cuorse mine\n```\n",
    "`assay --versoin`"])
def test_a_name_that_is_wrong_is_found(text: str) -> None:
    assert len(unknown(text)) == 1


@pytest.mark.parametrize("text", [
    "`make autograd`", "`make autograde feedbak`", "`make feedback SCHEDULER=x`",
    "`make question NAME=f SIGN=\"f(a, b)\"`", "    cd mine && make instal\n", "```\n$ make regrade TRY=1\n```\n"])
def test_a_word_that_make_does_not_know_is_found(text: str) -> None:
    assert len(Makefile(REPOSITORY / "Makefile").unknown(text, set())) == 1


def test_what_is_right_is_not_complained_about() -> None:
    text = ("`assay grade --port 8`, `assay VERB --help`, `make VERB`, `make autograde feedback STUDENT=ada WORKERS=2`,"
            "`make export TO=canvas FILE=a.csv COLUMN=\"Week 3 (1234)\"`, `make PYTHON=python3.12 demo`, `make`, `-rf`")
    assert unknown(text) == Makefile(REPOSITORY / "Makefile").unknown(text, set()) == []
