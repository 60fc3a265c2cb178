"""Forward and reverse sweeps: what they compute, what they cost, what they keep.

Forward = reverse alone would prove that a product is associative; the values are held against the
dense product and against differences of the composed function, the prices against closed
formulas, counting numbers and hand numbers.
"""

from __future__ import annotations

import tracemalloc
import weakref
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import Array, Ledger, central_differences, counting, dense_fold, plain, put_aside
from strategies import Factor, chain, factors, random_layers

from jaccli.accumulate import Memory, forward, memory, reverse, sweep_costs
from jaccli.accumulate.price import CostModel, Mode, Seeds
from jaccli.cost import Cost
from jaccli.errors import Source
from jaccli.graph import Graph, load
from jaccli.layers import TYPES, Layer
from jaccli.linearise import Step, linearise
from jaccli.linmap import (
    Dense,
    DenseForm,
    DiagonalForm,
    Form,
    Identity,
    LinearMap,
    Selection,
)
from jaccli.linmap.gather import Gather
from jaccli.opened import Folder
from jaccli.spec.chain import ChainFile

MODES: tuple[Mode, ...] = ("forward", "reverse")
MODELS: tuple[CostModel, ...] = ("dense", "structured")
SEEDS: tuple[Seeds, ...] = ("counted", "free")
NODE = chain([TYPES["identity"]()], np.zeros(1)).nodes[0]


def steps_of(maps: Sequence[LinearMap]) -> list[Step]:
    """A tape with these Jacobians and nothing else: a sweep reads no more of it."""
    return [Step(NODE, (), np.zeros(0), (jacobian,)) for jacobian in maps]


def sizes_of(chain: Sequence[Factor]) -> list[int]:
    return [chain[0].columns, *(factor.rows for factor in chain)]


def composed(layers: Sequence[Layer], x: Array) -> Array:
    for layer in layers:
        x = layer.forward(x)
    return x


def total(forms: Sequence[Form], mode: Mode, model: CostModel, seeds: Seeds) -> Cost:
    return sum(sweep_costs(forms, mode, model, seeds), Cost())


# --- values ---


@settings(max_examples=50)
@given(factors(most=6))
def test_both_sweeps_give_the_dense_product(chain: tuple[Factor, ...]) -> None:
    examples = [factor.example(seed=at) for at, factor in enumerate(chain)]
    expected = dense_fold([each.matrix for each in examples])
    steps = steps_of([each.map for each in examples])
    m, n = expected.shape
    for tangents in (Identity(n), Dense(np.eye(n))):
        assert np.array_equal(forward(steps, tangents).dense(), expected)
    for adjoints in (Identity(m), Dense(np.eye(m))):
        assert np.array_equal(reverse(steps, adjoints).dense(), expected)


@settings(max_examples=30)
@given(factors(most=5), st.integers(1, 3))
def test_sweeps_carry_any_number_of_vectors(chain: tuple[Factor, ...], count: int) -> None:
    examples = [factor.example(seed=at) for at, factor in enumerate(chain)]
    matrices = [each.matrix for each in examples]
    steps = steps_of([each.map for each in examples])
    rng = np.random.default_rng(count)
    tangents = rng.integers(-4, 5, (chain[0].columns, count))
    adjoints = rng.integers(-4, 5, (count, chain[-1].rows))
    pushed = forward(steps, Dense(tangents.astype("float64"))).dense()
    pulled = reverse(steps, Dense(adjoints.astype("float64"))).dense()
    assert np.array_equal(pushed, dense_fold([tangents, *matrices]))
    assert np.array_equal(pulled, dense_fold([*matrices, adjoints]))


