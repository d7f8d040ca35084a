"""What the checks say alike: where something stands, what may have been meant, why a text is no Python."""

from __future__ import annotations

import ast
import difflib
import warnings
from collections.abc import Collection
from pathlib import Path

#: How the grade_id of a question's check begins, and the name of its hidden tests: the rest is the question's.
TEST = "test_"


def meant(name: str, among: Collection[str]) -> str:
    """A question to put behind a sentence about a name that there is not; "" where none is like it."""
    close = difflib.get_close_matches(name, sorted(among), 1, 0.6)
    return f" Did you mean {close[0]}?" if close else ""


def listed(names: Collection[str]) -> str:
    """Names as a sentence has them."""
    return ", ".join(names) or "none"


def parsed(text: str, where: str, first: int = 1) -> tuple[ast.Module | None, list[str]]:
    """The syntax tree of a text, or None and the sentence that says where it is no Python.

    Args:
        text: the source.
        where: the file that it stands in, as the sentence names it.
        first: the line of that file in which it begins.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text), []
    except SyntaxError as error:
        line = first + (error.lineno or 1) - 1
        return None, [f"{where}:{line}: this is no Python: {error.msg}. Mend the line, or the one above it."]
    except ValueError as error:
        return None, [f"{where}:{first}: this is no Python: {error}. Mend it."]


def read(path: Path, where: str) -> tuple[str | None, list[str]]:
    """A file's text, or None and the sentence that says why it has none."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None, [f"{where} is missing. Write it, or let `assay question` write a first one."]
    except (OSError, UnicodeDecodeError) as error:
        return None, [f"{where} cannot be read: {error}. Save it as a plain UTF-8 file."]
    if text.startswith("\ufeff"):
        return None, [f"{where} begins with a byte order mark, which nobody sees. Save it as UTF-8 without one."]
    return text, []
