"""The battery that every form of linear map and every ordered pair of forms goes through."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from oracles import Array, Ledger, counting, dense_fold, plain, put_aside
from strategies import (
    SIZES,
    STRUCTURES,
    Example,
    Factor,
    Numbers,
    as_float32,
    as_float64,
    example,
    factors,
    fits,
)

from jaccli.cost import Cost
from jaccli.linmap import (
    Dense,
    DenseForm,
    Diagonal,
    DiagonalForm,
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    Form,
    IdentityForm,
    LinearMap,
    Selection,
    SelectionForm,
    compose,
    low_rank,
    price_in_order,
    product,
)
from jaccli.linmap.fold import Fold, FoldForm
from jaccli.linmap.gather import Gather
from jaccli.linmap.kronecker import Kronecker
from jaccli.reports.common.derivatives.rounding import absolute

SHAPES = [(n, n) for n in SIZES] + [(1, 5), (5, 1), (4, 6), (6, 4)]
RANKS = (1, 2)
# (m, q, n): J_b takes n to q, J_a takes q to m. Squares for the forms that are square, then every
# way in which selections and dense matrices are tall or wide
TRIPLES = [(n, n, n) for n in (*SIZES, 9)] + [
    (4, 4, 6),
    (6, 4, 4),
    (4, 6, 6),
    (6, 6, 4),
    (2, 5, 3),
    (5, 2, 3),
    (3, 2, 5),
    (3, 5, 2),
    (1, 5, 5),
    (5, 5, 1),
    (1, 5, 1),
    (5, 1, 5),
    (1, 1, 5),
    (2, 4, 6),
    (5, 1, 1),
]


def ranks_of(structure: str) -> tuple[int, ...]:
    return RANKS if structure == "diagonal+low-rank" else (1,)


MAPS = [
    pytest.param(Factor(structure, *shape, rank), id=f"{structure}-{shape[0]}x{shape[1]}-{rank}")
    for structure in STRUCTURES
    for shape in SHAPES
    if fits(structure, *shape)
    for rank in ranks_of(structure)
]
# of maps that no rule of a product names one meets the other in the same way at every size
UNNAMED = {"scan", "stencil", "convolution", "nest", "factors"}
FEW = [(3, 3, 3), (4, 4, 6), (6, 4, 4), (4, 6, 6), (6, 6, 4), (2, 4, 6)]
PAIRS = [
    pytest.param(
        Factor(left, m, q, k),
        Factor(right, q, n, l),
        id=f"{left}·{right}-{m}-{q}-{n}-{k}-{l}",
        marks=[pytest.mark.slow] * ((m, q, n) in ((2, 2, 2), (7, 7, 7))),
    )
    for left in STRUCTURES
    for right in STRUCTURES
    for m, q, n in (FEW if UNNAMED & {left, right} else TRIPLES)
    if fits(left, m, q) and fits(right, q, n)
    for k in ranks_of(left)
    for l in ranks_of(right)  # noqa: E741  # the book's letter for the second rank
]


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger for products alone.

    Where a pair has no form of its own, one factor is materialised and the other acts on it. The
    rule prices what acts, not the writing out of a map that is there already, so what a low-rank
    map computes in its `dense()` is put aside, and the zeros that others write are numbers too.
    """
    ledger = Ledger()
    for kind in LinearMap.__subclasses__():
        monkeypatch.setattr(kind, "dense", put_aside(written_out(kind.dense, ledger), ledger))
    return ledger


def written_out(dense: Callable[[LinearMap], Array], ledger: Ledger) -> Callable[..., Array]:
    """The method, its matrix made of counting numbers throughout where some are."""

    def whole(found: LinearMap) -> Array:
        matrix = dense(found)
        return counting(plain(matrix), ledger) if matrix.dtype == object else matrix

    return whole


def counters(ledger: Ledger) -> Numbers:
    return partial(counting, ledger=ledger)


def columns_for(factor: Factor, count: int) -> Array:
    return np.random.default_rng(factor.columns).integers(-4, 5, (factor.columns, count))


