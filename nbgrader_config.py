"""nbgrader's configuration of this course. The judge stands where nbgrader would execute notebooks itself."""

import sys
from pathlib import Path

root = Path(__file__).resolve().parent
sys.path.insert(0, str(root))

from autograder.course.config import configure  # noqa: E402

configure(get_config(), root)  # type: ignore[name-defined]  # noqa: F821
