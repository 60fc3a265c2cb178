"""The results of `jvp` and `vjp`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict

from jaccli.accumulate.price import CostModel, Mode
from jaccli.reports.common.data import difference_check, graph_head, listed
from jaccli.reports.common.entries import CheckEntry, Declared, Head, Matrix, Vector
from jaccli.reports.common.flow.data import Carried, CarriedBy, FlowStepEntry, flow_step

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products


class FlopsEntry(TypedDict):
    """What the products cost."""

    flops: int


class StepEntry(Carried):
    """A layer of a chain, and what the vectors are after it."""

    layer: str
    primal: Vector
    flops: int
    why: Annotated[str, "what the Jacobian does to the vector, in words"]


class Steps(TypedDict):
    """With --steps."""

    steps: NotRequired[
        Annotated[
            list[StepEntry] | list[FlowStepEntry],
            "one a layer, in the order of the sweep; with --steps",
        ]
    ]


class ProductEntry(Head, Steps):
    """Products with one list for each vector."""

    vectors: Matrix
    primal: Annotated[list[float | None], "the value at the point"]
    cost: dict[CostModel, FlopsEntry]
    check: CheckEntry


class Pushed(ProductEntry):
    """The result of `jvp`."""

    tangents: Annotated[
        list[list[float | None]], "of jvp, cotangents of vjp: one list for each vector"
    ]


class Pulled(ProductEntry):
    """The result of `vjp`."""

    cotangents: Annotated[list[list[float | None]], "u·J, one list for each vector"]


DECLARED: Mapping[Mode, Declared] = {
    "forward": Declared((Pushed,)),
    "reverse": Declared((Pulled,)),
}


def product(found: Products, *, steps: bool) -> Pushed | Pulled:
    """The result of `jvp` or `vjp` for one chain; one list for each vector."""
    flow: Steps = {"steps": _steps(found)} if steps else {}
    result: ProductEntry = {
        **graph_head(found.graph),
        "vectors": [listed(vector.entries) for vector in found.vectors],
        "primal": listed(found.output),
        "cost": {found.model: {"flops": found.flops}},
        "check": difference_check(found.check),
        **flow,
    }
    if found.mode == "forward":
        return {**result, "tangents": listed(found.results)}
    return {**result, "cotangents": listed(found.results)}


def _steps(found: Products) -> list[StepEntry] | list[FlowStepEntry]:
    """Layer by layer; along a graph value by value."""
    key: CarriedBy = "tangents" if found.mode == "forward" else "cotangents"
    if found.flow:
        return [flow_step(step, key) for step in found.flow]
    entries = []
    for step in found.steps:
        entry: StepEntry = {
            "layer": step.layer.name,
            "primal": listed(step.primal),
            "flops": step.flops,
            "why": step.why,
        }
        entry[key] = listed(step.after)
        entries.append(entry)
    return entries
