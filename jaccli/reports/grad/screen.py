"""The one screen of `grad`, and that of several chains: every gradient, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import np
from jaccli.document.blocks import (
    Blank,
    Block,
    Column,
    Either,
    Elastic,
    Finding,
    Legend,
    Matrix,
    Next,
    Table,
)
from jaccli.document.cells import Cell, Name, Number, Ratio, Real, Shape
from jaccli.reports.common.chains import a_line_each, answer_of_all
from jaccli.reports.common.heading import opening
from jaccli.reports.common.names import command
from jaccli.reports.grad import say
from jaccli.reports.grad.answer import answer, rule
from jaccli.reports.grad.named import Named, every
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients

MOST_LINES = 12  # of gradients that are shown in figures
DIGITS = 4


def screen(
    found: Gradients, point: Sequence[str], *, picture: bool = False, values: bool = False
) -> Iterator[Block]:
    """The gradients themselves where they are small, else what is to be said of each.

    picture, values: each of them as well
    """
    named = [*every(found)]
    yield from opening(found.graph, say.loss(found))
    yield Blank
    shown = figures(found, values)
    if picture or values:
        yield from shown
        yield Legend()
    elif sum(map(_height, shown)) > MOST_LINES:
        yield digest(named)
    else:
        yield Either(shown, [digest(named)])
    yield Blank
    more = "--details, --picture (each gradient), --values (all numbers), -o grads.npz"
    yield answer(found, point, more)


def figures(found: Gradients, values: bool) -> list[Matrix]:
    """Each gradient in numbers. values: all of them"""
    return [Matrix(each.formula, np.atleast_2d(each.gradient), values) for each in every(found)]


def _height(figures: Matrix) -> int:
    """How many lines the figures take: one of a vector, else a row each below the name."""
    rows = len(figures.entries)
    return 1 if rows == 1 else 1 + rows


def digest(named: Sequence[Named]) -> Table:
    """A row for each gradient: its shape and the sizes of its entries."""
    columns = [
        Column("gradient"),
        Column(priority=4, plain="made of"),
        Column("shape", right=True, priority=5),
        Column("nonzero", right=True),
        Column("of", right=True),
        Column("smallest", right=True, priority=3),
        Column("largest", right=True, priority=2),
        Column("‖·‖", right=True, priority=1),
    ]
    total = sum(each.gradient.size for each in named)
    nonzero = sum(each.nonzeros for each in named)
    footer: list[Cell] = ["total", "", "", Number(nonzero), Number(total), "", "", ""]
    return Table(columns, [_row(each) for each in named], [footer], elastic=Elastic())


def _row(each: Named) -> list[Cell]:
    gradient = each.gradient
    made = f"= {each.made}" if len(each.terms) == 1 else each.made
    return [
        Name(each.name),
        made,
        Shape(gradient.shape),
        Number(each.nonzeros),
        Number(gradient.size),
        *(Real(size + 0.0, DIGITS) for size in each.sizes),
    ]


def side_by_side(
    results: Sequence[Gradients], point: Sequence[str], *, steps: bool = False
) -> Iterator[Block]:
    """Several chains, a line each, and what that comes to. steps: whether those are asked for"""
    columns = [
        Column("L", right=True),
        Column("parameters", right=True, priority=2),
        Column("inputs", right=True, priority=1),
        Column(("FLOPs,", "L alone"), right=True),
        Column(("and", "back"), right=True),
        Column("ratio", right=True),
    ]
    rows: list[list[Cell]] = [
        [
            Real(found.loss, DIGITS),
            Number(found.graph.parameters),
            Number(found.graph.n),
            Number(found.primal.flops),
            Number(found.primal.flops + found.back),
            Ratio(found.primal.flops + found.back, found.primal.flops),
        ]
        for found in results
    ]
    yield a_line_each([found.graph.file for found in results], columns, rows, total=True)
    yield Blank
    said = [_headline(results), *_cost(results), rule()]
    again = (*point, "--steps") if steps else point
    yield answer_of_all(said, _next(results, again), steps=steps)


def _headline(results: Sequence[Gradients]) -> Finding:
    """How many derivatives as many passes found."""
    total = sum(found.passes_forward for found in results)
    text = f"{count(len(results), 'pass', 'passes')} back found {total:,} derivatives."
    return Finding("headline", f"{text} Forward mode needs {count(total, 'pass', 'passes')}.")


def _cost(results: Sequence[Gradients]) -> Iterator[Finding]:
    """Between what loss and gradients cost, in units of the loss alone."""
    ratios = [found.ratio for found in results if found.ratio is not None]
    if ratios:
        low, high = f"{min(ratios):.2f}", f"{max(ratios):.2f}"
        times = low if low == high else f"{low} to {high}"
        yield Finding("note", f"L with all gradients costs {times} × as much as L alone.", "Cost:")


def _next(results: Sequence[Gradients], point: Sequence[str]) -> Next:
    """The report of the chain with the most derivatives."""
    most = max(results, key=lambda found: found.passes_forward)
    return Next(command("grad", most.graph.file, *point))
