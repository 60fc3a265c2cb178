"""Every gradient with its name, and the product of what the two passes left that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from jaccli.arrays import norm, np
from jaccli.reports.common.notation import derivative
from jaccli.reports.grad.names import adjoint_of, gradient_by, in_letters, value_before

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.grad.find import Gradients

MOST_TERMS = 2  # of a sum that is written out


class Named(NamedTuple):
    """A gradient, or the adjoint of an input.

    name: ∂L/∂f1.weight; terms: what it is the sum of, mostly one product: u2 x1ᵀ
    """

    name: str
    terms: tuple[str, ...]
    gradient: Array  # of the shape of what it is by
    symbol: str = ""  # the same in formulas: ∂L/∂W₁

    @property
    def made(self) -> str:
        """The one product that makes it, or how many readers send one; "" where nobody does."""
        match self.terms:
            case ():
                return ""
            case (only,):
                return only
        return f"{len(self.terms):,} readers add up"

    @property
    def formula(self) -> str:
        """∂L/∂f1.weight = u2 x1ᵀ"""
        if 0 < len(self.terms) <= MOST_TERMS:
            return f"{self.name} = {' + '.join(self.terms)}"
        return self.name

    @property
    def nonzeros(self) -> int:
        """How many entries are not 0."""
        return int(np.count_nonzero(self.gradient))

    @property
    def sizes(self) -> tuple[float, float, float]:
        """The smallest entry, the largest, and the norm: √ of the sum of the squares."""
        entries = self.gradient
        return float(entries.min()), float(entries.max()), norm(entries)


def every(found: Gradients) -> Iterator[Named]:
    """Those of all parameters that were reached, f_1 first, and of all inputs."""
    for k, each in enumerate(found.layers, start=1):
        for name, gradient in each.gradients.items():
            own = gradient_by(each.layer.name, name)
            symbol = derivative("L", in_letters(found, k, name))
            yield Named(own, (made_of(found, k, name),), gradient, "" if symbol == own else symbol)
    for name, gradient in found.input_gradients.items():
        yield Named(derivative("L", name), tuple(_sent_to(found, name)), gradient)


def made_of(found: Gradients, k: int, name: str) -> str:
    """What makes the gradient by a parameter of layer k: u2 x1ᵀ, or u2."""
    layer, u = found.layers[k - 1].layer, adjoint_of(found, k)
    match layer.step.parameter_jacobians[name].form.structure:
        case "identity":
            return u
        case "kronecker":
            return f"{u} {value_before(found, k)}ᵀ"
        case _:
            value = f"x{k + 1}" if found.graph.is_chain else layer.name
            return f"{u}·{derivative(value, in_letters(found, k, name))}"


def _sent_to(found: Gradients, name: str) -> Iterator[str]:
    """What the readers of an input send to it."""
    if found.graph.is_chain:
        yield "u1"
        return
    for each in found.layers:
        reader = each.layer.name
        sent = f"{derivative('L', reader)}·{derivative(reader, name)}"
        yield from (sent for read in each.layer.inputs if read == name)
