"""A sample class, graded in a folder of its own: what the whole kit does, in one command."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.course.build import build_release
from autograder.course.places import REPOSITORY, Course
from autograder.course.sample import make_class

CONFIG = '''"""nbgrader's configuration of the sample class."""

import sys
from pathlib import Path

root = Path(__file__).resolve().parent
sys.path.insert(0, str(root.parent))

from autograder.course.config import configure

configure(get_config(), root)
'''


def make_demo(assignment: str, folder: Path) -> Course:
    """Builds the sample class anew: source, release, gradebook and submissions; verdicts already reached are kept.

    Args:
        folder: the sample course's folder; what an earlier run left there is replaced.
    """
    for name in ("source", "release", "submitted", "autograded", "feedback", "gradebook.db"):
        old = folder / name
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    (folder / "source").mkdir(parents=True)
    shutil.copytree(REPOSITORY / "source" / assignment, folder / "source" / assignment)
    (folder / "nbgrader_config.py").write_text(CONFIG, "utf-8")
    course = Course(folder)
    build_release(folder, assignment)
    make_class(REPOSITORY, assignment, folder)
    return course
