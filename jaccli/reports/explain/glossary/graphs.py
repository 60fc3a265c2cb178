"""Topics on computation graphs: edges that meet, branches that lead nowhere, traces, kinks."""

from __future__ import annotations

import os
from collections.abc import Iterator

from jaccli.accumulate import pullback
from jaccli.arrays import Inline
from jaccli.document.cells import Real
from jaccli.graph import Graph
from jaccli.layers import TYPES
from jaccli.layers.activations import Relu
from jaccli.reports.common.tape import point_of
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.material import (
    entry,
    figure,
    flops_of,
    graph_of,
    tape_of,
    vector,
)
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.spec import sample_folder
from jaccli.words import count

UNUSED = (
    "{input: [1, 2], layers: [{name: a, type: exp}, {name: b, type: sin, inputs: x}, "
    "{name: c, type: add, inputs: [x, a]}]}"
)
POINTS = (1.0, 3.0)  # where the traced sample takes two ways
TRACED = "branches.py:relaxation"
SUBGRADIENTS = (0.0, 0.5, 1.0)


@idea(
    "computation graph",
    "layers as nodes, a Jacobian on each edge",
    also=(
        "graph",
        "dag",
        "figure 13.11",
        "edge",
        "edges",
        "node",
        "parents",
        "children",
        "readers",
    ),
    formula=("u_j = Σ u_k·∂x_k/∂x_j, over all k whose layer reads x_j",),
    source="Murphy 2022, section 13.3.4, figure 13.11; Baydin et al. 2018",
    see=("meeting additions", "adjoint", "static and traced", "unused branch"),
    tries="jaccli graph sample:figure_13_11 --values",
)
def computation_graph() -> Iterator[Item]:
    """Where several layers read one value, or one layer reads several values, the chain
    becomes a graph (a DAG: directed, without circles). Each edge has its own Jacobian. The
    adjoint of a value is the sum over all layers that read it. It is computed once, and then
    used for everything that the value itself was made of. No path is walked twice.
    """
    graph = material.sample("figure_13_11")
    tape = tape_of(graph)
    values = point_of(graph) | {step.node.name: step.value for step in tape}
    found = pullback(tape, graph.output, vector([1.0])[None], values)
    readers = {
        name: ", ".join(node.name for node in graph.nodes if name in node.inputs) for name in values
    }
    kinds = {node.name: node.layer.type for node in graph.nodes}
    rows = [
        (
            name,
            kinds.get(name, "input"),
            entry(values[name][0]),
            readers[name] or "-",
            entry(found[name][0, 0]),
        )
        for name in values
    ]
    yield Rows(("value", "layer", "is", "read by", "adjoint"), tuple(rows))
    yield Words(
        f"{count(material.edge_count(graph), 'edge')}; reverse mode costs "
        f"{flops_of(graph, 'reverse')} FLOPs, forward mode {flops_of(graph, 'forward')}, "
        "every J full. `graph` draws it; entries that have no room stand below, and where it "
        "cannot be drawn its operations are counted."
    )


@idea(
    "meeting additions",
    "additions where several edges meet",
    also=("meeting", "where edges meet", "contributions", "fan out", "fan in", "used twice"),
    formula=(
        "forward: (edges in − 1) · size, for each tangent, at each layer",
        "reverse: (readers − 1) · size, for each adjoint, at each value",
    ),
    source="Murphy 2022, section 13.3.4; the counting rule is jaccli's own",
    group="costs",
    see=("computation graph", "adjoint", "flop"),
    tries="jaccli vjp sample:figure_13_11 -u 1 --steps",
)
def meeting_additions() -> Iterator[Item]:
    """A layer that reads two values adds up two tangents. A value that two layers read adds up
    two adjoints. To forget the second one is the classic mistake in a backward pass written by
    hand. These additions are counted, in a row of their own, beside the products on the edges.
    """
    graph = material.sample("figure_13_11")
    tape = tape_of(graph)
    names = [node.name for node in graph.nodes]
    found = pullback(tape, graph.output, vector([1.0])[None], names)
    parts = []
    for step in tape:
        for name, jacobian in step.edges:
            if name == "x4":
                at = step.node.name
                parts.append((f"∂o/∂{at}·∂{at}/∂x4", float((found[at] @ jacobian.dense())[0, 0])))
    total = sum(part for _, part in parts)
    rows = [(text, entry(part)) for text, part in parts]
    yield Words("x4 of figure 13.11 is read by two layers:")
    yield Rows(("contribution", "is"), (*rows, ("∂o/∂x4, their sum", entry(total))))
    yield Words(
        "On a graph each edge is a product, and a value that one layer reads twice is two edges. "
        "Forward mode goes over every edge that an input reaches, reverse mode over those on a way "
        "to the output. Start free: the edges that leave an input (forward) or enter the output "
        "(reverse) cost nothing."
    )


