"""Elimination on graphs of layers: counted as priced in both models, J that of reverse mode."""

from __future__ import annotations

import itertools
import tracemalloc

import numpy as np
import pytest
from fuzz.random_graphs import random_tape

import jaccli
from jaccli.accumulate import pullback, side_by_side, sources_of
from jaccli.accumulate.elimination.dag import Dag, dag_of_graph, dag_of_pairs
from jaccli.accumulate.elimination.execute import maps_on
from jaccli.accumulate.elimination.walk import walk
from jaccli.accumulate.order import Order
from jaccli.accumulate.orders.edges import EDGES
from jaccli.accumulate.orders.graph import GRAPH, Asked, Elimination
from jaccli.errors import Mistakes
from jaccli.linmap import Dense
from jaccli.reports.order.elimination.running import executed, maps_of, why_not_run
from jaccli.reports.order.running import timed_runs


@pytest.mark.parametrize(
    "seed", [pytest.param(k, marks=[pytest.mark.slow] * (k > 6)) for k in range(80)]
)
def test_what_is_priced_is_counted_and_j_is_that_of_reverse_mode(seed: int) -> None:
    graph, tape = random_tape(seed)
    sources = sources_of(graph, inputs=True, parameters=False)
    start = np.eye(graph.output_size)
    back = pullback(tape, graph.output, start, tuple(sources))
    expected = side_by_side(back, sources, start)
    dag = dag_of_graph(graph)
    maps = maps_on(dag, tape)
    assert [each.form for each in maps] == list(dag.forms or ())
    whole = [Dense(each.dense()) for each in maps]
    names = np.random.default_rng(seed).permutation([dag.names[v] for v in dag.inner]).tolist()
    orders: list[Order[Dag]] = [each.order for each in GRAPH.of(Asked(dag)).values()]
    for_edges = EDGES.of(Asked(dag), ["forward", "reverse", "markowitz"])
    orders += [each.order for each in for_edges.values()]
    for order in {*orders, Elimination(tuple(names), dag.dense)}:
        assert order.counted(maps) == order.price(dag)
        assert order.counted(whole) == order.price(dag.dense)
        found = order.execute(maps).dense()
        assert np.abs(found - expected).max() <= 1e-12 * max(1, np.abs(expected).max())


class TestRunning:
    """What `order` runs of what it shows."""

    def test_an_order_that_needs_more_memory_than_there_is_is_refused_before_it_allocates(
        self,
    ) -> None:
        # in at a: 1·3000; b after a first: 3000 × 3000 numbers, 69 MiB
        dag = dag_of_pairs({"x": 3000, "b": 3000}, [("x", "a"), ("a", "b"), ("b", "y")])
        maps = [Dense(np.ones(dag.form(k).shape)) for k in range(3)]
        thin, wide = Elimination(("b", "a"), dag), Elimination(("a", "b"), dag)
        tracemalloc.start()
        execution, left = executed(dag, [thin, wide], maps, "dense", file="", max_memory=10**6)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 10**6
        assert list(execution.runs) == [thin]
        assert execution.runs[thin].counted == thin.price(dag)
        assert left == {wide: execution.why_not}
        assert left[wide] == "this takes 68.8 MiB, more than --max-memory 976.6 KiB"

    def test_jacobians_that_do_not_fit_are_not_made(self) -> None:
        dag = dag_of_pairs({"x": 10**6, "b": 10**6}, [("x", "b"), ("b", "y")])
        maps, why = maps_of(dag, None, 10**9, np.random.RandomState(0))
        assert maps == []
        assert why == "this takes 7.3 TiB, more than --max-memory 953.7 MiB"
        assert maps_of(dag, None, 10**9) == ([], "")

    def test_an_order_of_a_thousand_million_flops_is_priced_only(self) -> None:
        sizes = dict.fromkeys("xaby", 1000)
        dag = dag_of_pairs(sizes, [("x", "a"), ("a", "b"), ("b", "y")])
        work = walk(dag, ("a", "b")).work
        assert why_not_run(work, dag, "float64", None).startswith("it costs 4,000,000,000 FLOPs")

    def test_every_order_that_is_run_gives_the_j_of_the_first_and_is_timed(self) -> None:
        graph = jaccli.load("sample:residual")
        dag = dag_of_graph(graph)
        orders = [each.order for each in GRAPH.of(Asked(dag)).values()]
        maps, why = maps_of(dag, graph, None)
        execution, left = executed(dag, orders, maps, "structured", file="")
        assert (why, left) == ("", {})
        assert execution.ok
        assert [run.counted for run in execution.runs.values()] == [
            order.price(dag) for order in execution.runs
        ]
        ticks = itertools.count()
        timing = timed_runs({"one": orders[0]}, maps, lambda: float(next(ticks)), drawn=False)
        assert timing.seconds == {"one": 1.0}

    def test_an_order_that_overflows_is_told_from_the_others(self) -> None:
        dag = dag_of_pairs({}, [("x", "a"), ("a", "b"), ("b", "y")])
        maps = [Dense(np.array([[number]])) for number in (1e-200, 1e200, 1e200)]
        sound, large = Elimination(("a", "b"), dag), Elimination(("b", "a"), dag)
        execution, _ = executed(dag, [sound, large], maps, "dense", file="")
        assert execution.overflowing == (large,)
        with pytest.raises(Mistakes, match="in whatever order"):
            executed(dag, [large], maps, "dense", file="")
