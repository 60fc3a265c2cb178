"""The result of `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jaccli.reports.common.data import difference_check, graph_head, layer_entry, listed

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing


def showing(found: Showing) -> dict[str, Any]:
    """The result of `show` for one chain, every array whole."""
    return {
        **graph_head(found.graph),
        "input": listed(found.input),
        "layers": [layer_entry(layer, values=True) for layer in found.layers],
        "output": listed(found.output),
        "jacobian": listed(found.jacobian),
        "formula": found.formula and found.formula.said,
        "check": found.check and difference_check(found.check),
    }
