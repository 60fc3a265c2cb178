"""A Sweep as text: the heading, the table, the summary; and as CSV."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.document.table import width_of
from jaccli.errors import printable
from jaccli.reports.common.heading import left_out
from jaccli.reports.common.names import command
from jaccli.reports.sweep.curves import curve_blocks, with_crossover
from jaccli.reports.sweep.find import Sweep
from jaccli.reports.sweep.measured import measured_blocks
from jaccli.reports.sweep.say import (
    crossover_blocks,
    flip_blocks,
    headline_of,
    slope,
    slope_blocks,
)
from jaccli.words import times

MOST_WIDTHS = 12  # of a chain that are written out


def report(
    results: Sequence[Sweep],
    display: Display,
    *,
    plotted: bool,
    quiet: bool,
    again: str = "",
    of_one: str = "",
) -> str:
    """The text of one call. again: the options that a next sweep has to repeat; of_one: those that
    a command at one of the sizes has to."""
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += sweep_blocks(found, display, plotted=plotted)
        blocks += [*_next(found, again, of_one), Blank]
    if len(results) > 1:
        blocks += _all_chains(results)
    else:
        blocks.pop()
    return render(blocks, display)


def quiet_line(found: Sweep) -> str:
    """One line a chain, for -q."""
    slopes = ", ".join(f"{mode} {slope(found.growth[mode].fit)}" for mode in MODES)
    return f"{printable(found.graph.file)}: {headline_of(found)} Slopes: {slopes}."


def sweep_blocks(found: Sweep, display: Display, *, plotted: bool) -> Iterator[Block]:
    """The whole report of one chain, but for what comes next."""
    yield from _heading(found)
    yield Blank
    if plotted:
        yield from curve_blocks(found, display)
    yield from _table(found, display)
    yield Blank
    yield Paragraph("Summary", style="title")
    yield from crossover_blocks(found)
    yield from slope_blocks(found)
    yield from flip_blocks(found)
    if found.timing is not None:
        yield Blank
        yield from measured_blocks(found, display)
    yield Blank
    yield Paragraph(
        "How we count: 1 multiply-add = 2 FLOPs (Murphy 2022, 13.3.1, algorithms 5 and 6), "
        f"{_rule_in_words(found)}. Counted are the products with the Jacobians"
        + ("" if found.graph.is_chain else " and the additions where edges meet")
        + ", from shapes alone: no array was made for it."
    )


def _next(found: Sweep, again: str, of_one: str) -> Iterator[Block]:
    file = found.graph.file
    line = f"{command('sweep', file, again, '--time')}   (does the clock agree?)"
    if found.timing is not None:
        at = found.crossover.size if found.crossover else None
        size = at or max(found.timing.seconds, default=found.points[0].size)
        sizes = " ".join(f"--set {shlex.quote(f'{name}={size}')}" for name in found.names)
        line = f"{command('compare', file, of_one, sizes)}   (one size, step by step)"
    yield Paragraph(line, label="Next:")


def _rule_in_words(found: Sweep) -> str:
    model = "every J a full matrix (dense)"
    if found.rule.model == "structured":
        model = "each J in its own form (structured)"
    counts = "counts" if found.rule.seeds == "counted" else "costs nothing"
    return f"{model}, seeds {found.rule.seeds}: the first product, with I_n or I_m, {counts}"


def _heading(found: Sweep) -> Iterator[Block]:
    """File and name, the widths with the varied ones by name, the range."""
    graph, points = found.graph, found.points
    title = printable(graph.file) + (f"   {printable(graph.name)}" if graph.name else "")
    yield Paragraph(title, style="title")
    n, m = (_varying(found, [point.passes[mode] for point in points]) for mode in MODES)
    if graph.is_chain:
        widths = [_varying(found, each) for each in zip(*(p.widths for p in points), strict=True)]
        if len(widths) > MOST_WIDTHS:
            widths = [*widths[: MOST_WIDTHS - 4], f"… ({graph.depth:,} layers) …", *widths[-3:]]
        yield Paragraph(" → ".join(widths), indent=2)
    else:
        names = ", ".join(map(printable, graph.inputs))
        yield Paragraph(f"{names} → a graph → {printable(graph.output)}", indent=2)
    varied = " = ".join(map(printable, found.names))
    over = f"{points[0].size:,}"
    if len(points) > 1:
        over += f" … {points[-1].size:,}, {len(points):,} sizes"
    yield Paragraph(f"{varied} = {over}; number of inputs {n}, of outputs {m}", indent=2)
    yield from left_out(graph)


def _varying(found: Sweep, values: Sequence[int]) -> str:
    """A width over the sweep: its number, or the varied name where it is that size."""
    sizes = [point.size for point in found.points]
    if len(set(values)) == 1:
        return f"{values[0]:,}"
    if list(values) == sizes:
        return printable(found.name)
    return f"{values[0]:,}…{values[-1]:,}"


def _table(found: Sweep, display: Display) -> Iterator[Block]:
    """One row a size, the crossover's among them; below each other where that is too wide."""
    cross = found.crossover.size if found.crossover else None
    rows = []
    for point in with_crossover(found):
        ahead, back = (point.flops[mode] for mode in MODES)
        sign = " ◆" if point.size == cross else ""
        ratio = ratio_of(ahead, back)
        best = "" if point.best is None else f"{point.best:,}"
        rows.append(
            [f"{point.size:,}", f"{ahead:,}", f"{back:,}", best, ratio, point.cheaper + sign]
        )
    table = Table(
        [
            Column(" = ".join(map(printable, found.names)), right=True),
            *(Column((f"{mode}", "FLOPs"), right=True, style=mode) for mode in MODES),
            Column(("best order,", "seeds free"), right=True, style="winner"),
            Column(("forward /", "reverse"), right=True),
            Column("cheaper"),
        ],
        rows,
        indent=2,
    )
    if found.best is None:
        table = table.without(3)
    for fitting in (table, table.without(-2)):
        if width_of(fitting, display) <= display.width:
            yield fitting
            return
    for size, forward, reverse, best, ratio, cheaper in rows:
        yield Paragraph(f"{printable(found.name)} = {size}   {cheaper}", indent=2)
        yield Paragraph(f"forward {forward}", indent=4, style="forward")
        yield Paragraph(f"reverse {reverse}", indent=4, style="reverse")
        if best:
            yield Paragraph(f"best order, seeds free, {best}", indent=4, style="winner")
        if ratio:
            yield Paragraph(f"forward / reverse {ratio}", indent=4)


