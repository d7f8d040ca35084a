"""Takes a submitted file in: whatever lies there becomes a checked notebook, or one sentence for the student.

Nothing of the file is run, followed or unpickled here; the submitted folder is only read.
"""

from __future__ import annotations

import json
import math
import os
import re
import stat
from pathlib import Path
from typing import Any

from assay.course.intake.prose import AS_WRITTEN, attach, without
from assay.pages.words import visible

Notebook = dict[str, Any]

#: The largest notebook taken in, in bytes. An honest one, pictures included, is a hundredth of it.
FILE_CAP = 20 << 20
#: The most code and prose taken in, in characters.
TEXT_CAP = 1 << 20
#: The most cells taken in. An honest notebook has a hundredth of them.
CELLS_CAP = 4000
#: The most lists and objects that a file may hold: each takes fifty times its three bytes once it is read.
CONTAINERS_CAP = 200_000
#: A text in JSON, or what of it is there. It always fits, so that nothing is read twice.
_TEXT = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
#: The most notebooks named in a refusal.
NAMED = 8
#: How archives begin, and where.
ARCHIVES = ((b"PK\x03\x04", 0), (b"\x1f\x8b", 0), (b"ustar", 257), (b"7z\xbc\xaf\x27\x1c", 0), (b"Rar!", 0),
            (b"BZh", 0), (b"\xfd7zXZ", 0))
AGAIN = "Open your notebook in Jupyter, save it, and submit it again."


class Refused(Exception):
    """The submission cannot be read; its text is the one sentence the student reads."""


def read_submission(folder: Path, assignment: str) -> Notebook:
    """The notebook in a submission's folder, as plain JSON: format 4, its cells checked.

    Raises:
        Refused: with what is wrong, where, and what to do.
    """
    return checked(parsed(contents(folder, notebook_name(folder, assignment))))


