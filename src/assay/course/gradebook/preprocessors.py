"""Our steps in nbgrader's chain: the judge in Execute's place, grades saved from the verdict, a signature.

Named by import string in ``nbgrader_config.py``, so ``nbgrader autograde``, its Python API and formgrader's button all
take the same way.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import determine_grade, is_grade, is_locked, is_solution
from traitlets import Unicode

from assay.course.gradebook.answers import Held, answer_in, held_of, hold, look
from assay.course.gradebook.database import sign
from assay.course.grading.given import Outputs, fill_given, given_outputs
from assay.course.intake.rebuild import MARK
from assay.course.intake.staging import MADE_FROM, STAGED_FROM, TEST, made_from, submission_of
from assay.course.places import Course, CourseError
from assay.judge.evidence import Kind
from assay.judge.verdict import Question, Run, Verdict, digest
from assay.pages import feedback, words
from assay.room.room import Isolation, Limits

#: Where this machine keeps its Python: tracebacks name it, and it is nobody's business.
PLACES = sorted({sys.prefix, sys.base_prefix} - {"/usr", "/usr/local"}, key=len, reverse=True)


class Judge(NbGraderPreprocessor):
    """Fills a notebook's outputs and the feedback under each test from the verdict, judging now if there is none."""

    isolation = Unicode("bubblewrap", help="bubblewrap, or none: without isolation students can read this machine's "
                        "files, the hidden tests among them").tag(config=True)
    #: What is given to everybody, once somebody needed it.
    given: Outputs | None = None

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with outputs; ``resources["verdict"]`` holds the verdict, or None if it was refused."""
        names = resources["nbgrader"]
        mark = nb.metadata.get(MARK, {})
        resources["verdict"] = None
        if "refused" not in mark:
            # A converter changes into the course's root before it starts.
            course, assignment = Course.of(Path.cwd(), self.config), names["assignment"]
            bench = course.bench(assignment)
            basis = bench.basis(submission_of(assignment, nb))
            store = course.store(assignment)
            verdict = store.get(basis) or judge_apart(course, assignment, names["student"], basis)
            resources["verdict"], resources["limits"] = verdict, bench.limits
            nb.metadata[MARK]["verdict"] = digest(basis)
            fill_outputs(nb, store.get_run(basis), bench.limits, course.root)
            self.given = given_outputs(course, assignment) if self.given is None else self.given
            fill_given(nb, self.given)
            fill_feedback(nb, verdict, bench.limits)
        return nb, resources


class SaveVerdict(SaveAutoGrades):
    """Saves a verdict's points; what was not judged is left to a person. Manual scores are nbgrader's and stay."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Writes a grade for each graded cell, and which answer it is for."""
        self.verdict: Verdict | None = resources.get("verdict")
        self.nb = nb
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """With the first cell, all scores are saved at once, and with them which answers they are for."""
        if cell_index == 0:
            before = held_of(self.gradebook, self.assignment_id, self.student_id)
            graded = {each.metadata.nbgrader["grade_id"]: each for each in self.nb.cells if is_grade(each)}
            hold(self.gradebook, self.assignment_id, self.student_id, {
                name: self._scored(name, each, before.get(name), resources) for name, each in graded.items()})
        return super().preprocess_cell(cell, resources, cell_index)

    def _add_score(self, cell: Any, resources: Any) -> None:
        """It is saved already."""

    def _scored(self, name: str, cell: Any, before: Held | None, resources: Any) -> Held:
        """Puts a cell's score into its grade; returns what it is for."""
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        question = self.verdict.question(name.removeprefix(TEST)) if self.verdict else None
        if is_solution(cell) and self.verdict is not None:
            grade.auto_score = determine_grade(cell, self.log)[0]
        else:  # nbgrader would guess points from the outputs of a test, and fails when they look like too many
            grade.auto_score = question.earned if question is not None and question.judged else None
        now = answer_in(self.nb, name, grade.auto_score)
        grade.needs_manual_grade, given = look(before, now, grade.manual_score, open_=grade.needs_manual_grade)
        held = Held(now, given)
        if question is not None and name.startswith(TEST) and grade.manual_score is not None:
            person = feedback.Person(grade.manual_score, newer=held.conflict)
            card = feedback.cell_outputs(question, resources["limits"], person)
            cell.outputs = [*cell.outputs[:-1], *from_dict(card)]
        return held

    def _add_comment(self, cell: Any, resources: Any) -> None:
        super()._add_comment(cell, resources)
        if self.verdict is None:  # nobody has read it: nbgrader would say that there is no response
            name = cell.metadata["nbgrader"]["grade_id"]
            comment = self.gradebook.find_comment(name, self.notebook_id, self.assignment_id, self.student_id)
            comment.auto_comment = None
            self.gradebook.db.commit()


