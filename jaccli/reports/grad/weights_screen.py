"""The one screen of a parameter Jacobian: one weight, all of them, and the outer product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Column,
    Either,
    Elastic,
    Finding,
    Legend,
    Matrix,
    Paragraph,
    Table,
)
from jaccli.document.figures import compact, figures
from jaccli.document.rows import MORE
from jaccli.reports.common.heading import opening
from jaccli.reports.common.notation import derivative
from jaccli.reports.grad.answer import rule
from jaccli.reports.grad.named import Named
from jaccli.reports.grad.names import adjoint_of, gradient_by, in_letters, value_before
from jaccli.reports.grad.screen import digest
from jaccli.reports.grad.weights import ParameterJacobian
from jaccli.reports.grad.weights_page import about, agreement, headline, next_command
from jaccli.words import flops, times

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients

MOST_COLUMNS = 8  # of an outer product between its factors
ROOM = 60  # columns for a vector on a line


def weights_screen(
    found: Gradients,
    jacobian: ParameterJacobian,
    point: Sequence[str],
    *,
    picture: bool = False,
    values: bool = False,
) -> Iterator[Block]:
    """What one weight does, and what the VJP makes of all of them."""
    (i, j), x = jacobian.weight, value_before(found, jacobian.k)
    made = f"{adjoint_of(found, jacobian.k)} {x}ᵀ"
    yield from opening(found.graph, about(found, jacobian))
    yield Blank
    w = in_letters(found, jacobian.k, "weight")
    one, of_all = derivative("z", f"{w}[{i},{j}]"), derivative("z", w)
    yield Paragraph(f"One weight {w}[{i},{j}] reaches one output, z[{i}], with slope x[{j}]:")
    yield Paragraph(compact(jacobian.x, ROOM), f"{x} =", indent=2)
    yield Paragraph(f"{compact(jacobian.column, ROOM)}ᵀ", f"{one} =", indent=2)
    together = f"All {jacobian.weights:,} together are {derivative('L', w)} = {made}:"
    yield Paragraph(f"So u·{derivative('z', f'{w}[i,j]')} = u[i] x[j]. {together}")
    yield Blank
    gradient = jacobian.layer.gradients["weight"]
    name = gradient_by(jacobian.layer.layer.name, "weight")
    if picture or values:
        yield Matrix(f"{name} = {made}", gradient, values)
        yield Legend()
    else:
        rows: list[Block] = [digest([Named(name, (made,), gradient)])]
        small = gradient.shape[1] <= MOST_COLUMNS
        bare = rows if len(gradient) > MOST_COLUMNS else [Matrix(f"{name} = {made}", gradient)]
        yield Either([_between_its_factors(found, jacobian)], bare) if small else rows[0]
    yield Blank
    agreed = agreement(found, jacobian, briefly=True)
    said = [headline(found, jacobian), _cost(jacobian, w), *agreed, rule()]
    yield Answer(said, next_command(found, point), [("More:", f"--details ({of_all} written out)")])


def gradient(jacobian: ParameterJacobian) -> Matrix:
    """∂L/∂W alone, by rows."""
    layer = jacobian.layer
    return Matrix(gradient_by(layer.layer.name, "weight"), layer.gradients["weight"])


def _between_its_factors(found: Gradients, jacobian: ParameterJacobian) -> Table:
    """u xᵀ with u on its left and xᵀ above it: every entry is a product of the two beside it."""
    u, x = adjoint_of(found, jacobian.k), value_before(found, jacobian.k)
    factors = [text.strip() for text in figures(jacobian.x[None, :])[0]]
    rows = figures(jacobian.layer.gradients["weight"])
    beside = [row[0] for row in figures(jacobian.layer.adjoint[:, None])]
    columns = [Column(u, right=True), Column(f"{x}ᵀ ="), *(Column(x, right=True) for x in factors)]
    return Table(
        columns,
        [[factor, "", *row] for factor, row in zip(beside, rows, strict=True)],
        elastic=Elastic(MORE, at=1),
    )


def _cost(jacobian: ParameterJacobian, w: str) -> Finding:
    """The outer product beside the product with the tensor."""
    outer, tensor = jacobian.outer_flops, jacobian.tensor_flops
    text = f"{flops(outer)}. With {derivative('z', w)} written out {tensor:,}: "
    text += f"{times(tensor, outer)} × as much."
    return Finding("note", text, "Cost:")
