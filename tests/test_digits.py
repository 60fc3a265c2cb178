"""Values and derivatives of the layers where plain formulas lose digits, beside mpmath's.

A number may be off by some units of rounding times |g| + its condition (tests/oracles/digits):
no function of rounded inputs can promise more.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oracles import Array

from jaccli.layers import TYPES, Elementwise, Layer
from jaccli.layers.special.shared import Special

DIGITS = json.loads((Path(__file__).parent / "oracles/digits/digits.json").read_text("utf-8"))
UNITS = 16  # of rounding
LEAST = 1e-305  # below it numbers have fewer digits


def far(found: Array, expected: Array, condition: Array, dtype: str) -> Array:
    """Where found is not expected."""
    unit = float(np.finfo(dtype).eps)
    least = max(LEAST, float(np.finfo(dtype).tiny))
    bound = UNITS * unit * (np.abs(expected) + condition) + least
    off: Array = ~(np.abs(found.astype(float) - expected) <= bound)
    return off


@pytest.mark.parametrize("name", sorted(DIGITS["entries"]))
def test_elementwise_layers_keep_all_digits_that_their_input_has(name: str) -> None:
    x, value, slope, of_value, of_slope = np.array(DIGITS["entries"][name]).T
    layer = TYPES[name]()
    assert isinstance(layer, Elementwise)
    with np.errstate(all="ignore"):
        off_value = far(layer.forward(x), value, of_value, "float64")
        off_slope = far(layer.derivative(x), slope, of_slope, "float64")
    assert not x[off_value].tolist()
    assert not x[off_slope].tolist()


PLAIN = {"identity", "relu", "leaky_relu", "abs", "scale", "negative"}  # exact as they stand


def test_every_layer_that_rounds_is_held_against_mpmath() -> None:
    entrywise = {
        name
        for name, kind in TYPES.items()
        if issubclass(kind, Elementwise) and not issubclass(kind, Special)  # SciPy's digits
    }
    assert entrywise - PLAIN - {"power"} == set(DIGITS["entries"])
    vectors = {case["layer"] for case in DIGITS["vectors"]}
    normalising = {"softmax", "log_softmax", "logsumexp", "cross_entropy", "layer_norm"}
    assert vectors >= normalising | {"rms_norm", "norm", "power", "pow", "hypot", "arctan2"}


def built(case: dict[str, Any], dtype: str) -> Layer:
    arrays = {k: np.array(v, dtype) for k, v in case["fields"].items() if isinstance(v, list)}
    return TYPES[case["layer"]](**{**case["fields"], **arrays})


def answered(case: dict[str, Any], dtype: str) -> tuple[Array, Array, Array]:
    """What the layer gives, what is right, and its condition: the value, then J row by row."""
    layer, x = built(case, dtype), np.array(case["x"], dtype)
    inputs = tuple(np.split(x, len(x))) if layer.takes[0] == 2 else (x,)
    with np.errstate(all="ignore"):
        found = layer.forward(*inputs)
        rows = np.hstack([each.dense() for each in layer.jacobians(*inputs)])
    expected = np.array(case["value"] + case["jacobian"])
    return np.concatenate([found, rows.ravel()]), expected, np.array(case["condition"])


@pytest.mark.parametrize("at", range(len(DIGITS["vectors"])))
def test_layers_of_vectors_keep_all_digits_that_their_input_has(at: int) -> None:
    case = DIGITS["vectors"][at]
    found, expected, condition = answered(case, "float64")
    off = far(found, expected, condition, "float64")
    assert not off.any(), (case, found[off], expected[off])


def same_in_float32(numbers: Any) -> bool:
    given = np.array(numbers, "float64").ravel()
    with np.errstate(all="ignore"):
        return bool((given.astype("float32") == given).all())


IN_FLOAT32 = [
    case
    for case in DIGITS["vectors"]
    if same_in_float32(case["x"])
    and all(same_in_float32(each) for each in case["fields"].values() if isinstance(each, list))
    and max(np.abs([*case["value"], *case["jacobian"]])) < 1e38
]


@pytest.mark.parametrize("case", IN_FLOAT32, ids=range(len(IN_FLOAT32)))
def test_layers_keep_the_digits_of_float32_as_well(case: dict[str, Any]) -> None:
    found, expected, condition = answered(case, "float32")
    assert found.dtype == "float32"
    off = far(found, expected, condition, "float32")
    assert not off.any(), (case, found[off], expected[off])


def test_gelu_keeps_its_digits_where_its_condition_would_allow_to_lose_some() -> None:
    rows = np.array(DIGITS["entries"]["gelu"])
    x, value, slope, *_ = rows[(rows[:, 0] <= -2) & (rows[:, 0] >= -37)].T
    layer = TYPES["gelu"]()
    assert isinstance(layer, Elementwise)
    assert np.allclose(layer.forward(x), value, rtol=4e-15, atol=0)
    assert np.allclose(layer.derivative(x), slope, rtol=4e-15, atol=0)


SPREAD_OF_ONE_UNIT = [
    case for case in DIGITS["vectors"] if case["layer"] == "layer_norm" and 1 + 2**-52 in case["x"]
]


@pytest.mark.parametrize("case", SPREAD_OF_ONE_UNIT, ids=range(len(SPREAD_OF_ONE_UNIT)))
def test_a_spread_of_one_unit_of_rounding_is_all_there(case: dict[str, Any]) -> None:
    """The differences of such numbers are exact, whatever the condition says."""
    found, expected, _ = answered(case, "float64")
    scale = np.abs(expected[len(case["x"]) :]).max()
    assert np.allclose(found[: len(case["x"])], expected[: len(case["x"])], rtol=1e-15, atol=0)
    assert np.allclose(found, expected, rtol=1e-14, atol=1e-30 * scale)


def few_units(x: list[float]) -> bool:
    return max(x) <= min(x) + 64 * np.spacing(max(map(abs, x)))


OF_A_FEW_UNITS = [
    case for case in DIGITS["vectors"] if case["layer"] == "layer_norm" and few_units(case["x"])
]


@pytest.mark.parametrize("case", OF_A_FEW_UNITS, ids=range(len(OF_A_FEW_UNITS)))
def test_a_spread_of_a_few_units_is_in_every_row_of_the_jacobian(case: dict[str, Any]) -> None:
    """Such numbers are subtracted exactly, so no digit of a row need be lost."""
    found, expected, _ = answered(case, "float64")
    size = len(case["x"])
    value, rows = expected[:size], expected[size:].reshape(size, size)
    assert np.allclose(found[:size], value, rtol=2e-15, atol=0)
    scale = np.repeat(np.abs(rows).max(axis=1), size)
    assert (np.abs(found[size:] - rows.ravel()) <= 1e-14 * scale).all()
