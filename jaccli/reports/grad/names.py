"""What layers, adjoints and gradients are called: by number in a chain, by name in a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.reports.common import names
from jaccli.reports.common.notation import derivative

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients


def layer_of(found: Gradients, k: int) -> str:
    """Layer k: its name where it has one, and its type."""
    layer = found.layers[k - 1].layer
    return names.called(k, layer) if found.graph.is_chain else f"{layer.name}: {layer.type}"


def adjoint_of(found: Gradients, k: int) -> str:
    """The adjoint of layer k's value."""
    return f"u{k + 1}" if found.graph.is_chain else derivative("L", found.layers[k - 1].layer.name)


def gradient_by(layer: str, parameter: str) -> str:
    """The gradient by a parameter: ∂L/∂f1.weight."""
    return derivative("L", f"{layer}.{parameter}")


def in_letters(found: Gradients, k: int, parameter: str) -> str:
    """A parameter of layer k as formulas write it, W₁; by its name where they have no letter."""
    layer = found.layers[k - 1].layer
    letters = found.graph.letters_at(layer.name)
    letter = layer.step.node.layer.symbols.get(parameter, "")
    return letters.get(letter, f"{layer.name}.{parameter}")


def value_before(found: Gradients, k: int) -> str:
    """What layer k reads, of one input."""
    return f"x{k}" if found.graph.is_chain else found.layers[k - 1].layer.inputs[0]


def output_of(found: Gradients) -> str:
    """The value that is the loss."""
    return f"x{found.graph.depth + 1}" if found.graph.is_chain else found.graph.output