def notebook_name(folder: Path, assignment: str) -> str:
    """The name of the file that is taken: the assignment's own, else that of the only notebook there is.

    A browser calls a second download ``convolution (1).ipynb``; what begins with a dot was left there by a program.

    Raises:
        Refused: there is none, or several and none under the assignment's own name.
    """
    if folder.is_symlink():
        raise Refused("Your submission is a link to another folder. Submit the notebook itself.")
    name = f"{assignment}.ipynb"
    if os.path.lexists(folder / name):
        return name
    others = sorted(other.name for other in (folder.iterdir() if folder.is_dir() else ()) if _is_notebook(other))
    if len(others) == 1:
        return others[0]
    if not others:
        raise Refused(f"Your submission holds no file named {name}. Submit it again under that name.")
    cut = max(12, 120 // len(others))
    listed = ", ".join(repr(shortened(other, cut)) for other in others[:NAMED])
    more = f" and {len(others) - NAMED} more" if others[NAMED:] else ""
    raise Refused(f"Your submission holds no file named {name}, but {len(others)} other notebooks: {listed}{more}. "
                  "Submit only the one to be graded.")


def _is_notebook(path: Path) -> bool:
    """Whether a file may be the one handed in under another name; a link, a folder or a dot file is not."""
    is_plain = stat.S_ISREG(path.lstat().st_mode)
    return is_plain and path.name.lower().endswith(".ipynb") and not path.name.startswith(".")


def shortened(name: str, longest: int = 80) -> str:
    """A file's name for a sentence: of a long one the beginning and the end, as what sets it apart may be there."""
    head = longest // 3
    return name if len(name) <= longest else f"{name[:head]}…{name[head - longest:]}"


def contents(folder: Path, name: str) -> bytes:
    """The bytes of the notebook, if it is a plain file of sensible size.

    Raises:
        Refused: it is a link, a folder or pipe, or too large.
    """
    path = folder / name
    found = path.lstat()
    name = visible(shortened(name))
    if stat.S_ISLNK(found.st_mode):
        raise Refused(f"{name} is a link to another file, not a notebook. Submit the notebook itself.")
    if not stat.S_ISREG(found.st_mode):
        raise Refused(f"{name} is not a plain file. Submit the notebook itself.")
    if found.st_size > FILE_CAP:
        size = math.ceil(found.st_size / 2**20)
        raise Refused(f"{name} is {size} MB large; at most {FILE_CAP >> 20} MB can be taken. "
                      "Choose Edit, Clear Outputs of All Cells, save, and submit it again.")
    # O_NOFOLLOW: what was a file a moment ago must not have become a link or a pipe.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read(FILE_CAP + 1)


def parsed(data: bytes) -> Any:
    """The JSON in the bytes.

    Raises:
        Refused: they are an archive, no UTF-8, no JSON, or JSON of so many parts that reading it would fill memory.
    """
    if any(data.startswith(magic, place) for magic, place in ARCHIVES):
        raise Refused("Your notebook file is an archive, such as a zip file. "
                      "Unpack it, and submit the notebook that it holds.")
    if not data.strip(b"\0 \r\n\t"):
        raise Refused(f"Your notebook file is empty. {AGAIN}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"Your notebook is not saved as UTF-8 text (see byte {error.start}). {AGAIN}") from None
    if _containers(text) > CONTAINERS_CAP and _containers(_TEXT.sub("", text)) > CONTAINERS_CAP:
        raise Refused(f"Your notebook's file holds more than {CONTAINERS_CAP:,} lists and objects. "
                      "Choose Edit, Clear Outputs of All Cells, save, and submit it again.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            raise Refused(f"Your file is not a Jupyter notebook. {AGAIN}") from None
        whole = text.rstrip().endswith("}") or error.msg == "Extra data"
        where = f"line {error.lineno} cannot be read" if whole else "it ends in the middle"
        raise Refused(f"Your notebook file is damaged: {where}. {AGAIN}") from None
    except (ValueError, RecursionError):
        raise Refused(f"Your notebook file is damaged: it holds no notebook. {AGAIN}") from None


def _containers(text: str) -> int:
    return text.count("[") + text.count("{")


def checked(notebook: Any) -> Notebook:
    """The notebook, if it has the form that all later steps rely on.

    Raises:
        Refused: it is no notebook of format 4.
    """
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise Refused(f"Your file is not a Jupyter notebook. {AGAIN}")
    if (form := notebook["nbformat"]) != 4:
        said = f"format {form}" if type(form) is int and 0 <= form < 100 else "an unknown format"
        raise Refused(f"Your notebook has {said}; format 4 is needed. {AGAIN}")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not isinstance(notebook.get("metadata"), dict):
        raise Refused(f"Your notebook has lost its list of cells. {AGAIN}")
    if len(cells) > CELLS_CAP:
        raise Refused(f"Your notebook holds {len(cells)} cells; at most {CELLS_CAP} can be taken. "
                      "Remove what is not part of your answers, and submit it again.")
    total = 0
    for number, cell in enumerate(cells, 1):
        total += _checked_cell(cell, number)
    if total > TEXT_CAP:
        raise Refused(f"Your notebook holds {total} characters of code and text; at most {TEXT_CAP} can be taken. "
                      "Remove what is not part of your answers, and submit it again.")
    return notebook


def _checked_cell(cell: Any, number: int) -> int:
    """The length of a cell's source, without pictures; normalises it to one string, and them to attachments."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise Refused(f"Cell {number} of your notebook is neither code nor text. {AGAIN}")
    if not isinstance(cell.get("metadata"), dict):
        raise Refused(f"Cell {number} of your notebook has damaged metadata. {AGAIN}")
    cell.pop(AS_WRITTEN, None)
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = cell["source"] = "".join(source)
    if not isinstance(source, str):
        raise Refused(f"Cell {number} of your notebook has no readable text. {AGAIN}")
    try:
        source.encode()
    except UnicodeEncodeError:
        raise Refused(f"Cell {number} of your notebook holds half a character. Delete it, and submit again.") from None
    if cell["cell_type"] != "markdown":
        return len(source)
    attach(cell)
    return len(without(cell["source"]))
