"""The results of `explain`: pages, or without a topic the list, an entry a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

from jaccli.document.blocks import Finding, findings_in
from jaccli.document.cells import Cell, written
from jaccli.reports.common.data import finding_entries, listed
from jaccli.reports.common.entries import Declared, FindingEntry
from jaccli.reports.explain.find import Explanation, group_topics
from jaccli.reports.explain.glossary import Item, Lines, Numbers, Rows, Said, Words
from jaccli.reports.explain.page import page_of
from jaccli.reports.explain.say import headline, to_choose

if TYPE_CHECKING:
    from jaccli.reports.explain.glossary import Page


class WordsEntry(TypedDict):
    """A sentence of an example."""

    text: str


class NumbersEntry(TypedDict):
    """A vector or a matrix with its name."""

    name: str
    values: Annotated[list[Any], "one list of numbers, or one for each row"]


class RowsEntry(TypedDict):
    """A table."""

    headers: list[str]
    rows: list[list[str | int]]


class LinesEntry(TypedDict):
    """A file or a program as it is written, line by line."""

    lines: list[str]


class SaidEntry(TypedDict):
    """What a book says, the command that shows it, and words of what that prints."""

    says: str
    command: str
    shown: list[str]


ItemEntry = WordsEntry | NumbersEntry | RowsEntry | LinesEntry | SaidEntry


class TopicEntry(TypedDict):
    """A name in the list."""

    name: str
    summary: str


class GroupEntry(TypedDict):
    """A part of the list of topics."""

    group: Annotated[str, "its title"]
    topics: list[TopicEntry]
    findings: list[FindingEntry]


class PageEntry(TypedDict):
    """One entry of the glossary, with its example computed."""

    name: str
    group: str
    summary: Annotated[str, "the line of the list"]
    text: str
    formula: list[str]
    derivation: list[str]
    fields: Annotated[RowsEntry | None, "of a layer type"]
    example: list[ItemEntry]
    source: str
    see: Annotated[list[str], "names of other topics"]
    tries: Annotated[str, "a command"]
    findings: list[FindingEntry]


DECLARED = Declared((PageEntry, GroupEntry))


def explanation(found: Explanation) -> Sequence[PageEntry | GroupEntry]:
    """One entry a page; where none was asked for, one a group."""
    if found.pages:
        return [_page(page) for page in found.pages]
    choose = to_choose([each.name for each in found.listed])
    groups: list[GroupEntry] = [
        {
            "group": title,
            "topics": [{"name": topic.name, "summary": topic.summary} for topic in members],
            "findings": finding_entries([Finding("headline", title), choose]),
        }
        for title, members in group_topics(found.listed)
    ]
    return groups


def _page(page: Page) -> PageEntry:
    return {
        "name": page.name,
        "group": page.group,
        "summary": page.summary,
        "text": page.text,
        "formula": list(page.formula),
        "derivation": list(page.derivation),
        "fields": _rows(page.fields) if page.fields else None,
        "example": [_item(item) for item in page.example],
        "source": page.source,
        "see": list(page.see),
        "tries": page.tries,
        "findings": finding_entries([headline(page), *findings_in(page_of(page))]),
    }


def _item(item: Item) -> ItemEntry:
    match item:
        case Words(text):
            return {"text": text}
        case Numbers(name, array):
            return {"name": name, "values": listed(array)}
        case Lines(lines):
            return {"lines": [*lines]}
        case Said(says, command, shown):
            return {"says": says, "command": command, "shown": [*shown]}
        case Rows():
            return _rows(item)


def _rows(table: Rows) -> RowsEntry:
    return {
        "headers": [each if isinstance(each, str) else " ".join(each) for each in table.headers],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell | int) -> str | int:
    return cell if isinstance(cell, int) else written(cell)
