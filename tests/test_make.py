"""The front door: `make` hands on what people say as it is, and runs nothing that stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.__main__ import VERBS
from tests.deaf import SAID, Deaf, deafened, made
from tests.here import REPOSITORY

MAKEFILE = (REPOSITORY / "Makefile").read_text("utf-8")
#: What nbgrader and other programs call, or people once in a course's life.
INNER = {"judge", "array", "watch", "migrate"}
#: What runs something, chooses others, or falls apart, where a name is taken for more than one. TOUCH is filled in.
HOSTILE = (
    *("$(shell TOUCH)", "$$(TOUCH)", "$(TOUCH)", "`TOUCH`", "${shell TOUCH}", "'; TOUCH; '", '"; TOUCH; "', "x\nTOUCH"),
    *("$(eval X:=$(shell TOUCH))", "$(error no)", "$(STUDENT)", "$", "$$", "$HOME", "a#b", "a\\b", "a\\", "o'brien"),
    *('say "x"', "*", "[ab]", "a?c", "%", "a%b", "-rf", "--help", "--student=eve", "a b", "a  b ", "a;b", "a&b", "a|b"),
    *("a>b", "~", "a=b", "a:=b", "a:b", "a,b)", "(", ".", "a . b", "{a,b}", "{student}", "!!", "größe", "𝔸", "a\tb"),
    *("@a", "+a", "^"),
)


def targets() -> set[str]:
    found = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert found
    return set(found[1].split())


def test_make_alone_lists_every_verb_with_what_it_does() -> None:
    done = made()
    assert (done.returncode, done.stderr) == (0, "")
    lines = [re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in done.stdout.splitlines() if line[:2] == "  "]
    assert {verb for verb, *_ in lines} == targets()
    assert all(len(line) == 2 and len(line[1]) > 8 for line in lines)
    assert made("help").stdout == done.stdout


def test_every_verb_of_the_program_is_one_of_make() -> None:
    assert "gradebook.db:" in MAKEFILE  # a file, so it is no phony target
    assert VERBS.keys() - INNER - {"gradebook"} <= targets()


def test_make_calls_only_verbs_of_the_program() -> None:
    wanted = VERBS.keys() - INNER | {"doctor"}  # it takes a course as it is
    assert set(re.findall(r"\$\(RUN\) (\w+)", MAKEFILE)) == wanted


@pytest.fixture
def deaf(tmp_path: Path) -> Deaf:
    return deafened(tmp_path)


@pytest.mark.parametrize("in_environment", [False, True])
def test_a_name_given_to_make_is_a_name_and_nothing_is_run(deaf: Deaf, in_environment: bool) -> None:
    trace = deaf.folder / "trace"
    for text in (each.replace("TOUCH", f"touch {trace}") for each in HOSTILE):
        told = dict.fromkeys(SAID, text)
        written = [] if in_environment else [f"{name}={value}" for name, value in told.items()]
        verbs = ("release", "restore", "formgrader", "regrade", "check", "question", "new", "import",
                 "students", "audit", "export", "collect", "show", "forget", "similar", "grade", "student", "fails")
        heard = deaf(*verbs, *written, **(told if in_environment else {}))
        takes = {"release": ["--course=", "--assignment=", "--workers=", "--override="],
                 "restore": ["--course=", "--backup="], "formgrader": ["--course=", "--port="],
                 "regrade": ["--course=", "--assignment=", "--student=", "--workers=", "--dry-run"],
                 "check": ["--course=", "--assignment=", "--quick"],
                 "question": ["--course=", "--assignment=", "--name=", "--signature=", "--points="],
                 "new": ["--course=", "--", ""], "import": ["--course=", "--assignment=", "--", ""],
                 "students": ["--course=", "--file="],
                 "audit": ["--course=", "--assignment=", "--workers=", "--override=", "--question=", "--quick"],
                 "export": ["--course=", "--to=", "--assignment=", "--file=", "--column="],
                 "collect": ["--course=", "--assignment=", "--from=", "--file="],
                 "show": ["--course=", "--assignment=", "--student="],
                 "forget": ["--course=", "--student=", "--yes"], "similar": ["--course=", "--assignment="],
                 "grade": ["--course=", "--assignment=", "--question="],
                 "student": ["--course=", "--assignment=", "--port="],
                 "fails": ["--course=", "--assignment=", "--workers=", "--name=", "--yes"]}
        for (verb, *words), (wanted, flags) in zip(heard, takes.items(), strict=True):
            assert (verb, words) == (wanted, [
                flag + text if flag.endswith("=") or not flag else flag for flag in flags])
        assert not trace.exists()


def test_nor_is_anything_run_where_no_name_is_expected(deaf: Deaf) -> None:
    """In the help, and under a misspelt name."""
    trace = deaf.folder / "trace"
    for text in (each.replace("TOUCH", f"touch {trace}") for each in HOSTILE):
        told = {"ASSIGNMENT": text, "STUDENTS": text}
        in_command, in_environment = made("help", *map("=".join, told.items())), made("help", **told)
        assert in_command.returncode == in_environment.returncode == 0
        assert not trace.exists()


def test_blanks_in_front_of_a_name_are_not_handed_on_by_makes_own_command_line(deaf: Deaf) -> None:
    """make takes them away before any of our lines is read; no student's name begins with a blank."""
    assert deaf("feedback", "STUDENT=  ada")[0][-1] == "--student=ada"
    assert deaf("feedback", STUDENT="  ada")[0][-1] == "--student=  ada"


def test_the_help_says_an_assignments_name_as_it_is() -> None:
    text = "a\\nb $(c) `d` $e"
    assert made("help", f"ASSIGNMENT={text}").stdout.splitlines()[0] == (
        f"make VERB [ASSIGNMENT={text}] [STUDENT=name] [COURSE=folder] [WORKERS=n]")


def test_only_the_course_that_is_this_folder_gets_its_gradebook_by_itself(deaf: Deaf) -> None:
    assert [verb for verb, *_ in deaf("autograde", "--always-make", "--assume-old=requirements.lock",
                                      "--assume-old=pyproject.toml", f"--assume-old={deaf.folder}/.ready")] == [
        "gradebook", "autograde"]
    for course in ("demo", "a . b", "./", ". "):
        assert [verb for verb, *_ in deaf("autograde", f"COURSE={course}")] == ["autograde"]


def test_what_is_not_said_is_not_handed_on(deaf: Deaf) -> None:
    assert deaf("export") == [["export", "--course=."]]
    assert deaf("grade", "QUESTION=corr2d")[0][1:] == [
        "--course=.", "--assignment=convolution", "--question=corr2d"]
    assert deaf("grade")[0][1:] == ["--course=.", "--assignment=convolution"]
    assert deaf("forget", "STUDENT=ada") == [["forget", "--course=.", "--student=ada"]]
    assert deaf("regrade") == [["regrade", "--course=.", "--assignment=convolution"]]
    assert deaf("regrade", "DRY=1", "WORKERS=3")[0][1:] == [
        "--course=.", "--assignment=convolution", "--workers=3", "--dry-run"]
