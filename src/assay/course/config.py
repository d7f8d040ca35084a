"""nbgrader's configuration for a course folder; ``nbgrader_config.py`` calls it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from assay.course.privacy import close, is_shared

SANITIZE = ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
AUTOGRADE = ("nbgrader.preprocessors.IgnorePattern", "nbgrader.preprocessors.LimitOutput",
             "assay.course.gradebook.preprocessors.SaveVerdict", "nbgrader.preprocessors.AssignLatePenalties",
             "nbgrader.preprocessors.CheckCellMetadata", "assay.course.gradebook.preprocessors.Sign")
SHARED_EXCHANGE = Path("/usr/local/share/nbgrader/exchange")


def configure(c: Any, root: Path) -> None:
    """Sets up a course folder: its gradebook, the judge in Execute's place, staged submissions, closed folders.

    A course that a group of assistants shares says ``c.CourseDirectory.groupshared = True`` before.

    Args:
        c: traitlets' configuration object.
        root: the course folder, absolute.
    """
    from assay.course.gradebook.converter import install

    install()
    close(root, is_shared(c))
    c.CourseDirectory.root = str(root)
    if "course_id" not in c.CourseDirectory:
        c.CourseDirectory.course_id = re.sub(r"[^A-Za-z0-9_-]", "_", root.name)
    # Another process may hold the database for seconds; SQLite's own default gives up after five.
    c.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}?timeout=30"
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.py"]
    c.Autograde.sanitize_preprocessors = [f"nbgrader.preprocessors.{name}" for name in SANITIZE]
    c.Autograde.autograde_preprocessors = ["assay.course.gradebook.preprocessors.Judge", *AUTOGRADE]
    c.GenerateFeedback.exporter_class = "assay.course.page_limit.BoundedExporter"
    c.HTMLExporter.preprocessors = ["assay.course.gradebook.preprocessors.Fold"]
    # A class on one hub shares nbgrader's own exchange; without one, the course has its own.
    if not SHARED_EXCHANGE.is_dir():
        (root / "exchange").mkdir(exist_ok=True)
        c.Exchange.root = str(root / "exchange")
