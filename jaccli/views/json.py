"""Reports as JSON. Keys are only ever added within a schema's number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from jaccli.analysis.check import Checked
    from jaccli.analysis.explain import Explanation
    from jaccli.analysis.glossary import Item
    from jaccli.analysis.growth import Fit
    from jaccli.analysis.sweep import Sweep

MOST_ENTRIES = 4096  # of a Jacobian that is printed unasked


def listed(array: Array) -> Any:
    """Nested lists; -0.0 is written as 0.0, for it compares as text otherwise."""
    return (array + 0.0).tolist()


def document(command: str, results: Sequence[dict[str, Any]], **further: Any) -> str:
    """One object for one call, one result a chain. further: keys beside `results`."""
    whole = {
        "schema": f"jaccli.{command}/1",
        "version": __version__,
        "rule": {"flops_per_multiply_add": FLOPS_PER_MULTIPLY_ADD},
        "results": results,
        **further,
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
        "constant": step.constant,
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


def explanation(found: Explanation) -> list[dict[str, Any]]:
    """The results of `explain`: pages, or without a topic the list, one entry a group."""
    from jaccli.analysis.explain import group_topics

    if not found.pages:
        return [
            {
                "group": title,
                "topics": [{"name": topic.name, "summary": topic.summary} for topic in members],
            }
            for title, members in group_topics(found.listed)
        ]
    return [
        {
            **page._asdict(),
            "fields": _item(page.fields) if page.fields else None,
            "example": [_item(item) for item in page.example],
        }
        for page in found.pages
    ]


def _item(item: Item) -> dict[str, Any]:
    from jaccli.analysis.glossary import Numbers, Rows, Words

    match item:
        case Words(text):
            return {"text": text}
        case Numbers(name, array):
            return {"name": name, "values": listed(array)}
        case Rows(headers, rows):
            return {
                "headers": [each.replace("\n", " ") for each in headers],
                "rows": [list(row) for row in rows],
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


def check(found: Checked) -> dict[str, Any]:
    """The result of `check` for one chain; line and column where something is to be mended."""
    return {
        **_graph(found.graph),
        "ok": found.ok,
        "checks": [
            {
                "name": each.name,
                "status": each.status,
                "measured": _figure(each.measured),
                "limit": _figure(each.limit),
                "file": each.place.source.name if each.place else found.graph.file,
                "line": each.place.line if each.place else None,
                "column": each.place.column if each.place else None,
                "finding": each.finding,
                "remark": each.remark,
                "found": each.found,
                "notes": [{"kind": kind, "text": text} for kind, text in each.notes],
            }
            for each in found.outcomes
        ],
    }


def _figure(figure: Any) -> Any:
    """What was measured; null for what JSON has no number for."""
    return None if isinstance(figure, float) and not isfinite(figure) else figure


def sweep(found: Sweep) -> dict[str, Any]:
    """The result of `sweep` for one chain: integers at every point, slopes of the last pair."""
    timing, cross = found.timing, found.crossover
    seconds = timing.seconds if timing else {}

    def line(fit: Fit | None) -> dict[str, Any] | None:
        return fit and fit._asdict()

    return {
        "file": found.graph.file,
        "name": found.graph.name,
        "vary": list(found.names),
        "cost": found.rule.model,
        "seeds": found.rule.seeds,
        "points": [
            {
                "sizes": dict.fromkeys(found.names, point.size),
                "input_size": point.passes["forward"],
                "output_size": point.passes["reverse"],
                "modes": {
                    mode: {"flops": flops, "seconds": seconds.get(point.size, {}).get(mode)}
                    for mode, flops in point.flops.items()
                },
                "cheaper": point.cheaper,
            }
            for point in found.points
        ],
        "slopes": {mode: each.fit and each.fit.slope for mode, each in found.growth.items()},
        "fits": {
            mode: {
                "last_pair": line(each.fit),
                "last_decade": line(each.decade),
                "tends_to": each.power,
            }
            for mode, each in found.growth.items()
        },
        "crossover": cross and cross.size,
        "crossover_between": cross and [cross.low, cross.high],
        "crossover_from": cross and cross.before,
        "crossover_to": cross and cross.after,
        "further_crossovers": cross.further if cross else 0,
        "textbook_shapes": found.is_the_chapters,
        "timing": timing
        and {
            "predicted_slopes": {mode: line(fit) for mode, fit in timing.predicted.items()},
            "measured_slopes": {mode: line(fit) for mode, fit in timing.measured.items()},
            "beyond_max_memory": list(timing.beyond_memory),
            "too_long": list(timing.beyond_patience),
        },
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
