"""Sums of linear maps: the battery of every ordered pair of forms, and prices by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from oracles import Ledger, counting, plain, put_aside
from strategies import STRUCTURES, Factor, as_float32, example, fits, form_of

from jaccli.cost import Cost
from jaccli.linmap import (
    DenseForm,
    Diagonal,
    DiagonalForm,
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    Form,
    Identity,
    IdentityForm,
    LinearMap,
    SelectionForm,
    Whole,
    add,
    compose,
    product,
    total,
)
from jaccli.linmap.gather import GatherForm
from jaccli.linmap.tally import Tally, on_tallies

KEPT = {"identity", "diagonal", "diagonal+low-rank", "dense"}  # where size decides on the form
SHAPES = [(1, 1), (3, 3), (7, 7), (1, 5), (2, 4), (6, 4), (4, 6)]


def those_of(left: str) -> Iterator[tuple[Factor, Factor]]:
    """A map of a structure beside every other of its shape."""
    for right in STRUCTURES:
        for shape in SHAPES:
            if 7 in shape and {left, right} - KEPT:
                continue
            if fits(left, *shape) and fits(right, *shape):
                yield Factor(left, *shape, 1), Factor(right, *shape, 2)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger for sums alone: to write a map out is put aside, and its zeros and ones count."""
    ledger = Ledger()

    def entered(kind: type, name: str, method) -> None:
        def found(self):
            numbers = method(self)
            return counting(plain(numbers), ledger) if numbers.dtype == object else numbers

        silent = put_aside(found, ledger)
        monkeypatch.setattr(kind, name, property(silent) if name == "entries" else silent)

    for kind in LinearMap.__subclasses__():
        entered(kind, "dense", kind.dense)
    entered(Identity, "entries", Identity.entries.fget)
    return ledger


def test_every_pair_of_forms_occurs_but_those_of_which_one_is_wide_and_one_is_square() -> None:
    occurring = {(a.structure, b.structure) for left in STRUCTURES for a, b in those_of(left)}
    square = {name for name in STRUCTURES if not fits(name, 2, 4)}
    missing = {(a, b) for a in STRUCTURES for b in STRUCTURES} - occurring
    assert missing == {pair for a in square for pair in ((a, "stencil"), ("stencil", a))}


@pytest.mark.parametrize("left", STRUCTURES)
class TestEveryPair:
    def test_the_sum_is_that_of_the_matrices_and_of_their_type_and_leaves_them(self, left) -> None:
        for one, other in those_of(left):
            a, b = one.example(seed=1), other.example(seed=2)
            for array in (*a.map.arrays, *b.map.arrays):
                array.flags.writeable = False  # a write raises
            found = total(a.map, b.map)
            assert np.array_equal(found.dense(), a.matrix + b.matrix), (one, other)
            assert found.form == add(one.form, other.form).form
            assert np.array_equal(a.map.dense(), a.matrix)
            assert np.array_equal(b.map.dense(), b.matrix)
            found = total(one.example(as_float32).map, other.example(as_float32).map)
            assert {str(each.dtype) for each in (found.dense(), *found.arrays)} == {"float32"}

    def test_what_is_priced_is_what_runs(self, left, ledger) -> None:
        def numbers(integers):
            return counting(integers, ledger)

        for one, other in those_of(left):
            a, b = (each.example(numbers, seed) for each, seed in ((one, 1), (other, 2)))
            form, cost, _ = add(one.form, other.form)
            ledger.tally = (0, 0)
            found = total(a.map, b.map)
            assert (found.form, ledger.tally) == (form, cost), (one, other)
            assert np.array_equal(plain(found.dense()), a.matrix + b.matrix)
            tally = Tally()
            total(on_tallies(a.map, tally), on_tallies(b.map, tally))
            assert tally.cost == cost, (one, other)

    def test_a_map_has_as_many_places_as_its_form_says_and_no_number_beside_them(
        self, left
    ) -> None:
        for shape in SHAPES:
            if fits(left, *shape):
                found, matrix = example(left, *shape)
                assert found.pattern().sum() == form_of(left, *shape).places
                assert found.pattern()[matrix != 0].all()