def rows_for(factor: Factor, count: int) -> Array:
    return np.random.default_rng(factor.rows).integers(-4, 5, (count, factor.rows))


def test_every_form_is_in_the_battery() -> None:
    maps = [example(structure, 2, 2 + (structure == "stencil")).map for structure in STRUCTURES]
    assert {type(each) for each in maps} == set(LinearMap.__subclasses__())
    assert {type(each.form).structure for each in maps} == set(STRUCTURES)


@pytest.mark.parametrize("factor", MAPS)
class TestOneMap:
    def test_the_materialised_map_is_the_matrix(self, factor: Factor) -> None:
        found, matrix = factor.example()
        assert np.array_equal(found.dense(), matrix)

    def test_columns_are_pushed_forward_as_by_the_matrix(self, factor: Factor) -> None:
        found, matrix = factor.example()
        for count in (1, 4):
            columns = columns_for(factor, count)
            assert np.array_equal(
                found.on_columns(as_float64(columns)), dense_fold([columns, matrix])
            )

    def test_rows_are_pulled_back_as_by_the_matrix(self, factor: Factor) -> None:
        found, matrix = factor.example()
        for count in (1, 4):
            rows = rows_for(factor, count)
            assert np.array_equal(found.on_rows(as_float64(rows)), dense_fold([matrix, rows]))

    def test_without_signs_it_bounds_every_entry(self, factor: Factor) -> None:
        found, matrix = factor.example()
        assert (absolute(found).dense() >= np.abs(as_float64(matrix))).all()

    def test_the_operator_takes_vectors_and_stacks_of_vectors(self, factor: Factor) -> None:
        found, matrix = factor.example()
        columns, rows = columns_for(factor, 3), rows_for(factor, 3)
        pushed, pulled = dense_fold([columns, matrix]), dense_fold([matrix, rows])
        assert np.array_equal(found @ as_float64(columns), pushed)
        assert np.array_equal(found @ as_float64(columns[:, 0]), pushed[:, 0])
        assert np.array_equal(as_float64(rows) @ found, pulled)
        assert np.array_equal(as_float64(rows[0]) @ found, pulled[0])

    def test_acting_leaves_what_it_is_given_as_it_was(self, factor: Factor) -> None:
        found, matrix = factor.example()
        columns, rows = as_float64(columns_for(factor, 2)), as_float64(rows_for(factor, 2))
        for array in (columns, rows, *found.arrays):
            array.flags.writeable = False  # a write raises
        found.on_columns(columns)
        found.on_rows(rows)
        assert np.array_equal(found.dense(), matrix)

    def test_nonzeros_counts_the_entries_of_the_matrix(
        self, factor: Factor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found, matrix = factor.example()
        expected = sum(entry != 0 for entry in matrix.ravel().tolist())
        assert found.nonzeros() == expected
        monkeypatch.setattr(low_rank, "BLOCK", 2 * factor.columns)  # two rows at a time
        assert found.nonzeros() == expected

    def test_a_row_reads_every_column_in_which_it_has_a_number(self, factor: Factor) -> None:
        found, matrix = factor.example()
        for row, entries in zip(np.eye(factor.rows, dtype=bool), matrix, strict=True):
            assert found.reads(row)[entries != 0].all()
        assert not found.reads(np.zeros(factor.rows, bool)).any()

    def test_what_is_infinite_in_rows_that_nobody_reads_is_cut_off(self, factor: Factor) -> None:
        right, matrix = factor.example()
        rows, everything = as_float64(rows_for(factor, 2)), np.ones(factor.columns, bool)
        for at, array in enumerate(right.arrays):
            for index in np.ndindex(array.shape):
                found = copy.deepcopy(right)
                found.arrays[at][index] = np.inf
                with np.errstate(invalid="ignore"):
                    spoilt = ~np.isfinite(found.dense()).all(axis=1)
                cut = found.cut(~spoilt, everything)
                assert cut.form == factor.form
                expected = dense_fold([matrix, np.where(spoilt, 0, rows)])
                assert np.array_equal(cut.on_rows(np.where(spoilt, 0.0, rows)), expected)
                columns = as_float64(columns_for(factor, 2))
                pushed = dense_fold([columns, matrix])
                assert np.array_equal(cut.on_columns(columns)[~spoilt], pushed[~spoilt])
                # what is read stays as it is, to be refused
                kept = found.cut(np.ones(factor.rows, bool), everything)
                assert [np.isinf(each).sum() for each in kept.arrays].count(1) == 1

    def test_a_column_moves_every_row_in_which_it_has_a_number(self, factor: Factor) -> None:
        found, matrix = factor.example()
        for column, entries in zip(np.eye(factor.columns, dtype=bool), matrix.T, strict=True):
            assert found.moves(column)[entries != 0].all()
        assert not found.moves(np.zeros(factor.columns, bool)).any()

    def test_what_is_infinite_in_columns_that_do_not_move_is_cut_off(self, factor: Factor) -> None:
        right, matrix = factor.example()
        columns, everything = as_float64(columns_for(factor, 2)), np.ones(factor.rows, bool)
        for at, array in enumerate(right.arrays):
            for index in np.ndindex(array.shape):
                found = copy.deepcopy(right)
                found.arrays[at][index] = np.inf
                with np.errstate(invalid="ignore"):
                    spoilt = ~np.isfinite(found.dense()).all(axis=0)
                cut = found.cut(everything, ~spoilt)
                still = np.where(spoilt[:, None], 0.0, columns)
                assert np.array_equal(cut.on_columns(still), dense_fold([still, matrix]))
                rows = as_float64(rows_for(factor, 2))
                pulled = dense_fold([matrix, rows])
                assert np.array_equal(cut.on_rows(rows)[:, ~spoilt], pulled[:, ~spoilt])

    def test_the_form_is_that_of_the_numbers(self, factor: Factor) -> None:
        found, matrix = factor.example()
        assert found.form == factor.form
        assert found.form.structure == factor.structure
        assert found.shape == found.form.shape == matrix.shape
        assert found.form.own_numbers == sum(array.size for array in found.arrays)

    def test_float32_stays_float32(self, factor: Factor) -> None:
        found, _ = factor.example(as_float32)
        columns, rows = as_float32(columns_for(factor, 2)), as_float32(rows_for(factor, 2))
        results = [found.dense(), found @ columns, rows @ found, found @ columns[:, 0]]
        results += [rows[0] @ found, *found.arrays]
        assert {str(result.dtype) for result in results} == {"float32"}

    def test_a_vector_costs_what_the_form_says(self, factor: Factor, ledger: Ledger) -> None:
        found, _ = factor.example(counters(ledger))
        for count in (1, 3):
            expected = tuple(found.form.per_column.times(count))
            ledger.tally = (0, 0)
            found.on_columns(counting(columns_for(factor, count), ledger))
            assert ledger.tally == expected
            ledger.tally = (0, 0)
            found.on_rows(counting(rows_for(factor, count), ledger))
            assert ledger.tally == tuple(found.form.per_row.times(count))


@pytest.mark.parametrize(("left", "right"), PAIRS)
class TestEveryPair:
    def test_the_product_is_that_of_the_matrices_and_of_their_type_and_leaves_them(
        self, left: Factor, right: Factor
    ) -> None:
        a, b = left.example(seed=1), right.example(seed=2)
        for array in (*a.map.arrays, *b.map.arrays):
            array.flags.writeable = False  # a write raises
        found = product(a.map, b.map)
        assert np.array_equal(found.dense(), dense_fold([b.matrix, a.matrix]))
        assert found.form == compose(left.form, right.form).form
        assert np.array_equal(a.map.dense(), a.matrix)
        assert np.array_equal(b.map.dense(), b.matrix)
        found = product(left.example(as_float32).map, right.example(as_float32).map)
        assert {str(array.dtype) for array in (found.dense(), *found.arrays)} == {"float32"}

    def test_what_is_priced_is_what_runs(self, left: Factor, right: Factor, ledger: Ledger) -> None:
        a, b = (each.example(counters(ledger), seed) for each, seed in ((left, 1), (right, 2)))
        form, cost, multiply = compose(left.form, right.form)
        for way in (product, multiply):
            ledger.tally = (0, 0)
            found = way(a.map, b.map)
            assert (found.form, ledger.tally) == (form, cost)
            assert np.array_equal(plain(found.dense()), dense_fold([b.matrix, a.matrix]))
        if isinstance(form, DenseForm):  # one factor acts on the other, whichever costs less
            by_columns = left.form.per_column.flops * right.columns
            assert cost.flops == min(by_columns, left.rows * right.form.per_row.flops)


def test_every_ordered_pair_of_forms_occurs() -> None:
    occurring = {(pair.values[0].structure, pair.values[1].structure) for pair in PAIRS}
    assert len(occurring) == len(STRUCTURES) ** 2


def low(n: int, rank: int) -> Form:
    return DiagonalPlusLowRankForm(n, n, rank)


def square(form: type[Form], n: int) -> Form:
    return form(n, n)


# Worked out by hand from the counting rule: (left, right, multiplications, additions, form)
DENSE_10_3, DENSE_3_10 = DenseForm(10, 3), DenseForm(3, 10)
DIAGONAL_10, IDENTITY_10 = square(DiagonalForm, 10), square(IdentityForm, 10)
PRICES = [
    # one multiply-add is one of each, and accumulators start at zero
    (DenseForm(4, 6), DenseForm(6, 3), 72, 72, DenseForm(4, 3)),
    (DenseForm(1, 7), DenseForm(7, 1), 7, 7, DenseForm(1, 1)),
    (DenseForm(5, 1), DenseForm(1, 4), 20, 20, DenseForm(5, 4)),
    # identity and selections: nothing
    (IDENTITY_10, DENSE_10_3, 0, 0, DENSE_10_3),
    (DENSE_3_10, IDENTITY_10, 0, 0, DENSE_3_10),
    (IDENTITY_10, low(10, 2), 0, 0, low(10, 2)),
    (DIAGONAL_10, IDENTITY_10, 0, 0, DIAGONAL_10),
    (SelectionForm(4, 10), DENSE_10_3, 0, 0, DenseForm(4, 3)),
    (DENSE_3_10, SelectionForm(10, 4), 0, 0, DenseForm(3, 4)),
    (SelectionForm(4, 10), SelectionForm(10, 6), 0, 0, SelectionForm(4, 6)),
    (SelectionForm(4, 10), DIAGONAL_10, 0, 0, DenseForm(4, 10)),
    (low(10, 2), SelectionForm(10, 4), 0, 0, DenseForm(10, 4)),
    # diagonal: n·c
    (DIAGONAL_10, DENSE_10_3, 30, 0, DENSE_10_3),
    (DENSE_3_10, DIAGONAL_10, 30, 0, DENSE_3_10),
    # diagonal + rank k: (1 + 2k)·n·c and 2k·n·c
    (low(10, 1), DENSE_10_3, 90, 60, DENSE_10_3),
    (low(10, 2), DENSE_10_3, 150, 120, DENSE_10_3),
    (DENSE_3_10, low(10, 1), 90, 60, DENSE_3_10),
    (DENSE_3_10, low(10, 2), 150, 120, DENSE_3_10),
    # diagonal · diagonal: n
    (DIAGONAL_10, DIAGONAL_10, 10, 0, DIAGONAL_10),
    # diagonal · (diagonal + rank k): n(1 + k), either way round
    (DIAGONAL_10, low(10, 1), 20, 0, low(10, 1)),
    (DIAGONAL_10, low(10, 2), 30, 0, low(10, 2)),
    (low(10, 2), DIAGONAL_10, 30, 0, low(10, 2)),
    # (diagonal + k)(diagonal + l): n(1 + k + l + 2kl) and 2nkl, of rank k + l
    (low(10, 1), low(10, 1), 50, 20, low(10, 2)),
    (low(10, 2), low(10, 1), 80, 40, low(10, 3)),
    (low(10, 1), low(10, 2), 80, 40, low(10, 3)),
    (low(10, 2), low(10, 2), 130, 80, low(10, 4)),
    # rank 4 in 9 is the last that pays: 1 + 4·4 < 2·9
    (low(9, 2), low(9, 2), 117, 72, low(9, 4)),
    # in 8 it does not, and one of rank 2 acts on 8 columns: 5·8·8 and 4·8·8
    (low(8, 2), low(8, 2), 320, 256, DenseForm(8, 8)),
    # the cheaper of the two acts: rank 1, 3·8·8 and 2·8·8
    (low(8, 3), low(8, 1), 192, 128, DenseForm(8, 8)),
    (low(8, 1), low(8, 3), 192, 128, DenseForm(8, 8)),
]


@pytest.mark.parametrize(("a", "b", "multiplications", "additions", "form"), PRICES)
@pytest.mark.whole
def test_prices_are_those_of_the_rule(
    a: Form, b: Form, multiplications: int, additions: int, form: Form
) -> None:
    assert compose(a, b)[:2] == (form, Cost(multiplications, additions))


@pytest.mark.parametrize(
    ("n", "rank", "stays"),
    [(1, 1, False), (2, 1, False), (3, 1, True), (4, 2, False), (5, 2, True), (9, 4, True)],
)
def test_diagonal_plus_low_rank_is_dense_where_that_is_not_dearer(
    n: int, rank: int, stays: bool
) -> None:
    expected = "diagonal+low-rank" if stays else "dense"
    found, matrix = example("diagonal+low-rank", n, n, rank)
    assert isinstance(found, DiagonalPlusLowRank)
    assert low(n, rank).nearest.structure == expected
    assert found.nearest.form == low(n, rank).nearest
    assert np.array_equal(found.nearest.dense(), matrix)


def brackets(chain: tuple[Form, ...]) -> set[Form]:
    """The forms that all bracketings of J_K ⋯ J_1 come to."""
    if len(chain) == 1:
        return {chain[0]}
    return {
        compose(left, right).form
        for at in range(1, len(chain))
        for left in brackets(chain[at:])
        for right in brackets(chain[:at])
    }


@settings(max_examples=60)
@given(factors(least=3, most=6, largest=10))
def test_the_form_of_a_product_does_not_depend_on_the_bracketing(
    chain: tuple[Factor, ...],
) -> None:
    assert len(brackets(tuple(factor.form for factor in chain))) == 1


@settings(max_examples=30)
@given(factors(least=2, most=5))
def test_every_bracketing_gives_the_product_of_the_matrices(chain: tuple[Factor, ...]) -> None:
    def products(examples: tuple[Example, ...]) -> list[LinearMap]:
        if len(examples) == 1:
            return [examples[0].map]
        return [
            product(left, right)
            for at in range(1, len(examples))
            for left in products(examples[at:])
            for right in products(examples[:at])
        ]

    examples = tuple(factor.example(seed=at) for at, factor in enumerate(chain))
    expected = dense_fold([each.matrix for each in examples])
    for found in products(examples):
        assert np.array_equal(found.dense(), expected)


def test_steps_are_priced_in_the_order_in_which_the_start_takes_them_in() -> None:
    forms = [DenseForm(2, 3), DenseForm(5, 2)]  # J_1, J_2
    assert price_in_order(forms, DenseForm(3, 4), leftwards=True) == [
        Cost(2 * 3 * 4, 2 * 3 * 4),
        Cost(5 * 2 * 4, 5 * 2 * 4),
    ]
    assert price_in_order(forms[::-1], DenseForm(4, 5), leftwards=False) == [
        Cost(4 * 5 * 2, 4 * 5 * 2),
        Cost(4 * 2 * 3, 4 * 2 * 3),
    ]


def test_inner_sizes_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="inner sizes differ"):
        compose(DenseForm(4, 3), DenseForm(4, 3))
    with pytest.raises(ValueError, match="inner sizes differ"):
        product(example("dense", 4, 3).map, example("diagonal", 4, 4).map)


