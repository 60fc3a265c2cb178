"""The three reports of `order`, of a chain, of a graph and of plans: how each is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
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
    """How a report is shown. What draws it is imported when it is asked for."""
    from jaccli.reports.order.find import Ordering

    if isinstance(found, Ordering):
        return _of_a_chain(found)
    from jaccli.reports.order.matrix_free.find import MatrixFree

    return _of_plans(found) if isinstance(found, MatrixFree) else _of_a_graph(found)


def _modules(folder: str) -> Callable[[str], Any]:
    """The modules of a folder by their names, each imported at its first use."""
    return lambda name: import_module(f"jaccli.reports.order.{folder}{name}")


def _of_a_chain(found: Ordering) -> Shown:
    module = _modules("")
    return Shown(
        lambda whole, again: module("page").page(found, whole=whole, again=again),
        lambda whole, again: module("screen").screen(found, whole=whole),
        lambda: module("drawings").drawings(found),
        lambda: module("say").in_a_line(found),
        lambda: module("data").ordering(found),
    )


def _of_a_graph(found: Eliminating) -> Shown:
    module = _modules("elimination.")
    return Shown(
        lambda whole, again: module("page").page(found, whole=whole, again=again),
        lambda whole, again: module("screen").screen(found, whole=whole),
        lambda: module("drawings").drawings(found),
        lambda: module("say").in_a_line(found),
        lambda: module("data").eliminating(found),
    )


def _of_plans(found: MatrixFree) -> Shown:
    module = _modules("matrix_free.")
    return Shown(
        lambda whole, again: module("page").page(found, again=again),
        lambda whole, again: module("screen").screen(found, whole=whole, again=again),
        lambda: module("drawings").drawings(found),
        lambda: module("say").in_a_line(found),
        lambda: module("data").matrix_free(found),
    )
