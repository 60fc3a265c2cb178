"""The battery that every layer type goes through, and what single types promise.

A type that is registered is tested: its layers and points are built from what it declares.
"""

from __future__ import annotations

import ast
import dataclasses
import math
from collections.abc import Iterator
from functools import partial
from threading import Thread
from types import SimpleNamespace

import numpy as np
import pytest
from oracles import Array, Function, central_differences, complex_step
from scipy import special
from strategies import SIZES, described, point, points, sizes_for, variants

from jaccli.cost import Primal
from jaccli.layers import TYPES, Elementwise, Layer, NumberKind, kinds
from jaccli.layers.types import Types
from jaccli.linmap import LinearMap

BATTERY = [
    pytest.param(TYPES[name], n, id=f"{name}-{n}")
    for name in sorted(TYPES)
    # one entry and several are all that a layer which works entry by entry can tell apart
    for n in (SIZES[:: len(SIZES) - 1] if TYPES[name].entrywise else SIZES)
]
ELEMENTWISE = [
    pytest.param(TYPES[name], id=name)
    for name in sorted(TYPES)
    if issubclass(TYPES[name], Elementwise)
]


def build(name: str, **fields: object) -> Layer:
    return TYPES[name](**fields)


def close(found: Array, expected: Array, tolerance: float) -> bool:
    """Within the tolerance of the largest entry, and of 0.01 where all are smaller."""
    limit = tolerance * max(0.01, float(np.abs(expected).max()))
    return found.shape == expected.shape and bool((np.abs(found - expected) <= limit).all())


def in_dtype(layer: Layer, dtype: str) -> Layer:
    return layer.with_arrays({name: array.astype(dtype) for name, array in layer.arrays.items()})


def by_each(layer: Layer, inputs: tuple[Array, ...]) -> Iterator[tuple[LinearMap, Function, Array]]:
    """For each input its Jacobian, the layer as a function of it alone, and its value."""
    for at, (jacobian, x) in enumerate(zip(layer.jacobians(*inputs), inputs, strict=True)):

        def alone(moved: Array, at: int = at) -> Array:
            return layer.forward(*inputs[:at], moved, *inputs[at + 1 :])

        yield jacobian, alone, x


def test_the_battery_has_layers_of_every_type_and_size() -> None:
    alone = TYPES["diff"], 1  # one number has no difference
    assert all(variants(*each.values) for each in BATTERY if each.values != alone)


@pytest.mark.parametrize(("kind", "n"), BATTERY)
class TestEveryType:
    def test_jacobians_are_those_of_central_differences(self, kind: type[Layer], n: int) -> None:
        for layer in variants(kind, n):
            for jacobian, function, x in by_each(layer, points(layer, n)):
                expected = central_differences(function, x)
                assert close(jacobian.dense(), expected, 1e-6), described(layer)

    def test_jacobians_are_those_of_the_complex_step(self, kind: type[Layer], n: int) -> None:
        for layer in variants(kind, n):
            for jacobian, function, x in by_each(layer, points(layer, n)):
                if not kind.complex_safe:  # and truly so: it would lose the imaginary part
                    with pytest.raises((np.exceptions.ComplexWarning, TypeError)):
                        function(x + 1e-200j)
                    continue
                expected = complex_step(function, x)
                assert close(jacobian.dense(), expected, 1e-12), described(layer)

    def test_pushing_forward_and_pulling_back_are_adjoint(self, kind: type[Layer], n: int) -> None:
        rng = np.random.default_rng(n)
        for layer in variants(kind, n):
            for jacobian in layer.jacobians(*points(layer, n)):
                u, v = rng.standard_normal(jacobian.shape[0]), rng.standard_normal(n)
                scale = np.abs(u) @ np.abs(jacobian.dense()) @ np.abs(v) + sum(
                    np.abs(array).max() for array in jacobian.arrays
                )
                error = abs(u @ (jacobian @ v) - (u @ jacobian) @ v)
                assert error <= 1e-13 * scale, described(layer)

    def test_shapes_and_forms_are_known_before_the_numbers(self, kind: type[Layer], n: int) -> None:
        for layer in variants(kind, n):
            inputs, sizes = points(layer, n), sizes_for(layer, n)
            value, jacobians = layer.forward(*inputs), layer.jacobians(*inputs)
            assert value.shape == (layer.output_size(*sizes),), described(layer)
            assert all(each.shape == each.dense().shape == (len(value), n) for each in jacobians)
            assert tuple(each.form for each in jacobians) == layer.forms(*sizes), described(layer)
            least, most = layer.takes
            assert least <= len(sizes)
            assert most is None or len(sizes) <= most

    def test_shapes_alone_are_enough_to_price_it(self, kind: type[Layer], n: int) -> None:
        for layer in variants(kind, n):
            recipes = {
                name: SimpleNamespace(shape=array.shape) for name, array in layer.arrays.items()
            }
            unloaded, sizes = dataclasses.replace(layer, **recipes), sizes_for(layer, n)
            for each in (layer, unloaded):
                assert each.output_size(*sizes) == layer.output_size(*sizes)
                assert each.forms(*sizes) == layer.forms(*sizes)
                assert each.primal(*sizes) == layer.primal(*sizes)
                assert each.parameters == layer.parameters
                assert each.takes == layer.takes

    def test_float32_gives_the_float32_answer(self, kind: type[Layer], n: int) -> None:
        for layer in variants(kind, n):
            single = in_dtype(layer, "float32")
            double = in_dtype(single, "float64")  # the same numbers
            inputs = tuple(x.astype("float32") for x in points(layer, n))
            exact = tuple(x.astype("float64") for x in inputs)
            value = single.forward(*inputs)
            assert value.dtype == np.float32, described(layer)
            assert np.allclose(value, double.forward(*exact), rtol=1e-5, atol=1e-5)
            for found, right in zip(
                single.jacobians(*inputs), double.jacobians(*exact), strict=True
            ):
                jacobian = found.dense()
                assert jacobian.dtype == np.float32, described(layer)
                assert {array.dtype.name for array in found.arrays} <= {"float32"}
                assert np.allclose(jacobian, right.dense(), rtol=1e-5, atol=1e-5)

    def test_nothing_it_is_given_is_written_to(self, kind: type[Layer], n: int) -> None:
        for layer in variants(kind, n):
            inputs = points(layer, n)
            for array in (*inputs, *layer.arrays.values()):
                array.flags.writeable = False  # a write raises
            layer.forward(*inputs)
            for jacobian in layer.jacobians(*inputs):
                jacobian.dense()

    def test_a_reason_and_a_rule_are_said_of_every_input(self, kind: type[Layer], n: int) -> None:
        for layer in variants(kind, n):
            inputs = points(layer, n)
            names = [f"v{at}" for at, _ in enumerate(inputs)]
            for at, jacobian in enumerate(layer.jacobians(*inputs)):
                assert layer.rule(at, names)
                tangent, adjoint = np.ones(n), np.ones(jacobian.shape[0])
                assert layer.reason(at, inputs, tangent, forward=True)
                assert layer.reason(at, inputs, adjoint, forward=False)
                assert layer.reason(at, inputs, None, forward=False)


