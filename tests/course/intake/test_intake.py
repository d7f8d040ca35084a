"""What is taken in, what is refused, and every sentence that a refused student reads."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.course.intake import intake
from assay.course.intake.intake import (
    CELLS_CAP,
    FILE_CAP,
    TEXT_CAP,
    Refused,
    checked,
    notebook_name,
    parsed,
    read_submission,
)
from assay.judge.answers import read_answers
from tests.broken import BROKEN, Breaker, refused, saved_output
from tests.here import REPOSITORY

A = "convolution"
RELEASE = (REPOSITORY / "release" / A / f"{A}.ipynb").read_bytes()
ANSWERS = read_answers(REPOSITORY / "solutions" / A / "wheat" / "loops.py")
AGAIN = "Open your notebook in Jupyter, save it, and submit it again."
SMALL_CAP = 1 << 20
SMALL = {
    **{name: breaker for name, breaker in BROKEN.items() if name != "huge_saved_output"},
    "huge_saved_output": refused("Saved with more output than a small cap allows.", saved_output(SMALL_CAP)),
}

Put = Callable[[Path], object]


def cell(**fields: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": "x = 1", **fields}


def notebook(*cells: Any, **fields: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **fields}


def sentence(folder: Path) -> str:
    with pytest.raises(Refused) as caught:
        read_submission(folder, A)
    return str(caught.value)


def as_file(content: bytes) -> Put:
    return lambda folder: (folder / f"{A}.ipynb").write_bytes(content)


def as_json(content: Any) -> Put:
    return as_file(json.dumps(content).encode())


def several(*names: str) -> Put:
    return lambda folder: [(folder / name).write_bytes(RELEASE) for name in names]


def linked(folder: Path) -> None:
    (folder / "elsewhere").write_bytes(RELEASE)
    (folder / f"{A}.ipynb").symlink_to(folder / "elsewhere")


PLACES: dict[str, tuple[Put, str]] = {
    "nothing": (lambda _: None, "Your submission holds no file named convolution.ipynb. "
                                "Submit it again under that name."),
    "only a dot file": (lambda folder: (folder / "._convolution.ipynb").write_bytes(RELEASE),
                        "Your submission holds no file named convolution.ipynb. Submit it again under that name."),
    "several others": (several("b.ipynb", "a (1).ipynb", "._a.ipynb", "c" * 240 + ".IPYNB"),
                       "Your submission holds no file named convolution.ipynb, but 3 other notebooks: 'a (1).ipynb', "
                       f"'b.ipynb', '{'c' * 13}…{'c' * 21}.IPYNB'. Submit only the one to be graded."),
    "a great many": (several(*(f"{'x' * 30}{number:02}.ipynb" for number in range(10))),
                     "Your submission holds no file named convolution.ipynb, but 10 other notebooks: "
                     + ", ".join(f"'xxxx…{number:02}.ipynb'" for number in range(8)) + " and 2 more. "
                     "Submit only the one to be graded."),
    "a link": (linked, "convolution.ipynb is a link to another file, not a notebook. Submit the notebook itself."),
    "a folder": (lambda folder: (folder / f"{A}.ipynb").mkdir(),
                 "convolution.ipynb is not a plain file. Submit the notebook itself."),
    "a pipe": (lambda folder: os.mkfifo(folder / f"{A}.ipynb"),
               "convolution.ipynb is not a plain file. Submit the notebook itself."),
    "a little too large": (as_file(bytes(FILE_CAP + 1)),
                           "convolution.ipynb is 21 MB large; at most 20 MB can be taken. "
                           "Choose Edit, Clear Outputs of All Cells, save, and submit it again."),
    "too large": (as_file(bytes(45 << 20)),
                  "convolution.ipynb is 45 MB large; at most 20 MB can be taken. "
                  "Choose Edit, Clear Outputs of All Cells, save, and submit it again."),
}
TOO_MANY = ("Your notebook's file holds more than 200,000 lists and objects. "
            "Choose Edit, Clear Outputs of All Cells, save, and submit it again.")
FILES: dict[str, tuple[Put, str]] = {
    "empty": (as_file(b""), f"Your notebook file is empty. {AGAIN}"),
    "zeros": (as_file(bytes(100)), f"Your notebook file is empty. {AGAIN}"),
    "latin-1": (as_file('{"a": "é"}'.encode("latin-1")),
                f"Your notebook is not saved as UTF-8 text (see byte 7). {AGAIN}"),
    "half": (as_file(RELEASE[:1000]), f"Your notebook file is damaged: it ends in the middle. {AGAIN}"),
    "a conflict": (as_file(b'{\n "cells": [],\n<<<<<<< HEAD\n}\n'),
                   f"Your notebook file is damaged: line 3 cannot be read. {AGAIN}"),
    "deep": (as_file(b"[" * 100_000 + b"]" * 100_000),
             f"Your notebook file is damaged: it holds no notebook. {AGAIN}"),
    "lists in millions": (as_file(b'{"cells": [' + b"[]," * 1_000_000 + b"[]]}"), TOO_MANY),
    "objects in millions": (as_file(b'{"": {}, "cells": [' + b"{}," * 1_000_000 + b"{}]}"), TOO_MANY),
    "lists in millions, and a text without end": (as_file(b"[" * 300_000 + b'"' + b'\\"' * 5_000_000 + b"\\"),
                                                  TOO_MANY),
    "endless number": (as_file(b"1" * 5000), f"Your notebook file is damaged: it holds no notebook. {AGAIN}"),
    "an archive": (as_file(b"PK\x03\x04" + bytes(100)), "Your notebook file is an archive, such as a zip file. "
                   "Unpack it, and submit the notebook that it holds."),
    "a web page": (as_file(b"<!DOCTYPE html>\n<html></html>"), f"Your file is not a Jupyter notebook. {AGAIN}"),
    "something behind": (as_file(b'{"cells": []}\n{"cells": []'),
                         f"Your notebook file is damaged: line 2 cannot be read. {AGAIN}"),
    "a list": (as_json([]), f"Your file is not a Jupyter notebook. {AGAIN}"),
    "other json": (as_json({"name": "package"}), f"Your file is not a Jupyter notebook. {AGAIN}"),
}
FORMS: dict[str, tuple[Put, str]] = {
    "format 3": (as_json(notebook(nbformat=3)), f"Your notebook has format 3; format 4 is needed. {AGAIN}"),
    "format of words": (as_json(notebook(nbformat="the newest one")),
                        f"Your notebook has an unknown format; format 4 is needed. {AGAIN}"),
    "format of truth": (as_json(notebook(nbformat=True)),
                        f"Your notebook has an unknown format; format 4 is needed. {AGAIN}"),
    "too many cells": (as_json(notebook(*[cell()] * (CELLS_CAP + 1))),
                       "Your notebook holds 4001 cells; at most 4000 can be taken. "
                       "Remove what is not part of your answers, and submit it again."),
    "format of half a character": (as_json(notebook(nbformat="\ud800")),
                                   f"Your notebook has an unknown format; format 4 is needed. {AGAIN}"),
    "no cells": (as_json(notebook(cells=None)), f"Your notebook has lost its list of cells. {AGAIN}"),
    "no metadata": (as_json(notebook(metadata=None)), f"Your notebook has lost its list of cells. {AGAIN}"),
    "no cell": (as_json(notebook(cell(), 7)), f"Cell 2 of your notebook is neither code nor text. {AGAIN}"),
    "a heading": (as_json(notebook(cell(cell_type="heading"))),
                  f"Cell 1 of your notebook is neither code nor text. {AGAIN}"),
    "a list of types": (as_json(notebook(cell(cell_type=["code"]))),
                        f"Cell 1 of your notebook is neither code nor text. {AGAIN}"),
    "cell metadata": (as_json(notebook(cell(metadata=[]))), f"Cell 1 of your notebook has damaged metadata. {AGAIN}"),
    "source": (as_json(notebook(cell(source=["x", 1]))), f"Cell 1 of your notebook has no readable text. {AGAIN}"),
    "half a character": (as_json(notebook(cell(source="\ud800"))),
                         "Cell 1 of your notebook holds half a character. Delete it, and submit again."),
    "too much text": (as_json(notebook(cell(source="x" * TEXT_CAP), cell(source="y"))),
                      "Your notebook holds 1048577 characters of code and text; at most 1048576 can be taken. "
                      "Remove what is not part of your answers, and submit it again."),
}
SENTENCES = {**PLACES, **FILES, **FORMS}


@pytest.mark.parametrize("name", SENTENCES)
def test_what_cannot_be_read_is_refused_with_one_sentence(tmp_path: Path, name: str) -> None:
    put, wanted = SENTENCES[name]
    put(tmp_path)
    assert sentence(tmp_path) == wanted


def test_a_submission_that_is_a_link_to_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    as_file(RELEASE)(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert sentence(tmp_path / "link") == ("Your submission is a link to another folder. Submit the notebook itself.")


@pytest.mark.parametrize("name", ["convolution (1).ipynb", "CONVOLUTION.IPYNB", "[a]*?.ipynb", "\udcff.ipynb"])
def test_the_only_notebook_is_taken_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / "old.ipynb").mkdir()
    (tmp_path / "link.ipynb").symlink_to("nowhere")
    several("._convolution.ipynb", ".~convolution.ipynb", "notes.txt", name)(tmp_path)
    assert notebook_name(tmp_path, A) == name
    assert read_submission(tmp_path, A) == checked(parsed(RELEASE))


def test_the_assignments_own_name_counts_before_others(tmp_path: Path) -> None:
    several("a.ipynb", "convolution.ipynb", "convolution (1).ipynb")(tmp_path)
    assert notebook_name(tmp_path, A) == "convolution.ipynb"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert sentence(tmp_path / "nobody").startswith("Your submission holds no file named convolution.ipynb.")


@pytest.mark.parametrize("name", [name for name, breaker in SMALL.items() if breaker.expectation == "refused"])
def test_a_breaker_that_should_be_refused_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(intake, "FILE_CAP", SMALL_CAP)
    told = sentence(handed_in(SMALL[name], tmp_path))
    assert told.endswith((".", "name."))
    assert str(tmp_path) not in told


@pytest.mark.parametrize("name", [name for name, breaker in SMALL.items() if breaker.expectation == "graded"])
def test_a_breaker_that_should_be_graded_is_taken_in(tmp_path: Path, name: str) -> None:
    taken = read_submission(handed_in(SMALL[name], tmp_path), A)
    assert all(isinstance(each["source"], str) for each in taken["cells"])


def test_a_notebook_of_the_greatest_size_is_taken_in(tmp_path: Path) -> None:
    text = json.dumps(notebook(cell()))
    as_file(text.encode().ljust(FILE_CAP))(tmp_path)
    assert len(read_submission(tmp_path, A)["cells"]) == 1
    as_file(text.encode().ljust(FILE_CAP + 1))(tmp_path)
    assert "20 MB" in sentence(tmp_path)


def test_brackets_in_texts_are_texts(tmp_path: Path) -> None:
    as_json(notebook(cell(source="[{" * 200_000)))(tmp_path)
    assert len(read_submission(tmp_path, A)["cells"]) == 1


def test_sources_saved_as_lists_of_lines_become_texts() -> None:
    assert checked(notebook(cell(source=["x = 1\n", "y = 2"])))["cells"][0]["source"] == "x = 1\ny = 2"


def test_reading_changes_nothing_in_the_submitted_folder(tmp_path: Path) -> None:
    folder = handed_in(BROKEN["truncated"], tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    sentence(folder)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def handed_in(breaker: Breaker, folder: Path) -> Path:
    breaker.write(RELEASE, ANSWERS, folder / A)
    return folder / A


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def spoiled(draw: st.DrawFn, value: Any) -> Any:
    """The value with one thing in it replaced, removed or doubled, at a place that is drawn."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if not keys or draw(st.integers(0, 5)) == 0:
        return draw(JSON)
    key, copied = draw(st.sampled_from(keys)), value.copy()
    match draw(st.sampled_from(("inside", "inside", "inside", "gone", "twice"))):
        case "gone":
            del copied[key]
        case "twice" if isinstance(copied, list):
            copied.insert(key, copied[key])
        case _:
            copied[key] = spoiled(draw, value[key])
    return copied


