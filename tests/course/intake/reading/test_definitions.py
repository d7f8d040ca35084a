"""What code defines, read without running it, whatever it is."""

from __future__ import annotations

import time

import pytest

from assay.course.intake.reading.definitions import KEPT_CAP, PARSE_CAP, READ_CAP, caps, lines, read

STUB = 'def f(x):\n    """What it does."""\n    # YOUR CODE HERE\n    raise NotImplementedError()\n'
CLASS = "class F(nn.Module):\n    size: int\n\n    @nn.compact\n    def __call__(self, x):\n"


@pytest.mark.parametrize("source", [
    STUB,
    STUB.replace("\n", "\r\n"),
    "def f(x):\n    raise NotImplementedError\n",
    "def f(x):\n    h, w = x.shape\n    # YOUR CODE HERE\n    raise NotImplementedError()\n",
    "def f(x):\n    if x is None:\n        x = 1\n    raise NotImplementedError('later')\n    return x\n",
    "async def f(x):\n    ...\n",
    "def f(x):\n    pass\n",
    "@jax.jit\ndef f(x):\n    raise NotImplementedError()\n",
    "%%time\n" + STUB,
])
def test_a_function_that_can_give_no_answer_is_a_stub(source: str) -> None:
    assert read(source).stubs == {"f"}
    assert read(source).defined == set()
    assert read(source).is_hollow()
    assert read(source).without_stubs({"f"}) == ""


@pytest.mark.parametrize("source", [
    "def f(x):\n    return x\n    raise NotImplementedError()\n",
    "def f(x):\n    if x:\n        return 1\n    raise NotImplementedError()\n",
    "def f(x):\n    yield x\n    raise NotImplementedError()\n",
    "def f(x):\n    x += 1\n",
    "f = lambda x: x",
    "f, g = 1, 2",
    "from somewhere import f",
    "import f.g",
    "for f in range(3):\n    pass\n",
    "with open('x') as f:\n    pass\n",
    "if True:\n    def f(x):\n        return x\n",
    STUB + "def f(x):\n    return x\n",
    "def f(x):\n    return x\n" + STUB,
])
def test_what_can_give_one_is_none(source: str) -> None:
    assert "f" in read(source).defined
    assert "f" not in read(source).stubs


@pytest.mark.parametrize("body, is_stub", [
    ("        # YOUR CODE HERE\n        raise NotImplementedError()\n", True),
    ("        pass\n", True),
    ("        return x\n", False),
])
def test_a_class_that_lacks_a_method_is_a_stub(body: str, is_stub: bool) -> None:
    assert read(CLASS + body).stubs == ({"F"} if is_stub else set())
    given = CLASS + "        return x\n\n    def other(self):\n        raise NotImplementedError()\n"
    assert read(given).stubs == {"F"}


def test_a_method_that_nobody_asked_for_may_lack() -> None:
    code = read(CLASS + "        return x\n\n    def other(self):\n        raise NotImplementedError()\n")
    assert code.asked({"F": frozenset({"__call__"})}).defined == {"F"}
    assert code.asked({"F": frozenset({"__call__", "other"})}).stubs == {"F"}
    assert code.asked({"G": frozenset()}) is code


@pytest.mark.parametrize("source, is_stub", [
    ("class F(Base):\n    pass\n", False),
    ('class F(Base):\n    """As the base."""\n    size: int\n', False),
    ("class F:\n    pass\n", True),
    ("class F(Base):\n    def g(self):\n        pass\n", True),
])
def test_a_class_without_methods_has_its_bases(source: str, is_stub: bool) -> None:
    assert read(source).stubs == ({"F"} if is_stub else set())


def test_names_inside_of_functions_are_not_the_cells() -> None:
    assert read("def f(x):\n    y = 1\n    def g(): return y\n    return g\n").defined == {"f"}
    assert read("z = [y for y in range(3)]").defined == {"z"}


@pytest.mark.parametrize("source", [
    "%matplotlib inline\ndef f(x):\n    return x\n",
    "!pip install x\ndef f(x):\n    return x\n",
    "files = !ls\r\nnp?\r\n\r\ndef f(x):\r\n    return x\r\n",
    "%%timeit -n 1\ndef f(x):\n    return x\n",
    "def f(x):\n    %time y = x\n    return y\n",
])
def test_what_only_ipython_reads_is_no_hindrance(source: str) -> None:
    assert "f" in read(source).defined
    assert read(source).statements is not None