def test_a_diagonal_is_the_elementwise_product() -> None:
    assert (Diagonal(np.array([2.0, 3.0])) @ np.array([5.0, 7.0])).tolist() == [10.0, 21.0]


def test_a_tall_selection_puts_zeros_where_nothing_goes() -> None:
    # two numbers into the end of five, as concatenation does
    end = Selection(5, 2, np.array([3, 4]), np.array([0, 1]))
    assert (end @ np.array([7.0, 8.0])).tolist() == [0, 0, 0, 7, 8]
    assert (np.arange(5.0) @ end).tolist() == [3, 4]


def test_a_selection_after_another_keeps_what_both_keep() -> None:
    first = Selection(3, 4, np.array([0, 2]), np.array([3, 1]))  # (x4, 0, x2)
    second = Selection(2, 3, np.array([0, 1]), np.array([1, 2]))  # (z2, z3)
    both = product(second, first)
    assert isinstance(both, Selection)
    assert both.dense().tolist() == [[0, 0, 0, 0], [0, 1, 0, 0]]
    assert both.nonzeros() == 1


def test_a_repr_says_form_and_size_and_no_numbers() -> None:
    assert repr(Dense(np.ones((2, 3)))) == "<Dense 2×3>"
    assert repr(Diagonal(np.ones(1000))) == "<Diagonal 1000×1000>"


