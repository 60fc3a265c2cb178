"""The result of `trace`: the graph of one recording, or how two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

from jaccli.reports.common.data import graph_head
from jaccli.reports.common.entries import Declared, Head
from jaccli.reports.common.picture.data import PictureEntry, picture
from jaccli.reports.trace.find import Recorded, Recordings

if TYPE_CHECKING:
    from jaccli.graph import Node


class RecordingEntry(Head):
    """One of two recordings; FLOPs of J, dense, with the start counted."""

    at: Annotated[str, "the point as it was given"]
    forward_flops: int
    reverse_flops: int


BlockEntry = TypedDict(
    "BlockEntry",
    {
        "in": Annotated[Literal["same", "first", "second"], "both have it, or one of them"],
        "first": list[str],
        "second": list[str],
    },
)


class ChangedEntry(TypedDict):
    """An operation that both have, with other numbers."""

    first: str
    second: str
    fields: list[str]


class RecordingsEntry(TypedDict):
    """The result of `trace --and-at`: both graphs, and the operations by who has them."""

    recordings: list[RecordingEntry]
    same: bool
    common_prefix: Annotated[int, "how many operations both begin with"]
    blocks: list[BlockEntry]
    changed: list[ChangedEntry]


DECLARED = Declared((PictureEntry, RecordingsEntry))


def tracing(found: Recorded | Recordings) -> PictureEntry | RecordingsEntry:
    """The result of one call."""
    return _recordings(found) if isinstance(found, Recordings) else picture(found.picture)


def _recordings(found: Recordings) -> RecordingsEntry:
    """The result of `trace` at two points: both graphs, and the operations by who has them."""

    def names(nodes: Sequence[Node]) -> list[str]:
        return [node.name for node in nodes]

    return {
        "recordings": [
            {
                **graph_head(each.graph),
                "at": each.at,
                "forward_flops": each.forward,
                "reverse_flops": each.reverse,
            }
            for each in (found.first, found.second)
        ],
        "same": found.difference.same,
        "common_prefix": found.difference.prefix,
        "blocks": [
            {"in": block.kind, "first": names(block.first), "second": names(block.second)}
            for block in found.difference.blocks
        ],
        "changed": [
            {"first": each.first.name, "second": each.second.name, "fields": list(each.fields)}
            for each in found.difference.changed
        ],
    }
