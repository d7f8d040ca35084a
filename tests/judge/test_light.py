"""What JAX has compiled is thrown away where the judge has grown large, and nothing else changes."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from assay.judge import light
from assay.judge.light import lighten, resident


@pytest.mark.parametrize(("large", "kept"), [(0, 0), (1 << 60, 1)], ids=["large", "small"])
def test_only_a_large_process_forgets_and_all_answers_stay(monkeypatch: pytest.MonkeyPatch, large: int,
                                                           kept: int) -> None:
    monkeypatch.setattr(light, "LARGE", large)
    monkeypatch.setattr(light, "_smallest", 0)
    monkeypatch.setattr(light, "GROWN", 0)
    double: Any = jax.jit(lambda x: x * 2)
    assert double(np.float32(3)) == 6
    lighten()
    assert double._cache_size() == kept
    assert double(np.float32(3)) == 6


def test_what_cannot_be_made_smaller_is_not_tried_again_before_it_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light, "LARGE", 0)
    monkeypatch.setattr(light, "_smallest", 0)
    cleared: list[None] = []
    monkeypatch.setattr(jax, "clear_caches", lambda: cleared.append(None))
    sizes = iter([light.GROWN + 1, 90, 90, 90 + light.GROWN])
    monkeypatch.setattr(light, "resident", lambda: next(sizes))
    for _ in range(3):
        lighten()
    assert len(cleared) == 1
    monkeypatch.setattr(light, "resident", lambda: light.GROWN + 91)
    lighten()
    assert len(cleared) == 2


def test_what_a_process_holds_is_counted() -> None:
    before = resident()
    held = bytearray(64 << 20)
    assert 60 << 20 <= resident() - before <= 80 << 20
    assert len(held) == 64 << 20