def test_a_dense_map_is_its_matrix() -> None:
    matrix = np.array([[1.0, 2.0, 3.0]])
    assert Dense(matrix).dense() is matrix


@pytest.mark.parametrize("size", [1, 2, 4])
def test_vectors_of_another_size_are_refused(size: int) -> None:
    for each in (example(name, 3, 3).map for name in STRUCTURES if fits(name, 3, 3)):
        with pytest.raises(ValueError, match="3×3 map meets"):
            each @ np.ones(size)
        with pytest.raises(ValueError, match="3×3 map meets"):
            np.ones(size) @ each


# (blocks, outer, rows of M, columns of M, inner)
KRONECKERS = [(1, 1, 2, 3, 1), (1, 3, 2, 4, 1), (1, 1, 2, 3, 4), (1, 2, 3, 2, 2), (3, 2, 1, 3, 2)]
KRONECKERS += [(2, 2, 3, 1, 2), (3, 1, 1, 1, 2), (2, 3, 1, 1, 1)]


@pytest.mark.parametrize(("blocks", "outer", "rows", "columns", "inner"), KRONECKERS)
@pytest.mark.whole
def test_a_kronecker_product_is_the_matrix_of_its_blocks(
    blocks: int, outer: int, rows: int, columns: int, inner: int
) -> None:
    rng = np.random.default_rng([blocks, outer, rows, columns, inner])
    matrices = rng.integers(-4, 5, (blocks, rows, columns))
    each = [np.kron(np.kron(np.eye(outer), one), np.eye(inner)) for one in matrices]
    m, n = outer * rows * inner, outer * columns * inner
    expected = np.zeros((blocks * m, blocks * n))
    for at, block in enumerate(each):
        expected[at * m : (at + 1) * m, at * n : (at + 1) * n] = block
    found = Kronecker(as_float64(matrices), outer, inner)
    assert np.array_equal(found.dense(), expected)
    assert found.shape == found.form.shape == expected.shape
    assert found.nonzeros() == np.count_nonzero(expected)
    assert found.form.own_numbers == matrices.size
    assert (found.nearest.form.structure == "dense") == (blocks == outer == inner == 1)
    v = rng.integers(-4, 5, (blocks * n, 3))
    u = rng.integers(-4, 5, (3, blocks * m))
    assert np.array_equal(found.on_columns(as_float64(v)), expected @ v)
    assert np.array_equal(found.on_rows(as_float64(u)), u @ expected)
    ledger = Ledger()
    counted = Kronecker(counting(matrices, ledger), outer, inner)
    counted.on_columns(counting(v, ledger))
    terms = blocks * outer * inner * rows * columns
    assert ledger.tally == (3 * terms, 0 if columns == 1 else 3 * terms)
    assert ledger.tally == counted.form.per_column.times(3)
    ledger.tally = (0, 0)
    counted.on_rows(counting(u, ledger))
    assert ledger.tally == (3 * terms, 0 if rows == 1 else 3 * terms)
    assert ledger.tally == counted.form.per_row.times(3)


