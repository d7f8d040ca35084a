"""The audit as people read it: a few lines for the terminal, and a page with the whole matrix."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence

from assay.audit.auditing import Audit
from assay.audit.candidates import Role
from assay.audit.gate import idle, named, survivors
from assay.audit.matrix import Row
from assay.judge.verdict import Outcome

MARKS = {Outcome.EARNED: "✓", Outcome.NOT_EARNED: "✗", Outcome.NOT_JUDGED: "?"}
STYLE = """body{font:14px/1.45 system-ui,sans-serif;color:#1c1e21;margin:2em}
p,ul{max-width:60em}.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #d5d9de;padding:.15em .45em;text-align:left}
th.q{writing-mode:vertical-rl;text-align:left;font-weight:normal;vertical-align:bottom}
td.c{text-align:center;min-width:1em;background:#f3f4f6}td.v{background:#fff;color:#9aa5b1}
td.x{background:#f6d5d1;color:#7c1d12}td.n{background:#fff2cc}td.about{min-width:24em;max-width:34em}
tr:hover td{border-bottom-color:#333}"""


def as_text(found: Audit) -> str:
    """What was audited, how it went, and everything that stands against a release."""
    roles = Counter(row.candidate.role for row in found.rows)
    mutants = roles[Role.MUTANT] - sum(bool(row.broken) for row in found.rows if row.candidate.role == Role.MUTANT)
    alive = len(survivors(found.rows))
    lines = [f"{found.assignment}: {roles[Role.WHEAT]} right solutions, {roles[Role.CHAFF]} misconceptions, "
             f"{mutants} mutants of which {mutants - alive} are rejected, in {found.seconds:.0f} s."]
    lines += [f"  {complaint}" for complaint in found.complaints]
    verdict = "May not be released." if found.complaints else "May be released: nothing stands against it."
    return "\n".join([*lines, verdict])


def as_html(found: Audit) -> str:
    """The page: complaints, the kill matrix, the survivors, what was drawn."""
    title = f"Audit of {html.escape(found.assignment)}"
    summary = "".join(f"<p>{html.escape(line)}</p>" for line in as_text(found).splitlines())
    parts = [_matrix(found, Role.WHEAT, "Right solutions"), _matrix(found, Role.CHAFF, "Misconceptions"),
             _survivors(found), _idle(found), _corners(found)]
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
            f"<h1>{title}</h1>{summary}{''.join(parts)}</html>\n")


def _matrix(found: Audit, role: Role, title: str) -> str:
    rows = [row for row in found.rows if row.candidate.role == role]
    places = list(dict.fromkeys(place for row in found.rows if row.candidate.role == Role.WHEAT for place in row.cells))
    head = "".join(f'<th class="q">{html.escape(named(place))}</th>' for place in places)
    body = "".join(_line(row, places) for row in rows)
    return (f'<h2>{title}</h2><div class="scroll"><table><tr><th>name</th><th>about</th>{head}</tr>{body}</table></div>'
            "<p>✓ accepted, ✗ rejected, ? not judged, grey: not asked, for the question is not this one's.</p>")


def _line(row: Row, places: Sequence[tuple[str, str]]) -> str:
    cells = ""
    for place in places:
        outcome = row.cells.get(place)
        kind = {Outcome.EARNED: " v", Outcome.NOT_EARNED: " x", Outcome.NOT_JUDGED: " n"}[outcome] if outcome else ""
        cells += f'<td class="c{kind}">{MARKS[outcome] if outcome else ""}</td>'
    name, about = html.escape(row.candidate.name), html.escape(row.candidate.about)
    return f'<tr><td>{name}</td><td class="about">{about}</td>{cells}</tr>'


def _survivors(found: Audit) -> str:
    lines = [f"<tr><td><code>{html.escape(row.candidate.about)}</code></td>"
             f"<td>{html.escape(found.explained.get(row.candidate.about, 'not explained'))}</td></tr>"
             for row in survivors(found.rows)]
    return f"<h2>Mutants that survive</h2><table><tr><th>change</th><th>why</th></tr>{''.join(lines)}</table>"


def _idle(found: Audit) -> str:
    lines = [f"<li>{html.escape(named(place))}: {html.escape(found.stays.get(place, 'no reason given'))}</li>"
             for place in idle(found.rows)]
    return f"<h2>Properties that reject nothing alone</h2><ul>{''.join(lines)}</ul>"


def _corners(found: Audit) -> str:
    names = list(dict.fromkeys(name for counts in found.corners.values() for name in counts))
    head = "".join(f'<th class="q">{html.escape(name)}</th>' for name in names)
    body = "".join(f"<tr><td>{html.escape(named(place))}</td>"
                   + "".join(f"<td>{counts.get(name) or ''}</td>" for name in names) + "</tr>"
                   for place, counts in found.corners.items() if counts)
    return f"<h2>What is drawn</h2><table><tr><th>property</th>{head}</tr>{body}</table>"
