"""Graded notebooks and what is known of them: right, wrong, refused and pending, as pages are made of them."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assay.judge.answers import fill, read_answers
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question
from assay.pages.feedback import Person
from assay.pages.student.page import Told
from assay.room.limits import Limits
from tests.here import REPOSITORY
from tests.pages.samples import FLIPPED, TRACER
from tests.pictures import png

A = "convolution"
WORTH = {"why_convolution": 4.0, "corr2d": 12.0, "conv2d": 8.0, "detect_edges": 4.0, "sgd_step": 6.0,
         "train_edge_kernel": 8.0, "receptive_field": 4.0}
ESSAY = ("Locality: an edge can be seen from near by, so $h w$ weights do instead of $H W$.\n\n"
         "Translation invariance: the *same* weights everywhere. <b>It saves</b> most of them.")
FLIP = """def corr2d(X, K):
    K = K[::-1, ::-1]  # the kernel is turned by 180°
    h, w = K.shape
    rows = [[(X[i:i + h, j:j + w] * K).sum() for j in range(X.shape[1] - w + 1)]
            for i in range(X.shape[0] - h + 1)]
    return jnp.stack([jnp.stack(row) for row in rows])"""
HINT = "Your answers match true convolution, which flips the kernel. Cross-correlation does not."
TALL = Evidence(Kind.SHAPE, "train_edge_kernel(jnp.array([[4., 0., 0.], [0., 0., 0.]]), jnp.array([[0., 0.], [0., 0.]])"
                            ", (1, 2), key=jax.random.key(22), lr=0.015625, steps=1)", "(1, 2)", "(2, 1)")
Notebook = dict[str, Any]


def release() -> Notebook:
    notebook: Notebook = json.loads((REPOSITORY / "release" / A / f"{A}.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def graded(**answers: str) -> Notebook:
    """A notebook that was run, with right answers where no others are given."""
    given = {**read_answers(REPOSITORY / "solutions" / A / "wheat" / "loops.py"), "why_convolution": ESSAY, **answers}
    notebook: Notebook = copy.deepcopy(fill(release(), given))
    picture = {"image/png": base64.b64encode(png(30, 20)).decode()}
    for place, cell in enumerate(notebook["cells"]):
        marks = cell["metadata"]
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = place, []
            if marks.get("tags"):
                cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": picture}]
        if marks.get("nbgrader", {}).get("grade_id") == "test_corr2d":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "\x1b[31mNot yet\x1b[0m: corr2d(X, "
                                "K) should be [[19, 25], [37, 43]], but it is [[5, 11], [23, 29]].\n"}]
    return notebook


def question(name: str, *found: tuple[str, float, Evidence | str | None], misconception: str = "") -> Question:
    """A question of these properties: nothing found is earned, a text is the judge's own fault."""
    hint = HINT if misconception else "Look at the shapes first."
    made = [Property(sentence.replace(" ", "_"), sentence, hint, points,
                     Outcome.EARNED if what is None else
                     Outcome.NOT_EARNED if isinstance(what, Evidence) else Outcome.NOT_JUDGED,
                     what if isinstance(what, Evidence) else None, what if isinstance(what, str) else "")
            for sentence, points, what in found]
    return Question(name, tuple(made), misconception)


def right(name: str) -> Question:
    points = WORTH[name]
    return question(name, ("answers with the right shape", points / 4, None),
                    ("agrees with the definition on inputs of every shape", points / 2, None),
                    ("gives the same under jax.jit", points / 4, None))


def told(*questions: Question, **more: Any) -> Told:
    """What is known where all other questions are right, and the essay has its points."""
    found = {name: right(name) for name in WORTH if name != "why_convolution"}
    found |= {each.grade_id: each for each in questions}
    scores: dict[str, float | None] = {"why_convolution": 4.0}
    scores |= {name: each.earned if each.judged else None for name, each in found.items()}
    scores |= more.pop("scores", {})
    facts: dict[str, Any] = {
        "questions": found, "limits": Limits(), "lines": (),
        "receipt": (("Answers:", "5e" * 32), ("Receipt:", "a1" * 32)),
        "ask": "Is a score wrong? Tell those who grade the question's name and why.",
        "release": frozenset(cell["source"] for cell in release()["cells"])}
    return Told(A, "Ada Lovelace (ada)", "14 September 2026, 12:00 UTC", sum(got or 0.0 for got in scores.values()),
                scores, WORTH, **{**facts, **more})


def flipped() -> Question:
    worked, _, smallest, jit = FLIPPED
    return question("corr2d", ("gives 19, 25, 37, 43 on the worked example", 1.0, worked),
                    ("answers with shape (H − h + 1, W − w + 1)", 3.0, None),
                    ("agrees with the definition on images and kernels of every shape", 6.0, smallest),
                    ("gives the same under jax.jit", 2.0, jit), misconception="flips_kernel")


def a_right_page() -> tuple[Notebook, Told]:
    return graded(), told(
        comments={"why_convolution": "Well said. See [the book](https://d2l.ai), section *7.1*."},
        ticked={"why_convolution": [("+2", "names locality, and what it saves"), ("", "an item of an older rubric")]})


def a_wrong_page() -> tuple[Notebook, Told]:
    trained = question("train_edge_kernel", ("answers with a kernel of the wanted shape", 2.0, TALL),
                       ("repeats sgd_step, step by step", 4.0, None), ("works under jax.jit", 2.0, TRACER))
    return graded(corr2d=FLIP), told(flipped(), trained, lines=("Handed in 3 hours late, 2 points taken off.",),
                                     notes=("The cell test_corr2d was missing; it was put back.",),
                                     scores={"why_convolution": None})


def one_misconception() -> tuple[Notebook, Told]:
    return graded(corr2d=FLIP), told(flipped(), scores={"why_convolution": None})


def a_pending_page() -> tuple[Notebook, Told]:
    notebook = graded(sgd_step="while True:\n    pass")
    for cell in notebook["cells"][22:]:
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = None, []
    left = question("sgd_step", ("gives the loss before the update", 2.0, None), ("goes downhill", 4.0, "JudgeFault"))
    return notebook, told(left, scores={"why_convolution": None, "sgd_step": None, "corr2d": 5.0},
                          given={"corr2d": Person(5.0, newer=True)},
                          comments={"corr2d": "A fine loop; but `jit`?"})


def a_page_of_long_words() -> tuple[Notebook, Told]:
    """What is said of a value is as wide as a telephone, and the value cannot be broken at a blank."""
    losses = Evidence(Kind.VALUES, "train_edge_kernel(jnp.array([[4., 0.]]), jnp.array([[0.]]), (1, 2), lr=0.015625)",
                      "[[-0.0020919116,-0.01800636]]", "[[-4.085765e-06,-0.01800636]]",
                      "K, from the start that lr=0 gives back,")
    return graded(), told(question("train_edge_kernel", ("repeats sgd_step, step by step", 8.0, losses)))


def a_refused_page() -> tuple[Notebook, Told]:
    notebook = release()
    for cell in notebook["cells"]:
        cell.setdefault("outputs", [])
    known = told(scores=dict.fromkeys(WORTH))
    return notebook, replace(known, questions={}, receipt=(), total=0.0,
                             refused="Your notebook file is damaged: it ends in the middle. Open your notebook in "
                                     "Jupyter, save it, and submit it again.")


PAGES: dict[str, Callable[[], tuple[Notebook, Told]]] = {
    "right": a_right_page, "wrong": a_wrong_page, "misconception": one_misconception, "pending": a_pending_page,
    "refused": a_refused_page, "long": a_page_of_long_words}