@settings(max_examples=60)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 10_000))
def test_the_jacobian_of_a_chain_is_that_of_the_composed_function(
    n: int, depth: int, seed: int
) -> None:
    layers, x = random_layers(n, depth, seed)
    expected = central_differences(partial(composed, layers), x)
    m = len(expected)
    graph = chain(layers, x)
    largest = max(1.0, float(np.abs(expected).max()))
    for found in (
        forward(linearise(graph, {"x": x}), Dense(np.eye(n))),
        forward(linearise(graph, {"x": x}), Identity(n)),
        reverse(linearise(graph, {"x": x}), Dense(np.eye(m))),
        reverse(linearise(graph, {"x": x}), Identity(m)),
    ):
        assert found.shape == (m, n)
        assert np.abs(found.dense() - expected).max() <= 1e-6 * largest


@settings(max_examples=25)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10_000))
def test_the_stream_holds_the_values_along_the_chain(n: int, depth: int, seed: int) -> None:
    layers, x = random_layers(n, depth, seed)
    graph = chain(layers, x)
    tape = list(linearise(graph, {"x": x}))
    assert [step.node for step in tape] == list(graph.nodes)
    for at, step in enumerate(tape):
        assert np.array_equal(step.inputs[0], composed(layers[:at], x))
        assert np.array_equal(step.value, composed(layers[: at + 1], x))
        assert step.jacobian.form == graph.forms[at]


def test_forward_mode_keeps_no_tape() -> None:
    kept: list[weakref.ref[Array]] = []
    most = 0

    def stream() -> Iterator[Step]:
        nonlocal most
        for _ in range(20):
            value = np.zeros(3)
            kept.append(weakref.ref(value))
            yield Step(NODE, (), value, (Dense(np.eye(3)),))
            del value
            most = max(most, sum(each() is not None for each in kept))

    forward(stream(), Identity(3))
    assert len(kept) == 20
    assert most <= 1  # the one that the loop still holds


def test_linearising_lets_go_of_values_that_nobody_reads_again() -> None:
    text = "input: [1, 2, 3]\nlayers:\n" + "- tanh\n" * 20
    graph = load(ChainFile(Source("chain.yaml", text), Folder()).graph({}))
    kept: list[weakref.ref[Array]] = []
    most = 0
    for step in linearise(graph, {"x": np.ones(3)}):
        kept.append(weakref.ref(step.value))
        del step
        most = max(most, sum(each() is not None for each in kept))
    assert len(kept) == 20
    assert most <= 3  # the last value and what the stream holds of the step around it


# --- prices ---


@settings(max_examples=50)
@given(factors(most=6))
def test_dense_prices_are_the_closed_formulas(chain: tuple[Factor, ...]) -> None:
    sizes, forms = sizes_of(chain), [factor.form for factor in chain]
    n, m = sizes[0], sizes[-1]
    each = [2 * rows * columns for columns, rows in pairwise(sizes)]
    assert total(forms, "forward", "dense", "counted").flops == n * sum(each)
    assert total(forms, "reverse", "dense", "counted").flops == m * sum(each)
    assert total(forms, "forward", "dense", "free").flops == n * sum(each[1:])
    assert total(forms, "reverse", "dense", "free").flops == m * sum(each[:-1])
    for mode in MODES:
        for seeds in SEEDS:
            cost = total(forms, mode, "dense", seeds)
            assert cost.multiplications == cost.additions


@settings(max_examples=30)
@given(factors(most=6))
def test_dense_prices_are_step_by_step_those_of_the_sweep(chain: tuple[Factor, ...]) -> None:
    sizes, forms = sizes_of(chain), [factor.form for factor in chain]
    each = [rows * columns for columns, rows in pairwise(sizes)]
    ahead = sweep_costs(forms, "forward", "dense", "counted")
    back = sweep_costs(forms, "reverse", "dense", "counted")
    assert ahead == [(sizes[0] * edges, sizes[0] * edges) for edges in each]
    assert back == [(sizes[-1] * edges, sizes[-1] * edges) for edges in reversed(each)]


def counted(method: Callable[..., Array], ledger: Ledger) -> Callable[..., Array]:
    """The method of a map: the zeros and ones that it writes count like other numbers."""

    def whole(*arguments: Any) -> Array:
        found = method(*arguments)
        return counting(plain(found), ledger) if found.dtype == object else found

    return whole


