"""nbgrader's late policy with a rule that is a plain function: our own commands ask it without importing nbgrader."""

from __future__ import annotations

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Callable


class LateRule(LateSubmissionPlugin):  # type: ignore[misc]
    """Asks the course's ``points_off``; without one, what nbgrader's ``penalty_method`` says."""

    points_off = Callable(None, allow_none=True,
                          help="The points off, of a student, a score and the seconds.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points off, or None for none; as nbgrader asks."""
        if self.points_off is None:
            return super().late_submission_penalty(student_id, score, total_seconds_late)  # type: ignore[no-any-return]
        return self.points_off(student_id, score, total_seconds_late)  # type: ignore[no-any-return]
