"""The results of `explain`: pages, or without a topic the list, an entry a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.document.blocks import Finding, findings_in
from jaccli.document.cells import Cell, written
from jaccli.reports.common.data import finding_entries, listed
from jaccli.reports.explain.find import Explanation, group_topics
from jaccli.reports.explain.glossary import Item, Lines, Numbers, Rows, Said, Words
from jaccli.reports.explain.page import page_of
from jaccli.reports.explain.say import headline, to_choose

if TYPE_CHECKING:
    from jaccli.reports.explain.glossary import Page


def explanation(found: Explanation) -> list[dict[str, Any]]:
    """One entry a page; where none was asked for, one a group."""
    if found.pages:
        return [_page(page) for page in found.pages]
    choose = to_choose([each.name for each in found.listed])
    return [
        {
            "group": title,
            "topics": [{"name": topic.name, "summary": topic.summary} for topic in members],
            "findings": finding_entries([Finding("headline", title), choose]),
        }
        for title, members in group_topics(found.listed)
    ]


def _page(page: Page) -> dict[str, Any]:
    return {
        **page._asdict(),
        "fields": _item(page.fields) if page.fields else None,
        "example": [_item(item) for item in page.example],
        "findings": finding_entries([headline(page), *findings_in(page_of(page))]),
    }


def _item(item: Item) -> dict[str, Any]:
    match item:
        case Words(text):
            return {"text": text}
        case Numbers(name, array):
            return {"name": name, "values": listed(array)}
        case Lines(lines):
            return {"lines": [*lines]}
        case Said():
            return item._asdict()
        case Rows(headers, rows):
            return {
                "headers": [each if isinstance(each, str) else " ".join(each) for each in headers],
                "rows": [[_cell(cell) for cell in row] for row in rows],
            }


def _cell(cell: Cell | int) -> str | int:
    return cell if isinstance(cell, int) else written(cell)
