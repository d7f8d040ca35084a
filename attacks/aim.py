"""The assignment that is attacked: ``convolution``, for which all attacks are written, or another of this course.

An attack on the room, the judge's channel, the pages or the machine is put into another assignment as it is, under that
assignment's names: its first questions stand where convolution's are, the very first is the host. Where an attack
answers zeros of the right shape, which earn a few points honestly, it answers rightly there; where it has to earn
nothing, it answers None.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.audit.candidates import standing_alone
from assay.audit.styles import read_styles
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import solution_id

USUAL = "convolution"
#: The kinds of attacks that are of no question. The others forge, or lie in, answers to one of convolution's.
KINDS = ("spy", "escape", "exhaust", "channel", "covert", "inject", "outlive")
#: Of these kinds, what needs convolution's own names all the same, and why.
LEFT_OUT = {
    "compiled": "looks for parts of the names of convolution's questions",
    "hostile_export": "answers convolution's questions rightly but for what it damages",
    "wandering_answers": "answers convolution's questions rightly but for every third input",
}
#: The questions of convolution that are functions, the host first.
FUNCTIONS = ("corr2d", "detect_edges", "sgd_step", "train_edge_kernel", "receptive_field")
#: Its question that is a class: no attack is about it alone.
A_CLASS = "conv2d"
WHOLE = r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9_])"


class AimError(ValueError):
    """An assignment into which the attacks cannot be put; a sentence."""


@dataclass(frozen=True)
class Aim:
    """An assignment, and what attacks on convolution become there.

    ``right`` is a right answer to the host, worth ``points``; ``hidden`` a name that only its hidden tests know.
    """

    assignment: str = USUAL
    functions: tuple[str, ...] = FUNCTIONS
    essay: str = "why_convolution"
    right: str = ""
    points: float = 0.0
    jax: bool = True
    hidden: str = "images_and_kernels"

    @property
    def usual(self) -> bool:
        """Whether attacks stay as they are written."""
        return self.assignment == USUAL

    def put(self, text: str) -> str:
        """An attack's text under this assignment's names."""
        if self.usual:
            return text
        names = {"why_convolution": self.essay, USUAL: self.assignment, A_CLASS: self.functions[1],
                 "images_and_kernels": self.hidden, **dict(zip(FUNCTIONS, self.functions, strict=False))}
        names |= {} if self.jax else {"jnp": "np"}
        any_name = re.compile(WHOLE.format("|".join(names)))
        text = any_name.sub(lambda found: names[found[0]], text)
        header = re.compile(rf"def ({'|'.join(self.functions)})\([^)]*\):")
        return header.sub(r"def \1(*given, **more):", text).replace("zeros(X, K)", "zeros(*given, **more)")

    def sections(self, answers: Mapping[str, str]) -> dict[str, str]:
        """An attack's answers, by this assignment's questions."""
        return {self.put(name): self.put(source) for name, source in answers.items() if self.usual or name != A_CLASS}

    def answer(self, earns: bool) -> str:
        """What stands below what all attacks share: what they answer, and what they take for their arguments."""
        if self.usual:
            return ""
        zeros = f"{self.right}\n\n\nzeros = {self.functions[0]}" if earns else (
            "def zeros(*given, **more):\n    return None")
        return f"\n\n\nX = K = np.zeros((2, 2))\n\n\n{zeros}"

    def why_not(self, kind: str, name: str, text: str) -> str:
        """Why an attack is left out; "" if it is not."""
        if self.usual:
            return ""
        if kind not in KINDS:
            return "is of convolution's questions"
        needs_jax = any(isinstance(node, ast.Name) and node.id == "jax" for node in ast.walk(ast.parse(text)))
        return LEFT_OUT.get(name, "") or ("needs JAX" if needs_jax and not self.jax else "")


#: Attacks as they are written.
AS_WRITTEN = Aim()


def aim_at(course: Course, assignment: str) -> Aim:
    """What attacks become in an assignment.

    Raises:
        CourseError: there is none of that name.
        AimError: it has too few questions for them.
    """
    bench = course.bench(assignment)
    if assignment == USUAL:
        return AS_WRITTEN
    release = read_release(course, assignment)
    right = standing_alone(bench.solutions / "wheat" / f"{right_styles(bench.solutions)[0]}.py", release)
    functions = tuple(name for name in right if f"def {name}(" in right[name])[:len(FUNCTIONS)]
    if len(functions) < len(FUNCTIONS):
        raise AimError(f"The attacks need {len(FUNCTIONS)} questions that are functions; {assignment!r} has "
                       f"{len(functions)}.")
    essays = [name for cell in release["cells"] if cell["cell_type"] == "markdown" and (name := solution_id(cell))]
    return Aim(assignment, functions, [*essays, functions[0]][0], right[functions[0]],
               points(release, functions[0]), bench.furnishing.arrays == "jax", hidden_name(bench.questions))


def right_styles(solutions: Path) -> tuple[str, ...]:
    """The right solutions of an assignment's sample class; all that there are, if it names none."""
    return read_styles(solutions).right or tuple(sorted(path.stem for path in (solutions / "wheat").glob("[!_]*.py")))


def points(release: dict[str, Any], question: str) -> float:
    """What a right answer to a question earns."""
    return float(sum(grading["points"] for cell in release["cells"] if (grading := cell["metadata"].get("nbgrader"))
                     and grading["grade_id"] == f"test_{question}"))


def hidden_name(questions: Path) -> str:
    """The longest name of a function in the cases that hidden tests share; of convolution, images_and_kernels."""
    cases = questions / "cases.py"
    held = ast.parse(cases.read_text("utf-8")).body if cases.is_file() else []
    return max((node.name for node in held if isinstance(node, ast.FunctionDef)), key=len, default=questions.name)
