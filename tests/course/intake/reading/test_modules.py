"""What the modules that a notebook writes define."""

from __future__ import annotations

import time

import pytest

from assay.course.intake.reading.definitions import read
from assay.course.intake.reading.modules import TAKES_ALL, written

FIELD = "import math\n\ndef field(x):\n    return math.sqrt(x)\n\ndef _own():\n    pass\n"


@pytest.mark.parametrize("source", [
    f"%%writefile m.py\n{FIELD}", f"%%file ./m.py\n{FIELD}", f"%%writefile -a 'm.py'\n{FIELD}",
    f"with open('m.py', 'w') as file:\n    file.write({FIELD!r})",
    f"import pathlib\npathlib.Path('m.py').write_text({FIELD!r})"])
def test_what_a_star_takes_in(source: str) -> None:
    assert written([("x = 1", 99), (source, 999)]) == {"m.py": {"math", "field"}}


@pytest.mark.parametrize("source, cap", [(FIELD, 999), ("%%writefile notes.txt\nx = 1\n", 999), ("x = 'm.py'", 999),
                                         (f"%%writefile m.py\n{FIELD}", 10)])
def test_what_writes_no_module_or_cannot_be_read_defines_nothing(source: str, cap: int) -> None:
    assert not any(written([(source, cap)]).values())


def test_parts_that_are_written_one_after_the_other_are_one_module() -> None:
    assert written([("%%writefile m.py\na = 1\n", 99), ("%%writefile -a m.py\nb = 2\n", 99)]) == {"m.py": {"a", "b"}}


@pytest.mark.parametrize("takes, bound", [
    ("from m import *", {"*", "a", "b"}), ("%run m.py", {"*", "a", "b"}), ("exec(open('m.py').read())", {"a", "b"}),
    ("try:\n    from m import *\nexcept ImportError:\n    pass", {"*", "a", "b"}),
    ("exec(open('m.py').read(), globals())", {"a", "b"}),
    ("from n import *", {"*"}), ("from m import a", {"a"}), ("exec(open('m.py').read(), {})", set()),
    ("import m", {"m"})])
def test_what_takes_a_module_in_binds_its_names(takes: str, bound: set[str]) -> None:
    assert read(takes).taking({"m.py": frozenset("ab")}).defined == bound


@pytest.mark.parametrize("source, bound", [
    ("exec('a = 1\\nb = 2')", {"a", "b"}), ("exec('a = 1', globals())", {"a"}), ("exec('a = 1', {})", set()),
    ("exec(textwrap.dedent('  a = 1\\n  b = 2'))", {"a", "b"}), ("exec(compile('a = 1', 'm', 'exec'))", {"a"}),
    ("exec('a = ')", set()), ("exec(text)", set())])
def test_a_text_that_is_executed_binds_what_it_defines(source: str, bound: set[str]) -> None:
    assert read(source).defined == bound


def test_blanks_where_a_star_may_follow_are_read_once() -> None:
    began = time.process_time()
    for source in ("import" + " " * 1_000_000, "import (" + "\t" * 1_000_000, "import " * 100_000):
        assert TAKES_ALL.search(source) is None
    assert time.process_time() - began < 3
    for source in ("from m import *", "from m import  (  *", "from m import(*)", "from m import\t*"):
        assert TAKES_ALL.search(source)
