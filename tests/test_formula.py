"""The network as a formula: what an evaluator that knows no layer reads is what the layers give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from formulas import FUNCTIONS, computed
from strategies import Array, chain, described, points, random_layers, variants

import jaccli
from jaccli.arrays import Inline
from jaccli.graph import Graph, Input, Node, load
from jaccli.layers import TYPES, Layer
from jaccli.reports.show.formula import formula_of

FIELDS = {"W": ["weight"], "w": ["weight"], "b": ["bias"], "A": ["left"], "B": ["right"]}
NEW = {  # a further layer, which the evaluator cannot know: all there is to hold is where it stands
    name: kind().forward
    for name, kind in TYPES.items()
    if name not in FUNCTIONS and not kind.required()
}
SILENT = {"f1(x)", "f1(x1, x2)"}  # of a layer that says nothing


def meant(layer: Layer, letter: str, size: int) -> Array:
    """What a letter stands for: the field of the layer that it is written for."""
    if letter == "target" and layer.type == "cross_entropy" and layer.label is not None:
        return np.eye(size)[layer.label]
    if letter == "c" and layer.type == "where":
        return layer.condition != 0
    if letter in "pc" and layer.type in ("power", "scale"):
        return np.array(layer.exponent if letter == "p" else layer.factor)
    names = FIELDS.get(letter, [name for name in layer.arrays if name != "condition"])
    (value,) = (getattr(layer, name) for name in names)
    return np.asarray(value)


def known(graph: Graph, letters: Any) -> dict[str, Array]:
    """The arrays of a network by their letters."""
    return {
        name: meant(node.layer, letter, node.input_sizes[0] if node.input_sizes else 0)
        for node in graph.nodes
        for letter, name in letters.get(node.name, {}).items()
    }


def alone(layer: Layer, inputs: tuple[Array, ...]) -> Graph:
    """The graph of one layer."""
    names = [f"x{at}" for at in range(1, len(inputs) + 1)] if len(inputs) != 1 else ["x"]
    given = [
        Input(name, Inline(x.tolist(), x.shape)) for name, x in zip(names, inputs, strict=True)
    ]
    node = Node("z", layer, tuple(names), tuple(map(len, inputs)))
    return Graph(tuple(given), (node,), "z")


@pytest.mark.parametrize("name", TYPES)
def test_the_formula_of_a_layer_is_its_value(name: str) -> None:
    written = 0
    for n in (1, 3):
        for layer in variants(TYPES[name], n):
            inputs = points(layer, n)
            graph = alone(layer, inputs)
            found = formula_of(graph)
            if found is None or found.text in SILENT:
                continue
            given = dict(zip((each.name for each in graph.inputs), inputs, strict=True))
            if layer.type == "matmul":
                sizes = layer.shape(*map(len, inputs))
                free = [
                    at for at, at_hand in enumerate((layer.left, layer.right)) if at_hand is None
                ]
                shapes = [sizes[at : at + 2] for at in free]
                given = {k: x.reshape(s) for (k, x), s in zip(given.items(), shapes, strict=True)}
            value = computed(found.said, given | known(graph, found.letters), NEW)
            assert np.ravel(value) == pytest.approx(layer.forward(*inputs), rel=1e-9, abs=1e-12), (
                f"{described(layer)}: {found.said}"
            )
            written += 1
    assert written or TYPES[name].in_formula is Layer.in_formula


@pytest.mark.parametrize("seed", range(40))
def test_the_formula_of_a_chain_is_its_value(seed: int) -> None:
    layers, x = random_layers(3, 2 + seed % 5, seed)
    graph = chain(layers, x)
    found = formula_of(graph)
    value, functions = x, {}
    for k, layer in enumerate(layers, start=1):
        value = layer.forward(value)
        functions[f"f{k}"] = layer.forward
    if "∘" not in found.text:
        given = {"x": x} | known(graph, found.letters)
        assert computed(found.said, given, NEW | functions) == pytest.approx(value, rel=1e-9), (
            found.said
        )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mlp_squared_error", "𝓛 = ½‖y − W₂ φ(W₁ x)‖²,  φ = tanh"),
        (
            "mlp_cross_entropy",
            "𝓛 = −Σ y_c log p_c,  p = softmax(W₂ φ(W₁ x + b₁) + b₂),  φ = relu",
        ),
        ("tall", "o = tanh(W₂ sin(W₁ x + b₁))"),
        ("residual", "𝓛 = ½‖target − (x + W₂ φ(W₁ x))‖²,  φ = relu"),
        ("figure_13_11", "o = x4·√(x1 + x4),  x4 = x2·exp(x1)"),
        ("baydin", "o = log(x1) + x1·x2 − sin(x2)"),
    ],
)
def test_a_sample_is_written_as_in_the_book_and_is_its_value(name: str, said: str) -> None:
    graph = jaccli.load(f"sample:{name}")
    found = jaccli.show(graph)
    assert found.formula.said == said
    loaded = load(graph)
    given = {each.name: each.point.load("float64") for each in loaded.inputs}
    value = computed(said, given | known(loaded, found.formula.letters))
    assert value == pytest.approx(found.output, rel=1e-12)


def terms(*layers: str) -> str:
    """The formula of a chain of layers."""
    graph = jaccli.load({"input": [1.0, 2.0], "layers": list(layers)})
    return jaccli.show(graph).formula.said


def test_a_long_chain_is_named_by_its_layers() -> None:
    linear = {"type": "linear", "size": 2}
    assert terms(*[linear, "tanh"] * 30) == "o = (f60 ∘ f59 ∘ ⋯ ∘ f1)(x)"
    biased = linear | {"bias": {"init": "ones"}}
    assert terms(*[biased, "tanh"] * 6) == (
        "o = φ(x12),  "
        "x12 = W₆ φ(W₅ φ(W₄ φ(W₃ φ(W₂ φ(W₁ x + b₁) + b₂) + b₃) + b₄) + b₅) + b₆,  φ = tanh"
    )


def test_a_letter_never_means_two_things(chain) -> None:
    linear = "{name: a, type: linear, inputs: x, weight: [[1, 2]]}"
    losses = [f"{{name: {name}, type: squared_error, target: [1], inputs: a}}" for name in "lk"]
    both = "{type: add, inputs: [l, k]}"
    two = chain(f"inputs: {{x: [1, 2]}}\nlayers: [{linear}, {', '.join(losses)}, {both}]\n")
    assert jaccli.show(jaccli.load(two)).formula is None  # y of the first and of the second
    p = "{name: p, type: add, inputs: [x, x]}, {type: cross_entropy, label: 1, inputs: p}"
    taken = chain(f"inputs: {{x: [1, 2]}}\nlayers: [{p}]\n")
    assert jaccli.show(jaccli.load(taken)).formula is None  # p is a value, and softmax(p)


def test_two_activations_are_called_by_their_names() -> None:
    assert terms("tanh", "sigmoid") == "o = sigmoid(tanh(x))"
    slopes = [{"type": "leaky_relu", "slope": slope} for slope in (0.2, 0.2, 0.01)]
    assert terms(*slopes) == "o = leaky_relu(leaky_relu[0.2](leaky_relu[0.2](x)))"
    assert terms(*slopes[:2]) == "o = φ(φ(x)),  φ = leaky_relu[0.2]"


ONE = ("tanh", "negative", "square", "sqrt", "reciprocal", "exp", "linear", "scale", "identity")
TWO = ("add", "multiply", "subtract", "divide", "maximum", "hypot", "pow")
FIELDS_OF = {"linear": {"weight": [[0.5, 1, -1], [1, 0.3, 0.2], [0.1, -0.4, 1]], "bias": [1, 2, 3]}}


def drawn(rng: np.random.Generator) -> Graph:
    """A graph of few layers that read what is there."""
    names, layers = ["x", "w"], []
    for k in range(rng.integers(2, 9)):
        kind = str(rng.choice(ONE + TWO))
        reads = [str(name) for name in rng.choice(names, 2 if kind in TWO else 1)]
        fields = {"factor": float(rng.choice([2, -0.5, 1 / 3]))} if kind == "scale" else {}
        fields |= FIELDS_OF.get(kind, {})
        layers.append({"name": f"v{k}", "type": kind, "inputs": reads, **fields})
        names.append(f"v{k}")
    return jaccli.load({"inputs": {"x": [1.5, 2.5, 0.7], "w": [0.4, 1.2, 2.2]}, "layers": layers})


def test_brackets_stand_where_they_must() -> None:
    rng = np.random.default_rng(0)
    tried = 0
    for graph in (drawn(rng) for _ in range(80)):
        try:
            shown = jaccli.show(graph)
        except jaccli.JaccliError:
            continue  # a root of a negative number
        loaded = load(graph)
        given = {each.name: each.point.load("float64") for each in loaded.inputs}
        if graph.is_chain:
            given["x"] = given[graph.inputs[0].name]
        value = computed(shown.formula.said, given | known(loaded, shown.formula.letters))
        assert value == pytest.approx(shown.output, rel=1e-9), shown.formula.said
        tried += 1
    assert tried > 40
