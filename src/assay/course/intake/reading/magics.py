"""Code as IPython takes it, made readable for Python, line for line: prompts, indented cells, magics, the shell.

Modules that a notebook writes and takes in again are found by the names of their files.
"""

from __future__ import annotations

import re

#: What IPython takes off each line of a pasted session, told by the first line.
_PROMPTS = ((re.compile(r">>>(?: |$)", re.MULTILINE), re.compile(r"^(?:>>>|\.\.\.)(?: |$)", re.MULTILINE)),
            (re.compile(r"In \[\d+\]: "), re.compile(r"^(?:In \[\d+\]: |[ \t]*\.{3,}: ?)", re.MULTILINE)))
#: A line that IPython reads and Python does not: magics, the shell, questions.
_MAGIC = re.compile(r"([ \t]*+)(?:[%!?][^\r\n]*|[\w*][^\r\n#\"']*\?{1,2}[ \t]*+(?=[\r\n]|\Z)"
                    r"|[\w, ]++=[ \t]*[!%]\w[^\r\n]*)")
#: A cell that goes to a file or to another program as a whole: it binds nothing here.
_ELSEWHERE = re.compile(r"\s*%%(?:writefile|file|bash|sh|script|cmd|system|sx|!|python[23]?|pypy|perl|ruby|html|HTML"
                        r"|svg|SVG|latex|markdown|js|javascript)(?![\w])")
#: A cell that is shown as a whole.
SHOWN = re.compile(r"\s*%%(?:html|HTML|latex|markdown)(?![\w])")
#: A module's file that is run here: all its names are bound, as by an import of them all.
_RUN = re.compile(r"%run[ \t]+(?:-\w+[ \t]+)*[\"']?(?:[\w.-]+/)*([^\W\d]\w*)\.py\b[^\r\n]*")
_END = re.compile(r"\r\n|\r|\n")
_WRITTEN = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?:(?:-a|--append)[ \t]+)?[\"']?(?:[\w.-]+/)*(\w+\.py)\b")
_FILE = re.compile(r"[\"'](?:[\w.-]+/)*(\w+\.py)[\"']")
#: What may hold the end of a line without ending a statement; and what does.
_TOKEN = re.compile(r"""
    (?P<text>\"{3}(?:[^\\"]|\\[\s\S]|"(?!""))*+(?:\"{3}|\Z) | '{3}(?:[^\\']|\\[\s\S]|'(?!''))*+(?:'{3}|\Z)
        | "(?:[^\\"\r\n]|\\(?:\r\n|[\s\S]))*+"? | '(?:[^\\'\r\n]|\\(?:\r\n|[\s\S]))*+'?)
    | (?P<comment>\#[^\r\n]*+) | (?P<opened>[(\[{]) | (?P<closed>[)\]}]) | (?P<joined>\\(?:\r\n|[\s\S]|\Z))
    | (?P<end>\r\n|\r|\n) | [^"'\#()\[\]{}\\\r\n]++
    """, re.VERBOSE)


def as_python(source: str) -> str:
    """The source without prompts and the first line's indentation; ``pass`` for each line that only IPython reads.

    Such a line begins a statement: what begins with a percent sign inside of brackets or of a text is none.
    What goes elsewhere as a whole is one statement that binds nothing.
    """
    source = _undressed(source)
    if _ELSEWHERE.match(source):
        return "(" + "".join(_END.findall(source)) + ")"
    parts, at, depth, begins = list[str](), 0, 0, True
    while at < len(source):
        if begins and depth == 0 and (run := _RUN.match(source, at)):
            parts.append(f"from {run[1]} import *")
            at, begins = run.end(), False
            continue
        if begins and depth == 0 and (magic := _MAGIC.match(source, at)):
            parts.append(f"{magic[1]}pass")
            at, begins = magic.end(), False
            continue
        token = _TOKEN.match(source, at)
        if token is None:
            break
        depth = max(0, depth + (token.lastgroup == "opened") - (token.lastgroup == "closed"))
        begins = token.lastgroup == "end"
        parts.append(token[0])
        at = token.end()
    return "".join(parts)


def files(source: str) -> frozenset[str]:
    """The modules' files, of one name each, that a cell writes or speaks of."""
    return frozenset([*_WRITTEN.findall(source[:1_000]), *_FILE.findall(source)])


def _undressed(source: str) -> str:
    """The source without the first line's indentation, then without its prompts."""
    first = re.search(r"^[ \t]*(?=\S)", source, re.MULTILINE)
    if first and first[0]:
        source = re.sub(rf"^{first[0]}", "", source, flags=re.MULTILINE)
    text = source[first.start():] if first else source
    for opening, prompt in _PROMPTS:
        if opening.match(text):
            return prompt.sub("", source)
    return source
