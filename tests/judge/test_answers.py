"""Reading answers files and filling release notebooks with them."""

import ast
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from assay.judge.answers import AnswersError, fill, read_answers, read_misconception

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions" / "convolution"
RELEASE = ROOT / "release" / "convolution" / "convolution.ipynb"
QUESTIONS = ["corr2d", "conv2d", "detect_edges", "sgd_step", "train_edge_kernel", "receptive_field"]

WHEAT = sorted(path for path in (SOLUTIONS / "wheat").glob("*.py") if path.stem != "__init__")
CHAFF = sorted(path for path in (SOLUTIONS / "chaff").glob("*.py") if path.stem != "__init__")

TINY = '''"""Twice is enough.

Say it once
more."""

import jax

FAILS = {"twice": ["values", "shape"]}


# %% twice
def twice(x):
    # a comment with # %% in it
    return x + x


# %% thrice
thrice = 3  # %% not a marker
'''


def written(folder: Path, text: str) -> Path:
    path = folder / "answers.py"
    path.write_text(text, encoding="utf-8")
    return path


def cell(grade_id: str | None = None, *, solution: bool = False, source: str = "pass") -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": grade_id, "solution": solution}} if grade_id else {}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


def test_sections_are_read_by_grade_id_in_the_files_order(tmp_path: Path) -> None:
    assert list(read_answers(written(tmp_path, TINY)).items()) == [
        ("twice", "def twice(x):\n    # a comment with # %% in it\n    return x + x"),
        ("thrice", "thrice = 3  # %% not a marker"),
    ]


def test_line_ends_of_other_systems_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "answers.py"
    path.write_bytes(TINY.replace("\n", "\r\n").encode())
    assert read_answers(path) == read_answers(written(tmp_path, TINY))


@pytest.mark.parametrize(
    "text, sentence",
    [
        ('"""Only words."""', "answers.py has no section: write '# %% grade_id' above each answer."),
        ("# %% f\nf = 1\n# %% f\nf = 2\n", "answers.py has two sections for 'f'."),
        ("# %% f\n\n# %% g\ng = 1\n", "answers.py has nothing below 'f'."),
        ("x = 1\n# %% f\ndef f(:\n", "answers.py is not Python: invalid syntax in line 3."),
    ],
)
def test_a_file_that_breaks_the_format_is_named_with_its_fault(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(AnswersError) as caught:
        read_answers(written(tmp_path, text))
    assert str(caught.value) == sentence


def test_a_chaff_tells_its_belief_its_hint_and_what_it_fails(tmp_path: Path) -> None:
    mistake = read_misconception(written(tmp_path, TINY))
    assert (mistake.name, mistake.belief, mistake.hint) == ("answers", "Twice is enough.", "Say it once more.")
    assert mistake.fails == {"twice": ("values", "shape")}


@pytest.mark.parametrize(
    "text, sentence",
    [
        ('"""Belief."""\nFAILS = {"f": ["a"]}', "needs a docstring: the misconception, an empty line, the hint."),
        ('FAILS = {"f": ["a"]}', "needs a docstring: the misconception, an empty line, the hint."),
        ('"""Belief.\n\nHint."""', "needs FAILS = {grade_id: [property, ...]}, written out."),
        ('"""Belief.\n\nHint."""\nFAILS = dict(f=["a"])', "needs FAILS = {grade_id: [property, ...]}, written out."),
        ('"""Belief.\n\nHint."""\nFAILS = {"f": []}', "needs FAILS = {grade_id: [property, ...]}, written out."),
        ('"""Belief.\n\nHint."""\nFAILS = {"f": "a"}', "needs FAILS = {grade_id: [property, ...]}, written out."),
        ('"""Belief.\n\nHint."""\nFAILS = {}', "needs FAILS = {grade_id: [property, ...]}, written out."),
    ],
)
def test_a_chaff_that_says_too_little_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(AnswersError) as caught:
        read_misconception(written(tmp_path, text))
    assert str(caught.value) == f"answers.py {sentence}"


def test_fill_changes_the_sources_of_solution_cells_and_nothing_else() -> None:
    release = {"cells": [cell(), cell("f", solution=True), cell("test_f"), cell("g", solution=True)], "nbformat": 4}
    before = copy.deepcopy(release)
    filled = fill(release, {"f": "f = 1"})
    assert release == before
    assert filled["cells"][1].pop("source") == "f = 1"
    del before["cells"][1]["source"]  # type: ignore[index]
    assert filled == before


@pytest.mark.parametrize("stranger", ["test_f", "h"])
def test_fill_refuses_an_answer_that_has_no_solution_cell(stranger: str) -> None:
    release = {"cells": [cell("f", solution=True), cell("test_f")]}
    with pytest.raises(KeyError, match=stranger):
        fill(release, {"f": "f = 1", stranger: "pass"})


def test_the_release_can_be_filled_with_every_wheat() -> None:
    release = json.loads(RELEASE.read_text(encoding="utf-8"))
    for path in WHEAT:
        answers = read_answers(path)
        assert list(answers) == QUESTIONS, path.stem
        sources = [cell["source"] for cell in fill(release, answers)["cells"]]
        assert all(source in sources for source in answers.values())


def test_there_are_wheats_enough_and_chaff_for_every_question() -> None:
    assert len(WHEAT) >= 25
    assert len(CHAFF) >= 80
    assert {question for path in CHAFF for question in read_misconception(path).fails} == set(QUESTIONS)


@pytest.mark.parametrize("path", CHAFF, ids=lambda path: path.stem)
def test_a_chaff_changes_one_question_and_fails_there(path: Path) -> None:
    assert list(read_answers(path)) == list(read_misconception(path).fails)


@pytest.mark.parametrize("path", [*WHEAT, *CHAFF], ids=lambda path: path.stem)
def test_an_answers_file_imports_what_the_notebooks_setup_cell_imports(path: Path) -> None:
    cells = json.loads(RELEASE.read_text(encoding="utf-8"))["cells"]
    setup = next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == "setup")
    imports = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Import)]
    assert "\n".join(map(ast.unparse, imports)) == "".join(setup["source"]).strip()
