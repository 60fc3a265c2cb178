"""The result of `trace`: the graph of one recording, or how two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import graph_head
from jaccli.reports.common.picture.data import picture
from jaccli.reports.trace.find import Recorded, Recordings

if TYPE_CHECKING:
    from jaccli.graph import Node


def tracing(found: Recorded | Recordings) -> dict[str, Any]:
    """The result of one call."""
    return _recordings(found) if isinstance(found, Recordings) else picture(found.picture)


def _recordings(found: Recordings) -> dict[str, Any]:
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
