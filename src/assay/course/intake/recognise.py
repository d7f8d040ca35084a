"""Recognises the cells of a submission: which of ours each one is, whatever became of names, ids and order.

A cell is known by its text, if it is one that we gave out; else by its nbgrader metadata; else by its id. An answer
that has lost all of these is known by the names that it defines, or by its place between known neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import dedent

from assay.course.intake.fences import fenced
from assay.course.intake.found import Found, Recognised, is_empty
from assay.course.intake.neighbours import by_place, may_be_elsewhere, unclaimed
from assay.course.intake.reading.definitions import Code, caps, lines, read
from assay.course.intake.reading.modules import TAKES_ALL, Modules, written
from assay.course.intake.reading.statements import Statement
from assay.course.intake.sheet import Cell, Notebook, Question, Sheet, flat, grade_id

#: Pieces into which the cells of one submission are cut where they answer several questions. One that holds more is
#: taken as it is: its answers are more than anybody can mean.
PIECES = 200
#: The owner of what is no answer in such a cell, where it is a piece of its own.
OTHER = "other"


def recognise(sheet: Sheet, submitted: Notebook) -> Recognised:
    """Which cell of the release each cell of a submission is."""
    sources = [cell["source"] for cell in submitted["cells"]]
    whole = list(zip(submitted["cells"], caps(sources), strict=True))
    modules = written((cell["source"], cap) for cell, cap in whole) if any(map(TAKES_ALL.search, sources)) else {}
    found = [_identified(sheet, part, number, cap, modules)
             for number, (cell, cap) in enumerate(whole) for part in _peeled(sheet, cell, cap)]
    _free_copies(sheet, found)
    done = Recognised(list(_split(sheet, found, modules)))
    for question in sheet.questions.values():
        _by_name(done, question)
    bound = {name for held in done.answers.values() for each in held for name in each.defined}
    done.within = [place for place, question in sheet.questions.items() if not done.answers[place]
                   and question.own and question.own <= bound]
    done.lost += done.within
    for question in sheet.questions.values():
        if not done.answers[question.place] and question.place not in done.within:
            by_place(sheet, done, question)
    suspects = unclaimed(sheet, done)
    done.within += (reached := list(_by_text(sheet, done, suspects)))
    done.lost += reached
    done.unclear = [place for place, question in sheet.questions.items()
                    if not done.answers[place] and place not in done.within
                    and may_be_elsewhere(sheet, done, question, suspects)]
    return done


def _identified(sheet: Sheet, cell: Cell, origin: int, cap: int, modules: Modules) -> Found:
    """A cell with what its text, its metadata or its id say; so much of it is read as Python."""
    cell, code = _unfenced(sheet, cell, cap)
    code = code.asked(sheet.methods).taking(modules)
    each = Found(cell, origin, code=code if cell["cell_type"] == "code" or code.statements is not None else None)
    name, by_id = grade_id(cell), cell.get("id")
    claimed = sheet.by_name.get(name) if name else sheet.by_id.get(by_id) if isinstance(by_id, str) else None
    if same := sheet.given(each.source, each.code):
        each.place = claimed if claimed in same else same[0]
        return each
    if claimed is not None and not name and not _plausible(sheet, each, claimed):
        claimed = None
    each.place, each.named = claimed, claimed is not None
    if other := _contradicted(sheet, each):
        each.place, each.named = other.place, False
    elif claimed is None:
        each.place = _stub_of(sheet, each)
    return each


def _unfenced(sheet: Sheet, cell: Cell, cap: int) -> tuple[Cell, Code]:
    """A cell and what it says as code: where an answer stands in fences in a text cell, what is in them.

    What stands around them stays, as comments.
    """
    source = cell["source"]
    if cell["cell_type"] != "code" and len(parts := fenced(source)) > 1:
        within = "\n".join(filter(None, (dedent(part).rstrip() if number % 2 else _commented(part)
                                         for number, part in enumerate(parts))))
        if (code := read(within, cap)).defined & sheet.owners.keys():
            return {**cell, "source": within}, code
    return cell, read(source, cap)


def _commented(prose: str) -> str:
    return "\n".join(f"# {line}" for line in prose.splitlines() if line.strip())


def _plausible(sheet: Sheet, each: Found, place: int) -> bool:
    """Whether a mere id can be believed: the cell is of that kind, or defines what that question asks for."""
    question = sheet.questions.get(place)
    if question and question.is_code:
        return each.is_code or bool(question.names & each.bound)
    return bool(each.is_code == (sheet.cells[place]["cell_type"] == "code"))


def _contradicted(sheet: Sheet, each: Found) -> Question | None:
    """The question that a cell answers, where its metadata or its id name another: they were moved, not the answer."""
    claimed = sheet.questions.get(each.place) if each.place is not None else None
    if claimed is None or not claimed.names or claimed.names & each.bound:
        return None
    others = [sheet.questions[sheet.owners[name]] for name in each.bound if name in sheet.owners]
    return min(others, key=lambda question: question.place, default=None)


def _stub_of(sheet: Sheet, each: Found) -> int | None:
    """The question whose stub this is, and nothing but it."""
    for place, question in sheet.questions.items():
        by_form = each.code is not None and bool(each.code.stubs & question.own) and each.code.is_hollow(question.given)
        if by_form or flat(each.source) == question.stub != "":
            return place
    return None


def _peeled(sheet: Sheet, cell: Cell, cap: int) -> Iterator[Cell]:
    """The parts of a cell into which cells of ours were merged: those, and what is the student's between them."""
    kind = cell["cell_type"]
    inner = [] if sheet.given(cell["source"], None) else sheet.within(kind, cell["source"])
    if not inner or (kind == "code" and not _is_merged(sheet, cell, inner, cap)):
        yield cell
        return
    whole, at = lines(cell["source"]), 0
    is_ours = sheet.by_name.get(grade_id(cell)) not in sheet.questions
    own = {**cell, "metadata": {}, "id": None} if is_ours else cell
    for first, end in inner:
        if first >= at:
            yield from _worded(own, whole[at:first])
            yield {"cell_type": kind, "metadata": {}, "source": "".join(whole[first:end])}
            at = end
    yield from _worded(own, whole[at:])