@st.composite
def broken_notebooks(draw: st.DrawFn) -> Any:
    """A real notebook after a few accidents."""
    broken = json.loads(RELEASE)
    for _ in range(draw(st.integers(1, 4))):
        broken = spoiled(draw, broken)
    return broken


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """A real notebook's bytes, cut or with some of them changed."""
    content = bytearray(RELEASE)
    for place, value in draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)):
        content[place] = value
    return bytes(content[draw(st.integers(0, 50)):draw(st.just(len(content)) | st.integers(0, len(content)))])


def survives(content: bytes) -> None:
    """Taken in, or refused with a sentence that can be written and shown anywhere."""
    told, taken = "", notebook()
    try:
        taken = checked(parsed(content))
    except Refused as reason:
        told = str(reason)
    assert not told or (told.endswith(".") and told.isprintable() and len(told.encode()) < 300)
    assert all(isinstance(each["source"], str) for each in taken["cells"])


CHEAP = settings(max_examples=150, deadline=None, derandomize=True, database=None,
                 suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@CHEAP
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(content: bytes) -> None:
    survives(content)


@CHEAP
@given(broken_files())
def test_no_damage_to_the_file_raises_anything_but_a_refusal(content: bytes) -> None:
    survives(content)


@CHEAP
@given(broken_notebooks())
def test_no_damage_to_the_notebook_raises_anything_but_a_refusal(broken: Any) -> None:
    survives(json.dumps(broken).encode())
