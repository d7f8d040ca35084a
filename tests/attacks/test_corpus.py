"""Every attack says what it tries and what must become of it, and is handed in as it says."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from assay.course.intake.staging import read_release
from assay.course.places import Course
from attacks.corpus import ABOVE, CANARY, Attack, CorpusError, Told, corpus, files, read_attack

ALL = corpus()
KINDS = {"forge", "lie", "channel", "state", "spy", "exhaust", "outlive", "escape", "covert", "inject"}
#: What has been tried since the beginning; a corpus may grow, and not lose these.
FIRST = {"sys_exit", "keyboard_interrupt", "patched_comparisons", "always_equal", "agreeable_array", "assertions",
         "emptied_cells", "claims", "frames", "modules", "object_array", "nan", "infinite", "scalar", "text", "nested",
         "enormous", "modules_in_tmp", "daemon", "killer", "fork_bomb", "swallower", "disk", "processes", "memory",
         "in_call", "child", "network"}
GOOD = '"""Tries something.\n\nMust: earn at most 3\n"""\n\n# %% corr2d\ncorr2d = zeros\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "spy" / "mine.py"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    return path


def test_there_are_many_attacks_of_every_kind() -> None:
    assert len(ALL) >= 80
    assert {attack.kind for attack in ALL} == KINDS
    assert {attack.name for attack in ALL} >= FIRST


def test_every_file_is_an_attack_with_a_name_and_a_student_of_its_own() -> None:
    assert len(files()) == len({attack.name for attack in ALL}) == len({attack.student for attack in ALL})


@pytest.mark.parametrize("attack", ALL, ids=lambda attack: f"{attack.kind}-{attack.name}")
def test_an_attack_says_what_it_tries_and_its_answers_are_python(attack: Attack) -> None:
    assert attack.tries.endswith(".")
    assert attack.sections or attack.hand_in
    for source in attack.answers(Told()).values():
        ast.parse(source)


@pytest.mark.parametrize("attack", [each for each in ALL if each.must == "find nothing"], ids=lambda each: each.name)
def test_who_must_find_nothing_says_what_was_found(attack: Attack) -> None:
    said = "\n".join(attack.sections.values())
    assert "report()" in said or "FOUND: " in said


def test_a_spy_does_not_find_itself() -> None:
    told = Told(mark="left_1234abcd")
    for attack in ALL:
        source = "\n".join(attack.answers(told).values())
        assert CANARY not in source
        assert told.mark[::-1] not in source


@pytest.mark.parametrize("text, said", [
    (GOOD.replace("Must: earn at most 3", "It earns nothing."), "needs a docstring"),
    (GOOD.replace("Tries something.\n\n", ""), "needs a docstring"),
    (GOOD.replace("at most 3", "much"), "needs a docstring"),
    (GOOD.split("# %%")[0], "attacks nothing"),
])
def test_a_file_that_breaks_the_form_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CorpusError, match=f"mine.py .*{said}|mine.py {said}"):
        read_attack(written(tmp_path, text))


def test_what_an_attack_must_do_is_read_from_its_docstring(tmp_path: Path) -> None:
    attack = read_attack(written(tmp_path, GOOD))
    assert (attack.kind, attack.name, attack.student) == ("spy", "mine", "spy_mine")
    assert (attack.tries, attack.must, attack.most) == ("Tries something.", "earn at most 3", 3.0)


def test_only_what_stands_above_the_first_section_runs_here(tmp_path: Path) -> None:
    text = GOOD.replace("# %% corr2d", 'STUDENT = "=cmd()"\n\n\n# %% corr2d\nraise SystemExit("hostile")')
    assert read_attack(written(tmp_path, text)).student == "=cmd()"


def test_an_attack_is_handed_in_below_what_it_is_told(course_template: Course, tmp_path: Path) -> None:
    attack = next(each for each in ALL if each.name == "killer")
    attack.write(read_release(course_template, "convolution"), Told(port=4711), tmp_path / "convolution")
    cells = json.loads((tmp_path / "convolution" / "convolution.ipynb").read_text("utf-8"))["cells"]
    source = next(cell["source"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == "corr2d")
    first, rest = source.split("\n", 1)
    assert "port = 4711" in first
    assert rest == f"{ABOVE}\n\n{attack.sections['corr2d']}"


@pytest.mark.parametrize("attack", [each for each in ALL if each.hand_in], ids=lambda attack: attack.name)
def test_what_is_more_than_an_answer_can_be_handed_in(attack: Attack, course_template: Course, tmp_path: Path) -> None:
    folder = tmp_path / "course" / "submitted" / attack.student / "convolution"
    attack.write(read_release(course_template, "convolution"), Told(), folder)
    assert list(folder.parent.iterdir())


def test_kinds_and_names_choose_and_unknown_ones_are_refused() -> None:
    assert {attack.kind for attack in corpus("spy")} == {"spy"}
    assert [attack.name for attack in corpus("killer")] == ["killer"]
    with pytest.raises(CorpusError, match="no attack and no kind of attack named 'nobody'"):
        corpus("nobody")
