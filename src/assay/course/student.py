"""Opens an assignment as students have it, to try it out: JupyterLab on a copy of the release, on this machine only."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

from assay.course.places import Course, CourseError
from assay.processes import become


def copied(course: Course, assignment: str) -> Path:
    """A copy of the release in a folder of its own; what was written into it before is kept, until there is another.

    Raises:
        CourseError: nothing was given out yet.
    """
    release = course.release(assignment)
    if not release.is_file():
        raise CourseError(f"{release.relative_to(course.root)} is missing. Run `make release` first.")
    digest = hashlib.sha256(release.read_bytes()).hexdigest()[:8]
    folder = course.cache / "student" / f"{assignment}-{digest}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copytree(release.parent, folder)
    return folder / release.name


def serve(course: Course, assignment: str, port: int) -> NoReturn:
    """Becomes JupyterLab on the copy. What is run there has your rights."""
    notebook = copied(course, assignment)
    command = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={notebook.parent}",
               f"--ServerApp.default_url=/lab/tree/{notebook.name}", "--ServerApp.ip=127.0.0.1",
               f"--ServerApp.port={port}", *(["--allow-root"] if os.geteuid() == 0 else [])]
    print(f"{notebook.relative_to(course.root)} is a copy: try out what you like. Delete its folder to begin anew.")
    become(command, notebook.parent, os.environ)