@settings(max_examples=50)
@given(factors(most=5), st.sampled_from(MODES), st.sampled_from(SEEDS))
def test_what_is_priced_is_what_runs(chain: tuple[Factor, ...], mode: Mode, seeds: Seeds) -> None:
    """Counting numbers through the sweep itself.

    Seeds counted start from a dense identity of counting numbers, seeds free from the identity
    map. A map of factors that must be materialised is not priced (see test_linmap), so what its
    `dense()` computes is put aside.
    """
    ledger = Ledger()
    numbers = partial(counting, ledger=ledger)
    examples = [factor.example(numbers, seed=at) for at, factor in enumerate(chain)]
    steps = steps_of([each.map for each in examples])
    size = chain[0].columns if mode == "forward" else chain[-1].rows
    identity = Identity(size, "object") if seeds == "free" else Dense(numbers(np.eye(size)))
    sweep = forward if mode == "forward" else reverse
    with pytest.MonkeyPatch.context() as patch:
        for kind in LinearMap.__subclasses__():
            patch.setattr(kind, "dense", counted(put_aside(kind.dense, ledger), ledger))
        for kind, name in product((Selection, Gather), ("on_columns", "on_rows")):
            patch.setattr(kind, name, counted(getattr(kind, name), ledger))
        found = sweep(steps, identity)
    assert ledger.tally == total([factor.form for factor in chain], mode, "structured", seeds)
    expected = dense_fold([each.matrix for each in examples])
    assert np.array_equal(plain(found.dense()), expected)


@settings(max_examples=30)
@given(factors(most=5), st.sampled_from(MODES))
def test_what_is_priced_dense_is_what_runs_on_full_matrices(
    chain: tuple[Factor, ...], mode: Mode
) -> None:
    ledger = Ledger()
    numbers = partial(counting, ledger=ledger)
    maps = [Dense(numbers(factor.example().matrix)) for factor in chain]
    size = chain[0].columns if mode == "forward" else chain[-1].rows
    sweep = forward if mode == "forward" else reverse
    for seeds, start in (("counted", Dense(numbers(np.eye(size)))), ("free", Identity(size))):
        ledger.tally = (0, 0)
        sweep(steps_of(maps), start)
        assert ledger.tally == total([factor.form for factor in chain], mode, "dense", seeds)


@settings(max_examples=30)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 10_000))
def test_a_chain_is_priced_as_its_tape_is(n: int, depth: int, seed: int) -> None:
    layers, x = random_layers(n, depth, seed)
    graph = chain(layers, x)
    run = [step.jacobian.form for step in linearise(graph, {"x": x})]
    for mode in MODES:
        for seeds in SEEDS:
            assert sweep_costs(graph.forms, mode, "structured", seeds) == sweep_costs(
                run, mode, "structured", seeds
            )


def classifier() -> Graph:
    """6 → 4 → 4 → 3 → 1: linear, relu, linear, cross_entropy."""
    layers = (
        TYPES["linear"](weight=np.ones((4, 6))),
        TYPES["relu"](),
        TYPES["linear"](weight=np.ones((3, 4))),
        TYPES["cross_entropy"](label=0),
    )
    return chain(layers, np.arange(6.0))


def test_the_classifier_costs_what_the_hand_calculation_says() -> None:
    forms = classifier().forms
    # edges 24 + 16 + 12 + 3 = 55; 6 columns or 1 row of 110 FLOPs
    assert total(forms, "forward", "dense", "counted") == Cost(330, 330)
    assert total(forms, "reverse", "dense", "counted") == Cost(55, 55)
    # the relu is 4 multiplications in place of 16 multiply-adds: 110 − 32 + 4 = 82
    assert total(forms, "forward", "structured", "counted") == Cost(258, 234)
    assert total(forms, "reverse", "structured", "counted") == Cost(43, 39)
    # forward gets J₁ for nothing: 6 · 2 · (16 + 12 + 3); reverse gets J₄: 2 · (24 + 16 + 12)
    assert total(forms, "forward", "dense", "free").flops == 372
    assert total(forms, "reverse", "dense", "free").flops == 104


