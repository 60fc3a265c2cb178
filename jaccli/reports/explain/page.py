"""The glossary as blocks: the list of topics, and a page for each that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import (
    Blank,
    Block,
    Code,
    Column,
    Legend,
    Listing,
    Matrix,
    Paragraph,
    Table,
    vectors,
)
from jaccli.document.cells import Cell, Number
from jaccli.reports.explain import say
from jaccli.reports.explain.find import Explanation, group_topics
from jaccli.reports.explain.glossary import Item, Lines, Numbers, Page, Rows, Said, Words

INDENT = 4  # of what an example consists of


def page(found: Explanation) -> Iterator[Block]:
    """The pages that were asked for, or the topics to choose from, group by group."""
    if not found.pages:
        grouped = group_topics(found.listed)
        yield Listing(
            [(title, [(each.name, each.summary) for each in group]) for title, group in grouped]
        )
        yield Blank
        yield say.to_choose([each.name for each in found.listed])
    for at, each in enumerate(found.pages):
        if at:
            yield Blank
        yield from page_of(each)


def page_of(page: Page) -> Iterator[Block]:
    """One entry of the glossary."""
    yield Paragraph(f"{page.name}   ({_kind(page)})", style="title")
    if page.text:
        yield Paragraph(page.text, indent=2)
    if page.formula:
        yield Blank
        yield from (Paragraph(text, indent=INDENT) for text in page.formula)
    if page.derivation:
        yield Blank
        yield from say.why(page)
    if page.fields:
        yield Blank
        yield _table(page.fields)
    yield Blank
    yield Paragraph(_title(page), indent=2, style="title")
    for item in page.example:
        yield from _blocks(item)
    yield Legend()
    yield Blank
    yield Paragraph(page.source, label="Source:", indent=2)
    yield Paragraph(", ".join(page.see), label="See also:", indent=2)
    yield say.to_try(page)


def _title(page: Page) -> str:
    """What stands over its example."""
    if page.group == "chapter":
        return "Which command shows it"
    written = any(isinstance(item, Lines) for item in page.example)
    return "Example" if written else "Example, computed now"


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
        case "files":
            return "a file or a format"
        case "chapter":
            return page.summary
        case "ideas":
            return "an idea"


def _blocks(item: Item) -> Iterator[Block]:
    """A part of an example: a sentence, a vector or a matrix under its name, a table, a file."""
    match item:
        case Words(text):
            yield Paragraph(text, indent=INDENT)
        case Numbers(name, array) if array.ndim == 2:
            yield Matrix(name, array, indent=INDENT)
        case Numbers(name, array):
            yield vectors(name, array[None, :], indent=INDENT)
        case Rows():
            yield _table(item)
        case Lines(lines):
            yield Code([(line and " " * INDENT + line, "") for line in lines], "")
        case Said(says, command, shown):
            yield Paragraph(says, indent=INDENT)
            yield Paragraph(command, indent=INDENT + 2)
            yield from (Paragraph(words, indent=INDENT + 4) for words in shown)


def _table(found: Rows) -> Table:
    """The rows as a table; integers stand at the right."""
    columns = zip(*found.rows, strict=True)
    right = [all(isinstance(cell, int) or not cell for cell in column) for column in columns]
    return Table(
        [Column(header, right=at) for header, at in zip(found.headers, right, strict=True)],
        [[_cell(cell) for cell in row] for row in found.rows],
        indent=INDENT,
    )


def _cell(cell: Cell | int) -> Cell:
    return Number(cell) if isinstance(cell, int) else cell
