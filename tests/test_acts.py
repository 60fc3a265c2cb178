"""What a layer says acts in its products: read as formulas, they are the products."""

from __future__ import annotations

import re

import numpy as np
import pytest
from oracles import Array
from strategies import described, points, variants

from jaccli.layers import TYPES, Layer
from jaccli.layers.acts import Acts, Told

SIGNS = {"⊙": "*", "·": " @ "}


def evaluated(said: Acts, known: dict[str, Array]) -> Array:
    """The formula as it reads: two things side by side are multiplied."""
    text, vectors = said.product.replace("ᵀ", ".T"), dict(known)
    for name, entries in said.vectors:
        assert name != "J" or (known["J"] == entries).all()  # a matrix of one row
    named = [each for each in said.vectors if each[0] != "J"]
    named.sort(key=lambda each: -len(each[0]))
    for number, (name, entries) in enumerate(named):
        vectors[f"_{number}"] = entries
        within = rf"(?<![\w′]){re.escape(name)}(?![\w′])" if name.isalpha() else re.escape(name)
        text = re.sub(within, f"_{number}", text)
    for sign, operator in SIGNS.items():
        text = text.replace(sign, operator)
    text = re.sub(r"(?<=[\w)]) (?=[\w(])", " * ", text)
    return np.asarray(eval(text, {"mean": np.mean, "sum": np.sum, "diag": np.diag, **vectors}))


@pytest.mark.parametrize("name", sorted(TYPES))
def test_the_formula_of_a_product_is_the_product(name: str) -> None:
    rng = np.random.default_rng(0)
    for layer in variants(TYPES[name], 3):
        inputs = points(layer, 3)
        names = [f"x{k}" for k in range(1, len(inputs) + 1)]
        for at, jacobian in enumerate(layer.jacobians(*inputs)):
            dense = jacobian.dense()
            rule = layer.rule(at, names, "y")
            known = {"J": dense, **dict(zip(names, inputs, strict=True))}
            if "weight" in layer.arrays and name == "linear":
                known["W"] = layer.weight
            for forward, letter, size in ((True, "v", 1), (False, "u", 0)):
                moved = rng.standard_normal(dense.shape[size])
                told = Told(names[at], letter, "J", rule, forward)
                said = layer.acts(at, inputs, jacobian, told)
                expected = dense @ moved if forward else moved @ dense
                given = moved.item() if moved.size == 1 and "ᵀ" in said.product else moved
                found = evaluated(said, {**known, letter: given})
                assert np.allclose(found, expected, rtol=1e-12), (described(layer), said.product)


def test_of_several_vectors_it_is_a_product_of_matrices() -> None:
    rng = np.random.default_rng(0)
    for name in ("relu", "linear", "softmax", "squared_error", "layer_norm", "identity"):
        for layer in variants(TYPES[name], 3):
            (x,) = points(layer, 3)
            (jacobian,) = layer.jacobians(x)
            dense = jacobian.dense()
            columns, rows = rng.standard_normal((3, 2)), rng.standard_normal((2, len(dense)))
            known = {"J": dense, "W": dense, "V": columns, "U": rows}
            for letter, expected in (("V", dense @ columns), ("U", rows @ dense)):
                told = Told("x1", letter, "J", layer.rule(0, ["x1"]), letter == "V", True)
                said = layer.acts(0, (x,), jacobian, told)
                pairs = tuple((key, each[None, :].T) for key, each in said.vectors)
                rowlike = said._replace(vectors=pairs) if "ᵀ" in said.product else said
                found = evaluated(rowlike, known).reshape(expected.shape)
                assert np.allclose(found, expected, rtol=1e-12), said.product


def of(layer: Layer, *inputs: Array, forward: bool = False) -> Acts:
    told = Told("x2", "v2" if forward else "u3", "J2", layer.rule(0, ["x2"], "x3"), forward)
    return layer.acts(0, inputs, layer.jacobians(*inputs)[0], told)


def test_what_acts_is_shown_as_in_the_chapter() -> None:
    x = np.array([0.0, 2.0, 1.0])
    entropy = of(TYPES["cross_entropy"](label=0), x)
    assert entropy.product == "u3 (p - y)ᵀ"
    assert [name for name, _ in entropy.vectors] == ["p", "y"]
    assert entropy.vectors[0][1] == pytest.approx(np.exp(x) / np.exp(x).sum())
    assert entropy.vectors[1][1].tolist() == [1, 0, 0]
    relu = of(TYPES["relu"](), np.array([1.0, -1, 3]))
    assert relu.product == "u3 ⊙ φ′(x2)"
    assert relu.vectors[0][1].tolist() == [1, 0, 1]
    assert relu.remark == "unit 2 is off"
    assert of(TYPES["relu"](), x, forward=True).product == "φ′(x2) ⊙ v2"
    assert of(TYPES["linear"](weight=np.eye(3)), x).product == "u3·W"


def test_a_unit_at_the_kink_is_on_neither_side() -> None:
    at_kink = np.array([0.0, 1.0])
    for subgradient in (0.0, 0.5):
        layer = TYPES["relu"](subgradient=subgradient)
        said = layer.reason(0, (at_kink,), None, forward=True)
        assert said == (
            "relu passes the tangent where x > 0 and stops it where x < 0; unit 1 is at exactly "
            f"0, where the slope {subgradient:g} is used"
        )
        assert of(layer, at_kink).remark == ""
