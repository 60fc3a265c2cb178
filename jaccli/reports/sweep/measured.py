"""The timing of a Sweep in words: seconds beside FLOPs, counted and measured slopes, why they
differ, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Blank, Block, Column, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.table import width_of
from jaccli.errors import printable
from jaccli.reports.sweep.find import Sweep, Timing
from jaccli.reports.sweep.growth import Fit
from jaccli.reports.sweep.say import slope
from jaccli.reports.sweep.stopwatch import PATIENCE
from jaccli.words import readable

ALIKE = 0.1  # of a slope: closer than a clock can tell


def measured_blocks(found: Sweep, display: Display) -> Iterator[Block]:
    """What the clock says, where anything was timed."""
    timing = found.timing
    assert timing is not None
    yield Paragraph(
        "Measured: the products alone, each J in its own form, which is what runs, seeds "
        f"{found.rule.seeds}; medians",
        style="title",
    )
    if timing.seconds:
        yield from _seconds(found, timing, display)
        yield Blank
        yield from _slopes(found, timing)
    yield from _left_out(found, timing)


def _seconds(found: Sweep, timing: Timing, display: Display) -> Iterator[Block]:
    """Seconds beside FLOPs; the FLOPs go where there is no room."""
    columns = [Column(printable(found.name), right=True)]
    for mode in MODES:
        columns.append(Column((f"{mode}", "FLOPs"), right=True, style=mode))
        columns.append(Column(("", "time"), right=True, style=mode))
    rows = []
    for point in found.points:
        if point.size in timing.seconds:
            row = [f"{point.size:,}"]
            for mode in MODES:
                row += [f"{point.ran[mode]:,}", readable(timing.seconds[point.size][mode])]
            rows.append(row)
    table = Table(columns, rows, indent=2)
    if width_of(table, display) > display.width:
        table = table.without(3).without(1)
        heads = [column.header for column in table.columns[:1]] + [
            f"{mode}\ntime" for mode in MODES
        ]
        table = table._replace(
            columns=[
                column._replace(header=head)
                for column, head in zip(table.columns, heads, strict=True)
            ]
        )
    yield table


def _slopes(found: Sweep, timing: Timing) -> Iterator[Block]:
    """Counted and measured slopes over the same sizes, and why they differ."""
    fit = next((each for each in timing.predicted.values() if each), None)
    if fit is not None:
        yield Table(
            [
                Column(f"slope, {printable(found.name)} = {fit.low:,} to {fit.high:,}"),
                *(Column(mode, right=True, style=mode) for mode in MODES),
            ],
            [
                ["FLOPs (predicted)", *(slope(timing.predicted[mode]) for mode in MODES)],
                ["time (measured)", *(slope(timing.measured[mode]) for mode in MODES)],
            ],
            indent=2,
        )
    small, large = min(timing.seconds), max(timing.seconds)
    for size, text in ((small, timing.small), (large, timing.large)):
        if text:
            yield Paragraph(text, label=f"{printable(found.name)} = {size:,}:", indent=2)
    for mode in MODES:
        vectors = max(point.passes[mode] for point in found.points)
        said = _difference(timing.predicted.get(mode), timing.measured.get(mode), vectors)
        if said:
            yield Paragraph(said, label=f"{mode.capitalize()}:", indent=2)


def _difference(counted: Fit | None, clocked: Fit | None, vectors: int) -> str:
    """What it means that the clock's slope is another than the count's.

    vectors: the most that the mode carries
    """
    if counted is None or clocked is None:
        return ""
    apart = clocked.slope - counted.slope
    if abs(apart) < ALIKE:
        return f"the clock agrees with the count within {ALIKE}: a FLOP takes as long throughout."
    if apart < 0:
        return (
            f"the time grows more slowly than the count ({apart:+.2f}), so a FLOP takes less time "
            "at the larger sizes: the calls' own time, the same at every size, spreads over more "
            "of them"
            + (
                ", and matrix-matrix products come nearer to the processor's peak."
                if vectors > 1
                else "."
            )
        )
    return (
        f"the time grows faster than the count ({apart:+.2f}), so a FLOP takes longer at the "
        "larger sizes: matrices that have outgrown the caches are fetched at the speed of memory, "
        "which matrix-vector products wait for; a busy machine does the same."
    )


def _left_out(found: Sweep, timing: Timing) -> Iterator[Block]:
    """Which sizes were not timed, and why."""
    reasons = (
        (timing.beyond_memory, "their arrays need more than --max-memory"),
        (
            timing.beyond_patience,
            f"the first of them is predicted to take longer than {PATIENCE:.0f} s",
        ),
        (timing.not_finite, f"not finite there: {printable(timing.overflow)}"),
    )
    for sizes, why in reasons:
        if sizes:
            yield Paragraph(
                f"{_range(found, sizes)}: {why}.", label="Not timed:", indent=2, style="warning"
            )


def _range(found: Sweep, sizes: Sequence[int]) -> str:
    last = f" to {sizes[-1]:,} ({len(sizes)} sizes)" if len(sizes) > 1 else ""
    return f"{printable(found.name)} = {sizes[0]:,}{last}"
