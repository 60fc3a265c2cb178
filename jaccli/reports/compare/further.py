"""The orders that have a name beside the modes and the best: run, each J held against a mode's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jaccli.arrays import Array, np, size_in_bytes
from jaccli.document.blocks import Finding
from jaccli.linmap import LinearMap
from jaccli.reports.common.parts import ARRAYS
from jaccli.reports.common.ranking import Ranking
from jaccli.reports.common.trial import Run, compared
from jaccli.reports.compare.running import AFFORDED


def further_runs(
    orders: Ranking, maps: Sequence[LinearMap], jacobian: Array, room: int | None
) -> dict[str, Run]:
    """What each further order comes to that is cheap and has the room.

    maps: J_1 … J_K; jacobian: J by a mode, (m, n); room: bytes, None for any number
    """
    most = ARRAYS if room is None else min(ARRAYS, room)
    forms = [each.form for each in maps]
    found = {}
    for name in orders.further:
        order = orders.called(name)
        numbers = order.order.held(forms) + 3 * jacobian.size  # J, their difference, its size
        bytes = size_in_bytes((numbers,), jacobian.dtype.name)
        if order.costs["structured"].flops < AFFORDED and bytes <= most:
            with np.errstate(all="ignore"):  # what is not finite is said
                mine = order.order.execute(maps).dense()
            found[name] = compared(mine, jacobian, jacobian.dtype.name, None)
    return found


def said(runs: Mapping[str, Run]) -> Iterator[Finding]:
    """Whether each came to the same J."""
    for name, run in runs.items():
        if run.difference is None:
            text = f"{name} was run, and a product on its way overflows."
            yield Finding("warning", text, "Not finite:")
            continue
        sign, verdict = ("≤", "✓") if run.ok else (">", "✗")
        text = f"{name} was run, max|J − J_mode| = {run.difference:.1e} {sign} {run.tolerance:.1e}"
        kind, label = ("note", "Check:") if run.ok else ("warning", "Not the same:")
        yield Finding(kind, f"{text} {verdict}", label)  # type: ignore[arg-type]