def ratio_of(above: int, below: int) -> str:
    """forward / reverse with two decimals, more where those would hide that it is not 0 or 1."""
    if not below:
        return ""
    ratio = above / below
    return f"{ratio:.2g}" if above and f"{ratio:.2f}" == "0.00" else times(above, below)


def _all_chains(results: Sequence[Sweep]) -> Iterator[Block]:
    """Several chains side by side."""
    yield Paragraph(f"All {len(results)} chains", style="title")
    rows = []
    for found in results:
        slopes = [slope(found.growth[mode].fit) for mode in MODES]
        cross = found.crossover
        at = f"{cross.size:,}" if cross and cross.size else "none"
        rows.append([printable(found.graph.file), *slopes, at])
    yield Table(
        [
            Column("chain"),
            Column(("forward", "slope"), right=True, style="forward"),
            Column(("reverse", "slope"), right=True, style="reverse"),
            Column("crossover", right=True),
        ],
        rows,
    )


def csv(results: Sequence[Sweep]) -> str:
    """One row a size, the file before it where there are several; seconds where they were measured.

    A size that was not timed has empty fields there.
    """
    import csv
    import io

    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    several, timed = len(results) > 1, any(found.timing for found in results)
    names = results[0].names
    header = [*(f"{mode}_flops" for mode in MODES), "cheaper"]
    header += [f"{mode}_seconds" for mode in MODES] if timed else []
    header.append("best_flops")  # seeds free
    rows.writerow([*(["file"] if several else []), *names, *header])
    for found in results:
        seconds = found.timing.seconds if found.timing else {}
        for point in found.points:
            row = [point.size] * len(names) + [point.flops[mode] for mode in MODES]
            taken = [seconds.get(point.size, {}).get(mode, "") for mode in MODES] if timed else []
            best = "" if point.best is None else point.best
            several_of = [found.graph.file] if several else []
            rows.writerow([*several_of, *row, point.cheaper, *taken, best])
    return stream.getvalue()
