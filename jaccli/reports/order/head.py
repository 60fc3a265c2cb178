"""What several reports of `order` say alike, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict

from jaccli.accumulate.price import CostModel
from jaccli.reports.common.called import called
from jaccli.reports.common.data import program_entry
from jaccli.reports.common.entries import AgreementEntry, ProgramEntry, Shape

if TYPE_CHECKING:
    from jaccli.factors import Factors
    from jaccli.linmap import Form
    from jaccli.reports.order.running import Execution


class FactorEntry(TypedDict):
    """One Jacobian of the chain; its type is null where shapes alone were given."""

    type: str | None
    shape: Shape
    structure: str


class PieceEntry(TypedDict):
    """A part of a graph that stands as a factor of a chain."""

    to: Annotated[str, "the value that it ends at"]
    edges: int


class ChainEntry(TypedDict):
    """What both reports say of their chain."""

    file: str
    name: str
    description: str
    input_size: int
    output_size: int
    depth: Annotated[int, "how many Jacobians there are"]
    after_output: Annotated[list[str], "layers after the output, which are not run"]
    jacobians: Annotated[list[FactorEntry], "J_1 first"]
    cost: CostModel
    pieces: NotRequired[Annotated[list[PieceEntry], "of a graph: what each Jacobian is of"]]
    unused: NotRequired[Annotated[list[str], "layers that the output does not depend on"]]
    program: NotRequired[Annotated[ProgramEntry, "of a recorded function: how often it was called"]]


class RunEntry(AgreementEntry):
    """How far the orders are apart that were run."""

    executed: Annotated[int, "how many were run"]
    not_executed: Annotated[str, "why the others were not"]


class TimedEntry(TypedDict):
    """How the times were taken."""

    runs: int
    drawn: Annotated[bool, "whether the matrices were random ones of the same shapes"]


def chain_head(chain: Factors, forms: Sequence[Form], model: CostModel) -> ChainEntry:
    """What both reports say of their chain."""
    sizes = chain.sizes
    names: Sequence[str | None] = chain.types or [None] * len(forms)
    head: ChainEntry = {
        "file": chain.file,
        "name": chain.name,
        "description": chain.description,
        "input_size": sizes[0],
        "output_size": sizes[-1],
        "depth": len(forms),
        "after_output": list(chain.graph.after) if chain.graph is not None else [],
        "jacobians": [
            {"type": kind, "shape": list(form.shape), "structure": form.structure}
            for kind, form in zip(names, forms, strict=True)
        ],
        "cost": model,
    }
    if chain.pieces:
        head["pieces"] = [{"to": each.to, "edges": each.edges} for each in chain.pieces]
    if chain.graph is not None and chain.graph.aside:
        head["unused"] = [node.name for node in chain.graph.aside]
    if chain.graph is not None and (calls := called(chain.graph)) is not None:
        head["program"] = program_entry(calls)
    return head


def run_entry(execution: Execution) -> RunEntry:
    """How far the orders are apart that were run."""
    return {
        "executed": len(execution.runs),
        "max_abs_difference": execution.difference,
        "tolerance": execution.tolerance,
        "ok": execution.ok,
        "not_executed": execution.why_not,
    }
