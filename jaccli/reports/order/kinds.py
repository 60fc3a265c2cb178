"""The three reports of `order`, of a chain, of a graph and of plans: how each is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Union

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.reports.order.elimination.find import Eliminating
    from jaccli.reports.order.find import Ordering
    from jaccli.reports.order.matrix_free.find import MatrixFree

Found = Union["Ordering", "Eliminating", "MatrixFree"]
Blocks = Callable[[bool, Sequence[str]], "Iterable[Block]"]  # all of it, options to repeat


class Shown(NamedTuple):
    """A report: every section, the one screen, what is drawn, the line of -q, and the result in
    JSON."""

    page: Blocks
    screen: Blocks
    drawings: Callable[[], Iterable[Block]]
    line: Callable[[], str]
    data: Callable[[], Mapping[str, Any]]


def shown(found: Found) -> Shown:
    """How a report is shown. What draws it is imported here, and of its kind alone."""
    from jaccli.reports.order.find import Ordering

    if isinstance(found, Ordering):
        return _of_a_chain(found)
    from jaccli.reports.order.matrix_free.find import MatrixFree

    return _of_plans(found) if isinstance(found, MatrixFree) else _of_a_graph(found)


def _of_a_chain(found: Ordering) -> Shown:
    from jaccli.reports.order import data, drawings, page, say, screen

    return Shown(
        lambda whole, again: page.page(found, whole=whole, again=again),
        lambda whole, again: screen.screen(found, whole=whole),
        lambda: drawings.drawings(found),
        lambda: say.in_a_line(found),
        lambda: data.ordering(found),
    )


def _of_a_graph(found: Eliminating) -> Shown:
    from jaccli.reports.order.elimination import data, drawings, page, say, screen

    return Shown(
        lambda whole, again: page.page(found, whole=whole, again=again),
        lambda whole, again: screen.screen(found, whole=whole),
        lambda: drawings.drawings(found),
        lambda: say.in_a_line(found),
        lambda: data.eliminating(found),
    )


def _of_plans(found: MatrixFree) -> Shown:
    from jaccli.reports.order.matrix_free import data, drawings, page, say, screen

    return Shown(
        lambda whole, again: page.page(found, again=again),
        lambda whole, again: screen.screen(found, whole=whole, again=again),
        lambda: drawings.drawings(found),
        lambda: say.in_a_line(found),
        lambda: data.matrix_free(found),
    )
