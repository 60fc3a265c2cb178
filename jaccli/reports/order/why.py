"""Why the best order of an Ordering is the best: the size that it multiplies away otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.accumulate.bracketing import Priced
from jaccli.accumulate.price import Mode
from jaccli.reports.common.ranking import BEST
from jaccli.words import count, flops

if TYPE_CHECKING:
    from jaccli.reports.order.find import Eliminated, Ordering


def reason(found: Ordering) -> str:
    """Which size is multiplied away how, which goes first, and what that saves."""
    decisive, mode = found.decisive, found.against
    if decisive is None or mode is None:
        return "no size is so much wider or narrower than the ends that another order would pay"
    best, other = decisive.products[BEST], decisive.products[mode]
    first = found.steps[0]
    text = "it first multiplies away" if first.product == best.product else "it multiplies away"
    text += (
        f" the {decisive.size:,} between J{decisive.k + 1} and J{decisive.k}: {_named(best)} is "
        f"{_described(best, decisive.size)} and that product costs {flops(best.cost.flops)}, "
        f"where {mode} mode {_as_other(found, mode, other)}"
    )
    text += _elsewhere(found, decisive, mode)
    if first.product != best.product:
        size = found.chain.sizes[first.product.split]
        text += f". The first to go is the {size:,} in {_named(first)}"
    return text + _narrow(found, decisive)


def _as_other(found: Ordering, mode: Mode, other: Priced) -> str:
    """What the mode does with the same size."""
    sizes = found.chain.sizes
    if found.model != "dense":
        return f"makes {_named(other)} ({other.form.structure}) of it for {other.cost.flops:,}"
    ends = count(sizes[0], "column") if mode == "forward" else count(sizes[-1], "row")
    return f"carries {ends} past that size and pays {other.cost.flops:,}"


def _elsewhere(found: Ordering, decisive: Eliminated, mode: Mode) -> str:
    """What the other sizes cost more, where they do."""
    saved = decisive.flops[mode] - decisive.flops[BEST]
    in_all = found.flops(mode) - found.flops(BEST)
    if in_all >= saved:
        return ""
    return f"; the other sizes cost {saved - in_all:,} more, so that it saves {in_all:,} in all"


def _narrow(found: Ordering, decisive: Eliminated) -> str:
    """Where the narrowest size of the chain stands."""
    sizes = found.chain.sizes
    n, m, narrowest = sizes[0], sizes[-1], min(sizes)
    last = sizes[found.steps[-1].product.split]
    if found.model != "dense":
        return ""
    for name, end, size, what in (("forward", "n", n, "column"), ("reverse", "m", m, "row")):
        if name in found.best.names and size == narrowest:
            most = count(size, what)
            return f". {end} = {size:,} is the narrowest size: no product has more than {most}"
    if last == narrowest and last < min(n, m, decisive.size):
        return f". The narrow {last:,} goes last, so that both halves are only {last:,} wide"
    return ""


def _described(step: Priced, size: int) -> str:
    """A product's form where it has one, and its shape: "only" where it is much smaller."""
    rows, columns = step.form.shape
    shape = f"{rows:,}×{columns:,}"
    if step.form.structure != "dense":
        return f"{step.form.structure}, {shape},"
    return f"only {shape}" if max(rows, columns) < size or 4 * min(rows, columns) <= size else shape


def _named(step: Priced) -> str:
    """J3·J2, or J5 ⋯ J2 of more factors."""
    row, _, column = step.product
    return f"J{row}·J{column}" if row == column + 1 else f"J{row} ⋯ J{column}"