@pytest.mark.parametrize("source", [
    "def f(x)\n    return x\n", "def f(x):\n  return (\n", "class f nn.Module:\n    pass\n", "def f(x): return x\n\0",
    "def f(x):\n    return x\n" + "x = 1\n" * PARSE_CAP,
])
def test_of_what_cannot_be_parsed_its_first_lines_tell(source: str) -> None:
    assert read(source).statements is None
    assert read(source).defined == read(source).new == {"f"}
    assert not read(source).is_hollow()
    assert read(source).without_stubs({"f"}) == source


@pytest.mark.parametrize("source", ["(" * 40_000, "-" * 40_000 + "1", "a" + ".b" * 20_000, "1" + "+1" * 20_000,
                                    "f'{" * 10_000, "\udcff", "\x0c\x0b", "'\\d'", "x = '''", "lambda: " * 9_000 + "1"])
def test_no_code_makes_reading_fail(source: str) -> None:
    assert read(source).defined == set()


def test_of_a_stub_among_other_code_only_the_stub_goes() -> None:
    source = f"import math\n\n{STUB}\n# A helper.\ndef g(x):\n    return x\n"
    assert read(source).without_stubs({"f"}) == "import math\n\n\n# A helper.\ndef g(x):\n    return x\n"
    assert read(source).without_stubs({"g"}) == source
    decorated = "x = 1\n@a\n@b\n" + STUB
    assert read(decorated).without_stubs({"f"}) == "x = 1\n"


def test_what_was_given_with_a_stub_goes_with_it() -> None:
    source = "import math\n" + STUB
    given = read("import math  # for pi").shape
    assert read(source).without_stubs({"f"}, given) == ""
    assert read(source).is_hollow(given)
    assert not read(source).is_hollow()


def test_code_that_differs_in_layout_only_has_one_shape() -> None:
    assert read("x = 'a'  # why\n").shape == read('\n\nx = "a"').shape != read("x = 'b'").shape
    assert read("# nothing").shape == ()


def test_a_cell_is_cut_behind_each_owners_last_statement() -> None:
    source = "import a\ndef f(): return 1\nf()\ndef g(): return 2\nh = 3\ng = jit(g)\n# the end\nprint(g)\n"
    owners = {"f": "one", "g": "two"}
    code = read(source)
    cut = code.pieces(lambda each: next((owners[name] for name in each.names if name in owners), ""))
    assert cut == [("one", "import a\ndef f(): return 1\n"),
                   ("two", "f()\ndef g(): return 2\nh = 3\ng = jit(g)\n# the end\nprint(g)\n")]
    assert code.pieces(lambda _: "") == [("", source)]
    assert read("def (").pieces(lambda _: "one") == [("", "def (")]


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb\r", "a\rb\n", "\n\n", "", "a\x0bb\x0c\u2028c\n"])
def test_lines_are_counted_as_python_counts_them(text: str) -> None:
    assert "".join(lines(text)) == text
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    assert len(lines(text)) == ends + (text[-1:] not in ("\r", "\n", ""))


def test_a_number_that_python_reads_and_does_not_write_is_no_code_that_can_be_read() -> None:
    """From 4,300 digits on, Python refuses to write a number, and reads it all the same where it is hexadecimal."""
    code = read("def f(x):\n    return x\nn = 0x" + "f" * 4000)
    assert code.statements is None
    assert code.defined == {"f"}


@pytest.mark.parametrize("line", [
    " " * 40_000 + "x(", "x?" + " " * 40_000 + "x(", "a, " * 15_000 + "x(", "x?" * 20_000 + "(",
])
def test_lines_that_may_be_magics_are_read_in_one_pass(line: str) -> None:
    began = time.process_time()
    assert read(line).statements is None
    assert time.process_time() - began < 3


def test_of_many_long_cells_the_shortest_are_read() -> None:
    third, short = "a;" * (READ_CAP // 6), "a = 1"
    assert caps([third] * 4 + [short]) == [PARSE_CAP, PARSE_CAP, 0, 0, PARSE_CAP]
    assert caps(["a" * (PARSE_CAP + 1), short]) == [PARSE_CAP, PARSE_CAP]
    assert read("def f(): return 1", 0).defined == {"f"}
    assert read("def f(): return 1", 0).statements is None


def test_what_is_long_is_not_kept() -> None:
    short, long = "b = 2", "b;" * KEPT_CAP
    assert read(short) is read(short)
    assert read(long) is not read(long)