def test_every_type_of_a_chain_file_is_in_the_battery() -> None:
    names = """
        linear identity relu leaky_relu elu gelu silu sigmoid tanh softplus sin cos exp log sqrt
        square reciprocal abs power scale softmax log_softmax layer_norm rms_norm logsumexp sum
        mean squared_error cross_entropy add multiply subtract divide concatenate
    """
    assert set(names.split()) <= set(TYPES)


# Hand numbers far from 0: (type, x, value, derivative)
HUGE = [
    ("sigmoid", -800.0, 0.0, 0.0),
    ("sigmoid", 800.0, 1.0, 0.0),
    ("softplus", -800.0, 0.0, 0.0),
    ("softplus", 800.0, 800.0, 1.0),
    ("silu", -800.0, 0.0, 0.0),
    ("silu", 800.0, 800.0, 1.0),
    ("elu", -800.0, -1.0, 0.0),
    ("elu", 800.0, 800.0, 1.0),
    ("tanh", -800.0, -1.0, 0.0),
    ("tanh", 800.0, 1.0, 0.0),
    ("gelu", -800.0, 0.0, 0.0),
    ("gelu", 800.0, 800.0, 1.0),
    ("relu", -800.0, 0.0, 0.0),
    ("relu", 800.0, 800.0, 1.0),
    ("leaky_relu", -800.0, -8.0, 0.01),
    ("leaky_relu", 800.0, 800.0, 1.0),
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("name", "x", "value", "derivative"), HUGE)
def test_far_from_0_nothing_overflows(
    name: str, x: float, value: float, derivative: float, dtype: str
) -> None:
    layer, given = build(name), np.array([x], dtype)
    with np.errstate(all="raise", under="ignore"):
        found, jacobian = layer.forward(given), layer.jacobian(given).dense()
    assert found[0] == pytest.approx(value, rel=1e-6, abs=0)
    assert jacobian[0, 0] == pytest.approx(derivative, rel=1e-6, abs=0)


# Where the plain formulas cancel; derivatives and values by series, correct to all digits shown
TAILS = [
    # log(1 + e⁻⁴⁰) = e⁻⁴⁰, and so is its derivative σ(−40)
    ("softplus", -40.0, math.exp(-40), math.exp(-40)),
    ("sigmoid", -40.0, math.exp(-40), math.exp(-40)),
    ("sigmoid", 40.0, 1.0, math.exp(-40)),
    # 1 − tanh² x = 4e⁻²ˣ, where 1 − z² gives 0
    ("tanh", 20.0, 1.0, 4 * math.exp(-40)),
    ("tanh", -20.0, -1.0, 4 * math.exp(-40)),
    # −40 σ(−40), and σ + xσ(1 − σ) = −39 e⁻⁴⁰
    ("silu", -40.0, -40 * math.exp(-40), -39 * math.exp(-40)),
    # α(e^x − 1) = x for tiny x, e^x = 1
    ("elu", -1e-20, -1e-20, 1.0),
    # Φ(−10) = 7.6198530241605261e−24 (any table), φ(10) = e⁻⁵⁰/√(2π)
    (
        "gelu",
        -10.0,
        -7.6198530241605261e-23,
        7.6198530241605261e-24 - 10 * math.exp(-50) / math.sqrt(2 * math.pi),
    ),
]


