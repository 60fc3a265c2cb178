"""Elimination on graphs of layers: counted as priced in both models, J that of reverse mode."""

from __future__ import annotations

import numpy as np
import pytest
from fuzz.random_graphs import tame_layer
from fuzz.reference import Drawn

from jaccli.accumulate import pullback, side_by_side, sources_of
from jaccli.accumulate.elimination.dag import dag_of_graph
from jaccli.accumulate.elimination.execute import maps_of
from jaccli.accumulate.orders.graph import GRAPH, Asked, Elimination
from jaccli.arrays import Inline
from jaccli.graph import Graph, Input, Node
from jaccli.layers import TYPES
from jaccli.linearise import Step, linearise
from jaccli.linmap import Dense

# often: what keeps a form, and what brings values together
KINDS = [*sorted(TYPES), *(["tanh", "add", "multiply", "linear", "softmax", "layer_norm"] * 12)]


def random_graph(seed: int) -> tuple[Graph, list[Step]]:
    """Layers of all types, most of them read, some of them often; inputs of up to 7 numbers."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(3, 8, int(rng.integers(1, 3)))
    points = {f"x{k}": rng.uniform(0.3, 2.0, size) for k, size in enumerate(sizes)}
    values, drawn, unread = dict(points), [], list(points)
    while len(drawn) < 9 or len(unread) > 1:
        name = f"f{len(drawn) + 1}"
        first = [str(rng.choice(unread if rng.random() < 0.5 else list(values)))]
        if len(drawn) < 9:
            each = tame_layer(rng, str(rng.choice(KINDS)), name, values, [*values, *first * 9])
        else:
            each = Drawn(name, TYPES["concatenate"](), tuple(unread))
        if each is None or not each.reads:
            continue
        drawn.append(each)
        values[name] = each.layer.forward(*(values[read] for read in each.reads))
        unread = [read for read in [*unread, name] if read not in each.reads]
    nodes = [
        Node(each.name, each.layer, each.reads, tuple([len(values[read]) for read in each.reads]))
        for each in drawn
    ]
    inputs = [Input(name, Inline(x.tolist(), x.shape)) for name, x in points.items()]
    graph = Graph(tuple(inputs), tuple(nodes), drawn[-1].name)
    return graph, list(linearise(graph, points))


@pytest.mark.parametrize(
    "seed", [pytest.param(k, marks=[pytest.mark.slow] * (k > 9)) for k in range(200)]
)
def test_what_is_priced_is_counted_and_j_is_that_of_reverse_mode(seed: int) -> None:
    graph, tape = random_graph(seed)
    sources = sources_of(graph, inputs=True, parameters=False)
    start = np.eye(graph.output_size)
    back = pullback(tape, graph.output, start, tuple(sources))
    expected = side_by_side(back, sources, start)
    dag = dag_of_graph(graph)
    maps = maps_of(graph, tape)
    assert [each.form for each in maps] == list(dag.forms or ())
    whole = [Dense(each.dense()) for each in maps]
    names = np.random.default_rng(seed).permutation([dag.names[v] for v in dag.inner]).tolist()
    orders = [each.order for each in GRAPH.of(Asked(dag)).values()]
    for order in {*orders, Elimination(tuple(names), dag.dense)}:
        assert order.counted(maps) == order.price(dag)
        assert order.counted(whole) == order.price(dag.dense)
        found = order.execute(maps).dense()
        assert np.abs(found - expected).max() <= 1e-12 * max(1, np.abs(expected).max())
