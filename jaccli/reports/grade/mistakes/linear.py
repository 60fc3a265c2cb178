"""Mistakes at a linear layer: W for Wᵀ, the bias, x uᵀ for u xᵀ, another x."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array, np
from jaccli.layers.linear import Linear
from jaccli.linearise import Step
from jaccli.reports.grade.mistakes import At, mistake


@mistake(
    "W for Wᵀ",
    "adjoint",
    "tangent",
    "value",
    says="you multiplied by W from the other side: {made} = {formula}.",
    section="13.3.3.3",
    learn="linear",
)
def from_the_other_side(at: At) -> Iterator[Array]:
    """u_k = W u_{k+1} and v_{k+1} = Wᵀ v_k, where W is square; Wᵀ x + b."""
    if not isinstance(at.layer, Linear) or at.jacobian.shape[0] != at.jacobian.shape[1]:
        return
    if at.question.kind == "adjoint":
        yield at.jacobian @ at.moved
    else:
        found = at.jacobian.T @ at.moved
        bias = at.layer.bias
        yield found + bias if at.question.kind == "value" and bias is not None else found


@mistake(
    "bias forgotten",
    "value",
    says="the bias is missing: {made} = W {moved} + b.",
    section="13.3.3.3",
    learn="linear",
)
def without_bias(at: At) -> Iterator[Array]:
    """W x."""
    if isinstance(at.layer, Linear) and at.layer.bias is not None:
        yield at.layer.weight @ at.moved


@mistake(
    "bias in the derivative",
    "tangent",
    says="the bias is constant, so its slope is 0: {made} = W {moved}, without b.",
    section="13.3.3.3",
    learn="linear",
)
def with_bias(at: At) -> Iterator[Array]:
    """W v + b."""
    if isinstance(at.layer, Linear) and at.layer.bias is not None:
        yield at.layer.weight @ at.moved + at.layer.bias


@mistake(
    "transposed gradient",
    "gradient",
    says="this is x uᵀ: the gradient has the shape of W, so it is u xᵀ, a row for each output.",
    section="13.3.3.3",
    learn="linear",
)
def outer_the_other_way(at: At) -> Iterator[Array]:
    """x uᵀ."""
    if at.right.ndim == 2:
        yield at.right.T


@mistake(
    "x of another layer",
    "gradient",
    says="the x in u xᵀ is what the layer was given, {x}; you took another value.",
    section="13.3.3.3",
    learn="linear",
)
def another_x(at: At) -> Iterator[Array]:
    """u_{k+1} x_{k+1}ᵀ, and with x_k before its activation."""
    if not isinstance(at.layer, Linear) or at.right.ndim != 2:
        return
    others = [at.step.value, *(value for step in maker(at) for value in step.inputs)]
    for x in others:
        if x.size == at.right.shape[1]:
            yield np.outer(at.moved, x)


@mistake(
    "one layer short",
    "gradient",
    says="the chain rule stops one layer short: your adjoint is that of a layer further on, and "
    "the gradient at {layer} needs {moved}.",
    section="13.3.2",
    learn="backpropagation",
)
def one_layer_short(at: At) -> Iterator[Array]:
    """u_{k+2} in place of u_{k+1}."""
    name = at.step.node.name
    for step in at.course.tape:
        further = at.course.adjoints[step.node.name]
        if name in step.node.inputs and further.size == at.moved.size:
            found = _gradient(at, further)
            if found is not None:
                yield found


@mistake(
    "one layer too far",
    "gradient",
    says="your adjoint has gone through {layer} already: its gradient needs {moved}, the adjoint "
    "of what it gives.",
    section="13.3.2",
    learn="backpropagation",
)
def one_layer_too_far(at: At) -> Iterator[Array]:
    """u_k in place of u_{k+1}."""
    adjoint = at.course.adjoints.get(at.step.node.inputs[0])
    if adjoint is not None and adjoint.size == at.moved.size:
        found = _gradient(at, adjoint)
        if found is not None:
            yield found


@mistake(
    "bias gradient missing",
    "gradient",
    says="the bias is added to the value, so its slope is 1 and its gradient is {moved}, not 0.",
    section="13.3.3.3",
    learn="linear",
)
def no_bias_gradient(at: At) -> Iterator[Array]:
    """0."""
    if at.question.of.endswith(".bias") and at.right.any():
        yield np.zeros_like(at.right)


def maker(at: At) -> list[Step]:
    """The step that gave what the layer reads."""
    return [step for step in at.course.tape if step.node.name in at.step.node.inputs]


def _gradient(at: At, adjoint: Array) -> Array | None:
    follow = at.question.follow
    return None if follow is None else follow({at.question.reads[0]: adjoint})
