"""Gradients as text: the loss, every gradient, the backward pass, its price; and 13.3.3.3 shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.arrays import Array, np
from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.document.matrix import as_numbers, is_drawn, legend_blocks, matrix_blocks
from jaccli.document.table import width_of
from jaccli.document.values import ValueWriter
from jaccli.errors import printable
from jaccli.reports.common.derivatives.say import outcome
from jaccli.reports.common.flow.page import FlowWriter
from jaccli.reports.common.heading import heading
from jaccli.reports.common.names import called, command
from jaccli.reports.grad.find import Gradients, ParameterJacobian
from jaccli.words import count, flops

CHEAP = 4  # the cheap gradient principle's bound
MOST_WEIGHTS = 24  # up to which ∂z/∂W is printed in figures


def report(
    results: Sequence[Gradients],
    display: Display,
    *,
    values: bool,
    quiet: bool,
    steps: bool,
    again: str = "",
) -> str:
    """The text of one call. again: the options that the next command has to repeat."""
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += [*grad_blocks(found, display, values=values, steps=steps, again=again), Blank]
    return render(blocks[:-1], display)


def quiet_line(found: Gradients) -> str:
    """One line a chain, for -q."""
    return (
        f"{printable(found.graph.file)}: loss {found.loss!r}, gradient of "
        f"{count(found.graph.parameters, 'parameter')} and {count(found.graph.n, 'input')}"
    )


def grad_blocks(
    found: Gradients, display: Display, *, values: bool, steps: bool, again: str = ""
) -> Iterator[Block]:
    """The whole report of one chain."""
    yield from heading(found.graph, [each.layer.type for each in found.layers])
    yield Blank
    yield Paragraph(
        "how strongly does the loss depend on each parameter and each input?", label="Question:"
    )
    chain = found.graph.is_chain
    output = f"x{found.graph.depth + 1}" if chain else printable(found.graph.output)
    yield Paragraph(f"Loss L = {output} = {found.loss!r}", style="title")
    if chain:
        text = (
            "one pass forward keeps x1, x2, ...; one pass back carries the adjoint u_k = ∂L/∂x_k "
            "and leaves g_k = u_k+1 ∂f_k/∂θ_k at every layer"
        )
    else:
        text = (
            "one pass forward keeps every value; one pass back adds up for each value what its "
            "readers send, ∂L/∂x = Σ ∂L/∂z ∂z/∂x over the layers z that read x"
        )
    yield Paragraph(f"Backpropagation (Murphy 2022, algorithm 7): {text}.")
    if steps:
        yield Blank
        write = _steps if chain else _flow
        yield from write(found, display, values=values)
    yield Blank
    yield from _table(found, display)
    drawn = False
    for k, each in enumerate(found.layers, start=1):
        for name, gradient in each.gradients.items():
            yield Blank
            yield Paragraph(
                f"∂L/∂{each.layer.name}.{name}   {'×'.join(map(str, gradient.shape))}",
                style="title",
            )
            matrix = np.atleast_2d(gradient)
            drawn = drawn or is_drawn(matrix, display.width, values=values)
            label = f"g{k}" if chain else "g"
            yield from matrix_blocks(matrix, label, display, values=values)
    for layer in found.graph.aside:
        for name in found.by_layer.get(layer, ()):
            yield Blank
            yield Paragraph(f"∂L/∂{printable(layer)}.{name} = 0, for {printable(layer)} is not run")
    for name, gradient in found.input_gradients.items():
        yield Blank
        yield Paragraph(f"∂L/∂{printable(name)}   {gradient.size}", style="title")
        drawn = drawn or is_drawn(gradient[None, :], display.width, values=values)
        label = "u1" if chain else f"∂L/∂{printable(name)}"
        yield from matrix_blocks(gradient[None, :], label, display, values=values)
    if drawn:
        yield from legend_blocks(display)
    yield Blank
    yield Paragraph(
        "all gradients times one direction d without a pattern, beside "
        "(L(θ + h·d) − L(θ − h·d)) / 2h"
        f"{outcome(found.check, 'θ', 'd')}",
        label="Check:",
        style="warning" if found.check.status == "differs" else "",
    )
    yield from _price(found, again)


def _table(found: Gradients, display: Display) -> Iterator[Block]:
    rows = []
    for k, each in enumerate(found.layers, start=1):
        names = ", ".join(
            f"{name} {'×'.join(map(str, gradient.shape))}"
            for name, gradient in each.gradients.items()
        )
        rows.append(
            [
                f"{k} {_called(found, k)}",
                f"{each.parameters:,}" if each.parameters else "",
                names,
                f"{_adjoint(found, k)} {each.adjoint.size:,}",
                f"{each.flops:,}",
            ]
        )
    table = Table(
        [
            Column("layer"),
            Column("d_k", right=True),
            Column("parameters"),
            Column("adjoint"),
            Column("FLOPs back", right=True),
        ],
        rows,
        [["total", f"{found.graph.parameters:,}", "", "", f"{_back(found):,}"]],
    )
    if width_of(table, display) > display.width:
        table = table.without(2)
    yield table


def _called(found: Gradients, k: int) -> str:
    """The layer's name where it has one, and its type."""
    layer = found.layers[k - 1].layer
    if found.graph.is_chain:
        return called(k, layer)
    return printable(f"{layer.name}: {layer.type}")


