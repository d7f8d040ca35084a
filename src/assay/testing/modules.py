"""A ready-made property of Flax modules: what parameters they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.judge.student import Answer, Student
from assay.testing import expect
from assay.testing.worded import Test, worded


def parameters(name: str, shapes: Mapping[str, tuple[int, ...]], points: float, fields: Mapping[str, Any],
               input: tuple[int, ...], **words: Any) -> Test:
    """A Flax module has exactly these parameters, float32, of these shapes.

    Args:
        name: the module's.
        shapes: of its parameters; a dot leads into a module inside.
        points: what it is worth.
        fields: what the module is made with.
        input: the shape of an input.
        words: as for the properties of a :class:`Question`.
    """
    def test(student: Student) -> None:
        answer = student.module(name, **fields).init({"key": 0}, np.zeros(input, np.float32))
        held = answer.value.get("params") if isinstance(answer.value, dict) else None
        found = dict(_flat(held)) if isinstance(held, dict) else {}
        expect.that(found.keys() == shapes.keys(), answer, f"exactly the parameters {', '.join(sorted(shapes))}",
                    f"parameters named {', '.join(sorted(found)) or 'nothing'}")
        for each, shape in shapes.items():
            expect.floats(Answer(found[each], answer.call), shape, each)

    sentence = f"has the parameters {', '.join(shapes)}, float32, of the right shapes"
    return worded(test, points, sentence, words)


def _flat(tree: Mapping[Any, Any], above: str = "") -> list[tuple[str, Any]]:
    pairs = [(f"{above}{name}", value) for name, value in tree.items()]
    return [leaf for name, value in pairs for leaf in (_flat(value, f"{name}.") if isinstance(value, dict)
                                                       else [(name, value)])]