def test_the_classifier_steps_are_in_the_order_of_the_sweep() -> None:
    forms = classifier().forms
    flops = {
        (mode, model): [cost.flops for cost in sweep_costs(forms, mode, model, "counted")]
        for mode in MODES
        for model in MODELS
    }
    assert flops["forward", "dense"] == [288, 192, 144, 36]
    assert flops["forward", "structured"] == [288, 24, 144, 36]
    assert flops["reverse", "dense"] == [6, 24, 32, 48]
    assert flops["reverse", "structured"] == [6, 24, 4, 48]


def test_the_rule_for_the_seeds_can_flip_the_verdict() -> None:
    # 9 → 1 → 1000 → 10
    forms = [DenseForm(1, 9), DenseForm(1000, 1), DenseForm(10, 1000)]
    # 9 or 10 vectors of 2 · (9 + 1000 + 10000)
    assert total(forms, "forward", "dense", "counted").flops == 198_162
    assert total(forms, "reverse", "dense", "counted").flops == 220_180
    # 9 · 2 · (1000 + 10000) and 10 · 2 · (9 + 1000)
    assert total(forms, "forward", "dense", "free").flops == 198_000
    assert total(forms, "reverse", "dense", "free").flops == 20_180


def test_structured_and_free_a_run_of_activations_stays_diagonal() -> None:
    # 5 → 5 → 5 → 5 → 2: diagonal · diagonal twice, then a dense matrix on it: 5 + 5 + 2·5
    forms = [*(DiagonalForm(5, 5),) * 3, DenseForm(2, 5)]
    assert total(forms, "forward", "structured", "free") == Cost(20, 0)
    assert total(forms, "reverse", "structured", "free") == Cost(30, 0)
    # and with seeds counted, 5 columns: 3 · 25, then 2 · 5 · 5 multiply-adds
    assert total(forms, "forward", "structured", "counted") == Cost(125, 50)


# --- memory ---


@pytest.mark.parametrize(
    ("sizes", "mode", "itemsize", "expected"),
    [
        ((6, 4, 4, 3, 1), "forward", 8, Memory(0, 36, 288)),  # 6 columns of 6
        ((6, 4, 4, 3, 1), "reverse", 8, Memory(17, 6, 184)),  # 6 + 4 + 4 + 3; one row of 6
        ((6, 4, 4, 3, 1), "reverse", 4, Memory(17, 6, 92)),
        ((2, 7, 3), "forward", 8, Memory(0, 14, 112)),  # 2 columns of 7
        ((2, 7, 3), "reverse", 8, Memory(9, 21, 240)),  # 2 + 7; 3 rows of 7
        ((1, 1), "forward", 4, Memory(0, 1, 4)),
        ((1, 1), "reverse", 4, Memory(1, 1, 8)),
    ],
)
@pytest.mark.whole
def test_memory_is_what_the_hand_calculation_says(
    sizes: tuple[int, ...], mode: Mode, itemsize: int, expected: Memory
) -> None:
    assert memory(sizes, mode, itemsize) == expected


def test_a_chain_of_a_million_is_priced_without_an_array() -> None:
    n, depth = 10**6, 4
    forms = [form for _ in range(depth) for form in (DenseForm(n, n), DiagonalForm(n, n))]
    tracemalloc.start()
    try:
        prices = {
            (mode, model): total(forms, mode, model, "counted")
            for mode in MODES
            for model in MODELS
        }
        kept = memory([n] * (2 * depth + 1), "reverse", 8)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < n  # bytes: not even one vector
    for mode in MODES:
        assert prices[mode, "dense"] == Cost(2 * depth * n**3, 2 * depth * n**3)
        assert prices[mode, "structured"] == Cost(depth * (n**3 + n**2), depth * n**3)
    assert kept == (8 * n, n * n, 8 * (8 * n + n * n))
