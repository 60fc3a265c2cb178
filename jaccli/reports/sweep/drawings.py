"""What of a Sweep is drawn: the curves of what is counted, and of what the clock says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Amount, Bars, Block, Curves
from jaccli.reports.sweep import say
from jaccli.reports.sweep.curves import curve_blocks, curves_of_screen
from jaccli.reports.sweep.headline import headline
from jaccli.reports.sweep.screen import swept_over

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep

SECONDS = "seconds"  # what is up where the clock was asked


def drawings(found: Sweep) -> Iterator[Block]:
    """Curves over the size; bars where there is one size, or no cost has a logarithm."""
    title, below = headline(found).text, f"{found.rule.words}."
    reasons = [each.text for each in say.why_there(found)]
    over = swept_over(found._replace(timing=None))
    said = [f"{found.graph.file}: {over}", *(each[:1].upper() + each[1:] for each in reasons)]
    curves = [block for block in curve_blocks(found) if isinstance(block, Curves)]
    for block in curves:
        yield block._replace(title=title, said=said, below=below)
    if not curves:
        last = found.points[-1]
        bars = [Amount(mode, last.flops[mode], mode) for mode in MODES]
        yield Bars(title, bars, "FLOPs", below, why=[*said, f"{found.name} = {last.size:,}"])
    measured = curves_of_screen(found) if found.timing is not None else None
    if measured is not None and measured.up == SECONDS:
        yield measured._replace(title="The same measured: seconds of both modes, medians")
