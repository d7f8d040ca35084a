"""Answers under jit that nothing but the student's own process vouches for: told to the instructor, never for points.

See ``assay.judge.clean``. There are good reasons: a function that prints while it is traced, or calls back into
Python. Where most of a class is concerned it is the question's doing, and nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assay.course.grading.works import Work

SENTENCE = "What {questions} gives under jax.jit could not be run outside the student's own process."
#: Of fewer submissions than this, most may have a reason of their own.
FEWEST = 3


def unproven(works: Sequence[Work]) -> dict[str, str]:
    """A sentence for each of these students for whom there is something to say, of what earned points."""
    found: dict[str, list[str]] = {}
    for work in works:
        if work.verdict is not None:
            earned = {each.grade_id for each in work.verdict.questions if each.earned}
            found[work.student] = [name for name in work.unproven if name in earned]
    counts = Counter(name for names in found.values() for name in names)
    usual = {name for name, count in counts.items() if len(found) >= FEWEST and 2 * count > len(found)}
    said = {student: [name for name in names if name not in usual] for student, names in found.items()}
    return {student: SENTENCE.format(questions=" and ".join(names)) for student, names in said.items() if names}
