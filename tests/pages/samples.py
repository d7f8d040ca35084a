"""Questions and a class as the judge leaves them, and what is written of them: the golden files.

``python -m tests.pages.regold`` writes the files anew; read the diff before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from assay.audit.auditing import Audit
from assay.audit.candidates import Candidate, Role
from assay.audit.limits import Figure
from assay.audit.rows import Row
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question
from assay.pages import audit, class_report, feedback
from assay.pages.class_report import ClassRow, Held
from assay.pages.report import page
from assay.pages.report.page import Report
from assay.room.limits import Limits

GOLDEN = Path(__file__).with_name("golden")
LIMITS = Limits()
CALL = "corr2d(jnp.array([[0., 1.]]), jnp.array([[0., 1.]]))"
#: Stands for a property that the judge could not judge.
FAULT = "fault"
#: Name, sentence, hint and points of the properties of ``corr2d``.
CORR2D = (
    ("worked_example", "gives 19, 25, 37, 43 on the worked example", "", 1.0),
    ("shape", "answers with shape (H − h + 1, W − w + 1)", "The kernel stays inside the image.", 2.0),
    ("values", "agrees with the definition on images and kernels of every shape",
     "Y[i, j] is the sum over a and b of X[i + a, j + b] * K[a, b].", 4.0),
    ("jit", "gives the same under jax.jit",
     "Under jit the arrays are tracers: their shapes are known, their values are not.", 2.5),
)
#: What the judge found for a kernel that is turned around first.
FLIPPED = (
    Evidence(Kind.VALUES, "corr2d(jnp.array([[0., 1., 2.], [3., 4., 5.], [6., 7., 8.]]), "
                          "jnp.array([[0., 1.], [2., 3.]]))", "[[19., 25.], [37., 43.]]", "[[5., 11.], [23., 29.]]"),
    None,
    Evidence(Kind.VALUES, CALL, "[[1.]]", "[[0.]]"),
    Evidence(Kind.VALUES, f"jax.jit(corr2d){CALL.removeprefix('corr2d')}", "[[1.]]", "[[0.]]"),
)
TRACER = Evidence(Kind.RAISED, f"jax.jit(corr2d){CALL.removeprefix('corr2d')}",
                  actual="TracerArrayConversionError: The numpy.ndarray conversion method __array__() was called on "
                         "traced array with shape float32[1,2].", detail="line 3 of its cell")


def corr2d(*found: Evidence | str | None) -> Question:
    """The question with what was found of each property: nothing (earned), evidence, or ``FAULT``."""
    return Question("corr2d", tuple(judged(*facts, what) for facts, what in zip(CORR2D, found, strict=True)))


def judged(name: str, sentence: str, hint: str, points: float, found: Evidence | str | None) -> Property:
    """One property and what was found of it."""
    if isinstance(found, Evidence):
        return Property(name, sentence, hint, points, Outcome.NOT_EARNED, found)
    if found == FAULT:
        return Property(name, sentence, hint, points, Outcome.NOT_JUDGED, fault="JudgeFault")
    return Property(name, sentence, hint, points, Outcome.EARNED)


QUESTIONS = {
    "flipped": corr2d(*FLIPPED),
    "earned": corr2d(None, None, None, None),
    "unfilled": corr2d(*[Evidence(Kind.UNFILLED, CALL, detail="corr2d")] * 4),
    "mixed": corr2d(None, FAULT, Evidence(Kind.CALL_TIMEOUT, CALL), TRACER),
    "all_faults": corr2d(FAULT, FAULT, FAULT, FAULT),
}

WORTH = {"why_convolution": 4.0, "corr2d": 12.0, "conv2d": 8.0, "detect_edges": 4.0, "sgd_step": 6.0,
         "train_edge_kernel": 8.0, "receptive_field": 4.0}


def row(student: str, *scores: float | None, needs: tuple[str, ...] = (), late: float = 0.0,
        said: str = "") -> ClassRow:
    """A line of the class, its total summed up."""
    total = sum(score or 0.0 for score in scores) - late
    held = dict(zip(WORTH, scores, strict=False))
    pending = sum(points for name, points in WORTH.items() if held.get(name) is None)
    return ClassRow(student, held, needs, late, total, sum(WORTH.values()), said, pending)


CLASS = (
    row("ada", *WORTH.values()),
    row("bo", None, 6.5, 8, 2.5, 6, 8, 4, needs=("why_convolution",)),
    row("chandrasekhar-subrahmanyan", 3.5, 12, 0, 4, 3, 8, 0, needs=("corr2d", "train_edge_kernel"), late=10.25),
    row("dot", said="Handed in after the feedback was out."),
)


BELIEFS = (Held(2, "corr2d", "flips_kernel", "I turn the kernel around.", ("bo", "dot")),
           Held(1, "sgd_step", "climbs", "Up & <up>.", ("ada",)))
REPORT = Report(
    "convolution", "26 November 2026, 11:40 UTC", CLASS, WORTH, "20 November 2026, 23:59 UTC", 5,
    {"ada": "feedback/ada/convolution/convolution.html"}, {"ada": (QUESTIONS["earned"],), "bo": (QUESTIONS["flipped"],),
                                                           "dot": (QUESTIONS["mixed"],)},
    BELIEFS, ("1 × sgd_step earned all its points.",), ("zoe",), {"dot": "Your notebook file is damaged."},
    {"bo": "The cell test_corr2d was missing; it was put back."}, {"ada": 12.34, "bo": 3.0},
    {"Perhaps not from whom it says": {"bo": "It was handed in under another name."}})

VALUES, SHAPE = ("corr2d", "values"), ("corr2d", "shape")
AUDIT = Audit(
    "convolution", "digest", (
        Row(Candidate("reference", Role.WHEAT, "", (), "The reference solution."),
            {VALUES: Outcome.EARNED, SHAPE: Outcome.NOT_JUDGED}),
        Row(Candidate("flips", Role.CHAFF, "", (), "I slide it <over> & over."), {VALUES: Outcome.NOT_EARNED}),
        Row(Candidate("reference-1", Role.MUTANT, "import jax\n\n\ndef corr2d(X, K):\n    return X <= K\n",
                      ("corr2d",), "reference: i < h → i <= h"), {VALUES: Outcome.EARNED}),
        Row(Candidate("reference-2", Role.MUTANT, "", (), "reference: 1 → 2"), {VALUES: Outcome.EARNED})),
    places=(VALUES, SHAPE), explained={"reference: 1 → 2": "It's the same."},
    corners={VALUES: {"1×1 kernel": 3, "one row": 0}, SHAPE: {}},
    complaints=("The mutant reference: i < h → i <= h survives.",), seconds=12.4,
    figures=(Figure("call", "loops", "corr2d: corr2d(X, K)", 0.634, {"call_cpu_seconds": 1.0, "call_seconds": 30.0}),),
    ran=1, known=3)


def table(rows: tuple[ClassRow, ...] = CLASS, width: int = 100) -> str:
    """The class report as a terminal of this width prints it."""
    return class_report.as_text(rows, WORTH, width) + "\n"


def written() -> dict[str, str]:
    """Every golden file's name and content."""
    files = {"class.txt": table(), "class.html": page.as_html(REPORT),
             "audit.txt": audit.as_text(AUDIT) + "\n", "audit.html": audit.as_html(AUDIT)}
    for name, question in QUESTIONS.items():
        files[f"{name}.txt"] = feedback.as_text(question, LIMITS)
        files[f"{name}.html"] = feedback.as_html(question, LIMITS) + "\n"
    return files
