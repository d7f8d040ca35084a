"""Answers that say nothing of whose they are: found by their known neighbours, or left to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate

from assay.course.intake.found import Found, Recognised, is_empty
from assay.course.intake.sheet import Question, Sheet, flat

#: Words, or signs between blanks, of what may be a written answer in a cell of code.
SENTENCE = 4


def by_place(sheet: Sheet, done: Recognised, question: Question) -> None:
    """Finds an answer between its neighbours, if no other question's answer can have stood there."""
    seen = any(each.place == question.place for each in done.found)
    if question.is_code and seen:
        return  # the stub is there, and what stands beside it defines something else
    held = [each for each, around in zip(done.found, _around(sheet, done, question.place), strict=True)
            if each.place is None and _fits(each, question)
            and _rooms(sheet, done, around, question) == [question.place]]
    for each in held:
        each.place = question.place
    done.answers[question.place] = held
    done.lost += [question.place] if held else []


def _fits(each: Found, question: Question) -> bool:
    """Whether a cell can be an answer of this kind at all."""
    if not question.is_code:
        return bool(flat(each.source)) and (not each.is_code or each.code is None or each.code.statements is None)
    return _is_work(each) or (each.is_code and not question.names and not is_empty(each, question))


def _is_comment(each: Found) -> bool:
    """Whether a cell of code says something and does nothing: an exported script holds its texts so."""
    return bool(each.code and each.code.statements == () and flat(each.source))


def _says(each: Found) -> bool:
    return bool(each.is_code and each.code and each.code.says)


def _is_work(each: Found) -> bool:
    """Whether a cell is more than a trial: it defines something, or cannot be read, or runs what is held elsewhere."""
    code = each.code if each.is_code else None
    return code is not None and bool(code.new or code.statements is None or "*" in code.defined or "exec" in code.uses)


def _rooms(sheet: Sheet, done: Recognised, around: tuple[int, int], question: Question) -> list[int]:
    """The unanswered questions of this kind that lie, they or their checks, between a cell's known neighbours."""
    above, below = around
    return [place for place, other in sheet.questions.items()
            if (above < place or above < other.check) and place < below and not done.answers[place]
            and other.is_code == question.is_code]


def _around(sheet: Sheet, done: Recognised, besides: int | None = None) -> list[tuple[int, int]]:
    """The places of the nearest known cells above and below each cell, but for those of one place."""
    known = [None if each.place == besides else each.place for each in done.found]
    above, below = _last_known(known, -1), _last_known(known[::-1], len(sheet.cells))[::-1]
    return list(zip(above, below, strict=True))


def _last_known(places: Sequence[int | None], first: int) -> list[int]:
    """For each of them, the last before it that is known."""
    so_far = accumulate(places, lambda last, place: last if place is None else place, initial=first)
    return list(so_far)[:-1]


def may_be_elsewhere(sheet: Sheet, done: Recognised, question: Question, suspects: list[Found]) -> bool:
    """Whether a question without an answer may have one among the cells of the student's own.

    Where its cell is still there and says whose it is, what stands elsewhere is a trial: the question is left blank.

    Args:
        suspects: the cells of code that may be one.
    """
    stubs = [each for each in done.found if each.place == question.place]
    if not question.is_code:
        own = [each for each in done.found if each.place is None]
        return _is_said(sheet, done, question) if stubs else any(
            _fits(each, question) or _is_comment(each) or _says(each) for each in own)
    if stubs:
        intact = all(each.named for each in stubs) and not done.lost
        within = set() if intact else set(map(id, _in_section(sheet, done, question)))
        suspects = [each for each in suspects if id(each) in within]
    return bool(suspects)


def _is_said(sheet: Sheet, done: Recognised, question: Question) -> bool:
    """Whether a cell beside an empty text says some words in code, or one elsewhere names the question."""
    return any(question.name in each.source if not each.is_code else
               len(each.source.split()) >= SENTENCE and (_is_comment(each) or _says(each))
               and _rooms(sheet, done, around, question) == [question.place]
               for each, around in zip(done.found, _around(sheet, done, question.place), strict=True)
               if each.place is None)


def unclaimed(sheet: Sheet, done: Recognised) -> list[Found]:
    """The cells that define something new which no answer uses, be it through another such cell."""
    own = [each for each in done.found if each.place is None and each.is_code and each.code
           and each.code.new - sheet.taken]
    definers, helpers = defaultdict[str, list[Found]](list), set[int]()
    for each in own:
        for name in each.code.new if each.code else ():
            definers[name].append(each)
    used = _uses(each for held in done.answers.values() for each in held)
    waiting = list(used)
    while waiting:
        found = [each for each in definers[waiting.pop()] if id(each) not in helpers]
        helpers |= set(map(id, found))
        waiting += _uses(found) - used
        used |= _uses(found)
    return [each for each in own if id(each) not in helpers]


def _uses(cells: Iterable[Found]) -> set[str]:
    return {name for each in cells if each.code for name in each.code.uses}


def _in_section(sheet: Sheet, done: Recognised, question: Question) -> list[Found]:
    """The cells behind the check of the question before, and in front of the next question."""
    before = max((other.check for other in sheet.questions.values() if other.place < question.place), default=-1)
    after = min((place for place in sheet.questions if place > question.place), default=len(sheet.cells))
    return [each for each, (above, _) in zip(done.found, _around(sheet, done), strict=True) if before <= above < after]
