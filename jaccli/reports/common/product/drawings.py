"""What of a product is drawn: the graph, in each node the tangent or the adjoint of a vector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from jaccli.document.blocks import Diagram
from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common.names import command
from jaccli.reports.common.product import say
from jaccli.reports.common.product.page import Showing, Writer
from jaccli.reports.common.product.stage import scenery_of
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products


def drawings(found: Products, showing: Showing) -> Iterator[Diagram]:
    """The diagram of the first vector. Raises Mistakes for an exercise, which it would give away"""
    if showing.blanks:
        title = "--blank hides a value, and a picture shows them all"
        help = "leave out --blank, or write the exercise as text, markdown or html"
        raise Mistakes([JaccliError(title, notes=[("help", help)])])
    alone = found._replace(vectors=found.vectors[:1])  # as one is called
    scenery = scenery_of(alone, Writer(alone, showing))
    first = replace(scenery, carried={name: rows[:1] for name, rows in scenery.carried.items()})
    number = len(found.vectors)
    asked = say.asked(found)
    findings = [say.headline(found, blank=False), *say.means(found), say.price(found, briefly=True)]
    said = [(each.label, each.text) for each in (*findings, say.counting(found))]
    if number > 1:
        which = f"the picture shows the first of {count(number, 'vector')}."
        said.insert(1, ("Note:", which))
    draws = command("graph", found.graph.file, *showing.point, "--format dot")
    yield first.diagram._replace(
        otherwise=f"`{draws}` draws the graph",
        title=(asked[0].upper() + asked[1:], found.graph.name or found.graph.file),
        said=said,
        sweep=found.mode,
    )