@pytest.mark.parametrize(("name", "x", "value", "derivative"), TAILS)
def test_the_tails_keep_their_digits(name: str, x: float, value: float, derivative: float) -> None:
    layer, given = build(name), np.array([x])
    with np.errstate(all="raise", under="ignore"):
        found, jacobian = layer.forward(given), layer.jacobian(given).dense()
    assert found[0] == pytest.approx(value, rel=1e-12, abs=0)
    assert jacobian[0, 0] == pytest.approx(derivative, rel=1e-12, abs=0)


LOGITS = [1000.0, 0.0, -1000.0]
HUGE_LOGITS = [
    ("softmax", {}, LOGITS, [1, 0, 0], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
    # I − 1pᵀ with p = (1, 0, 0)
    ("log_softmax", {}, LOGITS, [0, -1000, -2000], [[0, 0, 0], [-1, 1, 0], [-1, 0, 1]]),
    ("cross_entropy", {"label": 0}, LOGITS, [0], [[0, 0, 0]]),
    ("cross_entropy", {"label": 2}, LOGITS, [2000], [[1, 0, -1]]),
    ("cross_entropy", {"target": np.array([0.0, 0.25, 0.75])}, LOGITS, [1750], [[1, -0.25, -0.75]]),
    ("logsumexp", {}, LOGITS, [1000], [[1, 0, 0]]),
    ("logsumexp", {}, [1e4, 1e4], [1e4 + math.log(2)], [[0.5, 0.5]]),
    ("logsumexp", {}, [-1e4, -1e4], [-1e4 + math.log(2)], [[0.5, 0.5]]),
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("name", "fields", "x", "value", "jacobian"), HUGE_LOGITS)
def test_no_logit_overflows(
    name: str,
    fields: dict[str, object],
    x: list[float],
    value: list[float],
    jacobian: list[list[float]],
    dtype: str,
) -> None:
    layer, given = in_dtype(build(name, **fields), dtype), np.array(x, dtype)
    with np.errstate(all="raise", under="ignore"):
        found, slopes = layer.forward(given), layer.jacobian(given).dense()
    assert found.tolist() == pytest.approx(value, rel=1e-6, abs=0)
    assert slopes.tolist() == jacobian


def test_a_masked_logit_has_no_share_and_no_slope() -> None:
    x = np.array([1.0, -math.inf, 1.0])
    with np.errstate(all="raise"):
        assert build("softmax").forward(x).tolist() == [0.5, 0, 0.5]
        assert build("log_softmax").forward(x)[::2].tolist() == [-math.log(2)] * 2
        assert build("logsumexp").forward(x).tolist() == [1 + math.log(2)]
        assert build("logsumexp").jacobian(x).dense().tolist() == [[0.5, 0, 0.5]]
        slopes = build("softmax").jacobian(x).dense().tolist()
        loss = build("cross_entropy", target=np.array([0.5, 0.0, 0.5]))
        assert loss.forward(x).tolist() == [math.log(2)]
        assert loss.jacobian(x).dense().tolist() == [[0, 0, 0]]
    assert slopes == [[0.25, 0, -0.25], [0, 0, 0], [-0.25, 0, 0.25]]


KINKS = [
    ("relu", {}, 0.0),
    ("relu", {"subgradient": 0.0}, 0.0),
    ("relu", {"subgradient": 0.5}, 0.5),
    ("relu", {"subgradient": 1.0}, 1.0),
    ("leaky_relu", {}, 0.01),  # the left side's derivative
    ("leaky_relu", {"slope": 0.3}, 0.3),
    ("elu", {}, 1.0),
    ("elu", {"alpha": 0.5}, 0.5),
    ("elu", {"alpha": 2.0}, 2.0),
    ("abs", {}, 0.0),
]


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize(("name", "fields", "derivative"), KINKS)
def test_at_a_kink_the_documented_derivative_is_used(
    name: str, fields: dict[str, float], derivative: float, zero: float
) -> None:
    layer, x = build(name, **fields), np.array([-1.0, zero, 1.0])
    assert layer.forward(x)[1] == 0
    assert layer.jacobian(x).dense()[1].tolist() == [0.0, derivative, 0.0]


@pytest.mark.parametrize("alpha", [0.5, 2.0, -1.0, 0.0])
def test_elu_has_a_kink_unless_its_sides_meet(alpha: float) -> None:
    layer, x = build("elu", alpha=alpha), np.array([-1.0, 0.0, 1.0])
    assert layer.kink_remark(x) == (
        f"entry 2 is at exactly 0, the kink of elu: no derivative exists there, {alpha:g} is used"
    )
    assert [each.tolist() for each in layer.sides(x)] == [[-1, 0, 1]]
    assert build("elu").kink_remark(x) == ""
    assert build("elu").sides(x) == []


def test_the_smallest_numbers_beside_a_kink_are_not_at_it() -> None:
    x = np.array([5e-324, -5e-324])
    assert np.diag(build("relu", subgradient=0.5).jacobian(x).dense()).tolist() == [1.0, 0.0]
    assert np.diag(build("leaky_relu").jacobian(x).dense()).tolist() == [1.0, 0.01]
    assert np.diag(build("abs").jacobian(x).dense()).tolist() == [1.0, -1.0]


def test_a_relu_that_is_off_gives_0_and_not_minus_0() -> None:
    value = build("relu").forward(np.array([-3.0, -0.0, 0.0]))
    assert [math.copysign(1, entry) for entry in value] == [1, 1, 1]


FUNCTIONS = {name: getattr(special, name) for name in dir(special) if name.islower()}
FUNCTIONS |= {"lambertw": lambda x: special.lambertw(x).real}
FUNCTIONS |= {name: getattr(math, name) for name in dir(math) if not name.startswith("_")}


def evaluate(layer: Elementwise, x: float) -> float:
    """The documented formula at x, by the functions of Python and of SciPy."""
    names = FUNCTIONS | {"abs": abs, "max": max, "min": min, "x": x}
    names |= {name: getattr(layer, name) for name in kinds(type(layer))}
    return float(eval(layer.formula, {"__builtins__": {}}, names))


def operations_of(formula: str) -> Primal:
    """What the formula costs for one entry: every operator, comparison, max, min and abs is one
    FLOP, every function and power one transcendental; constants such as sqrt(2) are free."""
    flops = transcendentals = 0
    for node in ast.walk(ast.parse(formula, mode="eval")):
        match node:
            case _ if not any(isinstance(each, ast.Name) for each in _operands(node)):
                continue  # a constant
            case ast.BinOp(op=ast.Pow()):
                transcendentals += 1
            case ast.BinOp() | ast.UnaryOp():
                flops += 1
            case ast.Compare(ops=operators):
                flops += len(operators)
            case ast.Call(func=ast.Name(id="max" | "min" | "abs")):
                flops += 1
            case ast.Call(func=ast.Name(id=name)):
                assert name in FUNCTIONS
                transcendentals += 1
    return Primal(flops, transcendentals)


def _operands(node: ast.AST) -> list[ast.AST]:
    """Everything below the node but the name of the function it calls."""
    inner = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    return [each for child in inner for each in ast.walk(child)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x", Primal(0, 0)),
        ("x + 1", Primal(1, 0)),
        ("-x * x", Primal(2, 0)),
        ("x / sqrt(2)", Primal(1, 0)),
        ("x ** 3", Primal(0, 1)),
        ("max(x, 0) if x < 1 else tanh(1 - x)", Primal(3, 1)),
    ],
)
def test_the_counter_of_operations_counts_by_the_rule(formula: str, expected: Primal) -> None:
    assert operations_of(formula) == expected


