"""Which misconceptions the class holds, counted from its verdicts."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from assay.course.grading.works import Work
from assay.judge.answers import read_answers, read_misconception
from assay.pages.class_report import Held

BLIND = ("{number} × {name} earned all its points, but {place} holds only with a correct one in its place: "
         "the tests of {name} miss something. Find out what, and add it to chaff/.")


def held(works: Sequence[Work]) -> dict[tuple[str, str], list[str]]:
    """Who holds each misconception that was recognised: (question, name) to students."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for work in works:
        for each in work.verdict.questions if work.verdict else ():
            if each.misconception:
                found[each.grade_id, each.misconception].append(work.student)
    return found


def counted(works: Sequence[Work], chaff: Path) -> list[Held]:
    """The misconceptions in words, the most common first.

    Args:
        works: the class's.
        chaff: the folder of known misconceptions.
    """
    found = sorted(held(works).items(), key=lambda item: (-len(item[1]), item[0]))
    return [Held(len(students), question, name, belief(chaff / f"{name}.py"), tuple(students))
            for (question, name), students in found]


def blind_spots(works: Sequence[Work], stand_in: Path) -> list[str]:
    """Where hidden tests let something pass that another question showed, one sentence each, the most common first.

    A question that earned everything had to be replaced by a correct one for a property of another one to hold. Where
    the correct one of a wrong answer calls that question's, nothing was shown: it could not be tried without.

    Args:
        works: the class's.
        stand_in: the file of the correct answers that are put in place of wrong ones.
    """
    found: Counter[tuple[str, str]] = Counter()
    calls = _calls(read_answers(stand_in)) if stand_in.exists() else {}
    for work in works:
        verdict = work.verdict
        for question in verdict.questions if verdict else ():
            for item in question.properties:
                passed = {name for name in item.instead if (held := verdict and verdict.question(name))
                          and held.earned == held.points and not any(each.instead for each in held.properties)}
                if all(passed.isdisjoint(calls.get(name, ())) for name in item.instead if name not in passed):
                    found.update((name, f"{question.grade_id}.{item.name}") for name in passed)
    return [BLIND.format(number=number, name=name, place=place)
            for (name, place), number in sorted(found.items(), key=lambda each: (-each[1], each[0]))]


def _calls(stand_ins: Mapping[str, str]) -> dict[str, set[str]]:
    """Which other questions' names each of these answers uses."""
    trees = {name: ast.parse(source) for name, source in stand_ins.items()}
    defined = {node.name: name for name, tree in trees.items() for node in tree.body
               if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return {name: {defined[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in defined}
            - {name} for name, tree in trees.items()}


def belief(path: Path) -> str:
    """What a misconception says of itself, or nothing if it is there no more."""
    return read_misconception(path).belief if path.exists() else ""
