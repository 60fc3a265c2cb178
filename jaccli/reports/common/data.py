"""What every JSON result is made of. Keys are only ever added within a schema's number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from jaccli import __version__
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.nested import json_pieces
from jaccli.nested import listed as listed
from jaccli.reports.common.entries import (
    CheckEntry,
    CostEntry,
    FindingEntry,
    Head,
    LayerEntry,
    LocalJacobian,
    Named,
    NoKeys,
    OrderEntry,
    PrimalEntry,
    ProgramEntry,
    Spelling,
    Whole,
)
from jaccli.reports.common.facts import JacobianFacts, LayerFacts

if TYPE_CHECKING:
    from jaccli.accumulate.price import CostModel
    from jaccli.arrays import Array
    from jaccli.cost import Cost, Primal
    from jaccli.document.blocks import Finding
    from jaccli.reports.common.called import Called
    from jaccli.reports.common.derivatives.differences import Check
    from jaccli.reports.common.facts import GraphFacts, LayerShapes
    from jaccli.reports.common.ranking import Ranked, Ranking


def document(command: str, results: Sequence[Mapping[str, Any]], **further: Any) -> Iterator[str]:
    """One object for one call, one result a chain. further: keys beside `results`."""
    whole: Whole = {
        "schema": f"jaccli.{command}/1",
        "version": __version__,
        "rule": {"flops_per_multiply_add": FLOPS_PER_MULTIPLY_ADD},
    }
    yield from json_pieces({**whole, "results": results, **further}, apart=3)
    yield "\n"


def graph_named(chain: GraphFacts) -> Named:
    """What every result says of its chain or graph."""
    named: Named = {
        "file": chain.file,
        "name": chain.name,
        "description": chain.description,
        "dtype": chain.dtype,
        "input_size": chain.n,
        "output_size": chain.m,
        "inputs": dict(chain.inputs),
        "output_name": chain.output,
        "after_output": list(chain.after),
        "idle_inputs": list(chain.idle),
        "chain": chain.is_chain,
        "depth": chain.depth,
        "parameters": chain.parameters,
    }
    if chain.aside:
        named["unused"] = list(chain.aside)
    if chain.called is not None:
        named["program"] = program_entry(chain.called)
    return named


def graph_head(chain: GraphFacts) -> Head:
    """The same, with its edges counted."""
    return {**graph_named(chain), "edges": chain.edges}


def finding_entries(findings: Iterable[Finding]) -> list[FindingEntry]:
    """The key `findings`: what a page finds, in its order."""
    return [{"kind": each.kind, "text": each.said} for each in findings]


def program_entry(called: Called) -> ProgramEntry:
    """The key `program`: how often a recorded function was called."""
    return {
        "name": called.name,
        "plain": called.plain,
        "beside": called.beside,
        "rerun": called.rerun,
        "calls": called.calls,
    }


def layer_entry(layer: LayerFacts | LayerShapes, *, values: bool) -> LayerEntry:
    """A layer with its Jacobians; values: their matrices as well."""
    jacobians = []
    for jacobian in (*layer.jacobians, *layer.parameter_jacobians):
        entry: LocalJacobian = {
            "input": jacobian.input,
            "shape": list(jacobian.shape),
            "structure": jacobian.structure,
            "nonzeros": jacobian.nonzeros,
        }
        if values and isinstance(jacobian, JacobianFacts):
            matrix: Array = jacobian.map.dense()
            entry["values"] = listed(matrix)
        jacobians.append(entry)
    described: LayerEntry = {
        "name": layer.name,
        "type": layer.type,
        "inputs": list(layer.inputs),
        "output_size": layer.output_size,
        "parameters": layer.parameters,
        "jacobians": jacobians,
    }
    if layer.shape != (layer.output_size,):
        described["shape"] = list(layer.shape)
    if layer.expression:
        described["expression"] = layer.expression
    if values and isinstance(layer, LayerFacts):
        described["value"] = listed(layer.value)
    return described


def cost_entry(cost: Cost) -> CostEntry:
    """Multiplications, additions and their sum."""
    return {
        "multiplications": cost.multiplications,
        "additions": cost.additions,
        "flops": cost.flops,
    }


def costs_entry(costs: Mapping[CostModel, Cost]) -> dict[CostModel, CostEntry]:
    """The cost in each model."""
    return {model: cost_entry(cost) for model, cost in costs.items()}


def primal_entry(primal: Primal) -> PrimalEntry:
    """What evaluating the values alone costs."""
    return {"flops": primal.flops, "transcendentals": primal.transcendentals}


def difference_check(check: Check) -> CheckEntry:
    """What the differences said of a derivative."""
    return {
        "status": check.status,
        "max_abs_difference": check.difference,
        "tolerance": check.bound,
        "steps": list(check.steps),
        "directions": check.directions,
        "ok": check.ok,
        "of": check.judge,
        "finding": check.finding,
    }


def order_entry(name: str, orders: Ranking, order: Ranked | None = None) -> OrderEntry:
    """An order under one of its names. order: one of those that have none"""
    answer = orders.answers.get(name)
    order = order or orders.called(name)
    spelling = cast(Spelling, order.order.entry)
    return {
        "name": name,
        **spelling,
        "cost": costs_entry(order.costs),
        "largest_intermediate": order.largest_intermediate,
        "rank": order.rank,
        **cast(NoKeys, answer.further if answer is not None else {}),  # whatever a search adds
    }