def _is_merged(sheet: Sheet, cell: Cell, inner: list[tuple[int, int]], cap: int) -> bool:
    """Whether code holds cells of ours beside an answer, and is no cell to play in: a check, or the cell it claims."""
    code, claimed = read(cell["source"], cap), sheet.by_name.get(grade_id(cell))
    if not (code.defined | code.stubs) & sheet.owners.keys():
        return False
    is_ours = claimed is not None and claimed not in sheet.questions
    return is_ours or any(sheet.is_check(flat("".join(lines(cell["source"])[first:end]))) for first, end in inner)


def _worded(cell: Cell, part: list[str]) -> Iterator[Cell]:
    if (source := "".join(part).strip("\r\n")).strip():
        yield {**cell, "source": source}


def _free_copies(sheet: Sheet, found: list[Found]) -> None:
    """Makes cells of ours that the student copied and changed their own, and changed ones that hold an answer."""
    seen: set[int | None] = {each.place for each in found if each.place is not None and not each.named}
    held = {name for each in found if each.place is None or each.place in sheet.questions for name in each.defined}
    for each in found:
        if each.named and each.place is not None and each.place not in sheet.questions:
            answers = each.defined & sheet.owners.keys() - held
            each.place = None if each.place in seen or answers else each.place
            seen |= {each.place}


def _split(sheet: Sheet, found: list[Found], modules: Modules) -> Iterator[Found]:
    """Cuts cells that answer several questions, where a question has no other answer."""
    own = {place: {name for each in found if each.place == place for name in each.defined & question.names}
           for place, question in sheet.questions.items()}
    left, sorted_ = PIECES, _in_order(sheet, found)
    for each in [part for whole in found for part in (whole, *_additions(sheet, whole))]:
        def owner(statement: Statement, each: Found = each) -> str:
            places = {sheet.owners[name] for name in statement.names if name in sheet.owners and not statement.hollow}
            wanted = [place for place in sorted(places) if place == each.place or not own[place]]
            return str(wanted[0]) if wanted else ""

        parts = _pieces(each.code, owner, sorted_) if each.code and each.place in {None, *sheet.questions} else []
        if not 2 <= len(parts) <= left:
            yield each
            continue
        left -= len(parts)
        for name, source in parts:
            mine = each.place is not None and name == str(each.place)
            yield Found({**each.cell, "source": source.strip("\r\n")}, each.origin, each.place if mine else None,
                        mine and each.named, read(source.strip("\r\n")).asked(sheet.methods).taking(modules))


def _additions(sheet: Sheet, each: Found) -> Iterator[Found]:
    """What a student added to a cell of ours, such as an import: that is put back, and what is new runs below it."""
    ours = sheet.codes[each.place] if each.place is not None and each.place not in sheet.questions else None
    if each.named and ours and each.code and (text := each.code.besides(ours, sheet.taken)):
        yield Found({"cell_type": "code", "metadata": {}, "source": text}, each.origin, code=read(text))


def _in_order(sheet: Sheet, found: list[Found]) -> bool:
    """Whether the answers stand in the order of ours."""
    places = [sheet.owners[name] for each in found if each.is_code and each.code and each.code.statements
              for statement in each.code.statements if not statement.hollow
              for name in statement.names if name in sheet.owners]
    return places == sorted(places)


def _pieces(code: Code, owner: Callable[[Statement], str], in_order: bool) -> list[tuple[str, str]]:
    """The code cut by the places of its answers.

    Where a notebook's do not stand in the order of ours, what else it binds is cut off too: several may need it.
    """
    parts = code.pieces(owner)
    return parts if in_order or not any(name for name, _ in parts) else code.pieces(
        lambda each: owner(each) or (OTHER if each.names and not each.hollow else ""))


def _by_text(sheet: Sheet, done: Recognised, suspects: list[Found]) -> Iterator[int]:
    """The questions whose cell is gone, and whose name is in code of the student's own that may bind it by its text.

    None where other code may be the answer: a person will look.
    """
    own = [each for each in done.found if each.place is None and each.is_code]
    binds = any(each.code and (each.code.reaches or "*" in each.defined) for each in own)
    if not binds or not all(each.code and each.code.reaches for each in suspects):
        return
    seen = {each.place for each in done.found}
    for place, question in sheet.questions.items():
        if place not in seen and place not in done.within and any(
                name in each.source for name in question.own for each in own):
            yield place


def _by_name(done: Recognised, question: Question) -> None:
    """Finds a question's answer among the cells that say they are it, else by what it defines."""
    parts = [each for each in done.found if each.place == question.place]
    held = [each for each in parts if not is_empty(each, question)]
    if question.is_code and not any(each.defined & question.names for each in held):
        definers = [each for each in done.found if each.place is None and each.defined & question.own]
        definers = [each for each in definers if each.is_code] or definers
        for each in definers:
            each.place = question.place
        held = [each for each in done.found if each in held or each in definers]
    done.answers[question.place] = held
    if any(not each.named for each in held):
        done.lost.append(question.place)
