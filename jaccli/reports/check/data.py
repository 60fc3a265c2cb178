"""The result of `check`."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

from jaccli.reports.common.data import graph_head
from jaccli.reports.common.derivatives.outcome import Status
from jaccli.reports.common.entries import Declared, Head

if TYPE_CHECKING:
    from jaccli.reports.check.find import Checked


class NoteEntry(TypedDict):
    """A line below an error."""

    kind: str
    text: str


Figure = str | float | dict[str, int] | None  # by mode, or by rule of counting


class OutcomeEntry(TypedDict):
    """One check. noted: it could not tell, or not everywhere."""

    name: str
    status: Status
    measured: Figure
    limit: Figure
    file: str
    line: Annotated[int | None, "where something is to be mended"]
    column: int | None
    finding: Annotated[str, "what was found, in words"]
    remark: Annotated[str, "how it was tested"]
    found: Annotated[str, "the words beside the carets"]
    notes: list[NoteEntry]


class CheckedEntry(Head):
    """The result of `check`."""

    ok: bool
    checks: Annotated[
        list[OutcomeEntry], "name, status (ok, failed or noted), measured, limit, line"
    ]


class Beside(TypedDict):
    """What `check` says of all files together."""

    skipped: Annotated[list[str], "files that were passed over"]


DECLARED = Declared((CheckedEntry,), Beside)


def checked(found: Checked) -> CheckedEntry:
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


def beside(skipped: Sequence[str]) -> Beside:
    """What stands beside the results."""
    return {"skipped": list(skipped)}


def _figure(figure: Any) -> Any:
    """What was measured; null for what JSON has no number for."""
    return None if isinstance(figure, float) and not isfinite(figure) else figure
