"""Orders of a product: enumerated, priced, executed, and the cheapest found."""

from __future__ import annotations

from itertools import pairwise
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import dense_fold, stored
from strategies import Factor, factors, form_of

from jaccli.accumulate import optimal
from jaccli.accumulate.bracketing import (
    Bracketing,
    Product,
    every_order,
    forward_order,
    number_of_orders,
    order_of_splits,
    reverse_order,
)
from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.price import sweep_costs
from jaccli.accumulate.segments import Segments, exact_array, first_least, windows
from jaccli.cost import Cost
from jaccli.linmap import (
    DenseForm,
    DiagonalForm,
    DiagonalPlusLowRankForm,
    Form,
    IdentityForm,
)

SQUARE = ("identity", "selection", "diagonal", "diagonal+low-rank", "dense")


def dense(*sizes: int) -> list[Form]:
    return [DenseForm(m, n) for n, m in pairwise(sizes)]


class TestOrders:
    """Bracketings as data."""

    @pytest.mark.parametrize("depth", range(1, 8))
    def test_there_are_as_many_as_catalan_says(self, depth: int) -> None:
        orders = list(every_order(depth))
        assert len(orders) == len(set(orders)) == comb(2 * depth - 2, depth - 1) // depth
        assert number_of_orders(depth) == len(orders)

    @pytest.mark.parametrize("depth", range(1, 7))
    def test_each_multiplies_every_inner_size_away_once(self, depth: int) -> None:
        for order in every_order(depth):
            assert sorted(each.split for each in order) == list(range(1, depth))
            assert not order or order[-1].whole == (depth, 1)

    @pytest.mark.parametrize("depth", range(1, 7))
    def test_spelling_tells_them_apart_and_names_every_factor(self, depth: int) -> None:
        texts = [order.spelt for order in every_order(depth)]
        assert len(set(texts)) == len(texts)
        for text in texts:
            assert [each for each in text if each.isdigit()] == [
                str(k) for k in range(depth, 0, -1)
            ]
            assert text.count("(") == text.count(")") == max(0, depth - 2)

    def test_the_modes_are_spelt_as_the_book_writes_them(self) -> None:
        assert forward_order(4).spelt == "J4·(J3·(J2·J1))"
        assert reverse_order(4).spelt == "((J4·J3)·J2)·J1"
        assert (forward_order(1).spelt, forward_order(2).spelt) == ("J1", "J2·J1")

    def test_an_order_may_nest_as_deep_as_the_chain_is_long(self) -> None:
        depth = 5000
        ahead = order_of_splits(depth, lambda row, _: row - 1)
        back = order_of_splits(depth, lambda _, column: column)
        assert (ahead, back) == (forward_order(depth), reverse_order(depth))
        assert back.spelt.startswith("((((")

    def test_a_product_stands_after_its_factors(self) -> None:
        for order in every_order(6):
            made = {(k, k) for k in range(1, 7)}
            for each in order:
                assert {each.left, each.right} <= made
                made = made - {each.left, each.right} | {each.whole}

    def test_prices_are_those_of_the_hand_calculation(self) -> None:
        forms = dense(30, 3, 50, 3, 30)
        best = Bracketing((Product(3, 2, 2), Product(4, 3, 2), Product(4, 1, 1)))
        assert [each.cost.flops for each in best.steps(forms)] == [900, 540, 5400]
        assert [each.form.shape for each in best.steps(forms)] == [(3, 3), (30, 3), (30, 30)]
        assert best.price(forms) == Cost(3420, 3420)
        assert best.peak(forms) == 90
        assert forward_order(4).peak(forms) == 1500
        assert Bracketing().peak(dense(2, 3)) == 0

    @given(factors(least=1, most=6))
    def test_the_modes_cost_what_their_sweeps_do_with_seeds_free(
        self, chain: tuple[Factor, ...]
    ) -> None:
        forms = [each.form for each in chain]
        for order, mode in ((forward_order, "forward"), (reverse_order, "reverse")):
            swept = sum(sweep_costs(forms, mode, "structured", "free"), Cost())  # type: ignore[arg-type]
            assert order(len(forms)).price(forms) == swept

    @given(factors(least=1, most=5), st.randoms(use_true_random=False))
    def test_every_order_gives_the_product_of_the_matrices(
        self, chain: tuple[Factor, ...], rng: Any
    ) -> None:
        maps = [each.example().map for each in chain]
        expected = dense_fold([each.dense() for each in maps])
        for order in every_order(len(maps)):
            assert np.allclose(order.execute(maps).dense(), expected, rtol=1e-12, atol=1e-9)

    def test_what_is_live_at_once_is_both_factors_and_their_product(self) -> None:
        forms = dense(2, 3, 5, 7, 11)  # (J4·J3)·(J2·J1): 55, 10 and 22 numbers
        order = Bracketing((Product(4, 3, 3), Product(2, 1, 1), Product(4, 2, 1)))
        assert order.held(forms) == 11 * 5 + 5 * 2 + 11 * 2
        assert forward_order(4).held(forms) == max(10 + 14, 14 + 22)
        assert Bracketing().held(dense(2, 3)) == 0


