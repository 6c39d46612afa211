"""A card as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.card.blocks import Block, Heading, Picture, Points, Table, Text


def render(title: str, blocks: Sequence[Block], command: str) -> str:
    """The whole card."""
    return "\n\n".join([f"# {title}", *(_block(block, command) for block in blocks)]) + "\n"


def _block(block: Block, command: str) -> str:
    match block:
        case Heading(text):
            return f"## {text}"
        case Text(text):
            return text
        case Points(points):
            return "\n".join(f"- {point}" for point in points)
        case Picture(plot, table):
            return f"*{plot.title}.* {plot.description}\n\n{_table(table, command)}"
        case Table():
            return _table(block, command)


def _table(table: Table, command: str) -> str:
    lines = [
        f"**{table.caption}** ({_source(table, command)})",
        "",
        _row(table.header),
        _row(["---"] + ["---:"] * (len(table.header) - 1)),
        *(_row(row) for row in table.rows),
    ]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _source(table: Table, command: str) -> str:
    return f"command: `{command}`, in the JSON: `{table.source}`"