def _adjoint(found: Gradients, k: int) -> str:
    """What the adjoint of layer k's value is called."""
    if found.graph.is_chain:
        return f"u{k + 1}"
    return f"∂L/∂{printable(found.layers[k - 1].layer.name)}"


def _flow(found: Gradients, display: Display, *, values: bool) -> Iterator[Block]:
    """The way back over a graph, value by value; parameters are inputs like any other."""
    writer = ValueWriter(display, values=values)
    flow = FlowWriter(found.flow, writer, forward=False, top="L")
    for number, step in enumerate(found.flow, start=1):
        yield from flow.blocks(number, step)
        yield Blank
    if writer.drawn:
        yield from legend_blocks(display)


def _steps(found: Gradients, display: Display, *, values: bool) -> Iterator[Block]:
    """Forward from the first layer, back from the last, with the reason of every step."""
    yield Paragraph("▼ forward: the values, kept on the tape", style="title")
    yield from _vector("x1", found.layers[0].inputs[0], display, values=values)
    for k, each in enumerate(found.layers, start=1):
        name = f"x{k + 1} = f{k}(x{k}), {called(k, each.layer)}"
        yield from _vector(name, each.layer.value, display, values=values)
    yield Blank
    depth, so_far = found.graph.depth, 0
    yield Paragraph("▲ back: adjoints and gradients, from the loss to x1", style="title")
    yield from _vector(f"u{depth + 1} = 1", found.layers[-1].adjoint, display, values=values)
    for k in range(depth, 0, -1):
        each = found.layers[k - 1]
        so_far += each.flops
        before = (
            found.layers[k - 2].adjoint if k > 1 else next(iter(found.input_gradients.values()))
        )
        yield Blank
        yield Paragraph(
            f"step {depth + 1 - k}/{depth}   f{k} {called(k, each.layer)}   "
            f"J{k} = {each.layer.rule}",
            style="title",
        )
        for name, gradient in each.gradients.items():
            rule = f"u{k + 1}·∂f{k}/∂{name}"
            if each.layer.type == "linear" and name == "weight":
                rule = f"u{k + 1} x{k}ᵀ"
            yield Paragraph(
                f"g{k} = ∂L/∂{each.layer.name}.{name} = {rule}: "
                f"{'×'.join(map(str, gradient.shape))}, d = {gradient.size:,}; below",
                indent=2,
            )
        yield from _vector(f"u{k} = u{k + 1}·J{k}", before, display, values=values)
        yield Paragraph(f"+{each.flops:,} = {flops(so_far)}, J{k} in its own form", indent=2)
        yield Paragraph(f"{each.why}.", label="why:", indent=2)
        if each.layer.kink:
            yield Paragraph(f"{each.layer.kink}.", label="note:", indent=2, style="warning")


def _vector(name: str, vector: Array, display: Display, *, values: bool) -> Iterator[Block]:
    lines = None if values else as_numbers(vector[None, :], display.width, indent=4)
    if lines is None:
        yield from matrix_blocks(vector[None, :], f"  {name}", display, values=values)
        return
    short = f"  {name}: {lines[0].strip()}"
    yield Lines([short] if len(short) <= display.width else [f"  {name}:", *lines])


def _price(found: Gradients, again: str) -> Iterator[Block]:
    ratio = found.ratio
    yield Paragraph("Cost, every J in its own form", style="title")
    yield Table(
        [Column(""), Column("FLOPs", right=True)],
        [
            ["loss alone", f"{found.primal.flops:,}"],
            ["adjoint sweep", f"{found.adjoints.flops:,}"],
            ["parameter gradients", f"{found.gradients.flops:,}"],
        ],
        indent=2,
    )
    if ratio is not None:
        text = (
            f"Loss and gradient together cost {ratio:.2f} × as much as the loss alone; the cheap "
            "gradient principle's bound is 3 to 4 times, however many the parameters (Griewank & "
            "Walther 2008)."
        )
        if ratio > CHEAP:
            text += (
                " Here it is more because of what FLOPs leave out of the loss (exp, log, tanh, "
                "...; passing a value on) and put into the way back (a loss's row is dense)."
            )
        yield Paragraph(text, indent=2)
    total = found.graph.n + found.graph.parameters
    if total > 1:
        yield Paragraph(
            f"Forward mode would need {total:,} passes, one for each parameter and input; this "
            "was one pass back.",
            indent=2,
        )
    rule = "1 multiply-add = 2 FLOPs; an outer product u xᵀ is m·n multiplications"
    if found.primal.transcendentals:
        rule += (
            f"; {found.primal.transcendentals:,} of exp, log, tanh, erf and their like come on top"
        )
    yield Paragraph(f"{rule}.", indent=2)
    name = next((each.layer.name for each in found.layers if each.layer.type == "linear"), "")
    line = command("compare", found.graph.file, again, "--wrt all")
    if not found.graph.is_chain and not found.flow:
        line = command("grad", found.graph.file, again, "--steps")
    elif name and found.graph.is_chain:
        line = command("grad", found.graph.file, again, f"--layer {name}")
    yield Paragraph(line, label="Next:")


