"""Parts of an HTML page: the page itself, its head, cards, keys of colors, tables; no script, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from metasolve.report.style import STYLE


def page(title: str, head: str, cards: Iterable[str]) -> str:
    """Return the whole page; cards that are empty are left out."""
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)} - metasolve</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
            head,
            '<div class="cards">',
            *(card for card in cards if card),
            "</div>\n</main>\n</body>\n</html>\n",
        ]
    )


def heading(
    title: str, below: str, status: str, good: bool, message: str, warnings: Iterable[str], facts: Mapping[str, str]
) -> str:
    """Return the head of a page: what was run, how it ended, what to know, the main numbers."""
    cells = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>" for label, text in facts.items())
    more = f"<p>{escape(message)}</p>" if message else ""
    told = "".join(f'<p class="warn">Warning: {escape(text)}</p>' for text in dict.fromkeys(warnings))
    return (
        f'<h1>{escape(title)}</h1>\n<p class="soft">{escape(below)}</p>\n'
        f'<p><strong class="{"good" if good else "warn"}">{escape(status)}</strong></p>{more}{told}\n'
        f'<dl class="facts">{cells}</dl>'
    )


def card(title: str, body: str, wide: bool = False) -> str:
    """Return a card; a wide one takes a row of its own."""
    style = ' class="wide"' if wide else ""
    return f"<section{style}>\n<h2>{escape(title)}</h2>\n{body}\n</section>"


def key(entries: Iterable[tuple[str, str]]) -> str:
    """Return the key of a chart from pairs of style and label."""
    items = "".join(f'<li><i class="{style}"></i>{escape(label)}</li>' for style, label in entries)
    return f'<ul class="key">{items}</ul>'


def meter(share: float) -> str:
    """Return a bar as long as share, in [0, 1], of the room there is."""
    return f'<span class="meter" style="width:{100 * share:.1f}%"></span>'


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: frozenset[int] | set[int] = frozenset(),
    markup: frozenset[int] | set[int] = frozenset(),
) -> str:
    """Return a table; columns in numeric align right, those in markup are HTML of ours, all others are escaped.

    Without a head it is one of names and values, and the values may take several lines.
    """

    def cell(tag: str, k: int, text: str) -> str:
        style = "n" if k in numeric else "wide" if k in markup else "long" if not head and k else ""
        style = f' class="{style}"' if style else ""
        return f"<{tag}{style}>{text if k in markup else escape(text)}</{tag}>"

    top = "".join(cell("th", k, text) for k, text in enumerate(head))
    lines = ["".join(cell("td", k, text) for k, text in enumerate(row)) for row in rows]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    header = f"<thead><tr>{top}</tr></thead>" if head else ""
    return f'<div class="scroll"><table>{header}<tbody>{body}</tbody></table></div>'
