"""nbgrader's configuration of this course. The judge stands where nbgrader would execute notebooks itself."""

from pathlib import Path

from assay.course.config import configure

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.CourseDirectory.course_id = "COURSE"
configure(c, Path(__file__).resolve().parent)
