"""The glossary as text: the list of topics, and a page for each that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.display import Display, shown
from jaccli.document.formats.text import render
from jaccli.document.matrix import matrix_blocks
from jaccli.document.table import width_of
from jaccli.reports.explain.find import Explanation, group_topics
from jaccli.reports.explain.glossary import Item, Numbers, Page, Rows, Words


def report(found: Explanation, display: Display) -> str:
    """The text of an explanation."""
    blocks: list[Block] = []
    for page in found.pages:
        blocks += [Blank] * bool(blocks) + list(_page(page, display))
    if not found.pages:
        blocks += _list(found, display)
    return render(blocks, display)


def _list(found: Explanation, display: Display) -> Iterator[Block]:
    """Every topic in a line, group by group."""
    width = max(len(shown(topic.name, display)) for topic in found.listed)
    first = True
    for title, members in group_topics(found.listed):
        if not first:
            yield Blank
        first = False
        yield Paragraph(title, style="title")
        for topic in members:
            yield Paragraph(topic.summary, label=topic.name.ljust(width + 1), indent=2)
    yield Blank
    yield Paragraph("jaccli explain TOPIC, as in: jaccli explain chain rule", label="Next:")


def _page(page: Page, display: Display) -> Iterator[Block]:
    yield Paragraph(f"{page.name}   ({_kind(page)})", style="title")
    if page.text:
        yield Paragraph(page.text, indent=2)
    if page.formula:
        yield Blank
        for text in page.formula:
            yield Paragraph(text, indent=4)
    if page.derivation:
        yield Blank
        for at, text in enumerate(page.derivation):
            yield Paragraph(text, label="Why:" if at == 0 else "    ", indent=2)
    if page.fields:
        yield Blank
        yield _table(page.fields, display)
    yield Blank
    yield Paragraph("Example, computed now", indent=2, style="title")
    yield from _items(page.example, display)
    yield Blank
    yield Paragraph(page.source, label="Source:", indent=2)
    yield Paragraph(", ".join(page.see), label="See also:", indent=2)
    yield from _try(page.tries, display)


def _try(command: str, display: Display) -> Iterator[Block]:
    """A command as it can be copied: a long one is broken within quotes or after its pipe."""
    before, pipe, after = command.partition(" | ")
    if pipe and len(command) + 7 > display.width:
        yield Paragraph(f"{before} |", label="Try:", indent=2)
        yield Paragraph(after, indent=7)
    else:
        yield Paragraph(command, label="Try:", indent=2)


def _kind(page: Page) -> str:
    """What sort of entry it is, which tells apart two pages of one name."""
    match page.group:
        case "layers":
            return "a layer type"
        case "forms":
            return "a form of Jacobian"
        case "questions":
            return page.summary
        case "costs":
            return "a cost or a rule"
        case "ideas":
            return "an idea"


def _items(items: Sequence[Item], display: Display) -> Iterator[Block]:
    for item in items:
        match item:
            case Words(text):
                yield Paragraph(text, indent=4)
            case Numbers():
                yield from _numbers(item, display)
            case Rows():
                yield _table(item, display)


def _numbers(item: Numbers, display: Display) -> Iterator[Block]:
    """A vector as one row, a matrix as rows, under its name."""
    array = item.array if item.array.ndim == 2 else item.array[None, :]
    narrow = display._replace(width=display.width - 4)
    for block in matrix_blocks(array, item.name, narrow, values=False):
        match block:
            case Lines(lines, style):
                yield Lines([f"    {line}" for line in lines], style)
            case _:
                yield block


def _table(rows: Rows, display: Display) -> Block:
    """The rows as a table; as paragraphs where a cell has too many words for a table."""
    right = [all(isinstance(row[at], int) or not row[at] for row in rows.rows) for at in _of(rows)]
    table = Table(
        [
            Column(tuple(header.split("\n")), right=right[at])
            for at, header in enumerate(rows.headers)
        ],
        [[_cell(cell) for cell in row] for row in rows.rows],
        indent=4,
    )
    return table if width_of(table, display) <= display.width else table._replace(indent=1)


def _of(rows: Rows) -> range:
    return range(len(rows.headers))


def _cell(cell: str | int) -> str:
    return f"{cell:,}" if isinstance(cell, int) else cell
