"""What an Ordering comes to: what the best order costs beside the modes, why, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Answer, Finding, Next
from jaccli.keywords import Worded
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.common.ranking import BEST
from jaccli.reports.common.verdict import cheaper_of, in_words
from jaccli.reports.order import ran
from jaccli.reports.order.steps import MOST_IN_TABLE, MOST_STEPS
from jaccli.reports.order.why import cause, reason
from jaccli.words import conjoined, flops, times

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering

MORE = ((MOST_IN_TABLE, "each size, the search table"), (MOST_STEPS, "each size"))
EXPLAINED = Next("jaccli explain bracketing")
EXAMPLE = Next("jaccli order --dims 30,3,50,3,30", "four Jacobians, five orders")


def answer(found: Ordering) -> Answer:
    """What ends the screen."""
    said = [headline(found)]
    if found.depth > 2:
        said += [Finding("why", cause(found), "Why:")]
    said += [*ran.in_brief(found), *ran.cautions(found), *ran.timed(found), rule(found)]
    following = EXPLAINED if found.depth > 2 else EXAMPLE
    return Answer(said, following, [("More:", f"--details ({_sections(found.depth)})")])


def _sections(depth: int) -> str:
    """What else there is of a chain of so many Jacobians."""
    if depth < 3:
        return "how we count"
    return next((said for most, said in MORE if depth <= most), "more steps, how we count")


def closing(found: Ordering, again: Sequence[str]) -> Answer:
    """What ends the page with all sections: the same without what those have said.

    again: the options that the next command has to repeat
    """
    said = [headline(found), *why(found), rule(found)]
    return Answer(said, next_command(found, again))


def headline(found: Ordering) -> Finding:
    """What the best order costs, and how much dearer the modes are."""
    return Finding("headline", f"{_headline(found)}.")


def why(found: Ordering) -> Iterator[Finding]:
    """The reason, where there is a choice."""
    if found.depth > 2:
        yield Finding("why", reason(found), "Why:")


def _headline(found: Ordering) -> str:
    if found.depth == 1:
        return "J is J1 itself: nothing is multiplied"
    best = flops(found.flops(BEST))
    if found.depth == 2:
        return f"There is one order, {found.best.bracketing}: {best}"
    if found.all_tie:
        listed = len(found.orders.orders)
        return f"A tie: {'both' if listed == 2 else f'all {listed}'} orders cost {best}"
    if found.beneath:
        less = conjoined([f"{name} costs {flops(found.flops(name))}" for name in found.beneath])
        return f"The best bracketing costs {best}, but {less}"
    cheap = [mode for mode in MODES if found.flops(mode) == found.flops(BEST)]
    if len(cheap) == 2:
        return f"A tie: forward, reverse and the best order cost {best}"
    text = f"The best order costs {best}"
    if found.best.mode:
        text = f"{found.best.mode.capitalize()} is the best order: {best}"
    elif cheap:
        text += f", and {cheap[0]} costs the same"
    return f"{text}. {_modes(found)}"


def _modes(found: Ordering) -> str:
    """How much dearer the modes are that are dearer."""
    best = found.flops(BEST)
    dearer = {mode: found.flops(mode) for mode in MODES if found.flops(mode) > best}
    if not best:
        said = [f"{mode} costs {flops(price)}" for mode, price in dearer.items()]
        return _sentence(conjoined(said))
    if len(set(dearer.values())) == 1:
        price = next(iter(dearer.values()))
        if len(dearer) == 2:
            return f"Forward and reverse cost {times(price, best)} × as much"
        return f"{_sentence(*dearer)} costs {times(price, best)} × as much ({price:,})"
    ahead, back = (times(dearer[mode], best) for mode in MODES)
    return f"Forward costs {ahead} × as much, reverse {back} ×"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def rule(found: Ordering) -> Finding:
    """What is counted, and what the modes cost where the start is counted as well."""
    words = Rule(found.model, "free").words
    return Finding("rule", f"{words}." + _seeded(found), "Rule:")


def _seeded(found: Ordering) -> str:
    """What `compare` says of the same chain."""
    if found.chain.graph is None or found.depth == 1:
        return ""
    ahead, back = (found.seeded[mode] for mode in MODES)
    said = f"{ahead:,} for both modes" if ahead == back else f"forward {ahead:,}, reverse {back:,}"
    seeded = cheaper_of(ahead, back)
    if seeded != cheaper_of(*(found.flops(mode) for mode in MODES)):
        said += f", so {in_words(seeded)}"
    return " " + Worded("`compare`", "`jaccli.compare`") + f" counts it: {said}."


def next_command(found: Ordering, again: Sequence[str]) -> Next | None:
    """What to run next below all sections; of shapes alone nothing."""
    if found.chain.graph is None:
        return None
    file = found.chain.file
    runs = found.execution is not None and found.execution.runs
    if found.timing is None and not found.not_timed and runs and found.depth > 2:
        return Next(command("order", file, *again, "--time"), "does the clock agree?")
    return Next(command("order", file, *again, "--matrix-free"), "if no J is given")
