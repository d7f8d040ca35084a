"""Whether the hidden properties' points add up to what the notebook promises."""

from __future__ import annotations

from assay.course.intake.rebuild import grade_id, is_answer
from assay.course.intake.staging import read_release
from assay.course.places import Course, CourseError
from assay.judge.plugin import run_hidden_tests


def check_points(course: Course, assignment: str) -> None:
    """Compares the points of each question's properties with those of its test cell in the release.

    Raises:
        CourseError: a question lacks hidden tests, or its points do not add up.
    """
    judged = run_hidden_tests(course.bench(assignment).questions, None)
    for cell in read_release(course, assignment)["cells"]:
        name = grade_id(cell)
        if not cell["metadata"].get("nbgrader", {}).get("grade") or is_answer(cell):
            continue
        question, points = name.removeprefix("test_"), float(cell["metadata"]["nbgrader"]["points"])
        held = sum(item.points for item in judged.results.get(question, {}).values())
        if held != points:
            raise CourseError(f"The properties of {question} are worth {held:g} points, its cell {name} says "
                              f"{points:g}. Change autograder/{assignment}/{name}.py or the source.")
