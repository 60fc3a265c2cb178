"""Sweeps as CSV, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.accumulate.price import MODES
from jaccli.document.formats.csv import Raw, plain, written_out
from jaccli.reports.sweep.find import Sweep


def csv(results: Sequence[Sweep]) -> str:
    """One row a size, the file before it where there are several; seconds where they were measured.

    A size that was not timed has empty fields there.
    """
    several, timed = len(results) > 1, any(found.timing for found in results)
    names = [plain(name) for name in results[0].names]
    header = [*(f"{mode}_flops" for mode in MODES), "cheaper"]
    header += [f"{mode}_seconds" for mode in MODES] if timed else []
    header.append("best_flops")  # seeds free
    rows: list[Sequence[Raw]] = [[*(["file"] if several else []), *names, *header]]
    for found in results:
        seconds = found.timing.seconds if found.timing else {}
        for point in found.points:
            row = [point.size] * len(names) + [point.flops[mode] for mode in MODES]
            taken = [seconds.get(point.size, {}).get(mode, "") for mode in MODES] if timed else []
            best = "" if point.best is None else point.best
            several_of = [plain(found.graph.file)] if several else []
            rows.append([*several_of, *row, point.cheaper, *taken, best])
    return written_out(rows)
