"""The HTML report: one self-contained page with tables and charts, light and dark, no script, no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bench.charts import Profile, convergence_chart, integral_profile, line_styles, proof_profile
from bench.compare import Contest
from bench.facts import Facts
from bench.layout import GUIDE, Part
from bench.tables import Table
from metasolve.report.style import STYLE

_STYLE = """
h2.part { font-size: 1.3rem; margin: 34px 0 4px; } h3 { font-size: 1rem; margin: 0 0 10px; }
.cards svg[role] { max-width: 640px; } h4 { font-size: .95rem; margin: 10px 0 4px; overflow-wrap: anywhere; }
.grid-of-charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr));
  gap: 10px 22px; }
section { margin: 0 0 14px; } details { margin: 0 0 14px; } summary { cursor: pointer; color: var(--soft); }
section > details { margin: 0; } section > details > summary { font-weight: 600; color: var(--ink); }
section > details > :nth-child(2) { margin-top: 10px; }
th:first-child, td:first-child { position: sticky; left: 0; background: var(--card); }
td { vertical-align: top; } td.mark { font-weight: 700; color: var(--good); } td.bad { font-weight: 700;
  color: var(--bad); } td.reason { white-space: normal; overflow-wrap: anywhere; min-width: 16em; }
section.alarm { border: 2px solid var(--bad); } section.alarm h3 { color: var(--bad); }
:root { --bad: #b3261e; } @media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; } }
dl.conditions { display: grid; grid-template-columns: minmax(9em, auto) 1fr; gap: 2px 18px; margin: 0; }
dl.conditions dt { color: var(--soft); } dl.conditions dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 560px) { dl.conditions { display: block; } dl.conditions dd { margin: 0 0 6px; } }
.line.s0 { stroke: var(--s0); stroke-width: 3.2; } .line.s1 { stroke: var(--s1); }
.line.s2 { stroke: var(--s2); stroke-dasharray: 8 3; } .line.s3 { stroke: var(--s3); stroke-dasharray: 2 2.5; }
.line.s4 { stroke: var(--s4); stroke-dasharray: 9 3 2 3; } .line.s5 { stroke: var(--s5); stroke-dasharray: 5 5; }
.line.s6 { stroke: var(--s6); stroke-dasharray: 12 4; } .line.rest { stroke: var(--rest); }
.key svg { width: 30px; height: 10px; margin-right: 6px; vertical-align: middle; }
"""


def render_page(title: str, parts: Sequence[Part]) -> str:
    """Return the page of all sections."""
    guide = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in GUIDE)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>\n<style>{STYLE}{_STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>{escape(title)}</h1>",
            f"<details><summary>How to read this</summary>{guide}</details>",
            *(_part(part) for part in parts),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _part(part: Part) -> str:
    contest = part.contest
    cards = [_conditions(part.facts)]
    cards += [_card(table) for table in part.before_charts]
    profiles = [("Performance profile, primal integral", integral_profile(contest), _INTEGRAL_NOTE)]
    profiles.append(("Performance profile, time to proof", proof_profile(contest), _PROOF_NOTE))
    cards.append(f'<div class="cards">{"".join(_profile(contest, *profile) for profile in profiles)}</div>')
    cards += [_card(table) for table in part.after_charts]
    cards.append(_convergence(contest))
    cards += [_card(table, folded=True) for table in part.appendix]
    return f'<h2 class="part">{escape(part.title)}</h2>\n' + "\n".join(card for card in cards if card)


_INTEGRAL_NOTE = "Share of instances on which the primal integral is at most that many times the best solver's."
_PROOF_NOTE = "Share of the instances that any solver has proved; Dolan and Moré, 2002."


def _conditions(facts: Facts) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in facts)
    return f'<section>\n<h3>Conditions</h3>\n<dl class="conditions">{rows}</dl>\n</section>'


def _profile(contest: Contest, title: str, profile: Profile | None, note: str) -> str:
    if profile is None:
        return ""
    text = f"{note} All solvers have {profile.instances} instances." if profile.instances != 1 else note
    body = f'{profile.svg}{_key(contest)}<p class="soft">{escape(text)}</p>'
    return f"<section>\n<h3>{escape(title)}</h3>\n{body}\n</section>"


def _convergence(contest: Contest) -> str:
    charts = "\n".join(
        f"<div><h4>{escape(name)}</h4>{convergence_chart(contest, name)}</div>" for name in contest.instances
    )
    note = "Primal gap over time, both logarithmic; mean over seeds; gaps of less than 0.01 % are drawn at 0.01 %."
    return (
        f"<section>\n<details><summary>Convergence on each instance</summary>"
        f'<p class="soft">{escape(note)}</p>{_key(contest)}\n<div class="grid-of-charts">{charts}</div></details>\n'
        "</section>"
    )


def _key(contest: Contest) -> str:
    items = "".join(
        f'<li><svg viewBox="0 0 30 10" aria-hidden="true"><path class="line {style}" d="M0 5H30"/></svg>'
        f"{escape(name)}</li>"
        for name, style in line_styles(contest).items()
    )
    return f'<ul class="key">{items}</ul>'


def _card(table: Table, folded: bool = False) -> str:
    note = f'<p class="soft">{escape(table.note)}</p>' if table.note else ""
    body = (_grid(table) if table.rows else '<p class="soft">None.</p>') + note
    if folded:
        content = f"<details><summary>{escape(table.title)}</summary>{body}</details>"
    else:
        content = f"<h3>{escape(table.title)}</h3>\n{body}"
    alarm = ' class="alarm"' if table.is_alarm else ""
    return f"<section{alarm}>\n{content}\n</section>"


def _grid(table: Table) -> str:
    head = "".join(f"<th{_style(table, None, k)}>{escape(text)}</th>" for k, text in enumerate(table.head))
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_style(table, r, k)}>{escape(text)}</td>" for k, text in enumerate(row)) + "</tr>"
        for r, row in enumerate(table.rows)
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


_LONG = 48
"""Longer texts wrap."""


def _style(table: Table, row: int | None, column: int) -> str:
    """Return the class attribute of a cell; row None is the head."""
    names = ["n"] if column >= table.first_number else []
    if row is not None and (row, column) in table.marked:
        names.append("mark")
    if row is not None and (row, column) in table.bad:
        names.append("bad")
    if row is not None and len(table.rows[row][column]) > _LONG:
        names.append("reason")
    return f' class="{" ".join(names)}"' if names else ""
