"""A notebook's visible checks: what its ``check`` is made of, and a declared example as a call of it."""

from __future__ import annotations

import ast
from pathlib import Path

from assay.course.check.text import CHECK, marked


def folded() -> str:
    """What stands in a notebook where its text says ``### CHECK``."""
    source = Path(__file__).with_name("folded.py").read_text("utf-8")
    about = ast.parse(source).body[0]
    return "\n".join(source.splitlines()[about.end_lineno:]).strip()


def fold(source: str) -> str:
    """A cell's source with ``check`` in place of the mark."""
    return "\n".join(folded() if line.strip() == CHECK else line for line in source.split("\n"))


def has_check(sources: list[str]) -> bool:
    """Whether one of a notebook's cells says that it has a ``check``."""
    return any(marked(source, CHECK) for source in sources)


def as_calls(asserts: str) -> str:
    """The asserts of declared examples as calls of ``check``; each that is none of them stays."""
    return "\n".join(_as_call(node, asserts) for node in ast.parse(asserts).body)


def _as_call(node: ast.stmt, source: str) -> str:
    match node:
        case ast.Assert(ast.Call(ast.Attribute(attr="allclose"), [call, wanted], keywords)):
            within = keywords[0].value if keywords else None
        case ast.Assert(ast.Compare(ast.Call(ast.Name("abs"), [ast.BinOp(call, ast.Sub(), wanted)]), [ast.LtE()],
                                    [within])):
            pass
        case ast.Assert(ast.Compare(call, [ast.Eq()], [wanted])):
            within = ast.Constant(0)
        case _:
            return ast.get_source_segment(source, node) or ""
    asked, should = (ast.get_source_segment(source, each) or "" for each in (call, wanted))
    more = f", within={ast.get_source_segment(source, within) or '0'}" if within is not None else ""
    return f"check({asked!r}, {should}{more})"
