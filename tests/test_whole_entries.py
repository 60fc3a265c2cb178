"""Diagonal + low rank with one entry that is known better than as a sum, as 1 − p is."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from oracles import Array, Ledger, counting, dense_fold, plain, put_aside
from strategies import STRUCTURES, Numbers, as_float32, as_float64, example, fits

from jaccli.layers import TYPES
from jaccli.linmap import DiagonalPlusLowRank, LinearMap, Whole, compose, low_rank, product

PLACES = [
    pytest.param(n, at, k, ranks, id=f"{n}-{at}-{k}-{ranks}")
    for n, at, k, ranks in [(1, 0, 1, 1), (3, 0, 1, 1), (3, 1, 2, 2), (5, 4, 1, 1), (5, 2, 3, 1)]
]
BESIDE = [name for name in STRUCTURES if fits(name, 9, 9)]


def with_a_whole_entry(
    n: int, at: int, k: int, ranks: int, numbers: Numbers = as_float64, seed: int = 0
) -> tuple[DiagonalPlusLowRank, Array]:
    """A map and its matrix, in integers; what is whole has nothing to do with the ranks."""
    rng = np.random.default_rng([seed, n, at, k, ranks])
    entries, left, right = (rng.integers(-4, 5, shape) for shape in (n, (n, k), (k, n)))
    matrix = np.diag(entries) + left @ right
    matrix[at, at] = entries[at] + left[at, ranks:] @ right[ranks:, at]
    found = DiagonalPlusLowRank(numbers(entries), numbers(left), numbers(right), Whole(at, ranks))
    return found, matrix


@pytest.mark.parametrize(("n", "at", "k", "ranks"), PLACES)
def test_a_whole_entry_is_in_every_product(n: int, at: int, k: int, ranks: int, monkeypatch):
    found, matrix = with_a_whole_entry(n, at, k, ranks)
    v = np.random.default_rng(n).integers(-4, 5, (n, 3))
    assert np.array_equal(found.dense(), matrix)
    assert np.array_equal(found @ as_float64(v), matrix @ v)
    assert np.array_equal(as_float64(v.T) @ found, v.T @ matrix)
    assert np.array_equal(found.dissolved().dense(), matrix)
    assert found.nonzeros() == np.count_nonzero(matrix)
    cut = found.cut(np.ones(n, bool), np.ones(n, bool))
    assert np.array_equal(cut.dense(), matrix)
    monkeypatch.setattr(low_rank, "BLOCK", 2 * n)  # two rows at a time
    assert found.nonzeros() == np.count_nonzero(matrix)


@pytest.mark.parametrize(("n", "at", "k", "ranks"), PLACES)
def test_a_whole_entry_costs_nothing(n: int, at: int, k: int, ranks: int) -> None:
    ledger = Ledger()
    numbers = partial(counting, ledger=ledger)
    found, _ = with_a_whole_entry(n, at, k, ranks, numbers)
    columns = np.ones((n, 3), int)
    found.on_columns(numbers(columns))
    assert ledger.tally == found.form.per_column.times(3)
    ledger.tally = (0, 0)
    found.on_rows(numbers(columns.T))
    assert ledger.tally == found.form.per_row.times(3)


@pytest.mark.parametrize("other", BESIDE)
@pytest.mark.parametrize("at", [0, 4, 8])
@pytest.mark.parametrize("order", ["left", "right"])
def test_a_whole_entry_stays_through_a_product_at_its_price(
    other: str, at: int, order: str, monkeypatch
) -> None:
    ledger = Ledger()
    for kind in LinearMap.__subclasses__():
        monkeypatch.setattr(kind, "dense", put_aside(kind.dense, ledger))
    numbers = partial(counting, ledger=ledger)
    own = with_a_whole_entry(9, at, 1, 1, numbers)
    beside = example(other, 9, 9, 1, numbers, seed=2)
    (a, first), (b, second) = (own, beside) if order == "left" else (beside, own)
    ledger.tally = (0, 0)
    found = product(a, b)
    if isinstance(found, DiagonalPlusLowRank):
        assert ledger.tally == compose(a.form, b.form).cost
        assert found.whole == own[0].whole
    assert np.array_equal(plain(found.dense()), dense_fold([second, first]))


@pytest.mark.parametrize("second", [0, 5, 8])
@pytest.mark.parametrize("first", [0, 5])
def test_of_two_whole_entries_the_product_keeps_one(first: int, second: int) -> None:
    a, left = with_a_whole_entry(9, first, 2, 1, seed=1)
    b, right = with_a_whole_entry(9, second, 1, 1, seed=2)
    found = product(a, b)
    assert isinstance(found, DiagonalPlusLowRank)
    assert found.form == compose(a.form, b.form).form
    assert found.whole == a.whole
    assert np.array_equal(found.dense(), left @ right)
    v = np.arange(-4.0, 5)
    assert np.array_equal(found @ v, left @ right @ v)


def test_a_whole_entry_leaves_float32_as_it_is() -> None:
    found, _ = with_a_whole_entry(5, 2, 1, 1, as_float32)
    v = np.ones(5, "float32")
    results = [found.dense(), found @ v, v @ found, *found.dissolved().arrays]
    assert {str(each.dtype) for each in results} == {"float32"}


@pytest.mark.parametrize("kind", ["softmax", "log_softmax", "layer_norm", "rms_norm"])
@pytest.mark.parametrize("x", [[40.0, 0, 1, 2.5, -1], [3, 1e6, 0, -2, 5, 0.5, 0.25]])
def test_products_keep_what_the_matrix_keeps(kind: str, x: list[float]) -> None:
    """No product is off by more than rounding of |J| |v|, scaled by other layers or not."""
    jacobian = TYPES[kind]().jacobian(np.array(x))
    assert isinstance(jacobian, DiagonalPlusLowRank)
    assert jacobian.whole is not None
    matrix = jacobian.dense()
    rng = np.random.default_rng(0)
    scale = rng.uniform(0.5, 2, len(x))
    for v in (*np.eye(len(x)), rng.standard_normal(len(x)), np.ones(len(x))):
        for found, exact in (
            (jacobian, matrix),
            (jacobian.scaled(scale, None), matrix * scale),
            (jacobian.scaled(None, scale), scale[:, None] * matrix),
        ):
            assert (np.abs(found @ v - exact @ v) <= 2e-15 * (np.abs(exact) @ np.abs(v))).all()
            assert (np.abs(v @ found - v @ exact) <= 2e-15 * (np.abs(v) @ np.abs(exact))).all()