def test_a_gather_reads_entries_often_and_adds_up_on_the_way_back() -> None:
    found = Gather(3, np.array([2, 0, 2, 2]))
    assert (found @ np.array([5.0, 6.0, 7.0])).tolist() == [7, 5, 7, 7]
    assert (np.array([1.0, 2.0, 3.0, 4.0]) @ found).tolist() == [2, 0, 8]
    assert found.form.per_column == Cost()
    assert found.form.per_row == Cost(additions=4)


def test_a_fold_sums_along_the_middle_axis() -> None:
    weights = np.arange(1.0, 13).reshape(2, 3, 2)
    found = Fold(weights)
    x = np.linspace(-1, 2, 12)
    assert np.allclose(found @ x, (weights * x.reshape(2, 3, 2)).sum(axis=1).ravel())
    assert found.form == FoldForm(4, 12)
    assert Fold(np.ones((1, 5, 1))).nearest.form == DenseForm(1, 5)


MASKED = [
    Diagonal(np.array([1.0, 0.0, 1.0]), np.array([True, False, True])),
    Fold(np.array([[[1.0], [0.0]], [[0.5], [0.5]]]), np.array([[[1], [0]], [[1], [1]]], bool)),
    Dense(np.array([[0.0, 1.0, 0.0]]), np.array([False, True, False])),
]


