"""A Showing as blocks of text: the product in pictures, the layers, every Jacobian, J labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.arrays import Array, np
from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.document.matrix import figures, is_drawn, legend_blocks, matrix_blocks, picture
from jaccli.document.table import width_of
from jaccli.errors import printable
from jaccli.reports.common.derivatives.say import check_findings
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.heading import heading, way_of
from jaccli.reports.common.names import called, command, component, product_of
from jaccli.reports.common.picture.page import edge_blocks, picture_blocks
from jaccli.reports.show.find import Showing

STRIP_DEPTH = 8  # layers up to which the product is drawn
THUMB_ROWS, THUMB_COLUMNS = 8, 8
MOST_JACOBIANS = 16  # of the edges of a graph that are written out
LABELLED = 12  # rows and columns up to which J carries ∇o and ∂x


def report(
    results: Sequence[Showing], display: Display, *, values: bool, quiet: bool, again: str = ""
) -> str:
    """The text of one call. again: the options that the next command has to repeat."""
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += [*show_blocks(found, display, values=values, again=again), Blank]
    return render(blocks[:-1], display)


def show_blocks(
    found: Showing, display: Display, *, values: bool, again: str = ""
) -> Iterator[Block]:
    """The whole report of one chain or graph."""
    yield from heading(found.graph, [layer.type for layer in found.layers])
    if found.graph.is_chain:
        yield from _chain(found, display, values=values)
    else:
        yield from _graph(found, display, values=values, again=again)
    yield Blank
    shapes = "Shapes: J_k is (numbers out)×(numbers in), so neighbours share their inner size and "
    shapes += "it disappears in the product. "
    if not found.graph.is_chain:
        shapes = "J sums over all paths from an input to the output the product of the edges on it."
    counts = "nonzero counts the entries of J that are not 0 at this point. "
    counts += "More: jaccli explain shapes"
    yield Paragraph(f"{shapes}{counts}" if found.graph.is_chain else shapes)
    yield from check_findings(found.check, found.graph.called)
    yield Paragraph(
        f"{command('compare', found.graph.file, again)}   (what does J cost each way?)",
        label="Next:",
    )


def _chain(found: Showing, display: Display, *, values: bool) -> Iterator[Block]:
    """The product in pictures, the layers, every Jacobian, J."""
    if found.graph.depth <= STRIP_DEPTH:
        yield Blank
        yield from _strip(found, display)
    yield Blank
    yield from _layers(found, display)
    scaling = _first_scaling(found.layers)
    for k, layer in enumerate(found.layers, start=1):
        yield Blank
        yield from _layer(k, layer, display, values=values)
        if k == scaling:
            yield Paragraph(
                f"J{k}·J{k - 1} is diag(·)·J{k - 1}: it multiplies row i of J{k - 1} by entry i of "
                "the diagonal. More: jaccli explain diag",
                indent=2,
                style="quiet",
            )
    yield Blank
    yield from _full(found, display, values=values)
    if found.graph.depth > STRIP_DEPTH and any(
        is_drawn(array, display.width, values=values)
        for array in (*(layer.jacobians[0].map.dense() for layer in found.layers), found.jacobian)
    ):
        yield from legend_blocks(display)


def _first_scaling(layers: Sequence[LayerFacts]) -> int:
    """The first layer whose diagonal Jacobian scales the rows of the one before; 0 for none."""
    diagonal = [layer.jacobians[0].structure == "diagonal" for layer in layers]
    return next((k for k, found in enumerate(diagonal, start=1) if found and k > 1), 0)


def _graph(found: Showing, display: Display, *, values: bool, again: str) -> Iterator[Block]:
    """The graph drawn, its edges, their Jacobians while they are few, J."""
    yield Blank
    yield from picture_blocks(found.picture, display)
    yield Blank
    here = [jacobian.map for layer in found.layers for jacobian in layer.jacobians]
    scalar = all(each.shape == (1, 1) for each in here)
    numbers = [f"{float(each.dense()[0, 0]):.4g}" for each in here] if scalar else None
    yield from edge_blocks(found.picture, display, numbers=numbers, again=again)
    drawn = [found.jacobian]
    for layer in found.layers:
        notes = "; ".join(filter(None, (layer.remark, layer.kink)))
        if values or (found.graph.edges <= MOST_JACOBIANS and not scalar):
            for jacobian in layer.jacobians:
                yield Blank
                matrix = jacobian.map.dense()
                drawn.append(matrix)
                name = f"∂{printable(layer.name)}/∂{printable(jacobian.input)}"
                rows, columns = jacobian.shape
                entries = _share(jacobian.nonzeros, rows * columns)
                yield Paragraph(
                    f"{name} {layer.type}: {rows:,}×{columns:,}, {jacobian.structure}, "
                    f"J = {jacobian.rule}; nonzero {entries}",
                    style="title",
                )
                yield from matrix_blocks(matrix, name, display, values=values)
        if notes:
            yield Paragraph(
                f"{printable(layer.name)}: {notes}.", label="note:", indent=2, style="warning"
            )
    yield Blank
    yield from _full(found, display, values=values)
    if any(is_drawn(array, display.width, values=values) for array in drawn):
        yield from legend_blocks(display)


def quiet_line(found: Showing) -> str:
    """One line a chain, for -q."""
    path = way_of(found.graph, [layer.type for layer in found.layers])
    return f"{printable(found.graph.file)}: {path}, J is {found.graph.m}×{found.graph.n}"


def _strip(found: Showing, display: Display) -> Iterator[Block]:
    """J_K · … · J_1 = J in pictures, side by side, broken between matrices."""
    named = [
        (f"J{k}", layer.jacobians[0].map.dense()) for k, layer in enumerate(found.layers, start=1)
    ]
    pieces = [
        _piece(name, array, sign, display)
        for (name, array), sign in zip(
            [*reversed(named), ("J", found.jacobian)],
            ["·"] * (len(named) - 1) + ["=", ""],
            strict=True,
        )
    ]
    line: list[list[str]] = []
    for piece in pieces:
        if line and sum(len(each[0]) for each in [*line, piece]) > display.width:
            yield Lines(_beside(line))
            yield Blank
            line = []
        line.append(piece)
    yield Lines(_beside(line))
    yield Blank
    yield from legend_blocks(display)
    if any(size > THUMB_ROWS for size in found.graph.sizes):
        yield Paragraph(
            f"at most {THUMB_ROWS}×{THUMB_COLUMNS} cells a matrix, a cell shows the largest of "
            "the entries it stands for",
            indent=2,
            style="quiet",
        )


def _piece(name: str, array: Array, sign: str, display: Display) -> list[str]:
    """A matrix with its name and shape on top and the sign that follows it."""
    rows, columns = array.shape
    drawn = picture(array, THUMB_ROWS, THUMB_COLUMNS, ascii=display.ascii)
    wide = max(len(drawn[0]) + 3, len(f"{rows}×{columns}"), len(name)) + 1
    body = [f" |{line} |".ljust(wide) for line in drawn]
    top = (THUMB_ROWS - len(body)) // 2
    middle = [f"{' ' * wide}   "] * top + [line + "   " for line in body]
    middle += [f"{' ' * wide}   "] * (THUMB_ROWS - len(middle))
    if sign:
        at = (THUMB_ROWS - 1) // 2  # a row that every body has
        middle[at] = middle[at][:-2] + f"{sign} "
    return [name.center(wide) + "   ", f"{rows}×{columns}".center(wide) + "   ", *middle]


def _beside(pieces: Sequence[Sequence[str]]) -> list[str]:
    lines = ["".join(parts).rstrip() for parts in zip(*pieces, strict=True)]
    return [line for line in lines if line]


def _layers(found: Showing, display: Display) -> Iterator[Block]:
    """One row a layer; the last columns go where the width is short."""
    columns = [
        Column("layer"),
        Column("in → out"),
        Column("J"),
        Column("parameters", right=True),
        Column("nonzero", right=True),
        Column("structure"),
        Column("Murphy 2022"),
    ]
    rows = []
    for k, layer in enumerate(found.layers, start=1):
        jacobian = layer.jacobians[0]
        height, width = jacobian.shape
        rows.append(
            [
                f"{k} {called(k, layer)}",
                f"{width:,} → {height:,}",
                f"{height:,}×{width:,}",
                f"{layer.parameters:,}" if layer.parameters else "",
                _share(jacobian.nonzeros, height * width),
                jacobian.structure,
                layer.section,
            ]
        )
    chain = found.graph
    whole = [
        "all",
        f"{chain.n:,} → {chain.m:,}",
        f"{chain.m:,}×{chain.n:,}",
        f"{chain.parameters:,}",
        _share(int(np.count_nonzero(found.jacobian)), found.jacobian.size),
        "",
        "13.3.1",
    ]
    table = Table(columns, rows, [whole])
    for dropped in (6, 2, 4, 2, 2):  # what is dropped also stands with each Jacobian, below
        if width_of(table, display) > display.width:
            table = table.without(dropped)
    yield table


def _share(nonzeros: int, entries: int) -> str:
    """17 of 24 = 71 %, and 100 % only where it is all."""
    percent = 100 * nonzeros / entries
    text = f"{percent:.0f}"
    if text in ("0", "100") and 0 < nonzeros < entries:
        text = f"{percent:.3g}"
    return f"{nonzeros:,} of {entries:,} = {text} %"


def _layer(k: int, layer: LayerFacts, display: Display, *, values: bool) -> Iterator[Block]:
    jacobian = layer.jacobians[0]
    height, width = jacobian.shape
    section = f", Murphy 2022, {layer.section}" if layer.section else ""
    shapes = ", ".join(
        f"{name} {'×'.join(map(str, shape))}" for name, shape in layer.parameter_shapes.items()
    )
    yield Paragraph(
        f"J{k} {called(k, layer)}: {height:,}×{width:,}, {jacobian.structure}, "
        f"J = {layer.rule}{section}" + (f"; {shapes}" if shapes else ""),
        style="title",
    )
    yield from matrix_blocks(jacobian.map.dense(), f"J{k}", display, values=values)
    if remarks := "; ".join(filter(None, (layer.remark, layer.kink))):
        yield Paragraph(f"{remarks}.", label="note:", indent=2, style="warning")


def _full(found: Showing, display: Display, *, values: bool) -> Iterator[Block]:
    """J with its rows and columns named while they are few."""
    chain = found.graph
    product = f" = {product_of(chain.depth)}" if chain.is_chain else ""
    moved = "x_j" if chain.is_chain else "the j-th number that goes in"
    yield Paragraph(
        f"J{product}: {chain.m:,}×{chain.n:,}; row i is the gradient of output o_i, transposed; "
        f"column j is how all outputs move with {moved}",
        style="title",
    )
    small = chain.m <= LABELLED and chain.n <= LABELLED
    if small and not values:
        rows = figures(found.jacobian)
        names = [f"x{j}" for j in range(1, chain.n + 1)]
        if not chain.is_chain:
            names = [component(chain, j) for j in range(1, chain.n + 1)]
        tops = [f"∂o/∂{name}" for name in names]
        table = Table(
            [Column(""), *(Column(top, right=True) for top in tops)],
            [[f"∇o{i}ᵀ", *row] for i, row in enumerate(rows, start=1)],
            indent=2,
        )
        if width_of(table, display) <= display.width:
            yield table
            return
    yield from matrix_blocks(found.jacobian, "J", display, values=values)