@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_the_formula_is_the_value(kind: type[Elementwise]) -> None:
    for layer in variants(kind, 7):
        for seed in range(5):
            x = point(layer, 7, seed)
            expected = [evaluate(layer, entry) for entry in x.tolist()]
            assert layer.forward(x).tolist() == pytest.approx(expected, rel=1e-13, abs=1e-15), (
                described(layer)
            )


@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_the_operations_are_those_of_the_formula(kind: type[Elementwise]) -> None:
    for layer in variants(kind, 7):
        counted = operations_of(layer.formula)
        assert layer.operations == counted
        assert layer.primal(7) == Primal(7 * counted.flops, 7 * counted.transcendentals)


# The form of each Jacobian, and where diagonal + rank k would cost more than dense: 1 + 4k >= 2n
STRUCTURES = [
    ("identity", {}, 4, "identity"),
    ("relu", {}, 4, "diagonal"),
    ("scale", {"factor": 2.0}, 4, "diagonal"),
    ("linear", {"weight": np.ones((4, 4))}, 4, "dense"),
    ("cross_entropy", {"label": 0}, 4, "dense"),
    ("sum", {}, 4, "dense"),
    ("softmax", {}, 2, "dense"),
    ("softmax", {}, 3, "diagonal+low-rank"),
    ("log_softmax", {}, 2, "dense"),
    ("log_softmax", {}, 3, "diagonal+low-rank"),
    ("rms_norm", {}, 2, "dense"),
    ("rms_norm", {}, 3, "diagonal+low-rank"),
    ("layer_norm", {}, 4, "dense"),
    ("layer_norm", {}, 5, "diagonal+low-rank"),
]


@pytest.mark.parametrize(("name", "fields", "n", "structure"), STRUCTURES)
def test_each_jacobian_has_the_form_of_the_rule(
    name: str, fields: dict[str, object], n: int, structure: str
) -> None:
    layer = build(name, **fields)
    assert layer.form(n).structure == structure
    assert layer.jacobian(np.linspace(0.5, 2.0, n)).form.structure == structure


