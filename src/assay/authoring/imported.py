"""What an imported assignment is graded by: hidden tests from its asserts, and from its own solutions all else."""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from assay.authoring.asserts import Carried
from assay.authoring.question import imports_of, write
from assay.course.check.notebook import undescribed
from assay.course.check.text import read_cells, read_own
from assay.course.places import Course


@dataclass
class Imported:
    """An assignment under way: the cells of its text, the properties by question, and what was left behind."""

    cells: list[str] = field(default_factory=list)
    properties: dict[str, list[tuple[float, Carried]]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def write_answers(course: Course, assignment: str, functions: list[str], done: Imported) -> list[Path]:
    """The hidden tests, and from the notebook's own solutions the reference, a right solution and stand-ins."""
    solutions, text = course.root / "solutions" / assignment, course.text(assignment)
    own, imports = read_own(text), imports_of(read_cells(text.read_text("utf-8"), text.name)[0])
    graded = {name: own[name] for name, items in done.properties.items() if items}
    needs = {name: [each for each in graded if each != name and each in functions
                    and re.search(rf"\b{each}\b", source)] for name, source in graded.items()}
    written = [write(solutions / "reference.py",
                      f'"""The reference solutions of the assignment ``{assignment}``."""\n\n{imports}\n\n\n'
                      + "\n\n\n".join(own[name] for name in own if name in graded or name in functions) + "\n")]
    sections = "\n\n\n".join(f"# %% {name}\n{source}" for name, source in graded.items())
    written.append(write(solutions / "wheat" / "as_given.py",
                          f'"""As the notebook\'s own solutions."""\n\n{imports}\n\n{sections}\n'))
    if any(needs.values()):
        stands = "\n\n\n".join(f"# %% {name}\n{graded[name]}" for name in graded
                               if any(name in each for each in needs.values()))
        written.append(write(solutions / "stand_in.py",
                              f'"""Right answers that stand in for wrong ones that others '
                              f'call."""\n\n{imports}\n\n{stands}\n'))
    for name in graded:
        items = done.properties[name]
        fails = [f"{place}" for place, (_, each) in enumerate(items, 1) if each.is_plain]
        written.append(write(course.root / "autograder" / assignment / f"test_{name}.py",
                              _hidden(name, items, needs[name], imports)))
        if fails:
            parameters = ast.unparse(next(node for node in ast.parse(graded[name]).body
                                          if isinstance(node, ast.FunctionDef)).args)
            told = ", ".join(f'"example_{each}"' for each in fails)
            written.append(write(solutions / "chaff" / f"{name}_returns_nothing.py", (
                f'"""To show the answer is to return it.\n\nYour {name} returns None. End it with `return` and the '
                'answer.'
                f'\n"""\n\n{imports}\n\nFAILS = {{"{name}": [{told}]}}\n\n\n# %% {name}\n'
                f"def {name}({parameters}):\n    return None\n")))
        else:
            done.left.append(f"{name}: no misconception was written. Write one in solutions/{assignment}/chaff/.")
    return written


def described(source: str) -> tuple[str, list[str]]:
    """A solution cell in which what students fill has a docstring, and the names of what had none."""
    try:
        nodes = undescribed(source, ast.parse(source))
    except SyntaxError:
        return source, []
    lines = source.split("\n")
    for node in reversed(nodes):
        place = node.body[0].lineno - 1
        while lines[place - 1].strip().startswith("#") or not lines[place - 1].strip():  # such as ### BEGIN SOLUTION
            place -= 1
        lines.insert(place, f'{" " * node.body[0].col_offset}"""What the text above asks for."""')
    return "\n".join(lines), [node.name for node in nodes]


def _hidden(name: str, items: list[tuple[float, Carried]], needs: list[str], imports: str) -> str:
    """A question's file of hidden tests: a property for each assert that was carried over."""
    own = "\n".join(line for line in imports.splitlines() if line != "import numpy as np")
    lines = [f'"""Hidden properties of ``{name}``, {sum(points for points, _ in items):g} points: examples, as '
             'imported."""',
             "", "from __future__ import annotations", "", *([own, ""] if own else []), "import numpy as np", "import "
                                                                                                              "pytest",
             "", "from assay.testing import Answer, Student, expect", ""]
    lines += [f"NEEDS = ({', '.join(map(repr, needs))},)".replace("'", '"'), ""] if needs else []
    for place, (points, each) in enumerate(items, 1):
        sentence = each.sentence.replace("\\", "\\\\").replace('"""', "'''")
        lines += ["", f"@pytest.mark.points({number(points)})", f"def test_example_{place}(student: Student) -> None:",
                  f'    """{" ".join(sentence.split())}"""', textwrap.indent(each.body, "    "), ""]
    used = "\n".join(lines)
    drop = [line for line, sign in (("import numpy as np", "np."),) if sign not in used]
    return "\n".join(line for line in lines if line not in drop).replace(
        "Answer, Student" if "Answer(" not in used else "\0", "Student")


def number(points: float) -> float | int:
    """Points as they are written: whole ones without a dot."""
    return int(points) if points == int(points) else round(points, 6)
