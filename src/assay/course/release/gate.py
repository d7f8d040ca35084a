"""The gate before a release: an audit of the hidden tests, unless nothing has changed since the last one passed."""

from __future__ import annotations

from functools import partial

from assay.audit import auditing
from assay.audit.rows import Shelf
from assay.cluster.work import prepare
from assay.course.grading.progress import bar
from assay.course.places import Course, CourseError
from assay.course.release.notebooks import notebooks
from assay.judge.answers import AnswersError
from assay.pages import audit
from assay.processes import cores

#: Seconds in which a quick audit tries candidates; it takes four or five besides, to start and to read them.
QUICK_SECONDS = 4.0


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
    if found.complaints:
        print(f"Released all the same, as was said: {override}")


def run_audit(course: Course, assignment: str, workers: int | None = None, override: str = "", question: str = "",
              quick: bool = False) -> auditing.Audit:
    """Audits, prints the outcome, writes ``audit.html`` and the record that the next release leans on.

    Args:
        course: whose.
        assignment: which.
        workers: how many processes.
        override: why it may be released although the audit complains.
        question: the only one to audit: what is found is no record for a release; all, if "".
        quick: whether to try only as many candidates as there is time for in ten seconds.

    Raises:
        CourseError: an answers file cannot be read, or there is no such question.
    """
    bench = course.bench(assignment)
    work = auditing.Work(workers or cores(), partial(prepare, course.cache, bench.optimize), bar,
                         Shelf(course.cache / "audit" / assignment), question, QUICK_SECONDS if quick else None,
                         partial(notebooks, course, assignment, bar))
    try:
        found = auditing.audit(bench, work)
    except (AnswersError, auditing.UnknownQuestion) as error:
        raise CourseError(str(error)) from error
    auditing.record(found, bench.questions, override)
    (course.root / "audit.html").write_text(audit.as_html(found), "utf-8")
    print(audit.as_text(found))
    return found
