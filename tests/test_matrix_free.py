"""Matrix-free plans: the recurrence, the published optima, memory limits, plans that are run."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import Ledger, counting, dense_fold, plain, stored

from jaccli.accumulate.matrix_free import (
    adjoint_plan,
    cheapest_plan,
    curve,
    preaccumulation,
    tangent_plan,
)
from jaccli.accumulate.plans import ByVectors, Plan, Step
from jaccli.cost import Cost
from jaccli.factors import Factor, factor_of, factors_of_sizes
from jaccli.linmap import Dense, DenseForm, DiagonalForm


def read(instance: dict[str, Any]) -> list[Factor]:
    """The factors n, m, |E| and, where they differ, the costs of a tangent and an adjoint."""
    return [
        given_factor(m, n, edges, *(costs or (edges, edges)))
        for n, m, edges, *costs in instance["factors"]
    ]


def given_factor(rows: int, columns: int, edges: int, tangent: int, adjoint: int) -> Factor:
    costs = (Cost.of_multiply_adds(each) for each in (tangent, adjoint))
    return Factor(DenseForm(rows, columns), *costs, edges)


def total(plan: Plan) -> int:
    return sum(step.cost.multiplications for step in plan)


def naumann(factors: list[Factor], limit: int | None = None) -> int:
    """The recurrence as it is published, over all k, in plain Python."""
    sizes = [factors[0].form.columns, *(factor.form.rows for factor in factors)]
    tangents = [factor.tangent.multiplications for factor in factors]
    adjoints = [factor.adjoint.multiplications for factor in factors]

    def fits(i: int, k: int) -> bool:
        return limit is None or sum(factor.edges for factor in factors[i:k]) <= limit

    costs: dict[tuple[int, int], int] = {}
    for length in range(1, len(factors) + 1):
        for i in range(len(factors) - length + 1):
            j = i + length
            if length == 1:
                ways = [sizes[i] * tangents[i]]
                ways += [sizes[j] * adjoints[i]] if fits(i, j) else []
            else:
                ways = []
            for k in range(i + 1, j):
                ways.append(costs[j, k] + costs[k, i] + sizes[j] * sizes[k] * sizes[i])
                ways.append(costs[k, i] + sizes[i] * sum(tangents[k:j]))
                if fits(i, k):
                    ways.append(costs[j, k] + sizes[j] * sum(adjoints[i:k]))
            costs[j, i] = min(ways)
    return costs[len(factors), 0]


@st.composite
def chains(draw: st.DrawFn) -> list[Factor]:
    sizes = draw(st.lists(st.integers(1, 9), min_size=2, max_size=8))
    return [
        given_factor(m, n, *(draw(st.integers(0, 60)) for _ in range(3)))
        for n, m in pairwise(sizes)
    ]


class TestPublished:
    """Every figure for chains of the research programs, schedules aside."""

    @pytest.mark.parametrize("name", list(stored("jcdp_chain_oracle")))
    def test_it_agrees_with_the_reference_solver(self, name: str) -> None:
        instance = stored("jcdp_chain_oracle")[name]
        factors, expected = read(instance), instance["expected"]
        assert total(tangent_plan(factors)) == expected["global_tangent"]
        assert total(adjoint_plan(factors)) == expected["global_adjoint"]
        first = preaccumulation(factors)
        alone = Plan(step for step in first if step.operation == "accumulate")
        assert total(alone) == expected["preaccumulation_sum"]
        assert total(first) == expected["preaccumulate_then_optimal_jcp"]
        assert total(cheapest_plan(factors)) == expected["matrix_free"]
        steps = curve(factors)
        for limit, cost in expected["limited"]:
            assert total(cheapest_plan(factors, limit)) == cost
            assert [found for memory, found in steps if memory <= limit][-1] == cost

    @pytest.mark.parametrize("name", list(stored("gdjcpb_published_oracle")))
    @pytest.mark.costly
    def test_it_agrees_with_naumanns_problem_files(self, name: str) -> None:
        instance = stored("gdjcpb_published_oracle")[name]
        factors, expected = read(instance), instance["expected"]
        assert total(tangent_plan(factors)) == expected["global_tangent"]
        assert total(adjoint_plan(factors)) == expected["global_adjoint"]
        assert total(preaccumulation(factors)) == expected["preaccumulate_then_jcp"]
        assert total(cheapest_plan(factors)) == expected["matrix_free_optimum"]

    def test_it_agrees_with_all_published_chains_of_2025(self) -> None:
        found = stored("acda25_published_oracle")
        assert len(found) == 240
        for instance in found.values():
            factors, expected = read(instance), instance["expected"]
            assert total(tangent_plan(factors)) == expected["global_tangent"]
            assert total(adjoint_plan(factors)) == expected["global_adjoint"]
            assert total(cheapest_plan(factors)) == expected["matrix_free_optimum"]


class TestRecurrence:
    """One factor at a time is as good as whole segments."""

    @given(chains(), st.none() | st.integers(0, 130))
    def test_it_finds_what_the_published_recurrence_does(
        self, factors: list[Factor], limit: int | None
    ) -> None:
        assert total(cheapest_plan(factors, limit)) == naumann(factors, limit)

    @given(chains(), st.integers(0, 130))
    def test_no_adjoint_of_the_plan_needs_more_tape_than_there_is(
        self, factors: list[Factor], limit: int
    ) -> None:
        for plan in (cheapest_plan(factors, limit), preaccumulation(factors, limit)):
            for step in plan:
                if step.mode == "adjoint":
                    passed = factors[step.start : step.via or step.to]
                    assert sum(factor.edges for factor in passed) <= limit
            assert plan.tape(ByVectors(factors)) <= limit

    @settings(max_examples=30)
    @given(chains())
    def test_the_curve_steps_down_and_only_at_the_edges_of_a_factor(
        self, factors: list[Factor]
    ) -> None:
        steps = curve(factors)
        edges = {factor.edges for factor in factors}
        assert steps[0][0] == 0
        assert {memory for memory, _ in steps[1:]} <= edges
        assert [cost for _, cost in steps] == sorted({cost for _, cost in steps}, reverse=True)
        for limit in range(max(edges) + 2):
            cost = [cost for memory, cost in steps if memory <= limit][-1]
            assert cost == total(cheapest_plan(factors, limit))
        assert steps[-1][1] == total(cheapest_plan(factors))

    @given(chains(), st.none() | st.integers(0, 130))
    def test_every_plan_passes_each_factor_once_and_comes_to_the_whole(
        self, factors: list[Factor], limit: int | None
    ) -> None:
        plans = [
            cheapest_plan(factors, limit),
            tangent_plan(factors),
            adjoint_plan(factors),
            preaccumulation(factors),
        ]
        for plan in plans:
            passed: list[int] = []
            for step in plan:
                match step.mode:
                    case "tangent":
                        first = step.start if step.via is None else step.via
                        passed += range(first, step.to)
                    case "adjoint":
                        passed += range(step.start, step.via or step.to)
            assert sorted(passed) == list(range(len(factors)))
            assert (plan[-1].start, plan[-1].to) == (0, len(factors))
            assert plan.price(ByVectors(factors)).multiplications == total(plan)

    def test_integers_of_any_size_are_exact(self) -> None:
        factors = list(factors_of_sizes("", [10**15 + k for k in (3, 1, 4, 1, 5)]).factors)
        assert total(cheapest_plan(factors)) == naumann(factors)
        assert total(cheapest_plan(factors)) > 2**64

    @pytest.mark.parametrize("spread", [2, 30, 10**9])
    def test_products_that_no_float_tells_apart_are_exact(self, spread: int) -> None:
        rng = np.random.RandomState(0)
        # so that matrices between the narrow values pay
        narrow = [*[10**12, 10**12, 10**6] * 5, 10**12]
        sizes = [
            size + int(each) for size, each in zip(narrow, rng.randint(0, spread, 16), strict=True)
        ]
        factors = [
            Factor(factor.form, Cost(10**26, 0), Cost(10**26, 0), 1)  # dearer than most products
            for factor in factors_of_sizes("", sizes).factors
        ]
        assert total(cheapest_plan(factors)) == naumann(factors)
        assert any(step.operation == "multiply" for step in cheapest_plan(factors))

    def test_sizes_that_share_a_factor_are_exact(self) -> None:
        for sizes in ([6, 12, 6, 30, 18, 6], [10**14] * 30):
            factors = list(factors_of_sizes("", sizes).factors)
            assert total(cheapest_plan(factors)) == naumann(factors)
        for price in (10**14, 6 * 10**14, 10**28, 0):  # of a diagonal, of rank 2, of a full matrix
            alike = [Factor(f.form, Cost(price, 0), Cost(price, 0), 3) for f in factors]
            assert total(cheapest_plan(alike)) == naumann(alike)
        odd = [Factor(factor.form, Cost(7, 7), Cost(5, 5), 3) for factor in factors]
        assert total(cheapest_plan(odd)) == naumann(odd)

    def test_at_a_tie_no_tape_is_needed(self) -> None:
        plan = cheapest_plan(factors_of_sizes("", [3, 3, 3, 3]).factors)
        assert {step.mode for step in plan} == {"tangent"}

    def test_free_vectors_cost_nothing(self) -> None:
        factor = Factor(DenseForm(3, 3), Cost(), Cost(), 0)
        assert total(cheapest_plan([factor] * 3)) == 0

    def test_one_factor_is_accumulated_the_cheaper_way(self) -> None:
        (tall,) = cheapest_plan([factor_of(DenseForm(9, 2))])
        (wide,) = cheapest_plan([factor_of(DenseForm(2, 9))])
        (forced,) = cheapest_plan([factor_of(DenseForm(2, 9))], limit=17)
        assert (tall.mode, wide.mode, forced.mode) == ("tangent", "adjoint", "tangent")
        assert wide == Step("accumulate", "adjoint", 0, None, 1, 2, Cost(36, 36), 18)


class TestRun:
    """Plans run on maps give J, and take what they cost."""

    @given(chains(), st.none() | st.integers(0, 130), st.integers(0, 2**31))
    def test_every_plan_gives_the_product_of_the_matrices(
        self, factors: list[Factor], limit: int | None, seed: int
    ) -> None:
        rng = np.random.RandomState(seed)
        matrices = [rng.randint(-4, 5, factor.form.shape) for factor in factors]
        maps = [Dense(matrix) for matrix in matrices]
        expected = dense_fold(matrices)
        for plan in (
            cheapest_plan(factors, limit),
            tangent_plan(factors),
            adjoint_plan(factors),
            preaccumulation(factors),
        ):
            found = plan.execute(maps).dense()
            assert (found == expected).all()

    @given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.none() | st.integers(0, 30))
    def test_the_operations_counted_are_the_price(
        self, sizes: list[int], limit: int | None
    ) -> None:
        factors = factors_of_sizes("", sizes).factors
        rng = np.random.RandomState(0)
        matrices = [rng.randint(-4, 5, factor.form.shape) for factor in factors]
        ledger = Ledger()
        maps = [Dense(counting(matrix, ledger)) for matrix in matrices]
        for plan in (cheapest_plan(factors, limit), preaccumulation(factors)):
            ledger.tally = (0, 0)
            found = plan.executed(maps, lambda size: counting(np.eye(size), ledger))
            assert ledger.tally == tuple(sum((step.cost for step in plan), Cost()))
            assert (plain(found) == dense_fold(matrices)).all()

    def test_a_form_of_its_own_is_priced_by_its_own_vectors(self) -> None:
        chain = [factor_of(DenseForm(6, 2)), factor_of(DiagonalForm(6, 6))]
        first, second = cheapest_plan(chain)
        assert (first.cost, second.cost) == (Cost(24, 24), Cost(12, 0))

    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_j_has_the_dtype_of_the_maps(self, dtype: str) -> None:
        maps = [Dense(np.ones(shape, dtype)) for shape in ((3, 2), (4, 3))]
        for plan in (tangent_plan, adjoint_plan, preaccumulation):
            found = plan(factors_of_sizes("", [2, 3, 4]).factors).execute(maps).dense()
            assert found.dtype == dtype

    def test_an_operation_nobody_knows_is_refused(self) -> None:
        step = Step("accumulate", None, 0, None, 1, 0, Cost(), 1)
        with pytest.raises(ValueError, match="no such operation"):
            Plan([step]).executed([], np.eye)

    def test_a_plan_without_limit_keeps_the_whole_tape_of_a_global_adjoint(self) -> None:
        factors = list(factors_of_sizes("", [4, 3, 5, 2]).factors)
        (whole,) = adjoint_plan(factors)
        assert (whole.operation, whole.start, whole.to) == ("accumulate", 0, 3)
        assert Plan([whole]).tape(ByVectors(factors)) == 12 + 15 + 10
        assert Plan([whole]).through == {0: whole, 1: whole, 2: whole}
