"""Reports as JSON. Keys are only ever added within a schema's number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jaccli import __version__
from jaccli.analysis.compare import Comparison
from jaccli.analysis.differences import Check
from jaccli.analysis.facts import GraphFacts, LayerFacts
from jaccli.analysis.flow import FlowStep
from jaccli.analysis.grad import Gradients
from jaccli.analysis.modes import ModeFacts, Rule
from jaccli.analysis.picture import Picture
from jaccli.analysis.product import Products
from jaccli.analysis.recordings import Recordings
from jaccli.analysis.show import Showing
from jaccli.arrays import Array
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD, Cost
from jaccli.graph import Node

MOST_ENTRIES = 4096  # of a Jacobian that is printed unasked


def listed(array: Array) -> Any:
    """Nested lists; -0.0 is written as 0.0, for it compares as text otherwise."""
    return (array + 0.0).tolist()


def document(command: str, results: Sequence[dict[str, Any]]) -> str:
    """One object for one call, one result a chain."""
    whole = {
        "schema": f"jaccli.{command}/1",
        "version": __version__,
        "rule": {"flops_per_multiply_add": FLOPS_PER_MULTIPLY_ADD},
        "results": results,
    }
    return json.dumps(whole, allow_nan=False) + "\n"


def comparison(found: Comparison, *, values: bool) -> dict[str, Any]:
    """The result of `compare` for one chain."""
    jacobian = found.jacobian
    small = values or (jacobian is not None and jacobian.size <= MOST_ENTRIES)
    agreement = found.agreement
    return {
        **_graph(found.graph),
        "wrt": found.wrt,
        "layers": [_layer(layer, values=False) for layer in found.layers],
        "output": listed(found.output) if small else None,
        "jacobian": listed(jacobian) if jacobian is not None and small else None,
        "primal": found.primal._asdict(),
        "unused": list(found.unused.layers) if found.unused else [],
        "modes": {mode.mode: _mode(mode) for mode in (found.forward, found.reverse)},
        "agreement": agreement
        and {
            "max_abs_difference": agreement.max_abs_difference,
            "tolerance": agreement.tolerance,
            "ok": agreement.ok,
        },
        "saving": found.saving and found.saving._asdict(),
        "timing": {"runs": found.runs, "note": found.clock_note} if found.runs else None,
        "verdict": {
            "cheaper": found.verdict.cheaper,
            "numerator": found.verdict.numerator,
            "denominator": found.verdict.denominator,
            "reason": found.verdict.reason,
            "cost": found.rule.model,
            "seeds": found.rule.seeds,
            "flips": [
                {"cost": rule.model, "seeds": rule.seeds, "cheaper": cheaper}
                for rule, cheaper in found.flips.items()
            ],
        },
    }


def showing(found: Showing) -> dict[str, Any]:
    """The result of `show` for one chain, every array whole."""
    return {
        **_graph(found.graph),
        "input": listed(found.input),
        "layers": [_layer(layer, values=True) for layer in found.layers],
        "output": listed(found.output),
        "jacobian": listed(found.jacobian),
    }


def product(found: Products, *, steps: bool) -> dict[str, Any]:
    """The result of `jvp` or `vjp` for one chain; one list for each vector."""
    key = "tangents" if found.mode == "forward" else "cotangents"
    result = {
        **_graph(found.graph),
        "vectors": [listed(vector.entries) for vector in found.vectors],
        "primal": listed(found.output),
        key: listed(found.results),
        "cost": {found.model: {"flops": found.flops}},
        "check": _check(found.check),
    }
    if steps and found.flow:
        result["steps"] = [_flow_step(step, key) for step in found.flow]
    elif steps:
        result["steps"] = [
            {
                "layer": step.layer.name,
                "primal": listed(step.primal),
                key: listed(step.after),
                "flops": step.flops,
                "why": step.why,
            }
            for step in found.steps
        ]
    return result


def _flow_step(step: FlowStep, key: str) -> dict[str, Any]:
    """A value of a graph: what it has collected, and over which edges. An input is no layer."""
    return {
        "layer": step.name,
        "type": step.kind,
        "primal": listed(step.primal),
        key: listed(step.total),
        "flops": step.flops,
        "meeting_additions": step.meeting,
        "reached": step.reached,
        "unused": step.unused,
        "contributions": [
            {
                "layer": arrival.layer,
                "input": arrival.source,
                "rule": arrival.rule,
                "shape": list(arrival.shape),
                "structure": arrival.structure,
                key: listed(arrival.product),
                "flops": arrival.flops,
                "why": arrival.why,
            }
            for arrival in step.arrivals
        ],
    }


def picture(found: Picture) -> dict[str, Any]:
    """The result of `graph`: nodes and edges; values and adjoints where they were asked for."""

    def numbers(array: Array | None) -> Any:
        return None if array is None else listed(array)

    return {
        **_graph(found.graph),
        "nodes": [
            {
                "name": node.name,
                "type": node.type,
                "size": node.size,
                "shape": list(node.shape),
                "expression": node.expression,
                "primal": numbers(node.primal),
                "adjoint": numbers(node.adjoint),
            }
            for node in found.nodes
        ],
        "edges": [
            {
                "input": edge.source,
                "layer": edge.layer,
                "shape": list(edge.form.shape),
                "structure": edge.form.structure,
                "rule": edge.rule,
            }
            for edge in found.edges
        ],
        "weights": numbers(found.weights),
    }


def recordings(found: Recordings) -> dict[str, Any]:
    """The result of `trace` at two points: both graphs, and the operations by who has them."""

    def names(nodes: Sequence[Node]) -> list[str]:
        return [node.name for node in nodes]

    return {
        "recordings": [
            {
                **_graph(each.graph),
                "at": each.at,
                "forward_flops": each.forward,
                "reverse_flops": each.reverse,
            }
            for each in (found.first, found.second)
        ],
        "same": found.difference.same,
        "common_prefix": found.difference.prefix,
        "blocks": [
            {"in": block.kind, "first": names(block.first), "second": names(block.second)}
            for block in found.difference.blocks
        ],
        "changed": [
            {"first": each.first.name, "second": each.second.name, "fields": list(each.fields)}
            for each in found.difference.changed
        ],
    }


def gradients(found: Gradients, *, steps: bool = False) -> dict[str, Any]:
    """The result of `grad` for one chain: every gradient that there is, whole."""
    flow = {"steps": [_flow_step(step, "adjoint") for step in found.flow]} if steps else {}
    return {
        **_graph(found.graph),
        "loss": found.loss,
        "gradients": {
            each.layer.name: {name: listed(array) for name, array in each.gradients.items()}
            for each in found.layers
            if each.gradients
        },
        "input_gradients": {name: listed(array) for name, array in found.input_gradients.items()},
        "cost": {
            "primal": found.primal._asdict(),
            "adjoints": _cost(found.adjoints),
            "gradients": _cost(found.gradients),
            "ratio": found.ratio,
        },
        "check": _check(found.check),
        **flow,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "status": check.status,
        "max_abs_difference": check.difference,
        "tolerance": check.bound,
        "steps": list(check.steps),
        "directions": check.directions,
        "ok": check.ok,
    }


def _graph(chain: GraphFacts) -> dict[str, Any]:
    return {
        "file": chain.file,
        "name": chain.name,
        "description": chain.description,
        "dtype": chain.dtype,
        "input_size": chain.n,
        "output_size": chain.m,
        "inputs": dict(chain.inputs),
        "output_name": chain.output,
        "chain": chain.is_chain,
        "depth": chain.depth,
        "edges": chain.edges,
        "parameters": chain.parameters,
    }


def _layer(layer: LayerFacts, *, values: bool) -> dict[str, Any]:
    jacobians = []
    for jacobian in (*layer.jacobians, *layer.parameter_jacobians):
        entry: dict[str, Any] = {
            "input": jacobian.input,
            "shape": list(jacobian.shape),
            "structure": jacobian.structure,
            "nonzeros": jacobian.nonzeros,
        }
        if values:
            matrix: Array = jacobian.map.dense()
            entry["values"] = listed(matrix)
        jacobians.append(entry)
    described: dict[str, Any] = {
        "name": layer.name,
        "type": layer.type,
        "inputs": list(layer.inputs),
        "output_size": layer.output_size,
        "parameters": layer.parameters,
        "jacobians": jacobians,
    }
    if layer.shape != layer.value.shape:
        described["shape"] = list(layer.shape)
    if layer.expression:
        described["expression"] = layer.expression
    if values:
        described["value"] = listed(layer.value)
    return described


def _mode(mode: ModeFacts) -> dict[str, Any]:
    def both(seeds: str) -> dict[str, Any]:
        return {rule.model: _cost(cost) for rule, cost in mode.costs.items() if rule.seeds == seeds}

    return {
        "passes": mode.passes,
        "cost": both("counted"),
        "seeds_free": both("free"),
        "memory": mode.memory._asdict(),
        "steps": [
            {
                "layer": step.layer,
                "input": step.input,
                "dense_flops": step.costs[Rule("dense", "counted")].flops,
                "structured_flops": step.costs[Rule("structured", "counted")].flops,
            }
            for step in mode.steps
        ],
        "meeting_additions": mode.meeting.additions,
        "seconds": mode.seconds,
    }


def _cost(cost: Cost) -> dict[str, int]:
    return {**cost._asdict(), "flops": cost.flops}
