"""Cuts of graphs: every path passes them, and the order that treats what is between as factors."""

from __future__ import annotations

import json
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from fuzz.random_graphs import random_tape

import jaccli
from jaccli.accumulate import pullback, side_by_side, sources_of, sweep_price
from jaccli.accumulate.elimination.dag import Dag, dag_of_forms, dag_of_graph, dag_of_pairs
from jaccli.accumulate.elimination.execute import maps_on
from jaccli.accumulate.elimination.passing import factors_of_pieces, maps_through
from jaccli.accumulate.elimination.pieces import cut_vertices, factor_of, pieces
from jaccli.accumulate.elimination.piecewise import FEW, MOST, by_pieces, weight
from jaccli.accumulate.elimination.vertices import Elimination
from jaccli.accumulate.matrix_free import adjoint_plan, cheapest_plan, tangent_plan
from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.orders.graph import GRAPH, Asked
from jaccli.accumulate.orders.graph.pieces import inside
from jaccli.accumulate.orders.matrix_free import ByVectors
from jaccli.linmap import (
    Dense,
    DenseForm,
    DiagonalForm,
    DiagonalPlusLowRankForm,
    Form,
    IdentityForm,
)

RESIDUAL = ("order", "sample:residual", "--matrix-free")


def strung(seed: int, many: int, inner: int = 2, widest: int = 6) -> Dag:
    """Random pieces one after the other, from the value c0 to the last; more may cut them."""
    rng = np.random.default_rng(seed)
    pairs: list[tuple[str, str]] = []
    names = ["c0"]
    for k in range(1, many + 1):
        own = [names[-1], *(f"i{k}_{t}" for t in range(rng.integers(0, inner + 1))), f"c{k}"]
        names += own[1:]
        some = [pair for pair in combinations(own, 2) if rng.random() < 0.6]
        # each vertex has a predecessor and a successor
        some += [(own[0], b) for b in own[1:] if b not in {target for _, target in some}]
        some += [(a, own[-1]) for a in own[:-1] if a not in {source for source, _ in some}]
        pairs += some
    sizes = {name: int(rng.integers(1, widest)) for name in names}
    return dag_of_pairs(sizes, pairs, ["c0"], [names[-1]])


def by_force(dag: Dag) -> tuple[str, ...]:
    orders = permutations([dag.names[v] for v in dag.inner])
    return min(orders, key=lambda order: price(dag, order))


def price(dag: Dag, order: tuple[str, ...]) -> int:
    return weight(Elimination(order, dag).price(dag), dag)


def chain(forms: list[Form]) -> Dag:
    """The graph in which each factor is an edge."""
    names = tuple([f"x{k}" for k in range(len(forms) + 1)])
    sizes = (forms[0].columns, *(form.rows for form in forms))
    edges = tuple([(k, k + 1) for k in range(len(forms))])
    return Dag(names, sizes, (0,), (len(forms),), edges, tuple(forms))


class TestCuts:
    """Which values cut a graph."""

    @pytest.mark.parametrize("seed", range(15))
    def test_a_cut_is_on_every_path_and_every_such_value_is_a_cut(self, seed: int) -> None:
        dag = strung(seed, 3)
        rng = np.random.default_rng(seed)
        if seed % 3:  # an input that begins later, or an output that ends before
            more = {"inputs": (0, int(rng.integers(1, len(dag.names) - 1)))}
            dag = dag._replace(**more) if seed % 3 == 1 else dag
            dag = dag._replace(outputs=(more["inputs"][1], *dag.outputs)) if seed % 3 == 2 else dag
        after: dict[int, list[int]] = {}
        for a, b in dag.edges:
            after.setdefault(a, []).append(b)
        paths = [[v] for v in dag.inputs]
        on_all = set(range(len(dag.names)))
        while paths:
            path = paths.pop()
            if path[-1] in dag.outputs:
                on_all &= {*path}
            paths += [[*path, b] for b in after.get(path[-1], ())]
        assert {*cut_vertices(dag)} == on_all - {*dag.inputs} - {*dag.outputs}

    def test_an_input_that_is_idle_hides_no_cut(self) -> None:
        dag = dag_of_pairs({}, [("x", "a"), ("a", "y")], ["x", "z"], ["y"])
        assert [dag.names[v] for v in cut_vertices(dag)] == ["a"]

    @pytest.mark.parametrize("seed", range(5))
    def test_every_edge_is_in_one_piece_and_pieces_follow_one_another(self, seed: int) -> None:
        dag = strung(seed, 4)
        parts = pieces(dag)
        found = [(part.names[a], part.names[b]) for part in parts for a, b in part.edges]
        assert sorted(found) == sorted((dag.names[a], dag.names[b]) for a, b in dag.edges)
        ends = [[part.names[v] for v in part.outputs] for part in parts]
        starts = [[part.names[v] for v in part.inputs] for part in parts]
        assert starts[1:] == ends[:-1]
        assert len(parts) == 1 + len(cut_vertices(dag))

    @pytest.mark.parametrize("model", ["dense", "structured"])
    @pytest.mark.parametrize("seed", [1, 2, 9, 11])
    def test_a_vector_through_a_piece_costs_what_the_sweeps_pay_for_it(self, seed, model) -> None:
        graph, _ = random_tape(seed)
        dag = dag_of_graph(graph)
        dag = dag.dense if model == "dense" else dag
        factors = [factor_of(part) for part in pieces(dag)]
        sources = sources_of(graph, inputs=True, parameters=False)
        for mode, way, vectors in (
            ("forward", "tangent", graph.input_size),
            ("reverse", "adjoint", graph.output_size),
        ):
            swept = sweep_price(graph, sources, mode, model, "counted").total
            each = [factor.price(way).times(vectors) for factor in factors]
            assert sum(cost.multiplications for cost in each) == swept.multiplications
            assert sum(cost.additions for cost in each) == swept.additions


