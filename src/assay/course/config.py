"""nbgrader's configuration for a course folder: ``nbgrader_config.py`` calls ``configure``, and we read it here."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from assay.course.privacy import close, is_shared

SANITIZE = ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
JUDGE = "assay.course.gradebook.preprocessors.Judge"
AUTOGRADE = ("nbgrader.preprocessors.IgnorePattern", "nbgrader.preprocessors.LimitOutput",
             "assay.course.gradebook.preprocessors.SaveVerdict", "nbgrader.preprocessors.AssignLatePenalties",
             "nbgrader.preprocessors.CheckCellMetadata", "assay.course.gradebook.preprocessors.Sign")
TELL, EXPORTER = "assay.course.gradebook.told.Tell", "assay.course.page_limit.FeedbackExporter"
LATE = "assay.course.roster.late_rule.LateRule"
SHARED_EXCHANGE = Path("/usr/local/share/nbgrader/exchange")
#: How the address of a gradebook on a PostgreSQL server begins.
SERVER = re.compile(r"postgres(?:ql)?(?=://|\+)")
#: Seconds in which a server has to answer, unless the address says otherwise.
PATIENCE = 10


def configure(c: Any, root: Path) -> None:
    """Sets up a course folder: its gradebook, the judge in Execute's place, staged submissions, closed folders.

    A course that a group of assistants shares says ``c.CourseDirectory.groupshared = True`` before.

    Args:
        c: traitlets' configuration object.
        root: the course folder, absolute.
    """
    if "nbgrader" in sys.modules:  # it is nbgrader that asks; we ourselves say so when we call it
        from assay.course.gradebook.converter import install

        install()
    close(root, is_shared(c))
    c.CourseDirectory.root = str(root)
    if "course_id" not in c.CourseDirectory:
        c.CourseDirectory.course_id = re.sub(r"[^A-Za-z0-9_-]", "_", root.name)
    if "db_url" not in c.CourseDirectory:
        # Another process may hold the database for seconds; SQLite's own default gives up after five.
        c.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}?timeout=30"
    c.CourseDirectory.db_url = with_driver(c.CourseDirectory.db_url)
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.py"]
    c.Autograde.sanitize_preprocessors = [f"nbgrader.preprocessors.{name}" for name in SANITIZE]
    c.Autograde.autograde_preprocessors = [JUDGE, *AUTOGRADE]
    c.AssignLatePenalties.plugin_class = LATE
    c.GenerateFeedback.exporter_class = EXPORTER
    c.GenerateFeedback.preprocessors = [TELL]
    c.ExportApp.plugin_class = "assay.course.gradebook.converter.Table"
    c.HTMLExporter.preprocessors = ["assay.course.gradebook.preprocessors.Fold"]
    # A class on one hub shares nbgrader's own exchange; without one, the course has its own.
    if not SHARED_EXCHANGE.is_dir():
        (root / "exchange").mkdir(exist_ok=True)
        c.Exchange.root = str(root / "exchange")


def with_driver(url: str) -> str:
    """The address of a gradebook, on a PostgreSQL server with the driver that is ours, and with an end to waiting."""
    if not SERVER.match(url):
        return url
    url = re.sub(r"^postgres(ql)?(\+psycopg)?(?=://)", "postgresql+psycopg", url)
    if "connect_timeout=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}connect_timeout={PATIENCE}"


class BuildError(Exception):
    """An assignment could not be built; the sentence names it, and ends with what nbgrader said if it spoke."""


def course_config(root: Path) -> Config:
    """The settings of root/nbgrader_config.py, or none if the course has no such file.

    Raises:
        BuildError: they name the engine as courses used to, or are no Python that runs.
    """
    settings = root / "nbgrader_config.py"
    try:
        config = PyFileConfigLoader(settings.name, path=str(root)).load_config() if settings.exists() else Config()
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        if isinstance(error, OSError) and not _is_at_work(settings, frames):
            raise  # the machine's fault, and said as such
        if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] == "autograder":
            raise BuildError(f"{settings.name} names {error.name}, which is no more: `assay doctor` says what to write "
                             "instead.") from None
        what = ": ".join(filter(None, (type(error).__name__, str(getattr(error, "msg", error)))))
        raise BuildError(f"{settings.name} cannot be read{_line(settings, error, frames)}: {what}. Mend it, then run "
                         "this again.") from error
    if isinstance(named := config.CourseDirectory.get("db_url"), str):  # it may be written below ``configure``, too
        config.CourseDirectory.db_url = with_driver(named)
    return config


def _is_at_work(settings: Path, frames: list[traceback.FrameSummary]) -> bool:
    """Whether it was the settings' own code that failed, and not what we do when they call us."""
    files = [frame.filename for frame in frames]
    return str(settings) in files and __file__ not in files[files.index(str(settings)):]


def _line(settings: Path, error: BaseException, frames: list[traceback.FrameSummary]) -> str:
    """Where in the settings something is wrong, as ", line 3", or nothing."""
    lines = [frame.lineno for frame in frames if frame.filename == str(settings)]
    if isinstance(error, SyntaxError) and error.filename == str(settings):
        lines.append(error.lineno)
    return f", line {lines[-1]}" if lines and lines[-1] else ""


@contextmanager
def scripts_on_path() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it starts by name, even when the environment is not activated."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before