class Sign(NbGraderPreprocessor):
    """The last step: says in the gradebook, and then in the notebook, what both were made from.

    A run that ends before has said nothing, so the next one records the student anew.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook, signed."""
        names, mark = resources["nbgrader"], nb.metadata.get(MARK, {})
        if STAGED_FROM in mark:
            mark[MADE_FROM] = made_from(mark[STAGED_FROM], resources["verdict"])
            with Gradebook(names["db_url"]) as gradebook:
                sign(gradebook, names["assignment"], names["student"], mark[MADE_FROM])
        return nb, resources


class Fold(NbGraderPreprocessor):
    """Leaves out of a page the source of locked cells that the notebook shows folded: its tools and pictures."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with a mark on such cells, which the templates of nbconvert heed."""
        for cell in nb.cells:
            folded = cell.metadata.get("jupyter")
            if isinstance(folded, dict) and folded.get("source_hidden") and is_locked(cell):
                cell.metadata["transient"] = {"remove_source": True}
        return nb, resources


def judge_apart(course: Course, assignment: str, student: str, basis: dict[str, Any]) -> Verdict:
    """Judges one submission in a process of its own, as the pool's workers do.

    Raises:
        CourseError: no verdict came; the text is the judge's last line.
    """
    command = [sys.executable, "-m", "assay", "judge", "--course", str(course.root), "--assignment", assignment,
               f"--student={student}", *(["--without-sandbox"] if course.isolation == Isolation.NONE else [])]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    verdict = course.store(assignment).get(basis)
    if verdict is None:
        said = (done.stderr.strip() or done.stdout.strip() or "the judge ended without a verdict").splitlines()
        raise CourseError(said[-1])
    return verdict


def fill_outputs(nb: Any, run: Run, limits: Limits, root: Path) -> None:
    """Puts the notebook's own outputs back, and a sentence where a cell had to be left out."""
    for place, cell in enumerate(nb.cells):
        ran = run.outputs.get(str(place))
        if cell.cell_type != "code" or ran is None:
            continue
        outputs = list(ran["outputs"])
        if ran["ended"]:
            outputs.append({"output_type": "error", "ename": "LeftOut", "evalue": "", "traceback": [
                words.ended_cell(Kind(ran["ended"]), limits)]})
        cell.outputs, cell.execution_count = from_dict(unplaced(outputs, (str(root), *PLACES))), ran["count"]


def unplaced(outputs: Any, places: Sequence[str]) -> Any:
    """The same outputs, with … for folders of this machine."""
    if isinstance(outputs, str):
        for place in places:
            outputs = outputs.replace(place, "…")
    elif isinstance(outputs, list):
        outputs = [unplaced(each, places) for each in outputs]
    elif isinstance(outputs, dict):
        outputs = {name: unplaced(each, places) for name, each in outputs.items()}
    return outputs


def fill_feedback(nb: Any, verdict: Verdict, limits: Limits) -> None:
    """Puts the judge's feedback below the visible example of each test cell."""
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        question: Question | None = verdict.question(name.removeprefix(TEST)) if name.startswith(TEST) else None
        if question is not None:
            cell.outputs = [*cell.outputs, *from_dict(feedback.cell_outputs(question, limits))]