def _back(found: Gradients) -> int:
    return found.adjoints.flops + found.gradients.flops


def weight_blocks(
    found: Gradients,
    explained: ParameterJacobian,
    display: Display,
    *,
    values: bool,
    again: str = "",
) -> Iterator[Block]:
    """The parameter Jacobian of a linear layer, explained (Murphy 2022, section 13.3.3.3)."""
    k, (i, j) = explained.k, explained.weight
    each = found.layers[k - 1]
    gradient = each.gradients["weight"]
    xk = f"x{k}" if found.graph.is_chain else printable(each.layer.inputs[0])
    uk = _adjoint(found, k)
    (m, n), x = gradient.shape, each.inputs[0]
    yield from heading(found.graph, [every.layer.type for every in found.layers])
    yield Blank
    yield Paragraph(
        f"The parameter Jacobian of {_called(found, k)}: "
        f"z = W x{' + b' if 'bias' in each.gradients else ''}, W {m}×{n} (Murphy 2022, 13.3.3.3)",
        style="title",
    )
    yield Paragraph(
        f"z has {m:,} entries and W has {m:,}·{n:,} = {m * n:,}, "
        f"so ∂z/∂W is {m:,} × ({m:,}·{n:,}), "
        f"{m * m * n:,} numbers, of which {m * n:,} are entries of x and the rest are 0.",
        indent=2,
    )
    yield Paragraph(
        f"Why: z_k = Σ_j W_kj x_j. One weight W_ij reaches one output, z_i, with slope x_j. "
        f"∂z/∂W_{i},{j} = [0, ..., x_{j}, ..., 0]ᵀ with x_{j} = {float(x[j - 1]):.4g} at "
        f"place {i}:",
        indent=2,
    )
    yield from _vector(xk, x, display, values=values)
    yield from _vector(f"∂z/∂W_{i},{j}, transposed", explained.column, display, values=values)
    if explained.tensor is not None:
        yield from _tensor(explained.tensor, m, n, display, values=values)
    yield Paragraph(
        f"A VJP needs none of it: u·∂z/∂W_ij = Σ_k u_k ∂z_k/∂W_ij = u_i x_j, one number for each "
        f"weight, so it has the shape of W, {m}×{n}, and is the outer product u xᵀ:",
        indent=2,
    )
    yield from _vector(uk, each.adjoint, display, values=values)
    yield from matrix_blocks(gradient, f"{uk} {xk}ᵀ", display, values=values)
    if explained.tensor is not None:
        sign = "✓" if explained.agrees else "✗"
        yield Paragraph(
            f"{uk} times the whole {m} × {m * n} tensor gives the same: largest difference, "
            f"relative to the largest entry, {explained.difference:.1e} {sign}",
            label="Check:",
            indent=2,
        )
    yield Paragraph(
        f"the outer product is {flops(m * n)} (multiplications); the product with the tensor "
        f"written out would be {flops(2 * m * m * n)}.",
        label="Cost:",
        indent=2,
    )
    yield Paragraph(command("grad", found.graph.file, again, "--steps"), label="Next:")


def _tensor(tensor: Array, m: int, n: int, display: Display, *, values: bool) -> Iterator[Block]:
    """∂z/∂W whole: side by side where it fits, else in figures a block for each row of W."""
    blocks = [tensor[:, row * n : (row + 1) * n] for row in range(m)]
    readable = m * n <= MOST_WEIGHTS and as_numbers(blocks[0], display.width) is not None
    if values or not readable or as_numbers(tensor, display.width) is not None:
        yield Paragraph("The whole tensor, a column for each weight, row by row of W:", indent=2)
        yield from matrix_blocks(tensor, "∂z/∂W", display, values=values)
        if is_drawn(tensor, display.width, values=values):
            yield from legend_blocks(display)
        return
    yield Paragraph("The whole tensor, a block of columns for each row of W:", indent=2)
    for row, block in enumerate(blocks, start=1):
        yield from matrix_blocks(block, f"∂z/∂W[{row}, :]", display, values=False)
