"""A Comparison as a race: both modes on the same network, pass by pass, on one scale of FLOPs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Block, Moving
from jaccli.document.moving import Lane, Leg, Race
from jaccli.reports.compare.answer import headline, why
from jaccli.reports.compare.drawings import drawings
from jaccli.words import count, in_bytes

if TYPE_CHECKING:
    from jaccli.reports.common.facts import LayerFacts, LayerShapes
    from jaccli.reports.common.modes import ModeFacts
    from jaccli.reports.compare.comparison import Comparison

MEETING = -1  # the place of additions where edges meet


def stage(found: Comparison) -> Iterator[Block]:
    """The race; where nothing moves, the prices as bars."""
    moving = Race(
        "Both modes on the same network",
        [(layer.name, layer.type) for layer in _layers(found)],
        [_lane(found, found.forward), _lane(found, found.reverse)],
        "FLOPs",
        [headline(found).text, why(found).said],
        f"{found.rule.words}.",
    )
    yield Moving(moving, [*drawings(found)])


def _layers(found: Comparison) -> Sequence[LayerFacts | LayerShapes]:
    return found.layers


def _lane(found: Comparison, mode: ModeFacts) -> Lane:
    """One mode. Where the start is free its products differ from pass to pass: then all vectors
    go at once."""
    places = {layer.name: at for at, layer in enumerate(_layers(found))}
    paid: dict[int, int] = {}
    for step in mode.steps:
        at = places[step.layer]
        paid[at] = paid.get(at, 0) + step.costs[found.rule].flops
    if meeting := mode.costs[found.rule].flops - sum(paid.values()):
        paid[MEETING] = meeting
    one_by_one = found.rule.seeds == "counted"
    assert not one_by_one or all(each % mode.passes == 0 for each in paid.values())
    carried = "tangent" if mode.mode == "forward" else "adjoint"
    each = f"1 {carried} a pass" if one_by_one else f"{count(mode.passes, carried)} at once"
    memory = [("kept for the way back", mode.memory.stored), ("carried", mode.memory.carried)]
    return Lane(
        "Forward (JVP)" if mode.mode == "forward" else "Reverse (VJP)",
        mode.mode,
        mode.passes if one_by_one else 1,
        each,
        [Leg(at, amount) for at, amount in paid.items()],
        memory,
        in_bytes(mode.memory.bytes),
        "" if mode.run else f"Priced, not run{f': {mode.why}' if mode.why else ''}.",
    )
