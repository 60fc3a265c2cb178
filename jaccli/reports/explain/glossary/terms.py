"""Topics on notation, and on words that a reader brings along: H, logits, batch, Hessian, NaN."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array, np
from jaccli.layers import TYPES
from jaccli.layers.loss import CrossEntropy
from jaccli.layers.softmax import softmax
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.material import (
    entry,
    figure,
    graph_of,
    jacobian_of,
    tape_at,
    tape_of,
    vector,
)
from jaccli.reports.explain.glossary.topic import Item, Numbers, Rows, Words, idea

EXAMPLES = ((1.0, 2.0, -1.0), (0.0, 1.0, 1.0))  # of a batch: two points of the running example
LOGITS, TRUE = (2.0, 0.0, 1.0), 0  # of a classifier with three classes, and the right one
STEPS = (-2.0, 0.0, 3.0)  # at which H is shown
NOT_FINITE = (("log", -1.0), ("log", 0.0), ("exp", 1000.0), ("sqrt", 0.0))


@idea(
    "notation",
    "what x_k, J_k, v_k and u_k are, here and in the book",
    also=(
        "symbols",
        "letters",
        "names",
        "book",
        "murphy",
        "x_k",
        "u_k",
        "v_k",
        "φ",
        "phi",
        "index",
        "x",
        "o",
        "K",
        "vector",
        "⊙",
        "∘",
        "∂",
        "ᵀ",
    ),
    formula=("x_{k+1} = f_k(x_k), J_k = ∂x_{k+1}/∂x_k, u_k = ∂o/∂x_k",),
    source="Murphy 2022, sections 13.3.1 to 13.3.4",
    see=("jacobian", "tangent", "adjoint", "shapes"),
    tries="jaccli show sample:mlp_cross_entropy",
)
def notation() -> Iterator[Item]:
    """x1 is the input, x2, x3, … are the values after each layer, o is the output. x_k means
    any of them, and x3[2] is entry 2 of x3. In the rule of a layer x is what goes in and z
    what comes out. The weights and biases of a network are counted along it, as in the book:
    W₁ and b₁ are those of the first layer that has some. In files and in JSON, W₂ may be
    f3.weight: the weights of layer f3. Section 13.3.3.4 of the book counts adjoints in its own
    way: our u4 is the book's u_2, and our u2 is the book's u_1.
    """
    graph = material.sample("mlp_cross_entropy")
    depth = len(graph.nodes)
    yield Words(f"sample:mlp_cross_entropy, K = {depth} layers, n = {graph.input_size}:")
    yield Rows(
        ("here", "what it is", "in the book"),
        (
            (f"x{depth}", f"what goes into layer {depth}", f"x_{depth}"),
            (f"J{depth}", f"the Jacobian of layer {depth}", f"J_f{depth}(x_{depth})"),
            ("v1", "the tangent at the input", "v"),
            (f"u{depth + 1}", "the adjoint at the output", "u"),
            (f"u{depth}", f"∂o/∂x{depth}", f"u_2 in 13.3.3.4, ∂L/∂x_{depth}"),
            ("u2", "∂o/∂x2", "u_1 in 13.3.3.4, ∂L/∂x_2"),
            ("x3[2]", "entry 2 of x3", "x_2 of the vector x_3"),
            ("J·v, u·J", "J times a column, a row times J", "J v, uᵀJ"),
            ("a ⊙ b", "the product entry by entry", "a ⊙ b"),
            ("f ∘ g", "first g, then f", "f ∘ g"),
            ("W₂, b₂", "f3.weight, f3.bias in the file", "W_2, b_2"),
            ("∂L/∂W₂", "∂L/∂f3.weight, the gradient by W₂", "∂L/∂W_2"),
        ),
    )


@idea(
    "step function",
    "H(x): 1 where x > 0, else 0; the slope of relu",
    also=(
        "H",
        "heaviside",
        "heaviside function",
        "unit step",
        "step",
        "indicator",
        "threshold",
        "off",
        "dead relu",
    ),
    formula=("relu′(x) = H(x) = 1 if x > 0, 0 otherwise",),
    source="Murphy 2022, section 13.3.3.2",
    see=("relu", "subgradient", "diag", "differences"),
    tries="jaccli vjp sample:mlp_cross_entropy -u e1 --steps",
)
def step_function() -> Iterator[Item]:
    """The book writes H for the step function (Heaviside). It is the derivative of relu, entry by
    entry: a unit that is on lets the adjoint through, a unit that is off stops it. At 0 itself relu
    has a kink, and 0 is used unless the file says otherwise. (The small h of a difference is a
    step size: another thing.)
    """
    relu = TYPES["relu"]()
    x = vector(STEPS)
    slopes = relu.jacobians(x)[0].dense().diagonal()
    rows = [tuple(map(entry, each)) for each in zip(x, relu.forward(x), slopes, strict=True)]
    yield Rows(("x", "relu(x)", "H(x), used as the slope"), tuple(rows))


@idea(
    "logits",
    "the numbers before softmax; p - y is the way back",
    also=(
        "logit",
        "probability",
        "probabilities",
        "label",
        "class",
        "classes",
        "classifier",
        "one-hot",
        "p - y",
        "double softmax",
        "second softmax",
        "p",
        "y",
    ),
    formula=(
        "p[c] = exp(x[c]) / Σ exp(x[c′])",
        "z = -Σ y[c] log p[c]",
        "∂z/∂x = (p - y)ᵀ",
    ),
    source="Murphy 2022, section 13.3.3.1",
    see=("cross_entropy", "softmax", "gradient"),
    tries="jaccli show sample:mlp_cross_entropy",
)
def logits() -> Iterator[Item]:
    """Logits are the scores of a classifier, one number for each class, of any size and sign.
    softmax makes probabilities p of them. y is 1 at the true class and 0 elsewhere. The layer
    cross_entropy takes logits and has softmax inside. So a softmax layer before it is one softmax
    too many, and reports note it: J is still right, but the loss is another one.
    """
    x = vector(LOGITS)
    p = softmax(x)
    y = np.eye(len(x))[TRUE]
    loss = CrossEntropy(label=TRUE)
    yield Numbers("x", x)
    yield Numbers("p", p)
    yield Numbers("y", y)
    yield Numbers("p - y", p - y)
    yield Words(
        f"The loss is {figure(loss.forward(x)[0])}. With a second softmax before it, it would be "
        f"{figure(loss.forward(p)[0])}."
    )


@idea(
    "hessian",
    "second derivatives; jaccli has first derivatives alone",
    also=("second derivative", "second derivatives", "curvature", "newton", "hvp"),
    formula=("H[i,j] = ∂²L/∂x[i]∂x[j], the Jacobian of the gradient",),
    source="Murphy 2022, section 8.1, has the definition; section 13.3 does not need it",
    see=("gradient", "jacobian", "differences"),
    tries="jaccli grad sample:mlp_cross_entropy",
)
def hessian() -> Iterator[Item]:
    """The Hessian of a loss holds its second derivatives: how the gradient changes when x moves. It
    is n × n and symmetric. Backpropagation does not need it, and jaccli does not compute it. Two
    gradients give an estimate of a column: raise x[j] a little, lower it a little, and divide the
    difference of the gradients by the distance.
    """
    graph = graph_of(material.LOSS)
    x = tape_of(graph)[0].inputs[0]

    def slope(at: Array) -> Array:
        return jacobian_of(tape_at(graph, at))[0]

    columns = [(slope(x + e) - slope(x - e)) / 2 for e in np.eye(len(x))]
    yield Words("The loss is the sum of (W x)², so its gradient is linear, and steps of 1 are")
    yield Words("exact. Column j is (∇L(x + e_j) - ∇L(x - e_j)) / 2:")
    yield Numbers("H", np.stack(columns, axis=1))


@idea(
    "NaN",
    "not a number: where a value is not finite the run stops",
    also=("not a number", "inf", "infinity", "infinite", "not finite", "overflow", "undefined"),
    source="IEEE 754 has NaN and infinity; to stop at them is jaccli's own rule",
    see=("log", "sqrt", "subgradient", "where"),
    tries="echo '{input: [1, 2], layers: [log, exp]}' | jaccli show -",
)
def nan() -> Iterator[Item]:
    """NaN is what a computer writes where there is no number, and inf where a number is too large.
    Every product with them is NaN or inf again. So jaccli stops at the first value or slope that is
    not finite, if the output reads it, and names the layer, the entry and what to write instead.
    Where nobody reads it, as in the other branch of a `where`, it does no harm.
    """
    rows = []
    with np.errstate(all="ignore"):
        for name, number in NOT_FINITE:
            layer, x = TYPES[name](), vector([number])
            slope = layer.jacobians(x)[0].dense()[0, 0]
            rows.append((f"{name}({number:g})", *map(_as_written, (layer.forward(x)[0], slope))))
    yield Rows(("layer", "value", "slope"), tuple(rows))


def _as_written(number: float) -> str:
    """A number in a sentence, also one that is none."""
    if np.isfinite(number):
        return figure(number)
    return "not a number" if np.isnan(number) else "infinite"


@idea(
    "batch",
    "several examples at once; jaccli takes one",
    also=("minibatch", "mini-batch", "batches", "batch size", "sgd", "epoch", "data set"),
    formula=("L = (L_1 + … + L_B) / B, ∇L = (∇L_1 + … + ∇L_B) / B",),
    source="Murphy 2022, section 13.3, has one example; section 8.4 has batches",
    see=("gradient", "backpropagation", "cross_entropy"),
    tries="jaccli grad sample:mlp_cross_entropy",
)
def batch() -> Iterator[Item]:
    """A batch is a set of examples, and training uses the mean of their losses. A derivative of a
    sum is the sum of the derivatives. So the gradient of a batch is the mean of the gradients of
    its examples. The chapter and jaccli take one example, the point x: with `--at` another one. The
    size of a batch is not n: n is the size of one x.
    """
    graph = graph_of(material.LOSS)
    points = [vector(each) for each in EXAMPLES]
    slopes = [jacobian_of(tape_at(graph, each))[0] for each in points]
    yield Words("Two examples; the loss of each is the sum of (W x)²:")
    for at, (x, slope) in enumerate(zip(points, slopes, strict=True), start=1):
        yield Numbers(f"x of example {at}", x)
        yield Numbers(f"∇L_{at}", slope)
    yield Numbers("∇L of the batch", np.mean(slopes, axis=0))