# The counting rule, worked out by hand at n = 5, m = 3: flops, transcendentals
PRIMALS = [
    ("linear", {"weight": np.zeros((3, 5))}, 30, 0),  # 2mn
    ("linear", {"weight": np.zeros((3, 5)), "bias": np.zeros(3)}, 33, 0),  # + m
    ("identity", {}, 0, 0),
    ("relu", {}, 5, 0),  # n
    ("tanh", {}, 0, 5),  # 0 and n
    ("sigmoid", {}, 15, 5),  # 3n and n
    ("softplus", {}, 20, 10),  # 4n and 2n
    ("gelu", {}, 20, 5),  # 4n and n
    ("square", {}, 5, 0),  # n
    ("softmax", {}, 18, 5),  # 4n − 2 and n
    ("log_softmax", {}, 18, 6),  # max 4, differences 5, sum 4, differences 5; 5 exp and a log
    ("logsumexp", {}, 14, 6),  # max 4, differences 5, sum 4, + 1
    ("sum", {}, 4, 0),
    ("mean", {}, 5, 0),
    ("layer_norm", {}, 26, 1),  # mean 5, differences 5, squares 5, mean 5, + ε, quotients 5; √
    ("layer_norm", {"weight": np.ones(5), "bias": np.ones(5)}, 36, 1),
    ("rms_norm", {}, 16, 1),  # squares 5, mean 5, + ε, quotients 5; √
    ("rms_norm", {"weight": np.ones(5)}, 21, 1),
    ("squared_error", {"target": np.zeros(5)}, 15, 0),  # 3n
    ("cross_entropy", {"label": 0}, 28, 6),  # 6n − 2 and n + 1
]


@pytest.mark.parametrize(("name", "fields", "flops", "transcendentals"), PRIMALS)
def test_primal_counts_are_those_of_the_rule(
    name: str, fields: dict[str, object], flops: int, transcendentals: int
) -> None:
    assert build(name, **fields).primal(5) == Primal(flops, transcendentals)


# by hand as well, of several inputs of 5: one operation for each operand after the first
COMBINED = [
    ("hypot", {}, 2, 0, 5),
    ("hypot", {"second": np.array(2.0)}, 1, 0, 5),
    ("arctan2", {}, 2, 0, 5),
    ("arctan2", {"y": np.ones(5)}, 1, 0, 5),
    ("pow", {}, 2, 0, 5),
    ("subtract", {}, 2, 5, 0),
    ("divide", {}, 2, 5, 0),
    ("where", {"condition": np.ones(5)}, 2, 0, 0),
    *(
        (name, constant, inputs, 5 * (inputs + len(constant) - 1), 0)
        for name in ("add", "multiply", "maximum", "minimum")
        for constant, inputs in [
            ({}, 2),
            ({}, 3),
            ({}, 5),
            ({"constant": np.array(1.0)}, 1),
            ({"constant": np.ones(5)}, 3),
        ]
    ),
]


@pytest.mark.parametrize(("name", "fields", "inputs", "flops", "transcendentals"), COMBINED)
def test_primal_counts_of_several_operands_are_those_of_the_rule(
    name: str, fields: dict[str, object], inputs: int, flops: int, transcendentals: int
) -> None:
    assert build(name, **fields).primal(*(5,) * inputs) == Primal(flops, transcendentals)


# 12 numbers as 2 × 3 × 2: four runs of three
REDUCED = [
    ("sum", 11, 4 * 2, 0),
    ("mean", 12, 4 * 3, 0),
    ("product", 11, 4 * 2, 0),
    ("max", 11, 4 * 2, 0),
    ("min", 11, 4 * 2, 0),
    ("norm", 23, 4 * 5, 1),  # squares and their sum; a root for each run
]


@pytest.mark.parametrize(("name", "of_all", "of_runs", "roots"), REDUCED)
def test_primal_counts_of_reductions_are_those_of_the_rule(
    name: str, of_all: int, of_runs: int, roots: int
) -> None:
    assert build(name).primal(12) == Primal(of_all, roots)
    assert build(name, shape=(2, 3, 2)).primal(12) == Primal(of_runs, 4 * roots)


def test_the_jacobian_of_a_linear_layer_is_its_weight() -> None:
    weight = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    layer, x = build("linear", weight=weight, bias=np.array([10.0, 20.0])), np.array([1.0, 0, -1])
    assert layer.forward(x).tolist() == [8.0, 18.0]
    assert np.array_equal(layer.jacobian(x).dense(), weight)


def test_the_jacobian_of_cross_entropy_is_p_minus_y() -> None:
    # x = (log 1, log 2, log 3), so p = (1/6, 2/6, 3/6) and −log p₂ = log 3
    x = np.log([1.0, 2.0, 3.0])
    layer = build("cross_entropy", label=1)
    assert layer.forward(x).tolist() == pytest.approx([math.log(3)], rel=1e-15)
    assert layer.jacobian(x).dense()[0].tolist() == pytest.approx([1 / 6, -2 / 3, 1 / 2], rel=1e-15)


