"""Where the cells of a submission stand when it is rebuilt: one of an answer's cells is graded, the others run too.

A stub is left out wherever its question has an answer, so that it cannot undo it.
"""

from __future__ import annotations

from collections import defaultdict

from assay.course.intake.along import Spot, bring_along
from assay.course.intake.found import Found, Recognised
from assay.course.intake.sheet import Question, Sheet


class Arranged:
    """Which cell of each answer is the graded one, and where the student's other cells stand.

    ``kept`` holds it by the question's place; None where there is no answer.
    """

    def __init__(self, sheet: Sheet, done: Recognised) -> None:
        self._questions, self._done = sheet.questions, done
        self._order = {id(each): number for number, each in enumerate(done.found)}
        self._given = {shape for question in sheet.questions.values() for shape in question.given}
        held = {name for held in done.answers.values() for each in held for name in each.defined}
        self._made_of = {name for question in sheet.questions.values() for name in self._first(question)}
        self._answered = held & sheet.owners.keys() - self._made_of
        self.kept = {place: self._graded(question) for place, question in sheet.questions.items()}
        self._extras = self._spread()
        bring_along(done.found, {place: kept for place, kept in self.kept.items() if kept}, self._extras)

    def beside(self, place: int) -> tuple[list[Found], list[Found]]:
        """The student's own cells above and below a cell of ours; place -1 is the notebook's top."""
        return self._extras[place, False], self._extras[place, True]

    def runs(self, each: Found) -> bool:
        """Whether a cell is run: it is code, or stands in for an answer of which no part is."""
        question = self._questions.get(each.place) if each.place is not None else None
        held = self._done.answers[question.place] if question and question.is_code else []
        return each.is_code or (each in held and each.code is not None and not any(other.is_code for other in held))

    def code_of(self, each: Found) -> str:
        """The code of a cell, without the stubs of what is answered."""
        return each.code.without_stubs(self._answered, self._given) if each.code else each.source

    def _first(self, question: Question) -> frozenset[str]:
        """The names that the first of an answer's cells makes of its stub, as a class of the stub's class."""
        definers = [each for each in self._done.answers[question.place] if each.defined & question.own]
        return definers[0].code.begun & question.own if definers and definers[0].code else frozenset()

    def _graded(self, question: Question) -> Found | None:
        """Of an answer's cells the last one in front of the check that defines what is asked for.

        Where none defines it, a stub among them, or nothing if the stub is a cell of its own: the others are trials.
        """
        held = self._done.answers[question.place]
        held = [each for each in held if each.is_code] or held
        definers = [each for each in held if each.defined & question.names]
        stubs = [each for each in self._done.found if each.place == question.place and each.code
                 and each.code.stubs & question.names]
        pool = definers or ([each for each in held if each in stubs] if stubs else held)
        check = next((number for number, each in enumerate(self._done.found) if each.place == question.check),
                     len(self._done.found))
        early = [each for each in pool if self._order[id(each)] < check]
        return (early or pool)[-1] if pool else None

    def _spread(self) -> dict[Spot, list[Found]]:
        """The student's own cells by where they stand: below the last cell of ours above them.

        Where the next cell of ours is an answer that was moved up from below, they go with it.
        """
        extras: dict[Spot, list[Found]] = defaultdict(list)
        waiting, last, seen = list[Found](), -1, set[int]()
        for each in self._done.found:
            if self._is_extra(each):
                waiting.append(each)
            elif each.place is not None and each.place not in seen and self._stands(each, each.place):
                moved = each.place < last and each.place in self._questions
                self._put(extras, waiting, (each.place, False) if moved else (last, True))
                waiting, last = [], each.place
                seen.add(each.place)
        self._put(extras, waiting, (last, True))
        return extras

    def _put(self, extras: dict[Spot, list[Found]], waiting: list[Found], spot: Spot) -> None:
        """Puts cells into a spot, but those of an answer on their own side of its graded cell."""
        for each in waiting:
            kept = self.kept.get(each.place) if each.place is not None else None
            if kept is None or kept.place is None:
                extras[spot].append(each)
                continue
            own = (kept.place, self._order[id(each)] > self._order[id(kept)])
            extras[max(spot, own) if own[1] else min(spot, own)].append(each)

    def _is_extra(self, each: Found) -> bool:
        """Whether a cell is shown, and run if it is code, beside ours."""
        question = self._questions.get(each.place) if each.place is not None else None
        if question is None:
            return each.place is None and (bool(self.code_of(each)) or not each.source)
        is_part = question.is_code and (each in self._done.answers[question.place]
                                        or bool(each.code and each.code.stubs & self._made_of))
        return is_part and each is not self.kept[question.place] and bool(self.code_of(each))

    def _stands(self, each: Found, place: int) -> bool:
        """Whether a cell keeps a place of ours: a stub does not, where the answer stands elsewhere."""
        return place not in self._questions or self.kept[place] in (None, each)

