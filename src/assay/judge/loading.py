"""Loads what instructors wrote: hidden tests with their neighbours, the reference, and answers laid over it.

Trusted code only.
"""

from __future__ import annotations

import sys
import tomllib
import traceback
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from assay.room.furnishing import ARRAYS, USUAL

#: Folders of a course that its hidden tests import from.
PACKAGES = ("autograder", "solutions")


def arrays_of(questions: Path) -> str:
    """How arrays arrive in the functions of an assignment, by the ``room.toml`` among its hidden tests; "jax" without.

    What is wrong with that file is said where it is read in full.
    """
    try:
        said = tomllib.loads((questions / "room.toml").read_text("utf-8")).get("arrays")
    except (OSError, ValueError):
        return USUAL.arrays
    return said if said in ARRAYS else USUAL.arrays


def importable(course: Path) -> None:
    """Lets hidden tests import their neighbours and the solutions: those of this course, whatever else has such a name.

    Args:
        course: the folder that holds ``autograder/`` and ``solutions/``.
    """
    for package in PACKAGES:
        place = [str(course / package)]
        if list(getattr(sys.modules.get(package), "__path__", ())) == place:
            continue
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]
        spec = ModuleSpec(package, None, is_package=True)
        spec.submodule_search_locations = place
        sys.modules[package] = module_from_spec(spec)


def place_of(error: BaseException, path: Path) -> str:
    """Where among the hidden tests beside a file an error came about, " (cases.py:12)"; "" where it did not."""
    frames = [each for each in traceback.extract_tb(error.__traceback__)
              if each.lineno and Path(each.filename).parent == path.parent]
    return f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""


def examples_of(questions: Path, name: str) -> str:
    """The checks of the examples that a file of hidden tests declares, of one question or several; "" for none.

    Args:
        questions: ``autograder/ASSIGNMENT`` of a course.
        name: the file's, ``test_corr2d``.

    Raises:
        Exception: whatever the file raises, or what is said of an example that cannot be shown.
    """
    importable(questions.parents[1])
    held = vars(import_module(f"{PACKAGES[0]}.{questions.name}.{name}")).values()
    declared = {id(each): each for each in held if getattr(each, "shown", None) is not None
                and hasattr(type(each), "as_check")}
    return "\n".join(each.as_check(arrays_of(questions)) for each in declared.values())


def load(source: str, reference: str, name: str = "candidate") -> dict[str, Any]:
    """The names that a module of answers defines, over those of the reference.

    Args:
        source: the answers; the reference's own source, for the reference alone.
        reference: the reference's source.
        name: the module's name while it is used.

    Raises:
        Exception: whatever the source raises.
    """
    module = ModuleType(name)
    # Flax's dataclasses look their module up.
    sys.modules[name] = module
    exec(compile(reference, "reference", "exec"), vars(module))
    if source != reference:
        exec(compile(source, name, "exec"), vars(module))
    return vars(module)


def read(solutions: Path, name: str) -> str:
    """The source of a solution: ``reference``, ``wheat/loops``, ``chaff/flips_kernel``."""
    return (solutions / f"{name}.py").read_text("utf-8")
