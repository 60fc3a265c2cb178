"""What of a Picture is drawn: the graph, with what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Diagram
from jaccli.reports.common.heading import sizes_of
from jaccli.reports.common.picture.find import Picture
from jaccli.reports.common.picture.page import diagram
from jaccli.reports.graph import say


def drawings(found: Picture) -> Iterator[Diagram]:
    """The diagram, its title, which adjoints are sums."""
    graph = found.graph
    said = [say.headline(found), *say.sums(found), *say.one_pass(found)]
    yield diagram(found, labelled=True)._replace(
        title=(graph.name or graph.file, ", ".join(sizes_of(graph))),
        said=[(each.label, each.text) for each in said],
    )
