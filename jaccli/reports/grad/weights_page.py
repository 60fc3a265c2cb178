"""The parameter Jacobian of a linear layer as blocks, explained (Murphy 2022, section 13.3.3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import (
    Answer,
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
from jaccli.reports.common.facts import layer_words
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import command
from jaccli.reports.common.notation import derivative
from jaccli.reports.grad.answer import rule
from jaccli.reports.grad.find import Gradients
from jaccli.reports.grad.names import adjoint_of, in_letters, value_before
from jaccli.reports.grad.weights import ParameterJacobian
from jaccli.words import count, flops, shape

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
    xk, uk = value_before(found, jacobian.k), adjoint_of(found, jacobian.k)
    number, w = jacobian.weights, in_letters(found, jacobian.k, "weight")
    one, any_one = derivative("z", f"{w}[{i},{j}]"), f"{w}[i,j]"
    yield from heading(found.graph, [every.layer.type for every in found.layers])
    yield Blank
    yield Paragraph(f"The parameter Jacobian of {about(found, jacobian)}", style="title")
    yield Paragraph(
        f"z has {m:,} entries and {w} has {m:,}·{n:,} = {number:,}. "
        f"So {derivative('z', w)} is {m:,} × ({m:,}·{n:,}): {jacobian.entries:,} numbers. "
        f"{number:,} of them are entries of x, all others are 0.",
        indent=2,
    )
    yield Finding(
        "why",
        f"z[k] = Σ_j {w}[k,j] x[j]. One weight {w}[i,j] reaches one output, z[i], with slope x[j]. "
        f"{one} = [0, ..., x[{j}], ..., 0]ᵀ with x[{j}] = {jacobian.slope:.4g} at place "
        f"{i}:",
        "Why:",
    )
    yield vector(xk, jacobian.x, values)
    yield vector(f"{one}, transposed", jacobian.column, values)
    yield from _tensor(jacobian, w, values)
    yield Paragraph(
        f"A VJP needs none of it: u·{derivative('z', any_one)} = "
        f"Σ_k u[k] {derivative('z[k]', any_one)} = u[i] x[j], one number for each weight. So it "
        f"has the shape of {w}, {shape((m, n))}: it is the outer "
        "product u xᵀ.",
        indent=2,
    )
    yield vector(uk, each.adjoint, values)
    yield Matrix(f"{derivative('L', w)} = {uk} {xk}ᵀ", each.gradients["weight"], values)
    yield from agreement(found, jacobian)
    yield Paragraph(
        f"the outer product is {flops(jacobian.outer_flops)} (multiplications). The product with "
        f"the tensor written out would be {flops(jacobian.tensor_flops)}.",
        "Cost:",
        indent=2,
    )
    yield Blank
    yield Answer([headline(found, jacobian), rule()], next_command(found, point))


def about(found: Gradients, jacobian: ParameterJacobian) -> str:
    """Which layer it is of, with its formula."""
    w, b = (in_letters(found, jacobian.k, name) for name in ("weight", "bias"))
    bias = f" + {b}" if "bias" in jacobian.layer.gradients else ""
    sizes = shape(jacobian.shape)
    layer, own = layer_words(jacobian.layer.layer.step), f"{jacobian.layer.layer.name}.weight"
    named = w if w == own else f"{w} = {own}"
    return f"{layer}: z = {w} x{bias}, {named} {sizes} (Murphy 2022, 13.3.3.3)"


def next_command(found: Gradients, point: Sequence[str]) -> Next:
    """Both passes, in which the outer product is made."""
    return Next(command("grad", found.graph.file, *point, "--steps"))


def headline(found: Gradients, jacobian: ParameterJacobian) -> Finding:
    """What is not built, and what takes its place."""
    made = f"{adjoint_of(found, jacobian.k)} {value_before(found, jacobian.k)}ᵀ"
    m, n = jacobian.shape
    of_all = derivative("z", in_letters(found, jacobian.k, "weight"))
    return Finding(
        "headline",
        f"{of_all} is {m:,}×({m:,}·{n:,}): {count(jacobian.entries, 'entry', 'entries')}. "
        f"A VJP needs none of them: it is {made}, {shape((m, n))}.",
    )


def agreement(
    found: Gradients, jacobian: ParameterJacobian, *, briefly: bool = False
) -> Iterator[Finding]:
    """Whether the tensor gives the same, where it was written out."""
    if jacobian.tensor is None:
        return
    u, sizes = adjoint_of(found, jacobian.k), shape(jacobian.tensor.shape)
    text = f"{u} times the whole {sizes} tensor gives the same"
    if briefly and jacobian.agrees:
        yield Finding("note", f"{text} ✓ ({jacobian.difference:.1e})", "Check:")
        return
    sign = "✓" if jacobian.agrees else "✗"
    yield Finding(
        "note" if jacobian.agrees else "warning",
        f"{text}: largest difference, relative to the largest entry, "
        f"{jacobian.difference:.1e} {sign}",
        "Check:",
    )


def _tensor(jacobian: ParameterJacobian, w: str, values: bool) -> Iterator[Block]:
    """∂z/∂W whole: side by side where it fits, else in figures a block for each row of W."""
    if jacobian.tensor is None:
        return
    whole: list[Block] = [
        Paragraph(f"The whole tensor, a column for each weight, row by row of {w}:", indent=2),
        Matrix(derivative("z", w), jacobian.tensor, values),
        Legend(),
    ]
    if values or jacobian.weights > MOST_WEIGHTS:
        yield from whole
        return
    yield Either(
        whole,
        [
            Paragraph(f"The whole tensor, a block of columns for each row of {w}:", indent=2),
            *(
                Matrix(derivative("z", f"{w}[{row}, :]"), each)
                for row, each in enumerate(jacobian.rows, start=1)
            ),
        ],
    )
