"""The example that students see, written from where hidden tests declare it: as a check of the notebook."""

from __future__ import annotations

from typing import Any

import numpy as np

from assay.judge.explain.pasteable import SHOWN, is_pasteable, numbers, paste

#: Up to here NumPy's own tolerance is enough; more is written out.
USUAL = 1e-6


def check(call: str, right: Any, off: Any, exact: bool, arrays: str) -> str:
    """An assert that a call is answered rightly, which says what the answer should be.

    Args:
        call: as students paste it.
        right: its right answer.
        off: how far off an answer may be, elementwise and absolute.
        exact: whether it may not be off at all; any plain value can be right then.
        arrays: as what arrays arrive: "jax", "numpy" or "python".

    Raises:
        ValueError: the call or the answer is too long to be read, or no array, number or plain value.
    """
    if not is_pasteable(call):
        raise ValueError("the example is too large to be shown")
    if exact:
        wanted = paste(right, arrays)
        return _assert(f"{call} == {wanted}", call, wanted)
    if not isinstance(right, np.ndarray | np.generic | float | int) or np.size(right) > SHOWN:
        raise ValueError(f"the example's answer is no number and no array of up to {SHOWN} numbers")
    if arrays == "python" and np.ndim(right):
        raise ValueError("the example's answer is a list of numbers that need not be exact")
    held, most = np.asarray(right, np.float32), float(np.max(off, initial=0.0))
    wanted = numbers(held)
    if arrays == "python":
        return _assert(f"abs({call} - {wanted}) <= {max(most, USUAL):.1g}", call, wanted)
    source, more = paste(held, arrays) if held.ndim else wanted, f", atol={most:.1g}" if most > USUAL else ""
    return _assert(f"{'jnp' if arrays == 'jax' else 'np'}.allclose({call}, {source}{more})", call, wanted)


def _assert(condition: str, call: str, wanted: str) -> str:
    said = f"{call} should be {wanted}"
    return f"assert {condition}, {said!r}"
