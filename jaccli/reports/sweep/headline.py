"""Who is cheaper where, in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Finding
from jaccli.reports.sweep.crossover import Crossover
from jaccli.reports.sweep.points import Point
from jaccli.words import flops, times

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep


def headline(found: Sweep) -> Finding:
    """Who is cheaper where."""
    cross = found.crossover
    text = _one_verdict(found) if cross is None else _change(found, cross)
    return Finding("headline", text)


def _change(found: Sweep, cross: Crossover) -> str:
    """Where the cheaper mode changes."""
    name, before, after = found.name, cross.before, cross.after
    if cross.size is None:
        return (
            f"The cheaper mode changes between {name} = {cross.low:,} and {cross.high:,}, from "
            f"{before} to {after}. Where exactly cannot be said: the file does not fit at every "
            "size between."
        )
    at = f"{name} = {cross.size:,}"
    first, last = found.points[0].size, found.points[-1].size
    if before == "tie":
        where = f"At {at}, the first size," if cross.size == first else f"Up to {at}"
        return f"{where} both modes cost the same. Above, {after} is cheaper."
    below = f"{before.capitalize()} is cheaper below {at}"
    if after == "tie":
        where = f"At {at}, the last size," if cross.size == last else "From there on"
        return f"{below}. {where} both modes cost the same."
    assert cross.point is not None
    if cross.point.cheaper == "tie":
        is_m = _is_n_at_m(found, cross.point)
        return f"{below}, {after} above. At {at}{is_m} they are equal."
    return (
        f"{before.capitalize()} is cheaper up to {name} = {cross.size - 1:,}, {after} from {at} on."
    )


def _is_n_at_m(found: Sweep, point: Point) -> str:
    """= m, where n is varied alone and is the number of inputs, and m that of outputs is not."""
    ahead, back = ({each.passes[mode] for each in found.points} for mode in MODES)
    varied = found.names == ("n",) and ahead == {each.size for each in found.points}
    return " = m" if varied and back == {point.size} else ""


def _one_verdict(found: Sweep) -> str:
    """Where the cheaper mode never changes."""
    points = found.points
    verdicts = {point.cheaper for point in points}
    if verdicts == {"tie"}:
        if len(points) > 1:
            return "A tie: forward and reverse cost the same at every size swept."
        at, cost = f"{found.name} = {points[0].size:,}", points[0].flops["forward"]
        return f"A tie at {at}: forward and reverse both cost {flops(cost)}."
    (mode,) = verdicts - {"tie"}
    if "tie" in verdicts:
        ties = [f"{point.size:,}" for point in points if point.cheaper == "tie"]
        where = listed_sizes(found.name, ties)
        return f"{mode.capitalize()} is cheaper, but for a tie at {where}."
    where = "at every size swept" if len(points) > 1 else f"at {found.name} = {points[0].size:,}"
    return f"{mode.capitalize()} is cheaper {where}. {_how_much(found)}"


def _how_much(found: Sweep) -> str:
    """What the other mode costs, at the first and at the last size."""
    ends = [*found.points[:1], *found.points[1:][-1:]]
    free = next((point for point in ends if not all(point.flops.values())), None)
    if free is not None:
        return f"At {found.name} = {free.size:,} it costs nothing."
    dearer = "reverse" if found.points[0].cheaper == "forward" else "forward"
    factors = [times(max(each), min(each)) for each in (point.flops.values() for point in ends)]
    if len(factors) == 1 or factors[0] == factors[1]:
        return f"{dearer.capitalize()} costs {factors[0]} × as much."
    first, last = (f"{found.name} = {point.size:,}" for point in ends)
    return (
        f"{dearer.capitalize()} costs {factors[0]} × as much at {first}, {factors[1]} × at {last}."
    )


def listed_sizes(name: str, sizes: Sequence[str]) -> str:
    """n = 1, 3 and 10; of many the first, the last and how many they are."""
    if len(sizes) > 4:
        return f"{len(sizes):,} of the sizes, {name} = {sizes[0]} … {sizes[-1]}"
    head, last = ", ".join(sizes[:-1]), sizes[-1:] and sizes[-1]
    return f"{name} = {head} and {last}" if head else f"{name} = {last}"
