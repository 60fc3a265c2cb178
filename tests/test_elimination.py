"""Elimination on graphs: published figures, every order by force, J by the chain rule."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from jaccli.accumulate.elimination.dag import Dag, dag_of_forms, dag_of_pairs
from jaccli.accumulate.elimination.walk import walk
from jaccli.accumulate.orders.graph import GRAPH, Asked, Elimination
from jaccli.linmap import Dense, DenseForm, IdentityForm
from jaccli.words import natural

ORACLES = Path(__file__).parent / "oracles"


def stored(name: str) -> dict:
    return json.loads((ORACLES / name).read_text("utf-8"))


TASKS = stored("alphagrad_vertex_elimination_oracle.json")["tasks"]


def of_task(task: dict) -> Dag:
    pairs = [(f"v{a}", f"v{b}") for a, b in task["edges"]]
    inputs = [f"v{-k - 1}" for k in range(task["inputs"])]
    return dag_of_pairs({}, pairs, inputs, [f"v{k}" for k in task["outputs"]])


def by_sets(dag: Dag, order: tuple[str, ...]) -> int:
    """The multiplications of an order, on a set of edges."""
    edges = set(dag.edges)
    cost = 0
    for name in order:
        v = dag.names.index(name)
        before = {a for a, b in edges if b == v}
        after = {b for a, b in edges if a == v}
        cost += sum(dag.sizes[a] * dag.sizes[v] * dag.sizes[b] for a in before for b in after)
        edges |= {(a, b) for a in before for b in after}
        keep_in, keep_out = v in dag.outputs, v in dag.inputs
        edges -= set() if keep_in else {(a, v) for a in before}
        edges -= set() if keep_out else {(v, b) for b in after}
    return cost


def random_dag(rng: np.random.Generator, inner: int, sizes: int = 1) -> Dag:
    """Some of its outputs have successors, some inputs predecessors."""
    names = [f"v{k}" for k in range(inner + 4)]
    pairs = [(a, b) for k, b in enumerate(names) for a in names[:k] if rng.random() < 0.4]
    own = {name: int(rng.integers(1, sizes + 1)) for name in names}
    inputs = [*names[:2], *(names[2:4] if rng.random() < 0.2 else ())]
    outputs = [*names[-2:], *(names[4:6] if rng.random() < 0.3 else ())]
    return dag_of_pairs(own, pairs, inputs, outputs)


class TestPublished:
    """The figures of others."""

    @pytest.mark.parametrize("name", TASKS)
    def test_every_given_order_costs_what_alphagrad_counted(self, name: str) -> None:
        dag = of_task(TASKS[name])
        for counts in TASKS[name]["counts"].values():
            order = Elimination(tuple(f"v{k}" for k in counts["order"]), dag)
            price = order.price(dag)
            assert price.multiplications == counts["graphax_num_muls"]
            # their sums of one product are no additions
            assert price.additions - price.multiplications == counts["graphax_num_adds"]

    @pytest.mark.parametrize("name", TASKS)
    def test_forward_and_reverse_cost_what_alphagrad_counted(self, name: str) -> None:
        dag = of_task(TASKS[name])
        found = GRAPH.of(Asked(dag), ("forward", "reverse"))
        for mode in ("forward", "reverse"):
            price = found[mode].order.price(dag)
            assert price.multiplications == TASKS[name]["counts"][mode]["graphax_num_muls"]


class TestOrders:
    """Orders as values."""

    @pytest.mark.parametrize("seed", range(20))
    def test_every_order_costs_what_sets_of_edges_say_and_gives_the_same(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        dag = random_dag(rng, 3, sizes=3)
        maps = [Dense(rng.normal(size=dag.form(k).shape)) for k in range(len(dag.edges))]
        expected = chain_rule(dag, maps)
        for order in permutations([dag.names[v] for v in dag.inner]):
            each = Elimination(order, dag)
            assert each.price(dag).multiplications == by_sets(dag, order)
            assert each.counted(maps) == each.price(dag)
            assert np.allclose(each.execute(maps).dense(), expected, rtol=0, atol=1e-12)

    def test_an_edge_that_stands_twice_is_added_first(self) -> None:
        dag = dag_of_pairs({"x": 2, "v": 3}, [("x", "v"), ("x", "v"), ("v", "y")])
        maps = [Dense(np.ones((3, 2))), Dense(np.ones((3, 2))), Dense(np.ones((1, 3)))]
        order = Elimination(("v",), dag)
        assert [step.vertex for step in order.steps(dag)] == ["", "v"]
        assert order.price(dag) == order.counted(maps) == (6, 6 + 6)
        assert order.execute(maps).dense().tolist() == [[6, 6]]

    def test_what_leads_to_no_output_costs_nothing(self) -> None:
        pairs = [("x", "v"), ("v", "y"), ("v", "w"), ("c", "v")]
        dag = dag_of_pairs({"w": 9, "c": 9}, pairs, ["x"], ["y"])
        assert dag.dead == ("c", "w")
        assert Elimination(("v",), dag).price(dag).multiplications == 1

    def test_an_output_with_successors_keeps_the_edges_that_enter_it(self) -> None:
        dag = dag_of_pairs({}, [("x", "a"), ("a", "y")], outputs=["a", "y"])
        order = Elimination(("a",), dag)
        maps = [Dense(np.array([[2.0]])), Dense(np.array([[3.0]]))]
        assert order.price(dag).multiplications == 1
        assert order.execute(maps).dense().tolist() == [[2], [6]]

    def test_markowitz_takes_v2_before_v10_and_the_last_the_other_way(self) -> None:
        pairs = [("x", "v2"), ("x", "v10"), ("v2", "y"), ("v10", "y")]
        dag = dag_of_pairs({}, pairs)
        found = GRAPH.of(Asked(dag))
        assert found["markowitz"].order.vertices == ("v2", "v10")
        assert found["markowitz-last"].order.vertices == ("v10", "v2")
        assert found["markowitz"].order.spelt == "v2, v10"

    def test_reports_name_the_best_order_last(self) -> None:
        found = GRAPH.of(Asked(dag_of_pairs({}, [("x", "a"), ("a", "y")])))
        assert [*found] == ["forward", "markowitz", "markowitz-last", "pieces", "reverse", "best"]

    @pytest.mark.parametrize("seed", range(10))
    def test_markowitz_takes_the_cheapest_at_every_step(self, seed: int) -> None:
        dag = random_dag(np.random.default_rng(seed), 8, sizes=4)
        order = GRAPH.of(Asked(dag), ["markowitz"])["markowitz"].order
        left = [dag.names[v] for v in dag.inner]
        done: tuple[str, ...] = ()
        for name in order.vertices:
            before = by_sets(dag, done)
            rising = {each: by_sets(dag, (*done, each)) - before for each in left}
            assert name == min(left, key=lambda each: (rising[each], natural(each)))
            left.remove(name)
            done = (*done, name)

    def test_of_free_eliminations_the_one_with_the_fewest_products_goes_first(self) -> None:
        # x = a → {c, d} → e → b = y: a is free in two products, b in one
        pairs = [("x", "a"), ("a", "c"), ("a", "d"), ("c", "e"), ("d", "e"), ("e", "b"), ("b", "y")]
        free, full = IdentityForm(3, 3), DenseForm(3, 3)
        forms = [free, *[full] * 5, free]
        dag = dag_of_forms(dict.fromkeys("xacdeby", 3), pairs, forms, ["x"], ["y"])
        order = GRAPH.of(Asked(dag), ["markowitz"])["markowitz"].order
        assert isinstance(order, Elimination)
        assert order.vertices[:2] == ("b", "a")

    def test_the_most_that_is_held_is_of_the_edges_that_were_made(self) -> None:
        # x(5) → a(1) → b(4) → y(1): 4·5 numbers of b after a, of which b lets go
        dag = dag_of_pairs({"x": 5, "b": 4}, [("x", "a"), ("a", "b"), ("b", "y")])
        order = Elimination(("a", "b"), dag)
        assert (order.peak(dag), order.held(dag)) == (20, 25)
        last = Elimination(("b", "a"), dag)
        assert (last.peak(dag), last.held(dag)) == (1, 6)

    @pytest.mark.parametrize("seed", range(12))
    def test_sets_of_neighbours_tell_what_all_pairs_of_them_add_up_to(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        dag = random_dag(rng, 6, sizes=4)
        twice = rng.integers(0, len(dag.edges), 3)  # some edges stand there more than once
        dag = dag._replace(edges=(*dag.edges, *(dag.edges[k] for k in twice)))
        forms = tuple([dag.form(edge) for edge in range(len(dag.edges))])
        order = rng.permutation([dag.names[v] for v in dag.inner]).tolist()
        steps = Elimination(tuple(order), dag).steps(dag)
        by_sets, by_pairs = walk(dag, order), walk(dag._replace(forms=forms), order)
        assert by_sets == by_pairs
        assert [each.cost for each in by_sets.steps] == [step.cost for step in steps]
        assert [each.new for each in by_sets.steps] == [step.fill_ins for step in steps]


def chain_rule(dag: Dag, maps: list[Dense]) -> np.ndarray:
    """J by pushing the unit vectors of each input through the edges."""
    starts = np.cumsum([0, *(dag.sizes[v] for v in dag.inputs)])
    columns = int(starts[-1])
    tangents = []
    for v, size in enumerate(dag.sizes):
        own = np.zeros((size, columns))
        if v in dag.inputs:
            at = starts[dag.inputs.index(v)]
            own[:, at : at + size] = np.eye(size)
        for (source, target), each in zip(dag.edges, maps, strict=True):
            if target == v:
                own += each.dense() @ tangents[source]
        tangents.append(own)
    return np.vstack([tangents[v] for v in dag.outputs])
