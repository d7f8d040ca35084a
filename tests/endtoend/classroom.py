"""A class for the end-to-end tests: a few right and wrong, as the sample class has more of, many broken and hostile."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.course.places import Course
from assay.judge.answers import fill, read_answers, read_misconception
from attacks.corpus import CANARY, Told, corpus
from tests.broken import BROKEN, TIMESTAMP
from tests.here import REPOSITORY

SOLUTIONS = REPOSITORY / "solutions" / "convolution"
POINTS = {"corr2d": 12.0, "conv2d": 8.0, "detect_edges": 4.0, "sgd_step": 6.0, "train_edge_kernel": 8.0,
          "receptive_field": 4.0}
RIGHT = ("loops",)
WRONG = ("flips_kernel", "losses_one_short")
BREAKERS = ("unfilled", "truncated", "answer_deleted", "symlink", "huge_printed_output", "loop_at_top", "exit_at_top",
            "exit_in_corr2d", "memory_bomb")
SPYING = ("child", "disk", "in_call", "memory", "network", "processes")
FORGING = ("sys_exit",)
OWN = '''def own(X, K):
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], (1, 1), "VALID")[0, 0]


'''


@dataclass(frozen=True)
class Pupil:
    """A student of the class: which questions must lose points, and whether the file can be read at all."""

    loses: frozenset[str] = frozenset()
    readable: bool = True


def independent(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers that do not call each other, so that a wrong one harms no other question."""
    training = read_answers(SOLUTIONS / "wheat" / "flax_conv.py")["train_edge_kernel"]
    own = {name: source if name == "corr2d" else OWN + source.replace("corr2d(", "own(")
           for name, source in answers.items()}
    return own | {"train_edge_kernel": training}


class Classroom:
    """Hands notebooks in, and remembers what should become of them."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.release: dict[str, Any] = json.loads(course.release("convolution").read_text("utf-8"))
        self.pupils: dict[str, Pupil] = {}

    def hand_in(self, student: str, answers: Mapping[str, str], loses: frozenset[str] = frozenset()) -> None:
        """One notebook with these answers."""
        folder = self.course.submitted(student, "convolution")
        folder.mkdir(parents=True)
        essay = {"why_convolution": "Locality and translation invariance save weights."}
        notebook = fill(self.release, {**answers, **essay})
        (folder / "convolution.ipynb").write_text(json.dumps(notebook), "utf-8")
        (folder / "timestamp.txt").write_text(TIMESTAMP, "utf-8")
        self.pupils[student] = Pupil(loses)

    def hand_in_broken(self, name: str, answers: Mapping[str, str]) -> None:
        """One broken submission."""
        breaker = BROKEN[name]
        release = self.course.release("convolution").read_bytes()
        breaker.write(release, answers, self.course.submitted(f"broken_{name}", "convolution"))
        self.pupils[f"broken_{name}"] = Pupil(breaker.costs, breaker.expectation == "graded")

    def fill(self, port: int) -> None:
        """The whole class."""
        good = read_answers(SOLUTIONS / "wheat" / "lax_conv.py")
        self.hand_in("a_good_one", good)
        self.hand_in("z_good_one", good)
        for name in RIGHT:
            self.hand_in(f"right_{name}", read_answers(SOLUTIONS / "wheat" / f"{name}.py"))
        for name in WRONG:
            path = SOLUTIONS / "chaff" / f"{name}.py"
            wrong = independent(good) | read_answers(path)
            self.hand_in(f"wrong_{name}", wrong, frozenset(read_misconception(path).fails))
        self.hand_in("harmed_by_corr2d", good | read_answers(SOLUTIONS / "chaff" / "mean_for_sum.py"),
                     frozenset({"corr2d"}))
        for name in BREAKERS:
            self.hand_in_broken(name, independent(good))
        for attack in corpus(*SPYING, *FORGING):
            self.hand_in(attack.student, independent(good) | attack.answers(Told(port=port)), frozenset({"corr2d"}))


Maker = Callable[[Path], Course]
__all__ = ["CANARY", "POINTS", "Classroom", "Maker", "Pupil"]
