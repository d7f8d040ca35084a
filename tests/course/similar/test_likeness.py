"""How alike two texts are: names and comments change nothing, what was given out does not count."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from assay.course.similar.likeness import (
    FEWEST,
    alike,
    fingerprint,
    normal,
    prints_of,
    shared_lines,
    starter_prints,
    together,
    without,
)

LOOPS = """\
def corr(X, K):
    h, w = K.shape
    Y = jnp.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y = Y.at[i, j].set((X[i:i + h, j:j + w] * K).sum())
    return Y
"""
RENAMED = '''\
def corr(image, kernel):
    """Mine."""
    a, b = kernel.shape  # sizes
    out = jnp.zeros((image.shape[0] - a + 1, image.shape[1] - b + 1))
    for row in range(out.shape[0]):

        for column in range(out.shape[1]):
            out = out.at[row, column].set((image[row:row + a, column:column + b] * kernel).sum())
    return out
'''
OTHER = """\
def corr(X, K):
    windows = jax.lax.conv_general_dilated_patches(X[None, None], K.shape, (1, 1), "VALID")
    flat = jnp.einsum("ncij,c->nij", windows, K.ravel(), precision="highest")
    assert flat.ndim == 3
    return flat[0]
"""


def likeness(one: str, other: str, starter: str = "") -> float:
    return float(alike(prints_of([one, other], starter_prints([starter])))[0, 1])


def test_the_same_text_is_wholly_alike_and_renaming_changes_almost_nothing() -> None:
    assert likeness(LOOPS, LOOPS) == 1
    assert likeness(LOOPS, RENAMED) > 0.8
    assert likeness(LOOPS, OTHER) < 0.2


def test_what_was_given_out_does_not_count() -> None:
    given = LOOPS.replace("corr", "helper")
    one, other = (f"{given}\n{text}" for text in (RENAMED.replace("sum", "mean"), OTHER))
    assert likeness(one, other) > 0.3
    assert likeness(one, other, given) < 0.2


@pytest.mark.parametrize("text", ["", "x", "def f(x):\n    return x\n", "\n" * 100, "é" * 30, "'''", "\x00\x1b"])
def test_short_and_broken_texts_are_like_none(text: str) -> None:
    found = alike(prints_of([text, text, LOOPS], set()))
    assert np.count_nonzero(found) <= 1  # a text is like itself
    assert shared_lines(text, LOOPS)[0] <= {0}


def test_all_pairs_are_those_of_each_two() -> None:
    prints = prints_of([LOOPS, RENAMED, OTHER, LOOPS + OTHER], set())
    found = alike(prints)
    assert found.shape == (4, 4)
    for one, first in enumerate(prints):
        for other, second in enumerate(prints):
            shared = len(set(first.tolist()) & set(second.tolist()))
            assert found[one, other] == pytest.approx(2 * shared / (len(first) + len(second)))


def test_counting_in_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    prints = prints_of([LOOPS, RENAMED, OTHER, LOOPS + OTHER], set())
    whole = alike(prints)
    monkeypatch.setattr("assay.course.similar.likeness.AT_ONCE", 7)
    np.testing.assert_array_equal(alike(prints), whole)


def test_normal_is_what_right_solutions_are_among_themselves() -> None:
    prints = prints_of([LOOPS, RENAMED, OTHER, "x = 1"], set())
    pairs = alike(prints)
    found = normal(pairs, prints)
    assert found is not None
    assert found.most == pairs[0, 1] > 0.8
    assert found.middle == np.median([pairs[0, 1], pairs[0, 2], pairs[1, 2]])
    few = prints_of([LOOPS, "x = 1"], set())
    assert normal(alike(few), few) is None
    assert normal(alike([]), []) is None


def test_prose_is_alike_by_its_letters_and_code_by_its_shape() -> None:
    one, other = "A kernel is  shared over\nthe whole image, which saves parameters.", "It is local."
    assert alike(prints_of([one, one.upper().replace("\n", " ")], set(), prose=True))[0, 1] == 1
    assert alike(prints_of([one * 2, (other * 9)], set(), prose=True))[0, 1] == 0
    assert shared_lines(one, one, prose=True) == ({0, 1}, {0, 1})


def test_the_lines_that_two_share_are_marked_in_both() -> None:
    first, second = shared_lines(f"import a\n\n{LOOPS}", f"{OTHER}\n\n{RENAMED}")
    assert set(range(3, 8)) <= first
    assert 0 not in first
    start = OTHER.count("\n") + 2
    assert set(range(start + 4, start + 8)) <= second
    assert second.isdisjoint(range(1, 4))


def test_several_texts_of_a_student_are_taken_together() -> None:
    first, second = prints_of([LOOPS], set()), prints_of([OTHER], set())
    whole, = together(first, second)
    assert set(whole.tolist()) == set(first[0].tolist()) | set(second[0].tolist())


def test_starter_code_is_taken_out_whatever_is_there_twice() -> None:
    prints = fingerprint(LOOPS + LOOPS).hashes
    assert set(without(map(int, prints), set(map(int, fingerprint(LOOPS).hashes))).tolist()).isdisjoint(
        map(int, fingerprint(LOOPS).hashes))
    assert len(prints) > FEWEST


def test_likeness_does_not_hang_on_python_s_hashes() -> None:
    """They differ from process to process."""
    program = ("from tests.course.similar.test_likeness import LOOPS, OTHER, RENAMED, likeness\n"
               "print([likeness(LOOPS, each) for each in (RENAMED, OTHER, LOOPS + OTHER)])")
    said = {subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True,
                           env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}).stdout for seed in "12"}
    assert len(said) == 1


@pytest.mark.parametrize("row", ["x = '%" + "0" * 59_000 + "'", "\n " * 29_000, "'" + "\\N{" * 19_000])
def test_no_answer_keeps_a_class_from_being_compared(row: str) -> None:
    began = time.process_time()
    prints = prints_of([LOOPS + row, row + LOOPS], set())
    assert time.process_time() - began < 20
    assert alike(prints)[0, 1] > 0.5