@pytest.mark.parametrize("label", range(4))
def test_a_label_is_its_one_hot_target(label: int) -> None:
    x = np.array([0.5, -1.0, 2.0, 0.25])
    target = np.zeros(4)
    target[label] = 1.0
    by_label, by_target = build("cross_entropy", label=label), build("cross_entropy", target=target)
    assert np.allclose(by_label.forward(x), by_target.forward(x), rtol=1e-14)
    by_label_row, by_target_row = (each.jacobian(x).dense() for each in (by_label, by_target))
    assert np.allclose(by_label_row, by_target_row, rtol=1e-14)
    assert by_label.primal(4) == by_target.primal(4)


def test_the_jacobian_of_squared_error_is_the_residual() -> None:
    # ½ (2² + 0² + 3²)
    layer, x = build("squared_error", target=np.array([1.0, 2.0, -1.0])), np.array([3.0, 2.0, 2.0])
    assert layer.forward(x).tolist() == [6.5]
    assert layer.jacobian(x).dense().tolist() == [[2.0, 0.0, 3.0]]


def test_the_jacobian_of_softmax_is_diag_p_minus_p_pt() -> None:
    # p = (1/6, 2/6, 3/6)
    jacobian = 36 * build("softmax").jacobian(np.log([1.0, 2.0, 3.0])).dense()
    assert jacobian.round(12).tolist() == [[5, -2, -3], [-2, 8, -6], [-3, -6, 9]]


def test_the_jacobian_of_log_softmax_has_p_in_every_row() -> None:
    jacobian = 6 * build("log_softmax").jacobian(np.log([1.0, 2.0, 3.0])).dense()
    assert jacobian.round(12).tolist() == [[5, -2, -3], [-1, 4, -3], [-1, -2, 3]]


def test_layer_norm_takes_the_population_variance() -> None:
    # mean 2, variance (1 + 0 + 1) / 3
    value = build("layer_norm", epsilon=0.0).forward(np.array([1.0, 2.0, 3.0]))
    assert value.tolist() == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)], rel=1e-15)


def test_rms_norm_divides_by_the_root_of_the_mean_square() -> None:
    # √((9 + 16) / 2)
    value = build("rms_norm", epsilon=0.0).forward(np.array([3.0, 4.0]))
    assert value.tolist() == pytest.approx([3 / math.sqrt(12.5), 4 / math.sqrt(12.5)], rel=1e-15)


def test_a_power_of_0_has_no_slope_even_at_0() -> None:
    x = np.array([0.0, 2.0])
    layer = build("power", exponent=0.0)
    assert layer.forward(x).tolist() == [1.0, 1.0]
    assert layer.jacobian(x).dense().tolist() == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "layer_norm"])
def test_adding_a_constant_does_not_move_it(name: str) -> None:
    x = np.array([0.5, -1.0, 2.0, 0.25, 3.0])
    assert build(name).jacobian(x).dense().sum(axis=1).tolist() == pytest.approx(
        [0.0] * 5, abs=1e-15
    )


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, "needs"),
        ({"label": 0, "target": np.array([0.5, 0.5])}, "not both"),
        ({"label": 2}, "out of range"),
    ],
)
def test_cross_entropy_says_what_it_objects_to(fields: dict[str, object], word: str) -> None:
    objection = build("cross_entropy", **fields).objection(2)
    assert objection is not None
    assert word in objection.title
    assert build("cross_entropy", label=1).objection(2) is None


