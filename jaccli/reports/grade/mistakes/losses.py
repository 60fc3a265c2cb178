"""Mistakes at a loss: y − p, a factor, a label that is counted from 1."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array, np
from jaccli.layers.loss import CrossEntropy, SquaredError
from jaccli.layers.softmax import softmax
from jaccli.reports.grade.mistakes import At, mistake

PLACES = ("adjoint", "jacobian")


def incoming(at: At) -> float:
    """What a loss has on its other side: the adjoint of one number, 1 for a Jacobian."""
    return float(at.moved.item()) if at.question.kind == "adjoint" else 1.0


@mistake(
    "y − p",
    "adjoint",
    "jacobian",
    says="the sign is the other way round: the slope of cross entropy is predicted minus true, "
    "(p − y)ᵀ.",
    section="13.3.3.1",
    learn="cross_entropy",
)
def true_minus_predicted(at: At) -> Iterator[Array]:
    """(y − p)ᵀ."""
    if isinstance(at.layer, CrossEntropy):
        yield -incoming(at) * at.jacobian


@mistake(
    "target minus output",
    "adjoint",
    "jacobian",
    says="the sign is the other way round: the slope of ½‖target − x‖² is x − target.",
    section="13.3.2",
    learn="squared_error",
)
def target_minus_output(at: At) -> Iterator[Array]:
    """target − x."""
    if isinstance(at.layer, SquaredError):
        yield -incoming(at) * at.jacobian


@mistake(
    "factor 2",
    "adjoint",
    "jacobian",
    says="it is off by a factor of 2: the ½ in ½‖target − x‖² takes the 2 of the square away.",
    section="13.3.2",
    learn="squared_error",
)
def twice_or_half(at: At) -> Iterator[Array]:
    """2(x − target), ½(x − target)."""
    if isinstance(at.layer, SquaredError):
        yield 2 * incoming(at) * at.jacobian
        yield incoming(at) * at.jacobian / 2


@mistake(
    "factor ½",
    "value",
    says="it is off by a factor of 2: the loss is ½‖target − x‖².",
    section="13.3.2",
    learn="squared_error",
)
def without_the_half(at: At) -> Iterator[Array]:
    """‖target − x‖² and ¼ of it."""
    if isinstance(at.layer, SquaredError):
        yield 2 * at.right
        yield at.right / 2


@mistake(
    "label from 1",
    "adjoint",
    "jacobian",
    says="the 1 of y stands at another class: labels count from 0, so label {label} is entry "
    "{entry}.",
    section="13.3.3.1",
    learn="cross_entropy",
)
def label_from_one(at: At) -> Iterator[Array]:
    """p − y with y one entry too early, or too late."""
    layer = at.layer
    if isinstance(layer, CrossEntropy) and layer.label is not None:
        p = softmax(at.x)
        for label in (layer.label - 1, layer.label + 1):
            if 0 <= label < p.size:
                yield incoming(at) * (p - np.eye(p.size)[label])


@mistake(
    "label from 1",
    "value",
    says="this is the loss of another class: labels count from 0, so label {label} is entry "
    "{entry}.",
    section="13.3.3.1",
    learn="cross_entropy",
)
def loss_of_another_class(at: At) -> Iterator[Array]:
    """−log p of the class beside the true one."""
    layer = at.layer
    if isinstance(layer, CrossEntropy) and layer.label is not None:
        p = softmax(at.moved)
        for label in (layer.label - 1, layer.label + 1):
            if 0 <= label < p.size:
                yield -np.log(p[label : label + 1])


@mistake(
    "p for p − y",
    "adjoint",
    "jacobian",
    says="you gave the probabilities p: the true class y is still to be taken away, (p − y)ᵀ.",
    section="13.3.3.1",
    learn="cross_entropy",
)
def probabilities_alone(at: At) -> Iterator[Array]:
    """p."""
    if isinstance(at.layer, CrossEntropy):
        yield incoming(at) * softmax(at.x)


@mistake(
    "logits for p",
    "adjoint",
    "jacobian",
    says="you took the logits {x} for probabilities: p = softmax({x}) comes first.",
    section="13.3.3.1",
    learn="softmax",
)
def logits_for_probabilities(at: At) -> Iterator[Array]:
    """x − y."""
    if isinstance(at.layer, CrossEntropy):
        p = softmax(at.x)
        yield incoming(at) * (at.x - (p - at.jacobian[0]))
