"""The processor time that one page may take, wherever it is made: by `make feedback`, by nbgrader, or in formgrader."""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbconvert.exporters import Exporter, HTMLExporter
from traitlets import default

from assay.pages.templates import render

#: An honest page takes less than a second.
PAGE_SECONDS = 60.0


def processor_seconds() -> float:
    """What this process and its threads have used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TimeoutError inside what takes more seconds of this process's processor time; main threads only.

    And again every second, and at the end: Python swallows what is raised in a destructor or a weak reference's
    callback, and the timer counts whole ticks, of which there are a few hundred a second. (So does
    ``time.process_time`` beside a timer.)
    """
    end, rung = processor_seconds() + seconds, False

    def too_long(*_: object) -> None:
        nonlocal rung
        rung = True
        raise TimeoutError(f"it took longer than {seconds:g} seconds.")

    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("only a main thread can be bounded")
    handler = signal.signal(signal.SIGPROF, too_long)
    timer = signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
        if rung or processor_seconds() > end:
            too_long()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        signal.setitimer(signal.ITIMER_PROF, *timer)


class BoundedExporter(HTMLExporter):
    """Makes one notebook's page, or raises TimeoutError."""

    def from_filename(self, *args: Any, **more: Any) -> tuple[Any, Any]:
        """The page, and what nbconvert tells of it."""
        with at_most(PAGE_SECONDS):
            return super().from_filename(*args, **more)


class FeedbackExporter(Exporter):
    """Hands on the page that :class:`assay.course.gradebook.told.Tell` makes of a notebook, or raises TimeoutError.

    nbgrader's own chain runs it, whoever starts that: this package, ``nbgrader generate_feedback``, or formgrader.
    """

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_filename(self, *args: Any, **more: Any) -> tuple[Any, Any]:
        """The page, and what nbconvert tells of it."""
        with at_most(PAGE_SECONDS):
            return super().from_filename(*args, **more)

    def from_notebook_node(self, nb: Any, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """The same of a notebook that is read."""
        _, told = super().from_notebook_node(nb, resources, **more)
        return told["page"], told


class ShownExporter(BoundedExporter):
    """The same for formgrader, which shows a sentence in place of a page that takes too long."""

    def from_filename(self, *args: Any, **more: Any) -> tuple[Any, Any]:
        """The page, and what nbconvert tells of it."""
        try:
            return super().from_filename(*args, **more)
        except TimeoutError as error:
            return render("not_shown", why=str(error)), {}
