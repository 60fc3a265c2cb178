"""The parameter Jacobian of a linear layer as blocks, explained (Murphy 2022, section 13.3.3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import (
    Blank,
    Block,
    Either,
    Finding,
    Legend,
    Matrix,
    Next,
    Paragraph,
    vector,
)
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import command
from jaccli.reports.grad.find import Gradients
from jaccli.reports.grad.names import adjoint_of, layer_of
from jaccli.reports.grad.weights import ParameterJacobian
from jaccli.words import flops

MOST_WEIGHTS = 24  # up to which ∂z/∂W is printed in figures, a block for each row of W


def weights_page(
    found: Gradients,
    jacobian: ParameterJacobian,
    *,
    values: bool = False,
    point: Sequence[str] = (),
) -> Iterator[Block]:
    """∂z/∂W, one weight and whole, and the VJP that needs none of it."""
    each, (i, j), (m, n) = jacobian.layer, jacobian.weight, jacobian.shape
    xk = f"x{jacobian.k}" if found.graph.is_chain else each.layer.inputs[0]
    uk, number = adjoint_of(found, jacobian.k), jacobian.weights
    yield from heading(found.graph, [every.layer.type for every in found.layers])
    yield Blank
    title = (
        f"The parameter Jacobian of {layer_of(found, jacobian.k)}: "
        f"z = W x{' + b' if 'bias' in each.gradients else ''}, W {m}×{n} (Murphy 2022, 13.3.3.3)"
    )
    yield headline(found, jacobian)._replace(drawn=[Paragraph(title, style="title")])
    yield Paragraph(
        f"z has {m:,} entries and W has {m:,}·{n:,} = {number:,}, "
        f"so ∂z/∂W is {m:,} × ({m:,}·{n:,}), "
        f"{jacobian.entries:,} numbers, of which {number:,} are entries of x and the rest are 0.",
        indent=2,
    )
    yield Finding(
        "why",
        f"Why: z_k = Σ_j W_kj x_j. One weight W_ij reaches one output, z_i, with slope x_j. "
        f"∂z/∂W_{i},{j} = [0, ..., x_{j}, ..., 0]ᵀ with x_{j} = {jacobian.slope:.4g} at place {i}:",
    )
    yield vector(xk, jacobian.x, values)
    yield vector(f"∂z/∂W_{i},{j}, transposed", jacobian.column, values)
    yield from _tensor(jacobian, values)
    yield Paragraph(
        f"A VJP needs none of it: u·∂z/∂W_ij = Σ_k u_k ∂z_k/∂W_ij = u_i x_j, one number for each "
        f"weight, so it has the shape of W, {m}×{n}, and is the outer product u xᵀ:",
        indent=2,
    )
    yield vector(uk, each.adjoint, values)
    yield Matrix(f"{uk} {xk}ᵀ", each.gradients["weight"], values)
    if jacobian.tensor is not None:
        yield _check(jacobian, uk)
    yield Finding(
        "rule",
        f"the outer product is {flops(jacobian.outer_flops)} (multiplications); the product with "
        f"the tensor written out would be {flops(jacobian.tensor_flops)}.",
        "Cost:",
    )
    yield Next(command("grad", found.graph.file, *point, "--steps"))


def headline(found: Gradients, jacobian: ParameterJacobian) -> Finding:
    """What is not built, and what takes its place."""
    m, n = jacobian.shape
    return Finding(
        "headline",
        f"∂z/∂W of {layer_of(found, jacobian.k)} has {jacobian.entries:,} entries; a VJP needs "
        f"none of them, it is the outer product u xᵀ, {m:,}×{n:,}",
    )


def _check(jacobian: ParameterJacobian, uk: str) -> Finding:
    (m, _), sign = jacobian.shape, "✓" if jacobian.agrees else "✗"
    return Finding(
        "note" if jacobian.agrees else "warning",
        f"{uk} times the whole {m} × {jacobian.weights} tensor gives the same: largest difference, "
        f"relative to the largest entry, {jacobian.difference:.1e} {sign}",
        "Check:",
    )


def _tensor(jacobian: ParameterJacobian, values: bool) -> Iterator[Block]:
    """∂z/∂W whole: side by side where it fits, else in figures a block for each row of W."""
    if jacobian.tensor is None:
        return
    whole: list[Block] = [
        Paragraph("The whole tensor, a column for each weight, row by row of W:", indent=2),
        Matrix("∂z/∂W", jacobian.tensor, values),
        Legend(),
    ]
    if values or jacobian.weights > MOST_WEIGHTS:
        yield from whole
        return
    yield Either(
        whole,
        [
            Paragraph("The whole tensor, a block of columns for each row of W:", indent=2),
            *(Matrix(f"∂z/∂W[{row}, :]", each) for row, each in enumerate(jacobian.rows, start=1)),
        ],
    )
