"""The timing of a Sweep in words: seconds beside FLOPs, counted and measured slopes, why they
differ, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Blank, Block, Column, Either, Finding, Paragraph, Table
from jaccli.document.cells import Cell, Number, Seconds, written
from jaccli.keywords import option
from jaccli.reports.common.measure import PATIENCE
from jaccli.reports.sweep.slopes import slope_cell
from jaccli.words import readable

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep, Timing

ALIKE = 0.1  # of a slope: closer than a clock can tell


def measured_blocks(found: Sweep) -> Iterator[Block]:
    """What the clock says, where anything was timed."""
    timing = found.timing
    assert timing is not None
    yield Paragraph(
        "Measured: the products alone, each J in its own form, which is what runs, the start "
        f"{found.rule.seeds}; medians",
        style="title",
    )
    if timing.seconds:
        yield _seconds(found, timing)
        yield Blank
        yield from _slopes(found, timing)
    yield from left_out(found)


def _seconds(found: Sweep, timing: Timing) -> Either:
    """Seconds beside FLOPs; the FLOPs go where there is no room."""
    columns, times = [Column(found.name, right=True)], [Column(found.name, right=True)]
    for mode in MODES:
        columns.append(Column((mode, "FLOPs"), right=True, style=mode))
        columns.append(Column(("", "time"), right=True, style=mode))
        times.append(Column((mode, "time"), right=True, style=mode))
    rows: list[list[Cell]] = []
    for point in found.points:
        if point.size in timing.seconds:
            taken = timing.seconds[point.size]
            each = [(Number(point.ran[mode]), Seconds(taken[mode])) for mode in MODES]
            rows.append([Number(point.size), *(cell for pair in each for cell in pair)])
    narrow = Table(times, [[row[0], *row[2::2]] for row in rows], indent=2)
    return Either([Table(columns, rows, indent=2)], [narrow])


def _slopes(found: Sweep, timing: Timing) -> Iterator[Block]:
    """Counted and measured slopes over the same sizes, and why they differ."""
    fit = next((each for each in timing.predicted.values() if each), None)
    if fit is not None:
        over = f"slope, {found.name} = {fit.low:,} to {fit.high:,}"
        columns = [Column(over), *(Column(mode, right=True, style=mode) for mode in MODES)]
        rows: list[list[Cell]] = [
            ["FLOPs (predicted)", *(slope_cell(timing.predicted[mode]) for mode in MODES)],
            ["time (measured)", *(slope_cell(timing.measured[mode]) for mode in MODES)],
        ]
        below = Table([Column(), *columns[1:]], rows, indent=2)
        table = Table(columns, rows, indent=2)
        yield Either([table], [Paragraph(f"{over}:", indent=2), below])
    small, large = min(timing.seconds), max(timing.seconds)
    for size, text in ((small, timing.small), (large, timing.large)):
        if text:
            yield Finding("note", text, f"{found.name} = {size:,}:")
    for mode in MODES:
        apart = timing.apart(mode)
        if apart is not None:
            said = _difference(apart, several=any(p.passes[mode] > 1 for p in found.points))
            yield Finding("note", said, f"{mode.capitalize()}:")


def in_brief(found: Sweep) -> Iterator[Finding]:
    """The times at the largest size that was timed, and how they grew beside the FLOPs."""
    timing = found.timing
    if timing is None or not timing.seconds:
        return
    size = max(timing.seconds)
    taken = [timing.seconds[size][mode] for mode in MODES]
    said = [f"{mode} {readable(each)}" for mode, each in zip(MODES, taken, strict=True)]
    text = f"at {found.name} = {size:,} {', '.join(said)}"
    slopes = [
        ", ".join(written(slope_cell(fits[mode])) for mode in MODES)
        for fits in (timing.measured, timing.predicted)
    ]
    if any(timing.measured.values()):
        text += f"; slopes of the time {slopes[0]}, of the FLOPs that ran {slopes[1]}"
    yield Finding("note", f"{text}.", "Time:")


def _difference(apart: float, *, several: bool) -> str:
    """What it means that the clock's slope is another than the count's.

    several: whether the mode carries more than one vector somewhere
    """
    if abs(apart) < ALIKE:
        return f"the clock agrees with the count within {ALIKE}: every FLOP takes as long."
    if apart < 0:
        peak = " Products of matrices come nearer to what the processor can do." if several else ""
        return (
            f"the slope of the time is smaller than that of the count ({apart:+.2f}): at larger "
            "sizes a FLOP takes less time. Every call takes some time of its own, the same at "
            f"every size, and shares it among more FLOPs.{peak}"
        )
    return (
        f"the slope of the time is larger than that of the count ({apart:+.2f}): at larger sizes "
        "a FLOP takes more time. Large matrices no longer fit the processor's cache, and a product "
        "with a vector waits for memory. A busy machine does the same."
    )


def left_out(found: Sweep) -> Iterator[Finding]:
    """Which sizes were not timed, and why."""
    timing = found.timing
    if timing is None:
        return
    reasons = (
        (timing.beyond_memory, "their arrays need more than " + option("--max-memory")),
        (
            timing.beyond_patience,
            f"the first of them is predicted to take longer than {PATIENCE:.0f} s",
        ),
        (timing.not_finite, f"not finite there: {timing.overflow}"),
    )
    for sizes, why in reasons:
        if sizes:
            yield Finding("warning", f"{_range(found, sizes)}: " + why + ".", "Not timed:")


def _range(found: Sweep, sizes: Sequence[int]) -> str:
    last = f" to {sizes[-1]:,} ({len(sizes)} sizes)" if len(sizes) > 1 else ""
    return f"{found.name} = {sizes[0]:,}{last}"
