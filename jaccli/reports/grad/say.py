"""What backpropagation finds, in words: the loss, the check, the price."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding
from jaccli.layers.loss import CrossEntropy, SquaredError
from jaccli.layers.softmax import softmax
from jaccli.reports.common.derivatives.say import check_finding
from jaccli.reports.common.kinks import kinks as kinks_of
from jaccli.reports.common.modes import Rule
from jaccli.reports.grad.names import gradient_by, output_of, value_before

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.grad.find import Gradients


COMPARED = "all gradients times one direction d, compared with (L(θ + h·d) − L(θ − h·d)) / 2h"


def question() -> Finding:
    """What a gradient answers."""
    text = "how strongly does L depend on each parameter and each input?"
    return Finding("note", text, "Question:", indent=0)


def check(found: Gradients) -> Finding:
    """All gradients beside differences of the loss."""
    return check_finding(found.check, COMPARED, point="θ", along="d")


def ratio(found: Gradients) -> Iterator[Finding]:
    """What loss and gradient cost beside the loss alone, and why where it is more than promised."""
    if found.ratio is None:
        return
    text = (
        f"Loss and gradients together cost {found.ratio:.2f} × as much as the loss alone. The "
        "cheap gradient principle says: at most 3 to 4 × as much, however many parameters there "
        "are (Griewank & Walther 2008)."
    )
    if not found.is_cheap:
        text += (
            " Here it is more because of how FLOPs are counted. The loss has some work that is "
            "not counted (exp, log, tanh, ..., and passing a value on). On the way back the row "
            "of a loss counts as full."
        )
    yield Finding("note", text)


def counting(found: Gradients) -> Finding:
    """The rule, every time."""
    text = f"{Rule('structured').counted}; an outer product u xᵀ is m·n multiplications"
    if found.primal.transcendentals:
        text += (
            f"; {found.primal.transcendentals:,} of exp, log, tanh, erf and their like come on top"
        )
    return Finding("rule", f"{text}.", "Rule:")


def loss(found: Gradients, *, exactly: bool = False) -> str:
    """L with its name and what is known of it: label 2 has p = 0.973."""
    k, last = next(
        (k, each)
        for k, each in enumerate(found.layers, start=1)
        if each.layer.name == found.graph.output
    )
    number = repr(found.loss) if exactly else f"{found.loss:.7g}"
    word, said = "Output", f"L = {output_of(found)} = {number}"
    match last.layer.step.node.layer:
        case SquaredError():
            target = found.graph.letters_at(last.layer.name).get("target", "target")
            word, said = "Loss", f"{said} = ½‖{target} − {value_before(found, k)}‖²"
        case CrossEntropy(label=label):
            word = "Loss"
            if label is not None:
                said += f"   {_probability(label, last.inputs[0], found.loss)}"
    return f"{word} {said}"


def _probability(label: int, logits: Array, loss: float) -> str:
    """How probable the true label is, exp(-L), and which one is more so."""
    p = softmax(logits)
    text, first = f"label {label} has p = {_exp(loss)}", int(p.argmax())
    return text if first == label else f"{text}, label {first} the most: {p[first]:#.3g}"


def _exp(loss: float) -> str:
    """exp(-L) in three digits, which are of what is left to 1 where it is near that."""
    p = math.exp(-loss)
    text = f"{p:#.3g}"
    if p == 0:
        return f"exp(-{loss:.4g})"
    return f"1 - {-math.expm1(-loss):.1e}" if text == "1.00" and loss else text


def aside(found: Gradients) -> Iterator[Finding]:
    """The gradients that are 0 because the output does not depend on their layer."""
    for layer in found.graph.aside:
        for name in found.by_layer.get(layer, ()):
            text = f"{gradient_by(layer, name)} = 0, for {layer} is not run."
            yield Finding("note", text, "Note:")


def kinks(found: Gradients) -> Iterator[Finding]:
    """What is used in place of a derivative, where the check has not said so."""
    for each in kinks_of(each.layer for each in found.layers):
        if each.text.rstrip(".") not in check(found).text:
            yield each._replace(drawn=())
