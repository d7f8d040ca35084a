"""Loads solutions of the instructor's: the reference, and answers files laid over it. Trusted code only."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any


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
