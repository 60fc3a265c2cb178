"""The result of `check`."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import graph_head

if TYPE_CHECKING:
    from jaccli.reports.check.find import Checked


def checked(found: Checked) -> dict[str, Any]:
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
