"""The results of `explain` and `check`."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from jaccli.views.json.shared import graph_head, listed

if TYPE_CHECKING:
    from jaccli.analysis.check import Checked
    from jaccli.analysis.explain import Explanation
    from jaccli.analysis.glossary import Item


def explanation(found: Explanation) -> list[dict[str, Any]]:
    """The results of `explain`: pages, or without a topic the list, one entry a group."""
    from jaccli.analysis.explain import group_topics

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
    from jaccli.analysis.glossary import Numbers, Rows, Words

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


def check(found: Checked) -> dict[str, Any]:
    """The result of `check` for one chain; line and column where something is to be mended."""
    return {
        **graph_head(found.graph),
        "ok": found.ok,
        "checks": [
            {
                "name": each.name,
                "status": each.status,
                "measured": _figure(each.measured),
                "limit": _figure(each.limit),
                "file": each.place.source.name if each.place else found.graph.file,
                "line": each.place.line if each.place else None,
                "column": each.place.column if each.place else None,
                "finding": each.finding,
                "remark": each.remark,
                "found": each.found,
                "notes": [{"kind": kind, "text": text} for kind, text in each.notes],
            }
            for each in found.outcomes
        ],
    }


def _figure(figure: Any) -> Any:
    """What was measured; null for what JSON has no number for."""
    return None if isinstance(figure, float) and not isfinite(figure) else figure
