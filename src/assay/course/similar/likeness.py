"""How alike texts are: the fingerprints that two share, of those that they have.

Fingerprints are copydetect's: hashes of all runs of ``K`` characters, once names, comments and blanks are taken out of
the code, so that renaming changes nothing. For all pairs of a class at once the shared ones are counted by a product of
matrices; only pairs that are shown are aligned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import Any

import numpy as np
from copydetect import CodeFingerprint, compare_files

from assay.pages.student.code import is_quick

#: The shortest run of characters that counts as shared, and the fewest fingerprints of a text that says anything.
K, FEWEST = 25, 30
#: How many different fingerprints are counted at once: 1,000 texts then take 40 MB.
AT_ONCE = 10_000
#: The fingerprints of a text, each once.
Prints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Normal:
    """How alike texts are that nobody has copied: the middle pair, and the most alike one."""

    middle: float
    most: float


def fingerprint(text: str, *, prose: bool = False) -> CodeFingerprint:
    """A text's fingerprints. Of prose only capitals and blanks make no difference; code that Pygments would read for
    minutes is compared as it stands.

    All runs are taken, as a choice among them would hang on Python's hashes, which change from run to run.
    """
    plain = " ".join(text.casefold().split()) if prose else text
    if len(plain) < K:  # copydetect takes no text that is shorter
        plain += "\n" * K
    return CodeFingerprint("text.py", K, 1, filter=not prose and is_quick(plain), fp=StringIO(plain))


def without(prints: Iterable[int], starter: set[int]) -> Prints:
    """Fingerprints, those of the starter code left out."""
    return np.fromiter(set(prints) - starter, np.int64)


def alike(prints: Sequence[Prints]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Of all pairs of texts how alike they are, from 0 to 1: shared fingerprints, twice, over those of both.

    Texts with fewer than ``FEWEST`` are like none. Shape (n, n).
    """
    sizes = np.array([len(each) for each in prints], np.float64)
    _, columns = np.unique(np.concatenate([*prints, np.empty(0, np.int64)]), return_inverse=True)
    owners = np.repeat(np.arange(len(prints)), sizes.astype(int))
    order = np.argsort(columns, kind="stable")
    columns, owners = columns[order], owners[order]
    shared = np.zeros((len(prints), len(prints)))
    last = int(columns[-1]) + 1 if len(columns) else 0
    for start in range(0, last, AT_ONCE):
        low, high = np.searchsorted(columns, [start, start + AT_ONCE])
        block = np.zeros((len(prints), AT_ONCE), np.float32)
        block[owners[low:high], columns[low:high] - start] = 1
        shared += block @ block.T
    both = sizes[:, None] + sizes[None, :]
    found: np.ndarray[Any, np.dtype[np.float64]] = np.divide(2 * shared, both, out=np.zeros_like(shared),
                                                             where=both > 0)
    found[sizes < FEWEST, :] = found[:, sizes < FEWEST] = 0
    return found


def normal(likeness: np.ndarray[Any, np.dtype[np.float64]], prints: Sequence[Prints],
           most: float = 1.0) -> Normal | None:
    """What is normal among texts; None where there are no two long enough to say.

    Args:
        likeness: how alike each two are, from ``alike``.
        prints: the fingerprints of each.
        most: which part of the pairs does not go beyond ``Normal.most``.
    """
    places = [place for place, each in enumerate(prints) if len(each) >= FEWEST]
    if len(places) < 2:
        return None
    pairs = likeness[np.ix_(places, places)][np.triu_indices(len(places), 1)]
    return Normal(float(np.median(pairs)), float(np.quantile(pairs, most)))


def shared_lines(one: str, other: str, *, prose: bool = False) -> tuple[set[int], set[int]]:
    """The lines of two texts, counted from 0, that are alike."""
    prints = fingerprint(one, prose=prose), fingerprint(other, prose=prose)
    if prose:
        return (set(range(one.count("\n") + 1)), set(range(other.count("\n") + 1)))
    _, _, slices = compare_files(*prints)
    first, second = (_lines(text, each) for text, each in zip((one, other), slices, strict=True))
    return first, second


def _lines(text: str, slices: Any) -> set[int]:
    """The lines in which some slices of a text lie."""
    if np.size(slices) == 0:
        return set()
    ends = np.cumsum([len(line) + 1 for line in text.split("\n")])
    first, last = np.searchsorted(ends, np.clip(slices, 0, max(len(text) - 1, 0)), side="right")
    return {int(line) for start, end in zip(first, last, strict=True) for line in range(start, end + 1)}


def starter_prints(starter: Iterable[str]) -> set[int]:
    """The fingerprints of what was given out."""
    return {int(each) for text in starter for each in fingerprint(text).hashes}


def prints_of(texts: Iterable[str], starter: set[int], *, prose: bool = False) -> list[Prints]:
    """The fingerprints of each text, without those of the starter code."""
    return [without(_hashes(each, prose), starter) for each in texts]


def together(*prints: Sequence[Prints]) -> list[Prints]:
    """Of each student the fingerprints of several texts."""
    return [np.unique(np.concatenate(each)) for each in zip(*prints, strict=True)]


@lru_cache(maxsize=4096)  # many leave a cell as it was, or write the one line that there is to write
def _hashes(text: str, prose: bool) -> frozenset[int]:
    return frozenset(map(int, fingerprint(text, prose=prose).hashes))
