"""The texts that a new question begins with: each is green at once, and there to be changed."""

from __future__ import annotations

from collections.abc import Sequence

from assay.authoring.signature import Kind, Signature

HEADER = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # {title}
#
# Change only the cells that say `YOUR CODE HERE`. Below each a check runs one example; after you hand in, your
# functions are also tried on other inputs, and each of their properties earns its points by itself.
#
# <!-- points -->

# %% nbgrader={{"grade_id": "setup", "locked": true}}
import jax.numpy as jnp

# %% jupyter={{"source_hidden": true}} nbgrader={{"grade_id": "checks", "locked": true}}
### CHECK
"""
DRAWN = {Kind.MATRIX: "matrices()", Kind.VECTOR: "vectors()", Kind.WHOLE: "st.integers(1, 9)",
         Kind.NUMBER: "st.integers(1, 9).map(float)", Kind.TRUTH: "st.booleans()"}
TYPED = {Kind.MATRIX: "Array", Kind.VECTOR: "Array", Kind.WHOLE: "int", Kind.NUMBER: "float", Kind.TRUTH: "bool"}
EXAMPLE = {Kind.MATRIX: "{m}.array([[1.0, 2.0], [3.0, 4.0]])", Kind.VECTOR: "{m}.array([1.0, 2.0, 4.0])",
           Kind.WHOLE: "3", Kind.NUMBER: "0.5", Kind.TRUTH: "True"}
SHAPES = '''\
SHAPES = spread(one=st.just((1, 1)), row=st.just((1, 5)), column=st.just((5, 1)), square=st.just((3, 3)),
                wide=st.just((2, 4)), tall=st.just((4, 3)))
'''
ARRAYS = {Kind.VECTOR: '''\
LENGTHS = spread(one=st.just(1), two=st.just(2), some=st.integers(3, 6), many=st.just(20))


@st.composite
def vectors(draw: st.DrawFn) -> Array:
    """Vectors of small whole numbers, of shape (n,), float32: their sums are exact."""
    length = draw(LENGTHS)
    return np.array(draw(st.lists(st.integers(-9, 9), min_size=length, max_size=length)), np.float32)
''', Kind.MATRIX: SHAPES + '''

@st.composite
def matrices(draw: st.DrawFn) -> Array:
    """Arrays of small whole numbers, of shape (m, n), float32: their sums are exact."""
    shape = draw(SHAPES)
    size = shape[0] * shape[1]
    return np.array(draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size)), np.float32).reshape(shape)
'''}
#: The same, where there are several: drawn each by itself they would not fit each other.
TOGETHER = SHAPES + '''

@st.composite
def together(choose: st.DrawFn) -> tuple[Array, ...]:
    """{names}: arrays of small whole numbers, float32, of shapes that fit each other."""
    m, n = choose(SHAPES)
    return tuple(choose(draw.whole(shape)) for shape in ({shapes}))
'''
SHAPED = {Kind.MATRIX: "(m, n)", Kind.VECTOR: "(n,)"}


def formula(signature: Signature) -> str:
    """What a new question asks for: the sum of its arguments, or twice its only one."""
    names = list(signature.arguments)
    return " + ".join(names) if len(names) > 1 else f"2 * {names[0]}"


def in_words(signature: Signature) -> str:
    """The same as a sentence has it."""
    said = [f"`{name}`" for name in signature.arguments]
    return f"the sum of {', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else f"twice {said[0]}"


def cells(signature: Signature, points: float, module: str, imported: bool, checked: bool) -> str:
    """The question's cells: its text, its solution, its visible example.

    Args:
        module: how the notebook calls NumPy or jax.numpy.
        imported: whether a cell above imports it.
        checked: whether the notebook has a ``check``.
    """
    told = "; ".join(f"{name} is {kind}" for name, kind in signature.arguments.items())
    kinds = list(signature.arguments.values())
    examples = EXAMPLE | ({Kind.VECTOR: "{m}.array([1.0, 2.0])"} if Kind.MATRIX in kinds else {})
    example = [examples[kind].format(m=module) for kind in kinds]
    summed = " + ".join(example) if len(example) > 1 else f"2 * {example[0]}"
    words = in_words(signature).replace("`", "")
    docstring = f"{words[0].upper()}{words[1:]}; {told}."
    call = f"{signature.name}({', '.join(example)})"
    check = f"check({call!r}, {summed})" if checked else f"assert {module}.allclose({call}, {summed})"
    imports = "" if imported else f"import numpy as {module}\n\n\n"
    return f'''
# %% [markdown]
# ### `{signature.name}` ({points:g} points)
#
# Return {in_words(signature)}.

# %% nbgrader={{"grade_id": "{signature.name}", "solution": true}}
{imports}def {signature.written}:
    """{docstring}"""
    ### BEGIN SOLUTION
    return {formula(signature)}
    ### END SOLUTION


# %% nbgrader={{"grade_id": "test_{signature.name}", "grade": true, "locked": true, "points": {points:g}}}
{check}
'''


def hidden(assignment: str, signature: Signature, points: float, derived: bool, needs: Sequence[str] = ()) -> str:
    """The file of hidden tests, with one property.

    Args:
        derived: whether the question was there before, so that nobody knows what it asks for.
        needs: the questions whose answers it calls.
    """
    arrays = {name: kind for name, kind in signature.arguments.items() if kind in ARRAYS}
    several = len(arrays) > 1
    drawn = [("arrays", "together()", "tuple[Array, ...]")] if several else []
    drawn += [(name, DRAWN[kind], TYPED[kind]) for name, kind in signature.arguments.items()
              if not several or name not in arrays]
    given = ", ".join(f"{name}={strategy}" for name, strategy, _ in drawn)
    typed = ", ".join(f"{name}: {kind}" for name, _, kind in drawn)
    sentence = ("agrees with the definition on arguments of every kind" if derived else
                f"gives {in_words(signature).replace('`', '')}")
    strategies = (TOGETHER.format(names=", ".join(arrays), shapes=", ".join(map(SHAPED.__getitem__, arrays.values())))
                  if several else "".join(ARRAYS[kind] for kind in arrays.values()))
    unpacked = f"    {', '.join(arrays)} = arrays\n" if several else ""
    needed = f"\nNEEDS = ({', '.join(map(repr, needs))},)\n".replace("'", '"') if needs else ""
    array = "\nArray = np.ndarray[Any, Any]\n" if arrays else ""
    typing = "\nfrom typing import Any\n" if arrays else ""
    names = f"Student, {'draw, ' if several else ''}expect{', spread' if arrays else ''}"
    return f'''"""Hidden properties of ``{signature.call}``, {points:g} points."""

from __future__ import annotations
{typing}
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import {names}
from solutions.{assignment} import reference
{needed}{array}{strategies}

@pytest.mark.points({points:g})
@settings(max_examples=20)
@given({given})
def test_values(student: Student, {typed}) -> None:
    """{sentence}

    values: Work out the call above by hand, step by step, and see where yours goes another way.
    """
{unpacked}    expect.close(student.{signature.call}, np.asarray(reference.{signature.call}, np.float64))
'''


def answer(signature: Signature, body: str) -> str:
    """A section of an answers file."""
    return f"# %% {signature.name}\ndef {signature.written}:\n    return {body}\n"


def reference(signature: Signature, module: str) -> str:
    """The reference of a new question, with types and a docstring; ``module`` stands for NumPy or its like."""
    typed = ", ".join(f"{name}: Any" for name in signature.arguments)  # hidden tests pass every argument
    said = in_words(signature).replace("`", "")
    says, right = f'"""{said[0].upper()}{said[1:]}."""', formula(signature)
    if signature.arguments[signature.first] in ARRAYS:
        right = right.replace(signature.first, f"{module}.asarray({signature.first})", 1)
    return f"def {signature.name}({typed}) -> Any:\n    {says}\n    return {right}\n"


def another_way(signature: Signature) -> str:
    """A right answer that is written otherwise."""
    names = list(signature.arguments)
    return " + ".join(reversed(names)) if len(names) > 1 else f"{names[0]} + {names[0]}"


def wrong_way(signature: Signature, derived: bool) -> tuple[str, str, str, str]:
    """A misconception: its file's name, the belief, the hint, and what is returned."""
    *others, last = signature.arguments
    if derived or not others:
        return (f"{signature.name}_hands_back", f"{signature.name} changes nothing.",
                f"You return {signature.first} as it came. {signature.name} has to do something with it.",
                signature.first)
    return (f"{signature.name}_forgets_{last}", f"{last} makes no difference.",
            f"Your answer does not change with {last}. It has to.", " + ".join(others))
