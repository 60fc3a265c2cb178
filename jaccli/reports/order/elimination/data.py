"""The result of `order` for a graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, TypedDict, cast

from jaccli.accumulate.price import CostModel
from jaccli.reports.common.called import called
from jaccli.reports.common.data import cost_entry, costs_entry, program_entry
from jaccli.reports.common.entries import (
    CostEntry,
    Costs,
    NoKeys,
    ProgramEntry,
    Shape,
)
from jaccli.reports.order.elimination.steps import taken
from jaccli.reports.order.head import RunEntry, TimedEntry, run_entry

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating
    from jaccli.reports.order.elimination.priced import Priced


class EdgeEntry(TypedDict):
    """The Jacobian of one value by another."""

    source: Annotated[str, "by which"]
    target: Annotated[str, "of which"]
    shape: Shape
    structure: str


class Eliminated(TypedDict):
    """How an order of elimination is spelt."""

    elimination: NotRequired[
        Annotated[list[str], "the values in the order in which they are eliminated"]
    ]
    edge_elimination: NotRequired[
        Annotated[list[list[str]], "with --eliminate edges: each from, to, front or back"]
    ]


class OrderOfValues(Eliminated):
    """An order of elimination under one of its names."""

    name: Annotated[str, "forward, reverse, markowitz, markowitz-last, best, given, or a new one"]
    cost: Costs
    largest_intermediate: Annotated[int, "numbers of the largest Jacobian on the way, J aside"]
    rank: Annotated[int, "1 for the cheapest"]
    optimal: Annotated[bool, "whether it is proved that no order costs less"]
    lower_bound: Annotated[
        int | None, "multiplications that no order comes below; null in the structured model"
    ]
    stopped: Annotated[Literal["budget"] | None, "why the search for the best ended early"]
    executed: bool
    finite: bool
    max_abs_difference: Annotated[float | None, "of J to that of a mode"]
    counted: Annotated[CostEntry | None, "operations counted while it ran"]
    not_executed: Annotated[str, "why it was not run, of a graph with layers"]
    seconds: Annotated[float | None, "with --time: the quickest run"]


class EliminationEntry(CostEntry):
    """One elimination of the best order, of a value or of an edge, `front x→a`; of "" what adds
    edges that meet."""

    value: str
    size: int
    before: Annotated[int, "values that have an edge to it then"]
    after: Annotated[int, "values that it has an edge to then"]
    entering: Annotated[int, "the sizes of those before it, together"]
    leaving: Annotated[int, "the sizes of those after it, together"]
    products: int
    new_edges: Annotated[int, "the fill-in: edges that were not there"]


class EliminatingEntry(TypedDict):
    """The result of `order` for a graph."""

    file: str
    name: str
    description: str
    input_size: int
    output_size: int
    eliminate: Literal["vertices", "edges"]
    scalars: Annotated[bool, "whether every value is a number, written out of larger ones"]
    values: Annotated[dict[str, int], "their sizes, each behind those that it depends on"]
    inputs: Annotated[list[str], "by which: the columns of J side by side"]
    outputs: Annotated[list[str], "of which: the rows of J"]
    edges: list[EdgeEntry]
    dead: Annotated[list[str], "values between no input and output: they cost nothing"]
    cost: CostModel
    seeds: Literal["free"]
    orders: list[OrderOfValues]
    steps: Annotated[list[EliminationEntry], "of the best order, in turn"]
    agreement: RunEntry | None
    timing: TimedEntry | None
    not_timed: Annotated[str, "why nothing was timed, where --time asked for it"]
    after_output: Annotated[list[str], "layers after the output, which are not run"]
    program: NotRequired[Annotated[ProgramEntry, "of a recorded function: how often it was called"]]


def eliminating(found: Eliminating) -> EliminatingEntry:
    """The result of `order` for one graph. An order of two names has an entry for each."""
    subject, dag = found.subject, found.subject.dag
    graph, execution, timing = subject.graph, found.execution, found.timing
    entry: EliminatingEntry = {
        "file": subject.file,
        "name": subject.name,
        "description": subject.description,
        "input_size": subject.n,
        "output_size": subject.m,
        "eliminate": found.by,
        "scalars": subject.is_of_numbers,
        "values": dict(zip(dag.names, dag.sizes, strict=True)),
        "inputs": [dag.names[v] for v in dag.inputs],
        "outputs": [dag.names[v] for v in dag.outputs],
        "edges": [*_edges(found)],
        "dead": list(dag.dead),
        "cost": found.model,
        "seeds": "free",
        "orders": [*_orders(found)],
        "steps": [*_steps(found)],
        "agreement": execution and run_entry(execution),
        "timing": timing and {"runs": timing.runs, "drawn": timing.drawn},
        "not_timed": found.not_timed,
        "after_output": list(graph.after) if graph is not None else [],
    }
    if graph is not None and (calls := called(graph)) is not None:
        entry["program"] = program_entry(calls)
    return entry


def _edges(found: Eliminating) -> Iterator[EdgeEntry]:
    dag = found.subject.dag
    for at, (source, target) in enumerate(dag.edges):
        form = dag.form(at)
        yield {
            "source": dag.names[source],
            "target": dag.names[target],
            "shape": list(form.shape),
            "structure": form.structure,
        }


def _orders(found: Eliminating) -> Iterator[OrderOfValues]:
    """Those of a name in the order of the names."""
    for name in found.orders.answers:
        yield _order(found, name, found.orders.called(name))


def _order(found: Eliminating, name: str, each: Priced) -> OrderOfValues:
    orders, execution = found.orders, found.execution
    run = execution.runs.get(each.order) if execution else None
    best = orders.amount(each) == orders.amount(orders.best)
    return {
        "name": name,
        **cast(NoKeys, orders.answers[name].further),  # whatever a search adds
        **cast(Eliminated, each.order.entry),
        "cost": costs_entry(each.costs),
        "largest_intermediate": each.largest,
        "rank": each.rank,
        "optimal": orders.optimal and best,
        "lower_bound": orders.bound,
        "stopped": cast(Literal["budget"] | None, orders.stopped if name == "best" else None),
        "executed": run is not None,
        "finite": run is None or run.difference is not None,
        "max_abs_difference": run and run.difference,
        "counted": cost_entry(run.counted) if run and run.counted else None,
        "not_executed": _why_not(found, each),
        "seconds": found.timing.seconds.get(each.names[0]) if found.timing else None,
    }


def _why_not(found: Eliminating, order: Priced) -> str:
    """Why an order of a graph with layers was not run, "" where it was."""
    execution = found.execution
    if execution is None or order.order in execution.runs:
        return ""
    return found.left.get(order.order, execution.why_not)


def _steps(found: Eliminating) -> Iterator[EliminationEntry]:
    for step, each in zip(found.steps, taken(found, found.steps), strict=True):
        yield {
            "value": each.value,
            "size": each.size,
            "before": each.before,
            "after": each.after,
            "entering": each.entering,
            "leaving": each.leaving,
            "products": each.products,
            "new_edges": each.new,
            **cost_entry(step.cost),
        }
