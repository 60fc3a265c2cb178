"""The result of `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from jaccli.reports.common.data import difference_check, graph_head, layer_entry, listed
from jaccli.reports.common.entries import CheckEntry, Declared, Head, LayerEntry, Matrix, Vector

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing


class ShowingEntry(Head):
    """The result of `show`, every array whole."""

    input: Vector
    layers: list[LayerEntry]
    output: Vector
    jacobian: Matrix
    formula: Annotated[str | None, "of the whole network, where it is short enough"]
    check: Annotated[CheckEntry | None, "what differences say, of a recorded function"]


DECLARED = Declared((ShowingEntry,))


def showing(found: Showing) -> ShowingEntry:
    """The result of `show` for one chain, every array whole."""
    return {
        **graph_head(found.graph),
        "input": listed(found.input),
        "layers": [layer_entry(layer, values=True) for layer in found.layers],
        "output": listed(found.output),
        "jacobian": listed(found.jacobian),
        "formula": None if found.formula is None else found.formula.said,
        "check": None if found.check is None else difference_check(found.check),
    }
