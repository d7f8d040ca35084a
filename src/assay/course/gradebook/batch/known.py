"""Which settings of a course need no converter of nbgrader's around its steps, and how steps are handed a gradebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar

from nbgrader.api import create_engine

from assay.course.gradebook.batch.assigned import Otherwise
from assay.course.places import Course

#: Settings of folders and of the gradebook that may be made.
COURSE = frozenset({"root", "course_id", "db_url", "ignore", "groupshared"})
#: Classes of nbgrader's and nbconvert's that are to be as they come.
PLAIN = ("BaseConverter", "StagedAutograde", "Exporter", "NotebookExporter", "FeedbackExporter", "FilesWriter",
         "WriterBase", "NbConvertBase", "Preprocessor", "NbGraderPreprocessor", "OverwriteCells", "SaveAutoGrades",
         "SaveVerdict", "Sign")


class Batch:
    """What the students of one assignment share, in a converter's place; close it after the last."""

    converts: ClassVar[Any]
    """nbgrader's converter, or ours of its kind."""
    settings: ClassVar[tuple[str, Mapping[str, object]]]
    """The name that its settings have, and what they are to be."""

    def __init__(self, course: Course, assignment: str, nbgrader: Any) -> None:
        """Takes the course's settings.

        Args:
            course: whose.
            assignment: which.
            nbgrader: nbgrader's Python interface, with the course's configuration.

        Raises:
            Otherwise: the course has settings that are not known here.
        """
        check(nbgrader.config, *self.settings)
        self.course, self.assignment = course, assignment
        self.converter = self.converts(coursedir=nbgrader.coursedir, parent=nbgrader)
        self.url = self.converter.coursedir.db_url
        self.engine = create_engine(self.url, echo=False, future=True)

    def close(self) -> None:
        """Lets the gradebook go."""
        self.engine.dispose()


def check(config: Any, converter: str, wanted: Mapping[str, object]) -> None:
    """Whether a converter is set up just so, and all that has a part in it is as it comes.

    Args:
        config: the course's configuration.
        converter: the name of nbgrader's class.
        wanted: its settings by name; it must have these and no others.

    Raises:
        Otherwise: it is not; the text names the classes.
    """
    other = [name for name in PLAIN if config.get(name)]
    other += [f"CourseDirectory.{name}" for name in config.get("CourseDirectory", {}) if name not in COURSE]
    other += [converter] * (dict(config.get(converter, {})) != dict(wanted))
    if other:
        raise Otherwise(f"settings of {', '.join(other)}")


@contextmanager
def opened_as(gradebook: Any, *modules: Any) -> Iterator[None]:
    """Meanwhile whoever opens a ``Gradebook`` in one of these modules is given this one."""
    with ExitStack() as after:
        for module in modules:
            after.callback(setattr, module, "Gradebook", module.Gradebook)
            module.Gradebook = lambda *_: gradebook
        yield
