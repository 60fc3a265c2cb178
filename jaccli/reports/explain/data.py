"""The results of `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import listed

if TYPE_CHECKING:
    from jaccli.reports.explain.find import Explanation
    from jaccli.reports.explain.glossary import Item


def explanation(found: Explanation) -> list[dict[str, Any]]:
    """The results of `explain`: pages, or without a topic the list, one entry a group."""
    from jaccli.reports.explain.find import group_topics

    if not found.pages:
        return [
            {
                "group": title,
                "topics": [{"name": topic.name, "summary": topic.summary} for topic in members],
            }
            for title, members in group_topics(found.listed)
        ]
    return [
        {
            **page._asdict(),
            "fields": _item(page.fields) if page.fields else None,
            "example": [_item(item) for item in page.example],
        }
        for page in found.pages
    ]


def _item(item: Item) -> dict[str, Any]:
    from jaccli.reports.explain.glossary import Numbers, Rows, Words

    match item:
        case Words(text):
            return {"text": text}
        case Numbers(name, array):
            return {"name": name, "values": listed(array)}
        case Rows(headers, rows):
            return {
                "headers": [each.replace("\n", " ") for each in headers],
                "rows": [list(row) for row in rows],
            }
