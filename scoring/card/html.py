"""A card as one HTML page with a style sheet beside it: no script, no inline style, readable by a screen reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib import resources

from scoring.card.blocks import Block, Heading, Picture, Points, Table, Text

STYLE = "model-card.css"


def style() -> str:
    """The style sheet."""
    return (resources.files(__package__) / STYLE).read_text(encoding="utf-8")


def render(title: str, blocks: Sequence[Block], command: str) -> str:
    """The whole page."""
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    links = "\n".join(f'<li><a href="#{_id(text)}">{escape(text)}</a></li>' for text in headings)
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>",
        f'<link rel="stylesheet" href="{STYLE}">',
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{escape(title)}</h1>",
        f'<nav aria-label="Contents"><ul>\n{links}\n</ul></nav>',
        *(_block(block, command) for block in blocks),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _block(block: Block, command: str) -> str:
    match block:
        case Heading(text):
            return f'<h2 id="{_id(text)}">{escape(text)}</h2>'
        case Text(text):
            return f"<p>{_inline(text)}</p>"
        case Points(points):
            return "<ul>\n" + "\n".join(f"<li>{_inline(point)}</li>" for point in points) + "\n</ul>"
        case Picture(plot, table):
            caption = (
                f"<figcaption><strong>{escape(plot.title)}.</strong> {escape(plot.description)}</figcaption>"
            )
            figures = f"<details open><summary>The figures of this plot</summary>\n{_table(table, command)}\n</details>"
            return f"<figure>\n{plot.svg()}\n{caption}\n</figure>\n{figures}"
        case Table():
            return _table(block, command)


def _table(table: Table, command: str) -> str:
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in table.header)
    rows = "\n".join(
        f'<tr><th scope="row">{_inline(row[0])}</th>{"".join(f"<td>{_inline(c)}</td>" for c in row[1:])}</tr>'
        for row in table.rows
    )
    source = f"<code>{escape(command)}</code>, in the JSON: <code>{escape(table.source)}</code>"
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(table.caption)}">\n<table>\n'
        f"<caption>{_inline(table.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n"
        f'</table>\n</div>\n<p class="source">Command: {source}</p>'
    )


def _inline(text: str) -> str:
    """A text with its code and strong parts marked."""
    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
    told = re.sub(r"\[[^\]]+\]", r'<span class="interval">\g<0></span>', told)
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", told)


def _id(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