class TestCheapest:
    """The dynamic programme."""

    @given(factors(least=1, most=6))
    def test_it_is_the_least_of_all_orders_and_the_first_of_those(
        self, chain: tuple[Factor, ...]
    ) -> None:
        forms = [each.form for each in chain]
        self.check(forms)
        self.check([DenseForm(*form.shape) for form in forms])

    def check(self, forms: list[Form]) -> None:
        orders = list(every_order(len(forms)))
        prices = [order.price(forms).flops for order in orders]
        found = cheapest(forms)
        assert found.flops(len(forms), 1) == min(prices)
        assert found.order == orders[prices.index(min(prices))]
        assert found.alone == (prices.count(min(prices)) == 1)

    def test_chains_of_every_pattern_of_square_forms(self) -> None:
        rng = np.random.RandomState(0)
        for _ in range(300):
            n = int(rng.choice([1, 2, 4, 5, 9]))
            names = rng.choice(SQUARE, size=rng.randint(2, 6))
            forms = [form_of(name, n, n, int(rng.randint(1, 3))).nearest for name in names]
            if rng.rand() < 0.5:  # with a way in and a way out
                forms = [DenseForm(n, int(rng.randint(1, 12))), *forms]
            self.check(forms)

    @pytest.mark.parametrize("block", [1, 7, 1 << 15])
    def test_every_cell_of_the_table_is_the_cheapest_of_its_segment(
        self, block: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(optimal, "BLOCK", block)  # as many segments at once
        rng = np.random.RandomState(1)
        forms = dense(*rng.randint(1, 40, 13).tolist())
        found = cheapest(forms)
        table = textbook([form.columns for form in forms] + [forms[-1].rows])
        for (row, column), cost in table.items():
            assert found.flops(row, column) == 2 * cost

    @pytest.mark.parametrize("low", [10**6, 10**9, 10**15])
    @pytest.mark.parametrize("spread", [2, 30, 10**6])
    def test_sizes_beyond_machine_integers_are_exact(self, low: int, spread: int) -> None:
        """Nearly equal sizes too, whose costs no float tells apart."""
        rng = np.random.RandomState(spread % 97)
        sizes = [low + int(each) for each in rng.randint(0, spread, 25)]
        assert cheapest(dense(*sizes)).flops(24, 1) == 2 * textbook(sizes)[24, 1]

    def test_costs_that_only_just_exceed_machine_integers_are_exact(self) -> None:
        """Twelve factors: eleven products of 2 · 800,000³ = 2^59.8 each, and half of them fit."""
        sizes = [800_000 + each for each in (3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9)]
        cost = cheapest(dense(*sizes)).flops(12, 1)
        assert cost == 2 * textbook(sizes)[12, 1]
        assert cost > 2**63 > 14 * max(sizes) ** 3

    def test_sizes_that_share_a_factor_are_exact(self) -> None:
        sizes = [6, 12, 6, 30, 18, 6]
        found = cheapest(dense(*sizes))
        assert found.flops(5, 1) == 2 * textbook(sizes)[5, 1]
        assert found.flops(3, 2) == 2 * 30 * 6 * 12
        assert cheapest(dense(*[10**14] * 61)).flops(60, 1) == 59 * 2 * 10**42

    def test_structured_sizes_that_share_a_factor_are_exact(self) -> None:
        rng = np.random.RandomState(3)
        for n in (12, 10**12):
            for _ in range(20):
                names = rng.choice(SQUARE, size=4)
                forms = [form_of(name, n, n, 2).nearest for name in names]
                self.check([DenseForm(n, 3 * n), *forms, DenseForm(n // 2, n)])

    def test_floats_that_are_too_close_leave_it_to_the_integers(self) -> None:
        integers = np.array([[2**70 + 1, 2**70, 2**71, 2**70]], object)
        found = first_least(integers.astype(float), lambda row: integers[row])
        assert found.tolist() == [1]
        assert first_least(np.array([[3, 1, 1]]), lambda _: np.array([0])).tolist() == [1]

    @pytest.mark.parametrize("low", [10**7, 10**15, 2**70])
    def test_ties_beyond_machine_integers_are_told_from_what_only_looks_like_one(
        self, low: int
    ) -> None:
        """Of sizes that differ by one: the costs of many orders are the same floats."""
        rng = np.random.RandomState(4)
        alone = set()
        for _ in range(16):
            sizes = [low + int(each) for each in rng.randint(0, 3, rng.randint(4, 7))]
            self.check(dense(*sizes))
            alone.add(cheapest(dense(*sizes)).alone)
        assert alone == {True, False}

    def test_structured_sizes_beyond_machine_integers_are_exact(self) -> None:
        n = 10**9 + 7
        forms: list[Form] = [
            DenseForm(n, 3),
            DiagonalForm(n, n),
            DiagonalPlusLowRankForm(n, n, 1),
            IdentityForm(n, n),
            DenseForm(n - 1, n),
            DiagonalPlusLowRankForm(n - 1, n - 1, 2),
        ]
        self.check(forms)

    def test_machine_integers_are_used_only_where_they_are_exact(self) -> None:
        assert exact_array([1, 2], 2**63 - 1).dtype == np.int64
        assert exact_array([1, 2], 2**63).dtype == object

    def test_a_tie_of_all_orders_is_the_reverse_one(self) -> None:
        found = cheapest(dense(3, 3, 3, 3, 3, 3))
        assert found.order == reverse_order(5)
        assert not found.alone

    def test_forms_of_long_products_stay_low_rank_as_long_as_that_pays(self) -> None:
        forms: list[Form] = [DiagonalPlusLowRankForm(9, 9, 2), DiagonalForm(9, 9)] * 3
        assert cheapest(forms).order.steps(forms)[-1].form == DenseForm(9, 9)
        assert cheapest(forms[:4]).order.steps(forms[:4])[-1].form == (
            DiagonalPlusLowRankForm(9, 9, 4)
        )

    def test_identities_are_free_wherever_they_stand(self) -> None:
        forms = dense(4, 7, 2)
        with_identities: list[Form] = [
            IdentityForm(4, 4),
            forms[0],
            IdentityForm(7, 7),
            IdentityForm(7, 7),
            forms[1],
        ]
        assert cheapest(with_identities).flops(5, 1) == cheapest(forms).flops(2, 1) == 2 * 2 * 7 * 4

    def test_every_structured_cell_is_the_cheapest_of_its_segment(self) -> None:
        rng = np.random.RandomState(2)
        for _ in range(20):
            names = rng.choice(SQUARE, size=6)
            forms = [form_of(name, 5, 5).nearest for name in names]
            found = cheapest(forms)
            for column in range(1, 7):
                for row in range(column, 7):
                    part = forms[column - 1 : row]
                    least = min(order.price(part).flops for order in every_order(len(part)))
                    assert found.flops(row, column) == least

    @pytest.mark.parametrize("name", list(stored("jcdp_chain_oracle")))
    def test_it_agrees_with_the_reference_solver(self, name: str) -> None:
        instance = stored("jcdp_chain_oracle")[name]
        forms: list[Form] = [DenseForm(m, n) for n, m, *_ in instance["factors"]]
        expected = instance["expected"]
        bracketing = expected["dense_bracketing"]
        ways = {
            "forward_right_to_left_no_seed": forward_order(len(forms)).price(forms),
            "reverse_left_to_right_no_seed": reverse_order(len(forms)).price(forms),
            "forward_with_identity_seed": sum(
                sweep_costs(forms, "forward", "dense", "counted"), Cost()
            ),
            "reverse_with_identity_seed": sum(
                sweep_costs(forms, "reverse", "dense", "counted"), Cost()
            ),
        }
        assert {way: cost.multiplications for way, cost in ways.items()} == bracketing
        best = cheapest(forms).order.price(forms)
        assert best.multiplications == best.additions == expected["dense_jcp_mults"]

    @pytest.mark.parametrize("name", list(stored("gdjcpb_published_oracle")))
    def test_it_agrees_with_the_published_products(self, name: str) -> None:
        instance = stored("gdjcpb_published_oracle")[name]
        forms: list[Form] = [DenseForm(m, n) for n, m, _ in instance["factors"]]
        assert (
            cheapest(forms).order.price(forms).multiplications
            == (instance["expected"]["dense_jcp"])
        )


def textbook(sizes: list[int]) -> dict[tuple[int, int], int]:
    """Multiply-adds of every segment, by the recurrence of any textbook in plain Python."""
    depth = len(sizes) - 1
    costs = {(k, k): 0 for k in range(1, depth + 1)}
    for length in range(2, depth + 1):
        for column in range(1, depth - length + 2):
            row = column + length - 1
            costs[row, column] = min(
                costs[row, k + 1] + costs[k, column] + sizes[row] * sizes[k] * sizes[column - 1]
                for k in range(column, row)
            )
    return costs


class TestSegments:
    """Numbers of segments, both halves of a split side by side."""

    def test_halves_belong_to_the_same_split(self) -> None:
        depth = 6
        segments = Segments(np.array([10 * k + k for k in range(1, depth + 1)]))
        for length in range(2, depth + 1):
            numbers = [10 * (c + length - 1) + c for c in range(1, depth - length + 2)]
            segments.put(length, np.array(numbers))
        for length in range(2, depth + 1):
            left, right = segments.left(length), segments.right(length)
            assert left.shape == right.shape == (depth - length + 1, length - 1)
            for at in range(depth - length + 1):
                row, column = at + length, at + 1
                for s in range(length - 1):
                    split = column + s
                    assert left[at, s] == 10 * row + split + 1
                    assert right[at, s] == 10 * split + column
        assert segments.of(5, 2) == 52

    def test_windows_are_the_inner_values_of_a_segment(self) -> None:
        values = np.arange(6)  # of x_0 … x_5
        assert windows(values, 3).tolist() == [[1, 2], [2, 3], [3, 4]]
        assert windows(values, 5).tolist() == [[1, 2, 3, 4]]