@pytest.mark.parametrize("kind", ["layer_norm", "rms_norm"])
@pytest.mark.parametrize("size", [1e-200, 1e-30, 1.0, 1e30, 1e200])
def test_a_normalisation_without_epsilon_does_not_see_the_size_of_its_input(kind, size) -> None:
    # Squares of 1e200 overflow and squares of 1e-200 vanish, if taken as they are
    layer = TYPES[kind](epsilon=0.0)
    x = np.array([1.0, -1.25, 0.375, 2.0, 0.5, -0.125])
    assert np.allclose(layer.forward(size * x), layer.forward(x), rtol=1e-13)
    scaled = layer.jacobian(size * x).dense() * size
    assert np.allclose(scaled, layer.jacobian(x).dense(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("n", SIZES)
def test_parameter_jacobians_are_those_of_central_differences(kind: str, n: int) -> None:
    for layer in variants(TYPES[kind], n):
        if not layer.parameters:
            continue
        x = point(layer, n)
        maps, forms = layer.parameter_jacobians(x), layer.parameter_forms(n)
        assert {name: each.form for name, each in maps.items()} == forms
        assert set(maps) == set(layer.parameters)
        for name, jacobian in maps.items():
            parameter = getattr(layer, name)

            def at(entries: Array, layer=layer, name=name, x=x, shape=parameter.shape) -> Array:
                return layer.with_arrays({name: entries.reshape(shape)}).forward(x)

            expected = central_differences(at, parameter.ravel())
            assert np.allclose(jacobian.dense(), expected, rtol=1e-6, atol=1e-7)


def test_a_loss_that_is_nearly_0_keeps_its_digits() -> None:
    # exactly log(1 + 2 e⁻⁴⁰) and −(1 − p) = −2 e⁻⁴⁰ / (1 + 2 e⁻⁴⁰)
    layer, x = TYPES["cross_entropy"](label=0), np.array([40.0, 0.0, 0.0])
    small = 2 * math.exp(-40)
    assert layer.forward(x)[0] == pytest.approx(math.log1p(small), rel=1e-14)
    row = layer.jacobian(x).dense()[0]
    assert row[0] == pytest.approx(-small / (1 + small), rel=1e-14)
    assert row.sum() == pytest.approx(0, abs=1e-30)


# batch, p, q, r: (p × q)·(q × r)
PRODUCTS = [(1, 2, 3, 4), (1, 1, 3, 1), (1, 3, 1, 2), (2, 2, 3, 4), (3, 1, 2, 2), (1, 4, 3, 1)]


@pytest.mark.parametrize(("batch", "p", "q", "r"), PRODUCTS)
@pytest.mark.parametrize("given", ["neither", "left", "right"])
def test_matmul_is_the_matrix_product_and_its_jacobians(
    batch: int, p: int, q: int, r: int, given: str
) -> None:
    rng = np.random.default_rng([batch, p, q, r])
    left, right = rng.standard_normal((batch, p, q)), rng.standard_normal((batch, q, r))
    layer, inputs = build("matmul", inner=q, batch=batch), (left.ravel(), right.ravel())
    if given == "left":
        left[:] = left[0]
        layer, inputs = build("matmul", left=left[0], batch=batch), (right.ravel(),)
    elif given == "right":
        right[:] = right[0]
        layer, inputs = build("matmul", right=right[0], batch=batch), (left.ravel(),)
    sizes = tuple(map(len, inputs))
    expected = np.stack([a @ b for a, b in zip(left, right, strict=True)])
    assert layer.objection(*sizes) is None
    assert np.allclose(layer.forward(*inputs), expected.ravel(), rtol=1e-14)
    assert layer.output_size(*sizes) == expected.size
    # with nothing to sum there is nothing to add: np.outer makes p·r multiplications
    assert layer.primal(*sizes) == Primal((2 if q > 1 else 1) * batch * p * q * r)
    jacobians = layer.jacobians(*inputs)
    assert tuple(each.form for each in jacobians) == layer.forms(*sizes)
    for jacobian, function, x in by_each(layer, inputs):
        assert close(jacobian.dense(), central_differences(function, x), 1e-6)


@pytest.mark.parametrize("name", ["sum", "mean", "product", "max", "min"])
@pytest.mark.parametrize("shape", [(2, 3, 2), (1, 3, 4), (4, 3, 1), (1, 12, 1), (12, 1, 1)])
def test_a_reduction_along_an_axis_is_numpys(name: str, shape: tuple[int, int, int]) -> None:
    x = np.random.default_rng(0).permutation(12) / 4 - 1.3
    layer = build(name, shape=shape)
    reduce = {"product": np.prod}.get(name) or getattr(np, name)
    assert np.allclose(layer.forward(x), reduce(x.reshape(shape), axis=1).ravel(), rtol=1e-14)
    jacobian = layer.jacobian(x)
    assert jacobian.form == layer.form(12)
    assert close(jacobian.dense(), central_differences(layer.forward, x), 1e-6)


def test_a_product_with_a_zero_has_the_slopes_of_the_others() -> None:
    layer = build("product")
    assert layer.jacobian(np.array([2.0, 0.0, 5.0])).dense().tolist() == [[0, 10, 0]]
    assert layer.jacobian(np.array([0.0, 0.0, 5.0])).dense().tolist() == [[0, 0, 0]]


def test_equal_extremes_share_the_slope_evenly() -> None:
    x = np.array([1.0, 3.0, 3.0, 2.0])
    assert build("max").jacobian(x).dense().tolist() == [[0, 0.5, 0.5, 0]]
    assert "entries 2, 3 are a tie" in build("max").kink_remark(x)
    first, second = build("maximum").jacobians(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    assert np.diag(first.dense()).tolist() == [0.5, 0]
    assert np.diag(second.dense()).tolist() == [0.5, 1]
    (bounded,) = build("minimum", constant=np.array(0.0)).jacobians(np.array([0.0, -1.0, 1.0]))
    assert np.diag(bounded.dense()).tolist() == [0.5, 1, 0]


def test_operands_keep_their_places_beside_a_constant() -> None:
    x = np.array([2.0, 4.0])
    cases = [
        (build("subtract", minuend=np.array(1.0)), [-1, -3], [-1, -1]),
        (build("subtract", subtrahend=np.array(1.0)), [1, 3], [1, 1]),
        (build("divide", dividend=np.array(8.0)), [4, 2], [-2, -0.5]),
        (build("divide", divisor=np.array([2.0, 8.0])), [1, 0.5], [0.5, 0.125]),
        (build("pow", base=np.array(2.0)), [4, 16], [4 * math.log(2), 16 * math.log(2)]),
        (build("pow", exponent=np.array([3.0, 0.5])), [8, 2], [12, 0.25]),
        (build("where", condition=np.array([0.0, 1]), then=np.array(9.0)), [2, 9], [1, 0]),
        (build("add", constant=np.array([1.0, 2])), [3, 6], [1, 1]),
        (build("multiply", constant=np.array(-2.0)), [-4, -8], [-2, -2]),
    ]
    for layer, value, slopes in cases:
        assert layer.takes[0] == 1
        assert layer.forward(x).tolist() == value
        (jacobian,) = layer.jacobians(x)
        assert np.diag(jacobian.dense()).tolist() == pytest.approx(slopes, rel=1e-15)
        assert layer.rule(0, ["x"])


def test_a_power_of_zero_has_the_slopes_of_its_limit() -> None:
    base, exponent = np.array([0.0, 0.0, 2.0]), np.array([2.0, 1.0, 0.0])
    with np.errstate(all="raise"):
        by_base, by_exponent = build("pow").jacobians(base, exponent)
    assert np.diag(by_base.dense()).tolist() == [0, 1, 0]
    assert np.diag(by_exponent.dense()).tolist() == pytest.approx([0, 0, math.log(2)])


def test_slopes_keep_their_digits_where_the_plain_formula_loses_them() -> None:
    near = 1 - 1e-12
    (jacobian,) = build("arcsin").jacobians(np.array([near]))
    exact = 1 / math.sqrt((1 - near) * (1 + near))
    assert float(jacobian.dense()[0, 0]) == pytest.approx(exact, rel=1e-14)
    with np.errstate(all="raise"):
        by_y, by_x = build("arctan2").jacobians(np.array([3e200]), np.array([4e200]))
        first, _ = build("hypot").jacobians(np.array([3e200]), np.array([4e200]))
    assert float(by_y.dense()[0, 0]) == pytest.approx(4 / 25 * 1e-200, rel=1e-14)
    assert float(by_x.dense()[0, 0]) == pytest.approx(-3 / 25 * 1e-200, rel=1e-14)
    assert float(first.dense()[0, 0]) == pytest.approx(0.6, rel=1e-15)


def test_a_step_across_any_two_operands_is_seen_as_a_kink() -> None:
    layer = build("maximum")
    low, a, b = np.array([0.0]), np.array([2.0]), np.array([2.0 - 1e-9])
    before, after = layer.sides(low, a, b), layer.sides(low, a, b + 2e-9)
    assert [each.tolist() for each in before] != [each.tolist() for each in after]


def test_a_rule_speaks_of_the_values_by_their_names() -> None:
    assert build("exp").rule(0, ["a"], "b") == "diag(b)"
    assert build("square").rule(0, ["a"], "b") == "diag(2 a)"
    assert build("softmax").rule(0, ["a"], "b") == "diag(p) - p pᵀ"
    assert build("squared_error", target=np.zeros(1)).rule(0, ["z"], "x") == "(z - target)ᵀ"
    assert build("divide").rule(1, ["a", "b"], "c") == "diag(-a / b²)"


@pytest.mark.parametrize(
    ("kind", "noun", "admitted", "refused"),
    [
        (NumberKind(None, None), "a number", (-9.0, 0.0, 9.0), ()),
        (NumberKind(0.0, None), "a number of at least 0", (0.0, 9.0), (-1e-9,)),
        (NumberKind(0.5, 1.0), "a number from 0.5 to 1", (0.5, 0.7, 1.0), (0.499, 1.001)),
        (NumberKind(None, 1.0), "a number", (-9.0, 1.0), (1.001,)),
    ],
)
def test_a_field_of_a_number_says_what_it_admits(kind, noun, admitted, refused) -> None:
    assert kind.noun == noun
    assert all(map(kind.admits, admitted))
    assert not any(map(kind.admits, refused))


def test_families_are_loaded_until_a_type_is_there_and_again_after_an_interruption() -> None:
    types, loaded = Types(), []

    def load(name: str, fails: list[bool]) -> None:
        loaded.append(name)
        if fails and fails.pop():
            raise KeyboardInterrupt
        types[name] = Layer

    for name, fails in {"b": [True], "a": [], "c": []}.items():
        types.later(partial(load, name, fails))
    with pytest.raises(KeyboardInterrupt):
        _ = types["a"]
    assert types["a"] is Layer
    assert loaded == ["b", "b", "a"]
    assert "d" not in types
    assert [*types] == ["b", "a", "c"]  # of one module each: as they came


def test_a_type_is_there_once_all_of_its_family_is() -> None:
    types, found = Types(), []
    other = Thread(target=lambda: found.append((types["a"], [*done])))
    done = []

    def load() -> None:
        types["a"] = Layer
        other.start()
        other.join(0.05)
        done.append("the rest of the family")

    types.later(load)
    assert types["a"] is Layer
    other.join()
    assert found == [(Layer, done)]
