"""Sweeps as CSV, for a spreadsheet."""

from __future__ import annotations

import csv as lines
import io
from collections.abc import Sequence

from jaccli.accumulate.price import MODES
from jaccli.errors import inert, printable
from jaccli.reports.sweep.find import Sweep


def csv(results: Sequence[Sweep]) -> str:
    """One row a size, the file before it where there are several; seconds where they were measured.

    A size that was not timed has empty fields there.
    """
    stream = io.StringIO()
    rows = lines.writer(stream, lineterminator="\n")
    several, timed = len(results) > 1, any(found.timing for found in results)
    names = [_plain(name) for name in results[0].names]
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
            several_of = [_plain(found.graph.file)] if several else []
            rows.writerow([*several_of, *row, point.cheaper, *taken, best])
    return stream.getvalue()


def _plain(name: str) -> str:
    """A name without what ends a line, or would be a CI runner's command where it begins one."""
    return inert(printable(name))
