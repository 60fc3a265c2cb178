"""Why the best order of an Ordering is the best: the size that it multiplies away otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.bracketing import Priced
from jaccli.accumulate.price import Mode
from jaccli.reports.common.ranking import BEST
from jaccli.words import count, flops, shape

if TYPE_CHECKING:
    from jaccli.reports.order.find import Eliminated, Ordering


def cause(found: Ordering) -> str:
    """Which size is multiplied away how, and what that saves."""
    return " ".join(_cause(found))


def reason(found: Ordering) -> str:
    """The same, and which size goes first and which last."""
    return " ".join([*_cause(found), *_first(found), *_last(found)])


def _cause(found: Ordering) -> Iterator[str]:
    decisive, mode = found.decisive, found.against
    if found.all_tie and found.alike:
        yield "every order pays the same for each size."
    elif found.all_tie:
        yield "what one order saves at a size it pays at another. The sums are equal."
    elif decisive is None or mode is None:
        yield _of_a_tie(found)
    elif _is_narrow(found):
        best: Mode = "reverse" if mode == "forward" else "forward"
        own, other = _carried(found, best), _carried(found, mode)
        yield f"{best} carries {own} through every product, {mode} {other}."
    else:
        yield from _compared(found, decisive, mode)


def _of_a_tie(found: Ordering) -> str:
    """Why no order costs less than either mode."""
    sizes = found.chain.sizes
    if found.model == "dense" and sizes[0] == sizes[-1] == min(sizes):
        n = f"{sizes[0]:,}"
        return f"n = m = {n} is the narrowest size, and both modes carry {n} through every product."
    return "no size in between is so wide or so narrow that another order pays."


def _is_narrow(found: Ordering) -> bool:
    """Whether the best order is a mode that carries as little as the narrowest size."""
    n, m = found.chain.sizes[0], found.chain.sizes[-1]
    carried = {"forward": n, "reverse": m}.get(found.best.mode or "")
    return found.model == "dense" and n != m and carried == min(found.chain.sizes)


def _carried(found: Ordering, mode: Mode) -> str:
    """m = 1 row; n = 64 columns"""
    n, m = found.chain.sizes[0], found.chain.sizes[-1]
    return f"n = {count(n, 'column')}" if mode == "forward" else f"m = {count(m, 'row')}"


def _compared(found: Ordering, decisive: Eliminated, mode: Mode) -> Iterator[str]:
    """What the best order and a mode do with the size that makes the difference."""
    best, other = decisive.products[BEST], decisive.products[mode]
    size, k = f"{decisive.size:,}", decisive.k
    place = "" if _is_of_two(best) else f" between J{k + 1} and J{k}"
    yield (
        f"{named(best)} is {_described(best, decisive.size)}: it removes the {size}{place} for "
        f"{flops(best.cost.flops)}."
    )
    name, price = mode.capitalize(), f"{other.cost.flops:,}"
    if found.model == "dense":
        ends = _carried(found, mode).partition("= ")[2]
        yield f"{name} carries {ends} past the {size} and pays {price}."
    else:
        made = f"{other.form.structure} {shape(other.form.shape)}"
        yield f"{name} makes a {made} there for {price}."
    saved = decisive.flops[mode] - decisive.flops[BEST]
    in_all = found.flops(mode) - found.flops(BEST)
    if 4 * saved < in_all:
        yield f"The other sizes save {in_all - saved:,} more."
    elif in_all < saved:
        yield f"Elsewhere the best order pays {saved - in_all:,} more, so it saves {in_all:,}."


def _first(found: Ordering) -> Iterator[str]:
    """Which size is multiplied away first, where it is another."""
    if found.decisive is None or not found.steps:
        return
    first = found.steps[0]
    if first.product != found.decisive.products[BEST].product:
        size = found.chain.sizes[first.product.split]
        yield f"The first to go is the {size:,} in {named(first)}."


def _last(found: Ordering) -> Iterator[str]:
    """Where the narrowest size of the chain goes last."""
    sizes = found.chain.sizes
    if found.decisive is None or found.model != "dense":
        return
    last = sizes[found.steps[-1].product.split]
    if last == min(sizes) and last < min(sizes[0], sizes[-1], found.decisive.size):
        yield f"The narrow {last:,} goes last: both halves are only {last:,} wide."


def _described(step: Priced, size: int) -> str:
    """A product's form where it has one, and its shape: "only" where that is much smaller."""
    axes = step.form.shape
    if step.form.structure != "dense":
        return f"{step.form.structure}, {shape(axes)}"
    small = 2 * max(axes) <= size or 4 * min(axes) <= size
    return f"only {shape(axes)}" if small else shape(axes)


def named(step: Priced) -> str:
    """J3·J2, or (J5 ⋯ J3)·J2 of more factors."""
    return "·".join(_part(*part) for part in (step.product.left, step.product.right))


def _part(row: int, column: int) -> str:
    if row == column:
        return f"J{row}"
    return f"(J{row}·J{column})" if row == column + 1 else f"(J{row} ⋯ J{column})"


def _is_of_two(step: Priced) -> bool:
    row, _, column = step.product
    return row == column + 1
