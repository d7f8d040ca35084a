"""The sentence for a package that a notebook asks for and that is not there: which, and what there is instead."""

from __future__ import annotations

import importlib.util
import re
from functools import cache

#: What students may want of a notebook's Python, by the names they import; of these the ones that are there are named.
USEFUL = ("jax", "flax", "optax", "numpy", "scipy", "matplotlib", "einops", "pandas", "sklearn", "torch", "tensorflow")
ABSENT = "There is no {name} where notebooks are graded: use {there}, or what Python itself brings."
PART = "{package} is there, but has no module {name}."
_SAID = re.compile(r"(?:ModuleNotFoundError: )?No module named '([A-Za-z_][\w.]{0,79})'")


def missing_package(said: str) -> str:
    """The sentence for what Python said of an import that failed; "" where it said something else.

    Args:
        said: as ``ModuleNotFoundError: No module named 'torch'``; the error's name may be left out.
    """
    found = _SAID.match(said)
    if not found:
        return ""
    package = found[1].partition(".")[0]
    if not is_there(package):
        return ABSENT.format(name=package, there=_listed([name for name in USEFUL if is_there(name)]))
    return PART.format(package=package, name=found[1]) if "." in found[1] else ""


@cache
def is_there(package: str) -> bool:
    """Whether a package can be imported here, and so in a room: both run on the same environment."""
    try:
        return importlib.util.find_spec(package) is not None
    except ValueError:  # a module that says nothing of where it is from, as __main__
        return True


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else "".join(names)