@pytest.mark.parametrize("found", MASKED, ids=["diagonal", "fold", "dense"])
def test_what_a_map_does_not_pass_on_may_be_infinite(found: LinearMap) -> None:
    matrix = found.dense()
    read = found.reads(np.ones(matrix.shape[0], bool))
    assert read.tolist() == (matrix != 0).any(axis=0).tolist()
    columns = np.where(read, 2.0, np.inf)[:, None]
    with np.errstate(invalid="ignore"):  # 0 · ∞, which is stopped
        pushed = found.on_columns(columns)
        pulled = found.on_rows(np.full((1, matrix.shape[0]), np.inf))
    assert np.array_equal(pushed[:, 0], matrix @ np.where(read, 2.0, 0.0))
    assert (pulled[0] == np.where(read, np.inf, 0)).all()


def subsets(size: int) -> Iterator[Array]:
    """All of them, as booleans."""
    return map(np.array, itertools.product((False, True), repeat=size))


@pytest.mark.parametrize("found", MASKED, ids=["diagonal", "fold", "dense"])
def test_rows_read_columns_where_an_entry_is_passed_on(found: LinearMap) -> None:
    passed = found.dense() != 0
    infinite = copy.deepcopy(found)
    infinite.arrays[0][:] = np.inf  # one number for each entry that may be other than 0
    for rows in subsets(passed.shape[0]):
        assert found.reads(rows).tolist() == passed[rows].any(axis=0).tolist()
        for columns in subsets(passed.shape[1]):
            assert found.moves(columns).tolist() == passed[:, columns].any(axis=1).tolist()
            kept = np.isinf(infinite.cut(rows, columns).arrays[0])
            assert kept.sum() == passed[rows][:, columns].sum()


@pytest.mark.parametrize(("outer", "inner"), [(2, 1), (1, 2)])
def test_a_number_that_one_of_its_rows_reads_is_not_cut_off(outer: int, inner: int) -> None:
    found = Kronecker(np.array([[[np.inf, 1.0], [2.0, np.inf]]]), outer, inner)
    read = np.array([True, False, False, False])  # the first row of one copy
    assert found.cut(read, np.ones(4, bool)).arrays[0].tolist() == [[[np.inf, 1], [2, 0]]]


def test_a_product_of_diagonals_passes_what_both_pass() -> None:
    first = Diagonal(np.array([np.inf, 2.0, 3.0]))
    second = Diagonal(np.array([0.0, 1.0, 1.0]), np.array([False, True, True]))
    with np.errstate(invalid="ignore"):
        found = product(second, first)
    assert isinstance(found, Diagonal)
    assert found.dense().tolist() == np.diag([0.0, 2.0, 3.0]).tolist()
    assert found.reads(np.ones(3, bool)).tolist() == [False, True, True]
