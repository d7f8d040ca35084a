"""How the students of an assignment write, as its author says in ``solutions/ASSIGNMENT/styles.toml``; may be left out.

::

    common = ["in_a_loop", "at_once"] # right solutions whose code is compiled first
    mutated = ["in_a_loop"]           # right solutions whose mutants the audit tries, besides the reference's

    [sample]                        # what the class of `make demo` hands in; all there are, if left out
    right = ["in_a_loop", "at_once"]
    wrong = ["off_by_one"]

    [sample.essays]                 # answers to the questions that a person grades
    why_it_works = ["Because …"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = "styles.toml"


class StylesError(Exception):
    """The file is not as it should be; a sentence for the author."""


@dataclass(frozen=True)
class Styles:
    """Names of right solutions and misconceptions; essays by the question's grade_id. None: all there are."""

    common: tuple[str, ...] = ()
    mutated: tuple[str, ...] = ()
    right: tuple[str, ...] | None = None
    wrong: tuple[str, ...] | None = None
    essays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_styles(solutions: Path) -> Styles:
    """The styles of an assignment.

    Args:
        solutions: its folder of solutions.

    Raises:
        StylesError: the file cannot be read, or names what is not there.
    """
    path = solutions / NAME
    where = f"solutions/{solutions.name}/{NAME}"
    if not path.exists():
        return Styles()
    try:
        held = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StylesError(f"{where} cannot be read: {error}.") from error
    sample = _table(held.pop("sample", {}), where)
    essays = {name: _names(texts, where) for name, texts in _table(sample.pop("essays", {}), where).items()}
    found = {"common": held.pop("common", ()), "mutated": held.pop("mutated", ()),
             "right": sample.pop("right", None), "wrong": sample.pop("wrong", None)}
    if unknown := sorted({*held, *sample}):
        raise StylesError(f"{where} says {unknown[0]!r}, which is not known: there are common, mutated, and under "
                          "[sample] right, wrong and essays.")
    styles = {name: None if each is None else _names(each, where) for name, each in found.items()}
    for name, folder in (("common", "wheat"), ("mutated", "wheat"), ("right", "wheat"), ("wrong", "chaff")):
        for each in styles[name] or ():
            if not (solutions / folder / f"{each}.py").is_file():
                raise StylesError(f"{where} names {each!r}, but there is no {folder}/{each}.py beside it.")
    return Styles(styles["common"] or (), styles["mutated"] or (), styles["right"], styles["wrong"], essays)


def _table(found: Any, where: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise StylesError(f"{where}: [sample] and [sample.essays] are tables.")
    return dict(found)


def _names(found: Any, where: str) -> tuple[str, ...]:
    if not isinstance(found, (list, tuple)) or not all(isinstance(each, str) for each in found):
        raise StylesError(f"{where}: each entry is a list of texts.")
    return tuple(found)
