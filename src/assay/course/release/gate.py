"""The gate before a release: an audit of the hidden tests, unless nothing has changed since the last one passed."""

from __future__ import annotations

from functools import partial

from assay.audit import auditing
from assay.course.grading.progress import bar
from assay.course.grading.worker import prepare
from assay.course.places import Course, CourseError
from assay.pages import audit
from assay.processes import cores


def prove(course: Course, assignment: str, workers: int | None = None, override: str = "") -> None:
    """Lets a release go on, or refuses it.

    Raises:
        CourseError: the audit complains, and no reason was given to release all the same.
    """
    bench = course.bench(assignment)
    if auditing.is_audited(bench.questions, bench.solutions):
        return
    found = run_audit(course, assignment, workers, override)
    if found.complaints and not override:
        raise CourseError(f"{assignment} is not released. {found.complaints[0]} See audit.html; to release all the "
                          f"same: make release OVERRIDE='your reason'.")


def run_audit(course: Course, assignment: str, workers: int | None = None, override: str = "") -> auditing.Audit:
    """Audits, prints the outcome, writes ``audit.html`` and the record that the next release leans on."""
    bench = course.bench(assignment)
    found = auditing.audit(bench.questions, bench.solutions, workers or cores(),
                          partial(prepare, course.cache, bench.optimize), bar)
    auditing.record(found, bench.questions, override)
    (course.root / "audit.html").write_text(audit.as_html(found), "utf-8")
    print(audit.as_text(found))
    return found
