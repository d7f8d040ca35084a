"""What IPython takes as code is read as Python has it, line for line."""

from __future__ import annotations

import ast
import time

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from assay.course.intake.reading.magics import as_python, files

CODE = "def f(x):\n    return x\n"
ODD = ["print('%d'\n      % 3)\n", "'''\nIs it right?\n!no\n'''\n", "y = 7 \\\n    % 4\n", "# why?\n",
       "y = [  # (\n    3\n  % 2]\n",
       'z = "a\\\n% b"\n', "s = 'it\\'s'\n", "d = {'a': '(', \"b\": \"'\"}\n"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("magic", [
    "%%time\n", "%matplotlib inline\n", "!echo it's (\n", "x = !ls\n", "f?\n", "?f\n", "",
])
def test_only_what_begins_a_statement_is_a_magic(odd: str, magic: str) -> None:
    wanted = f"{'pass' if magic else ''}\n{odd}{CODE}"
    assert as_python(f"{magic or chr(10)}{odd}{CODE}") == wanted
    ast.parse(wanted)
    ast.parse(TransformerManager().transform_cell(f"{magic or chr(10)}{odd}{CODE}"))  # as IPython has it too


@pytest.mark.parametrize("source", [
    "    def f(x):\n        return x\n",
    "\n  def f(x):\n      return x\n",
    ">>> def f(x):\n...     return x\n",
    ">>> def f(x):\n...     return x\n...\n>>> f(1)\n",
    "In [12]: def f(x):\n   ...:     return x\n   ...: \n",
    "In [2]: %time\n   ...: def f(x):\n   ...:     return x\n",
])
def test_prompts_and_the_first_lines_indentation_are_taken_off(source: str) -> None:
    tree = ast.parse(as_python(source))
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert found.name == "f"
    assert "def f" in source.splitlines()[found.lineno - 1]


@pytest.mark.parametrize("unit", [
    '"', "'", '"""', "\\", "(", "%a\n", "a? ", "a=", "\n", "\n ", "# ?\n", ">>> ", "\r", "  ?",
])
def test_it_takes_no_more_time_than_there_is_code(unit: str) -> None:
    source = unit * (50_000 // len(unit))
    start = time.process_time()
    as_python(source)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("magic", ["%%writefile f.py", "%%bash", "%%html", "%%python3 -", "%%!", "\n%%script sh"])
def test_a_cell_that_goes_elsewhere_binds_nothing_here(magic: str) -> None:
    tree = ast.parse(as_python(f"{magic}\n{CODE}\nit's (\n"))
    assert [type(each) for each in tree.body] == [ast.Expr]
    assert not any(isinstance(each, ast.FunctionDef | ast.Constant) for each in ast.walk(tree))


@pytest.mark.parametrize("line, module", [
    ("%run fields.py", "fields"), ("%run -i -n './fields.py' 3", "fields"), ("%run a/fields.py", "fields"),
    ("%run x.ipynb", ""),
])
def test_a_file_that_is_run_binds_its_names(line: str, module: str) -> None:
    assert as_python(f"{line}\n{CODE}").startswith(f"from {module} import *\n" if module else "pass\n")


@pytest.mark.parametrize("source, found", [
    ("%%writefile -a ./fields.py\nx = 'other.py'\n", {"fields.py", "other.py"}), ("open('fields.py')", {"fields.py"}),
    ("%%writefile lib/fields.py\n", {"fields.py"}), ("fields.py()", set()),
])
def test_files_of_modules_are_told_by_their_names(source: str, found: set[str]) -> None:
    assert files(source) == found