def low(n: int, rank: int) -> Form:
    return DiagonalPlusLowRankForm(n, n, rank)


DENSE, IDENTITY, DIAGONAL = DenseForm(10, 10), IdentityForm(10, 10), DiagonalForm(10, 10)
# Worked out by hand: (a, b, additions, form)
PRICES = [
    (DENSE, DENSE, 100, DENSE),
    (IDENTITY, IDENTITY, 10, DIAGONAL),
    (IDENTITY, DIAGONAL, 10, DIAGONAL),
    (DIAGONAL, DIAGONAL, 10, DIAGONAL),
    (IDENTITY, low(10, 2), 10, low(10, 2)),
    (low(10, 1), DIAGONAL, 10, low(10, 1)),
    # the ranks stand side by side; 1 + 4·4 < 2·9 pays, 1 + 4·4 < 2·8 does not
    (low(9, 1), low(9, 3), 9, low(9, 4)),
    (low(8, 1), low(8, 3), 64, DenseForm(8, 8)),
    # a skip connection beside a full matrix: its ones alone are added
    (IDENTITY, DENSE, 10, DENSE),
    (DENSE, DIAGONAL, 10, DENSE),
    (low(10, 1), DENSE, 100, DENSE),
    (SelectionForm(10, 4), DenseForm(10, 4), 4, DenseForm(10, 4)),
    (SelectionForm(10, 10), IDENTITY, 10, DENSE),
    (GatherForm(10, 4), DenseForm(10, 4), 10, DenseForm(10, 4)),
]


@pytest.mark.parametrize(("a", "b", "additions", "form"), PRICES)
@pytest.mark.whole
def test_prices_are_those_of_the_rule(a: Form, b: Form, additions: int, form: Form) -> None:
    for left, right in ((a, b), (b, a)):
        assert add(left, right)[:2] == (form, Cost(additions=additions))


def test_shapes_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes differ"):
        add(DenseForm(4, 3), DenseForm(3, 4))
    with pytest.raises(ValueError, match="shapes differ"):
        total(example("dense", 4, 3).map, example("dense", 4, 4).map)


def saturated(at: int | None) -> DiagonalPlusLowRank:
    """diag(p) − p pᵀ with p = 1 at a place, as softmax has it: 1 − p is tiny there, and known."""
    if at is None:
        right = np.array([[1.0, 1.0, 0.0, 0.0, 1.0]])
        return DiagonalPlusLowRank(np.full(5, 1e-30), np.ones((5, 1)), right)
    p = np.full(5, 1e-30)
    p[at] = 1.0
    entries = p.copy()
    entries[at] = 2e-30
    return DiagonalPlusLowRank(entries, -p[:, None], p[None], Whole(at, 1))


@pytest.mark.parametrize(("places", "floor"), [((3, None), 0), ((None, 2), 0), ((1, 4), 1e-15)])
def test_what_would_cancel_on_a_diagonal_stays_whole_in_a_sum(places, floor) -> None:
    a, b = map(saturated, places)
    found = total(a, b)
    assert found.form == low(5, 2)
    assert np.allclose(found.dense(), a.dense() + b.dense(), rtol=1e-15, atol=floor)


@pytest.mark.parametrize("rule", [(compose, product), (add, total)])
def test_two_saturated_maps_are_counted_as_others_are(rule) -> None:
    priced, run = rule
    a, b = saturated(1), saturated(2)
    tally = Tally()
    run(on_tallies(a, tally), on_tallies(b, tally))
    assert tally.cost == priced(a.form, b.form).cost


def test_a_sum_of_diagonals_passes_what_either_passes() -> None:
    first = Diagonal(np.array([0.0, 2.0, 0.0]), np.array([False, True, False]))
    second = Diagonal(np.array([0.0, 1.0, 3.0]), np.array([False, True, True]))
    everything = np.ones(3, bool)
    assert total(first, second).reads(everything).tolist() == [False, True, True]
    assert total(first, Identity(3)).reads(everything).all()