class TestOrder:
    """The order by pieces."""

    @pytest.mark.parametrize("seed", range(8))
    def test_of_three_small_pieces_it_is_the_best_of_all_orders(self, seed: int) -> None:
        dag = strung(seed, 3)
        while not 1 <= len(dag.inner) <= 5:
            seed += 100
            dag = strung(seed, 3)
        found = by_pieces(dag, by_force)
        assert found is not None or not cut_vertices(dag)
        if found is not None:
            assert price(dag, found.vertices) == price(dag, by_force(dag))

    @pytest.mark.parametrize("seed", range(3))
    @pytest.mark.parametrize("many", [4, MOST + 5])
    def test_of_a_chain_of_full_matrices_it_is_the_best_bracketing(self, many, seed) -> None:
        sizes = np.random.default_rng(seed).integers(1, 60, many + 1).tolist()
        forms = [DenseForm(b, a) for a, b in pairwise(sizes)]
        dag = chain(forms).dense
        found = by_pieces(dag, inside)
        assert found.price(dag) == cheapest(forms).order.price(forms)

    @pytest.mark.parametrize("seed", range(2))
    def test_of_a_chain_in_its_own_forms_it_is_the_best_bracketing(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        forms: list[Form] = []
        size = 9
        for kind in rng.integers(0, 4, 12):
            rows = int(rng.integers(9, 20)) if kind == 0 else size
            low = DiagonalPlusLowRankForm(size, size, 1)
            forms.append([DenseForm(rows, size), DiagonalForm(size, size), low, low][kind])
            size = rows
        found = by_pieces(chain(forms), inside)
        assert found.price(chain(forms)).flops == cheapest(forms).order.price(forms).flops

    def test_of_many_pieces_those_that_come_to_diagonals_are_multiplied_first(self) -> None:
        # W, then 60 times v + sin v of 20 numbers, then 5 rows, which are cheap to carry
        n, many = 20, MOST + 20
        free, diagonal, full = IdentityForm(n, n), DiagonalForm(n, n), DenseForm(n, n)
        pairs: list[tuple[str, str]] = [("x", "v0")]
        for k in range(many):
            v, sine, after = f"v{k}", f"s{k}", f"v{k + 1}"
            pairs += [(v, sine), (v, after), (sine, after)]
        pairs += [(f"v{many}", "y")]
        forms = [full, *[diagonal, free, free] * many, DenseForm(5, n)]
        sizes = {"x": n} | {name: n for _, name in pairs} | {"y": 5}
        dag = dag_of_forms(sizes, pairs, forms, ["x"], ["y"])
        found = by_pieces(dag, inside)
        # an addition an entry in each piece, their products, the rows by one of them and by W
        assert price(dag, found.vertices) == n * many + n * (many - 1) + 5 * n + 2 * 5 * n * n

    @pytest.mark.parametrize("many", [1, FEW + 2])
    @pytest.mark.parametrize("thin", ["first", "last"])
    def test_vectors_pass_pieces_edge_by_edge_where_that_is_cheaper(self, many, thin) -> None:
        # 1 → 9 → {9, 9} → 9 → … → 9: one column through all; a piece by itself costs 2·9·9·9
        pairs = [("x", "a0")]
        for k in range(many):
            pairs += [(f"a{k}", f"b{k}"), (f"a{k}", f"c{k}")]
            pairs += [(f"b{k}", f"a{k + 1}"), (f"c{k}", f"a{k + 1}")]
        if thin == "last":
            pairs = [(b, a) for a, b in pairs]
        dag = dag_of_pairs({name: 9 for pair in pairs for name in pair} | {"x": 1}, pairs)
        found = by_pieces(dag, inside)
        assert price(dag, found.vertices) == many * 4 * 81

    def test_a_cut_wider_than_what_is_around_it_goes_first(self) -> None:
        # 10 → {1, 1} → 100 → {1, 1} → 10: by pieces 2·10·100 + 10·100·10 + 2·100·10 = 14,000
        pairs = [("x", "a"), ("x", "b"), ("a", "c"), ("b", "c")]
        pairs += [("c", "d"), ("c", "e"), ("d", "y"), ("e", "y")]
        dag = dag_of_pairs({"x": 10, "c": 100, "y": 10}, pairs)
        found = by_pieces(dag, by_force)
        assert found.vertices[0] == "c"
        assert price(dag, found.vertices) == 4 * 100 + 2 * 20 + 2 * 100

    def test_the_autoencoder_goes_back_and_ahead_from_its_narrow_middle(self) -> None:
        dag = dag_of_graph(jaccli.load("sample:autoencoder")).dense
        found = GRAPH.of(Asked(dag))["pieces"].order
        # 3 rows back through the block and its skip, 3 columns ahead through the other
        back = 3 * 24 * (24 + 24) + 3 * (24 * 48 + 48 * 48 + 48 * 24)
        assert found.price(dag).multiplications == 2 * back + 24 * 3 * 24
        assert found.vertices[-1] == "code"

    def test_many_pieces_cost_less_than_by_any_rule(self) -> None:
        dag = strung(3, 60, widest=50)  # 48 → … → 19, as narrow as 1 between
        answers = GRAPH.of(Asked(dag), [name for name in GRAPH if name != "best"])
        prices = {name: price(dag, answers[name].order.vertices) for name in answers}
        assert 15 * prices.pop("pieces") < min(prices.values())

    def test_a_graph_that_nothing_cuts_has_no_order_by_pieces(self) -> None:
        dag = dag_of_pairs({}, [("x", "a"), ("x", "b"), ("a", "y"), ("b", "y")])
        assert by_pieces(dag, by_force) is None
        assert not GRAPH.of(Asked(dag), ["pieces"])


class TestVectors:
    """`order --matrix-free` on graphs: vectors pass a piece along its edges."""

    @pytest.mark.parametrize("model", ["dense", "structured"])
    @pytest.mark.parametrize("seed", [1, 9, 11])
    def test_the_plan_gives_j_and_its_operations_are_its_price(self, seed, model) -> None:
        graph, tape = random_tape(seed)
        dag = dag_of_graph(graph)
        chain = factors_of_pieces(dag, "", graph=graph)
        factors = chain.full if model == "dense" else chain.factors
        maps = maps_on(dag, tape)
        maps = [Dense(each.dense()) for each in maps] if model == "dense" else maps
        start = np.eye(graph.output_size)
        sources = sources_of(graph, inputs=True, parameters=False)
        expected = side_by_side(pullback(tape, graph.output, start, tuple(sources)), sources, start)
        for plan in (cheapest_plan(factors), tangent_plan(factors), adjoint_plan(factors)):
            assert plan.counted(maps_through(dag, maps)) == plan.price(ByVectors(factors))
            found = plan.execute(maps_through(dag, maps)).dense()
            assert np.abs(found - expected).max() <= 1e-12 * max(1, np.abs(expected).max())

    def test_a_residual_network_goes_back_row_by_row(self, run) -> None:
        result = json.loads(run(*RESIDUAL, "--format", "json").out)["results"][0]
        assert result["pieces"] == [{"to": "y", "edges": 5}, {"to": "loss", "edges": 1}]
        # W1 and W2 4·8 each, relu 8; the skip is free; the loss 4
        assert result["orders"][0]["multiplications"] == 2 * 32 + 8 + 4
        assert result["agreement"]["ok"]
        screen = run(*RESIDUAL).out
        assert "Every path passes y: f1 is all before it, f2 all after it.\n" in screen
        assert "1 row through every piece" in screen

    def test_shapes_alone_and_a_graph_that_nothing_cuts_are_priced(self, run, chain) -> None:
        name = chain("edges: [[x, a], [x, b], [a, y], [b, y]]\nsizes: {x: 3, y: 2}\n")
        found = run("order", name, "--matrix-free").out
        assert "No value is on every path: the whole graph is one piece, f1." in found
        # a row: 4 edges of 3 + 3 + 2 + 2 numbers
        assert "2 adjoints of f1  2·10  20" in found
        assert jaccli.plans({"edges": [["x", "a"], ["a", "y"]]}).optimal.multiplications == 2
        assert run("order", name, "--matrix-free", "--scalars").status == 2