@idea(
    "unused branch",
    "layers that the output does not depend on",
    also=("unused", "dead branch", "dead code"),
    source="Murphy 2022, section 13.3.4, has the graphs; the price is jaccli's counting rule",
    see=("computation graph", "forward", "reverse"),
    tries="echo '" + UNUSED + "' | jaccli compare -",
)
def unused_branch() -> Iterator[Item]:
    """Some layers may lead nowhere: the output does not depend on them. Reverse mode starts at
    the output and never comes there, so such a branch costs it nothing. Forward mode starts at
    the inputs. It does not know where a branch leads, and pays for it. Where the rest is a
    chain, jaccli leaves the branch out and says so.
    """
    graph = graph_of(UNUSED)
    kept = tuple(node for node in graph.nodes if node.name != "b")
    without = graph._replace(nodes=kept)
    rows = [
        (what, flops_of(each, "forward"), flops_of(each, "reverse"))
        for what, each in (("with the branch", graph), ("without it", without))
    ]
    yield Words("c = x + exp(x), and b = sin(x), which nobody reads; every J full:")
    yield Rows(("", "forward FLOPs", "reverse FLOPs"), tuple(rows))
    yield Words(
        "Parameters of layers that are left out have the gradient 0. `graph` draws such layers all "
        "the same, and with --wrt those stay that have parameters. What a function did after it "
        "had found its output is in `trace` alone."
    )


@idea(
    "static and traced",
    "a graph written down, or recorded by running",
    also=(
        "static and traced graphs",
        "static graph",
        "static",
        "traced",
        "traced graph",
        "tracing",
        "trace",
        "dynamic graph",
        "dynamic",
        "eager",
        "recording",
        "just in time",
        "define by run",
    ),
    source="Murphy 2022, section 13.3.4",
    see=("computation graph", "tape", "subgradient"),
    tries="jaccli trace sample:branches.py:relaxation --at 1 --and-at 3",
)
def static_and_traced() -> Iterator[Item]:
    """A static graph is written down before any number is known, as a chain file is
    (TensorFlow 1 did so). A traced graph is recorded: the function is called once at a point,
    and what ran is the graph (as in PyTorch and JAX). An `if` takes one way, a loop is
    unrolled. At another point the graph may be another one. J is right for the way that was
    taken. jaccli calls the function again beside the point, and says where it takes another
    way.
    """
    rows = []
    for point in POINTS:
        graph = _traced(point)
        kinds = [node.layer.type for node in graph.nodes]
        tape = tape_of(graph)
        found = pullback(tape, graph.output, vector([1.0])[None], [graph.inputs[0].name])
        slope = float(found[graph.inputs[0].name][0, 0])
        taken = "yes" if "exp" in kinds else "no"
        rows.append((Real(point, 6), len(kinds), kinds.count("divide"), taken, entry(slope)))
    yield Words(f"sample:{TRACED}, a loop and an `if`, recorded at two points:")
    yield Rows(("x", "layers", "rounds", "if taken", "slope"), tuple(rows))


def _traced(point: float) -> Graph:
    from jaccli.trace import trace

    return trace(os.path.join(sample_folder(), TRACED), [Inline([point], ())])


@idea(
    "subgradient",
    "the slope that is used at a kink",
    also=("kink", "kinks", "subderivative", "relu at 0", "ties"),
    formula=("relu at 0: any number in [0, 1]; the book takes 0, as most programs do",),
    source="Murphy 2022, section 13.3.3.2",
    see=("relu", "abs", "maximum", "max", "differences"),
    tries="echo '{input: 0, layers: [{type: relu, subgradient: 0.5}]}' | jaccli jvp - -v 1 --steps",
)
def subgradient() -> Iterator[Item]:
    """At a kink the slopes from the left and from the right differ: there is no derivative.
    Between the two slopes lie the subgradients of a convex function: lines of such a slope
    through the point never lie above the curve. A program has to pick one number. Differences
    cannot test this choice, so jaccli says so at a kink.
    """
    h = 1e-6
    relu = Relu()
    at, right, left = (relu.forward(vector([x]))[0] for x in (0.0, h, -h))
    yield Rows(
        ("slope of relu at 0", "is"),
        (
            ("from the left", entry((at - left) / h)),
            ("from the right", entry((right - at) / h)),
            ("central difference", entry((right - left) / (2 * h))),
            *(
                (f"jaccli, subgradient: {each:g}", entry(_slope_at_zero(each)))
                for each in SUBGRADIENTS
            ),
        ),
    )
    yield Words(
        f"Without a choice: abs uses {_used('abs', 0.0)} at 0, norm and hypot "
        f"{_used('norm', 0.0, 0.0)} where all is 0. Equal entries of max and equal operands of "
        f"maximum share the slope: {_used('max', 1.0, 1.0)} for each of two. Other layers use the "
        "slope of the left side."
    )


def _used(layer: str, *x: float) -> str:
    """The slope by the first of the numbers that go into a layer."""
    return figure(TYPES[layer]().jacobians(vector(x))[0].dense()[0, 0])


def _slope_at_zero(chosen: float) -> float:
    return float(Relu(subgradient=chosen).derivative(vector([0.0]))[0])
