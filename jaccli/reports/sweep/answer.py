"""The answer of a Sweep: who is cheaper where, why, how it grows, the rule, what to run next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Answer, Finding, Next
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.names import command
from jaccli.reports.sweep import say
from jaccli.reports.sweep.headline import headline
from jaccli.reports.sweep.measured import in_brief, left_out
from jaccli.reports.sweep.points import Point
from jaccli.reports.sweep.slopes import power_in_words, slope
from jaccli.words import times

if TYPE_CHECKING:
    from jaccli.reports.sweep.find import Sweep


class Again(NamedTuple):
    """The options that a next command has to repeat, by what they are about."""

    point: tuple[str, ...] = ()  # --set, --at
    vary: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()  # --cost, --seeds


def answer(found: Sweep, again: Again) -> Answer:
    """What ends the screen."""
    said = [headline(found), why(found), *say.further_changes(found), *growth(found)]
    said += [*best_order(found), *in_brief(found), *left_out(found), rule(found)]
    more = [f"{len(found.points):,} sizes"] if len(found.points) > 1 else []
    more += ["why the clock differs"] if found.timing and found.timing.large else []
    more += ["other rules"] if len(found.flips) > 1 else []
    more += ["best order", "fits"]
    return Answer(said, next_command(found, again), [("More:", f"--details ({', '.join(more)})")])


def closing(found: Sweep, again: Again) -> Answer:
    """What ends the page with all sections: the same without what those have said."""
    return Answer([headline(found), why(found), rule(found)], next_command(found, again))


def why(found: Sweep) -> Finding:
    """Why the cheaper mode is the cheaper one, or changes where it does."""
    points = found.with_crossover
    n, m = _ends(found)
    if not any(point.flops[mode] for point in points for mode in MODES):
        return _why("no mode multiplies anything that costs a FLOP under this rule")
    if not all(point.is_by_passes for point in points):
        return _why(_balance(found))
    text = f"forward / reverse = {n} / {m} exactly, whatever the widths in between"
    if found.rule != Rule("dense", "counted") or not found.graph.is_chain:
        text = f"a pass costs the same in both modes, so forward / reverse = {n} / {m}"
    if all(len(set(point.passes.values())) == 1 for point in points):
        text = f"forward / reverse = {n} / {m} exactly, and here {n} = {m}"
    return _why(text)


def _why(text: str) -> Finding:
    return Finding("why", f"{text}.", "Why:")


def _ends(found: Sweep) -> tuple[str, str]:
    """What the numbers of inputs and of outputs are called: n and m, unless the file calls other
    sizes that are varied so."""
    for name, mode in zip("nm", MODES, strict=True):
        if name in found.names and any(p.passes[mode] != p.size for p in found.points):
            return "inputs", "outputs"
    return "n", "m"


def _balance(found: Sweep) -> str:
    """What is equal at the crossover, or tips the scale there; what there is at the last size."""
    cross = found.crossover
    if cross is None or cross.point is None:
        return _at(found, found.points[-1])
    first, then = cross.previous or cross.point, cross.point
    if cross.previous is None:
        then = found.points[-1]
    if then is first:
        return _at(found, first)
    ahead, back = _products(then)
    return f"{_at(found, first)}. At {found.name} = {then.size:,} it is {ahead} and {back}"


def _at(found: Sweep, point: Point) -> str:
    """How many passes both modes take at a size, and the price of one."""
    ahead, back = _products(point)
    noun = "pass" if point.passes["forward"] == 1 else "passes"
    ahead = ahead.replace(" of", f" {noun} of") + " FLOPs"
    return f"at {found.name} = {point.size:,} forward takes {ahead}, reverse {back}"


def _products(point: Point) -> tuple[str, str]:
    """14 of 4,448, for both modes."""
    ahead, back = (f"{point.passes[mode]:,} of {point.per_pass(mode):,}" for mode in MODES)
    return ahead, back


def growth(found: Sweep) -> Iterator[Finding]:
    """The powers that the modes tend to, and the slopes that were measured."""
    fits = {mode: found.growth[mode].fit for mode in MODES}
    if None in fits.values():
        return
    tends = all(found.growth[mode].power is not None for mode in MODES)
    reached = tends and all(_is_reached(found, mode) for mode in MODES)
    said = [slope(fits[mode]) for mode in MODES]
    if not tends:
        name = found.name
        text = f"at the end forward grows like {name}^{said[0]}, reverse like {name}^{said[1]}"
    else:
        powers = [power_in_words(found.name, found.growth[mode].power or 0) for mode in MODES]
        grows = "grows like" if reached else "tends to"
        text = f"forward {grows} {powers[0]}, reverse {grows.split()[-1]} {powers[1]}"
        if found.is_the_chapters and [found.growth[mode].power for mode in MODES] == [3, 2]:
            text += ", as section 13.3.1 says"
        text += f" (slopes at the end {', '.join(said)})"
    yield Finding("note", f"{text}.", "Growth:")


def _is_reached(found: Sweep, mode: Mode) -> bool:
    """Whether the slope at the end is the one that it tends to, in two decimals."""
    growth = found.growth[mode]
    return growth.power is not None and slope(growth.fit) == f"{growth.power:.2f}"


def best_order(found: Sweep) -> Iterator[Finding]:
    """Where the best order beats both modes by most, where it is drawn beside them."""
    most = found.beaten if found.best_is_another else None
    if most is not None:
        yield Finding(
            "note",
            f"at {found.name} = {most.size:,} the cheaper mode costs "
            f"{times(most.cheaper_free, most.best or 1)} × as much as the best order.",
            "Order:",
        )


def rule(found: Sweep) -> Finding:
    """The rule, and where another one has another verdict."""
    flips = [*say.flipped(found)]
    if not flips:
        others = f"The {len(RULES) - 1} other rules have the same verdict at every size swept."
        if len(found.points) == 1:
            others = f"The {len(RULES) - 1} other rules have the same verdict."
        return Finding("rule", f"{found.rule.words}. {others}", "Rule:")
    return Finding("rule", f"{found.rule.words}. But " + flips[0] + ".", "Rule:")


def next_command(found: Sweep, again: Again) -> Next:
    """What to run next: larger sizes, the clock, or one of the sizes by itself."""
    file = found.graph.file
    if found.timing is None:
        options = (*again.point, *again.rule)
        further = _further(found)
        if further:
            vary = f"--vary {shlex.quote(further)}"
            return Next(command("sweep", file, vary, *options), "do the slopes settle?")
        options = (*again.point, *again.vary, *again.rule)
        return Next(command("sweep", file, *options, "--time"), "does the clock agree?")
    at = found.crossover.size if found.crossover else None
    size = at or max(found.timing.seconds, default=found.points[0].size)
    sizes = [f"--set {shlex.quote(f'{name}={size}')}" for name in found.names]
    options = (*again.point, *again.rule, *sizes)
    return Next(command("compare", file, *options), "one size, step by step")


def _further(found: Sweep) -> str:
    """A range at whose end the slopes are nearer to what they tend to; "" where they are there."""
    unreached = [
        mode
        for mode in MODES
        if found.growth[mode].power is not None
        and found.growth[mode].fit is not None
        and not _is_reached(found, mode)
    ]
    if not unreached or found.further is None:
        return ""
    return f"{','.join(found.names)}={found.points[0].size}:{found.further}"
