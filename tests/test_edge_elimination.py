"""Edge elimination: published optima, every order by force, J by the chain rule."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from test_best_elimination import ADMISSION, WORKED, formed, small
from test_elimination import TASKS, chain_rule, of_task, random_dag

from jaccli.accumulate.elimination import edge_search
from jaccli.accumulate.elimination.dag import Dag, dag_of_pairs
from jaccli.accumulate.elimination.edges import EdgeElimination, edge_by_edge, net_of_forms
from jaccli.accumulate.orders.edges import EDGES, Asked
from jaccli.accumulate.orders.graph import GRAPH, Elimination
from jaccli.linmap import Dense


def least_by_force(dag: Dag) -> int:
    """The fewest multiplications over all sequences of eliminations, on plain sets of edges.

    Outputs are sinks and inputs sources here.
    """
    kept: dict[frozenset[tuple[int, int]], int] = {}
    size = dag.sizes

    def least(edges: frozenset[tuple[int, int]]) -> int:
        if edges in kept:
            return kept[edges]
        found = []
        for i, j in edges:
            rest = edges - {(i, j)}
            if after := [k for a, k in edges if a == j]:
                cost = size[i] * size[j] * sum(size[k] for k in after)
                found.append(cost + least(trimmed(rest | {(i, k) for k in after})))
            if before := [h for h, b in edges if b == i]:
                cost = size[i] * size[j] * sum(size[h] for h in before)
                found.append(cost + least(trimmed(rest | {(h, j) for h in before})))
        kept[edges] = min(found, default=0)
        return kept[edges]

    def trimmed(edges: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        while True:
            sources, targets = {a for a, _ in edges}, {b for _, b in edges}
            left = frozenset(
                (a, b)
                for a, b in edges
                if (a in targets or a in dag.inputs) and (b in sources or b in dag.outputs)
            )
            if left == edges:
                return edges
            edges = left

    return least(frozenset(dag.edges))


def plain(seed: int) -> Dag:
    """A graph whose inputs are sources and whose outputs are sinks."""
    rng = np.random.default_rng(seed)
    while True:
        dag = random_dag(rng, 3, sizes=3)
        sources, sinks = {a for a, _ in dag.edges}, {b for _, b in dag.edges}
        if dag.inner and not {*dag.inputs} & sinks and not {*dag.outputs} & sources:
            return dag


class TestPublished:
    """The figures of others."""

    @pytest.mark.parametrize("name", WORKED)
    def test_small_graphs_from_papers_need_what_they_say(self, name: str) -> None:
        graph = WORKED[name]
        pairs = [(str(a), str(b)) for a, b in graph["edges"]]
        dag = dag_of_pairs({}, pairs, *([str(v) for v in graph[k]] for k in ("inputs", "outputs")))
        answer = EDGES.of(Asked(dag), ["best"])["best"]
        expected = graph["expected"]["edge_elimination_min"]
        assert answer.order.price(dag).multiplications == expected
        assert answer.further == {"optimal": True, "lower_bound": expected, "stopped": None}

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param(name, marks=[pytest.mark.slow] * name.startswith("Nau"))
            for name in ADMISSION
        ],
    )
    def test_graphs_of_vectors_need_what_dijkstra_found(self, name: str) -> None:
        graph = ADMISSION[name]
        pairs = [(str(each["source"]), str(each["target"])) for each in graph["edges"]]
        dag = dag_of_pairs(graph["vertices"], pairs)
        order = EDGES.of(Asked(dag), ["best"])["best"].order
        expected = graph["independent_python"]["edge_elimination_min"]
        assert order.price(dag).multiplications == expected


class TestOrders:
    """Orders as values."""

    @pytest.mark.parametrize("seed", range(10))
    def test_no_sequence_of_eliminations_costs_less_than_the_best(self, seed: int) -> None:
        dag = plain(seed)
        answer = EDGES.of(Asked(dag), ["best"])["best"]
        assert answer.order.price(dag).multiplications == least_by_force(dag)

    @pytest.mark.parametrize("seed", range(20))
    def test_whatever_is_eliminated_next_j_is_the_same_at_its_price(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        dag = small(seed)
        net = net_of_forms(dag)
        eliminated = []
        while choices := net.choices():
            eliminated.append(choices[rng.integers(len(choices))])
            net.eliminate(*eliminated[-1])
        order = EdgeElimination(tuple(eliminated), dag)
        maps = [Dense(rng.normal(size=dag.form(k).shape)) for k in range(len(dag.edges))]
        expected = chain_rule(dag, maps)
        found = order.execute(maps).dense()
        assert np.abs(found - expected).max() <= 1e-12 * max(1, np.abs(expected).max())
        assert order.counted(maps) == order.price(dag)

    @pytest.mark.parametrize("seed", range(10))
    @pytest.mark.parametrize("kind", ["front", "back"])
    def test_a_vertex_costs_the_same_edge_by_edge(self, seed: int, kind) -> None:
        dag = small(seed, 5)
        rng = np.random.default_rng(seed)
        names = rng.permutation([dag.names[v] for v in dag.inner]).tolist()
        order = Elimination(tuple(names), dag)
        by_edges = edge_by_edge(order, kind)
        assert by_edges.price(dag).multiplications == order.price(dag).multiplications

    @pytest.mark.parametrize("seed", [0, 1, 4, 5])
    def test_in_its_own_forms_edges_cost_no_more_than_vertices(self, seed: int) -> None:
        dag = formed(seed)
        edges = EDGES.of(Asked(dag), ["best"])["best"]
        vertices = GRAPH.of(Asked(dag), ["best"])["best"]
        assert edges.order.price(dag).flops <= vertices.order.price(dag).flops
        assert edges.further["lower_bound"] is None

    def test_it_is_spelt_by_its_ends_and_the_end_it_is_eliminated_from(self) -> None:
        dag = dag_of_pairs({}, [("x", "a"), ("a", "b"), ("b", "y")])
        order = edge_by_edge(Elimination(("b", "a"), dag), "back")
        assert order.spelt == "back b→y, back a→y"
        assert order.entry == {"edge_elimination": [["b", "y", "back"], ["a", "y", "back"]]}
        assert [step.pairs[0].cost.multiplications for step in order.steps(dag)] == [1, 1]

    def test_what_it_holds_are_the_edges_it_made(self) -> None:
        # x(5) → a(1) → b(4) → y(1): x → b has 20 numbers, x → y has 5
        dag = dag_of_pairs({"x": 5, "b": 4}, [("x", "a"), ("a", "b"), ("b", "y")])
        order = edge_by_edge(Elimination(("a", "b"), dag), "front")
        assert (order.peak(dag), order.held(dag)) == (20, 25)

    def test_a_large_graph_is_eliminated_by_vertices_edge_by_edge(self) -> None:
        dag = of_task(TASKS["PropaneCombustion"])
        asked = iter(range(10_000))
        answer = EDGES.of(Asked(dag, lambda: next(asked) > 20), ["best"])["best"]
        assert answer.order.price(dag).multiplications == 88
        assert not answer.further["optimal"]
        assert answer.further["lower_bound"] < 88
        assert answer.further["stopped"] == "budget"

    def test_the_search_asks_the_clock_within_one_set_of_edges(self, monkeypatch) -> None:
        eliminated, asked = [], []
        after = edge_search._after
        monkeypatch.setattr(
            edge_search, "_after", lambda net, edge: eliminated.append(edge) or after(net, edge)
        )
        dag = dag_of_pairs({}, [(f"x{k}", f"x{k + 1}") for k in range(400)])
        forward = edge_by_edge(GRAPH.of(Asked(dag), ["forward"])["forward"].order, "front")
        edge_search.best_edges(
            dag, forward, lambda: asked.append(len(eliminated)) or len(asked) > 9
        )
        assert max(b - a for a, b in pairwise(asked)) <= 100
