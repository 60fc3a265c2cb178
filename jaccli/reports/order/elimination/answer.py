"""What an Eliminating comes to: what the best order costs, whether it is proved, why, the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Answer, Finding, Next
from jaccli.errors import printable
from jaccli.keywords import option
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.order.elimination import ran
from jaccli.reports.order.elimination.priced import GIVEN, VERTICES
from jaccli.reports.order.elimination.proof import proof
from jaccli.reports.order.elimination.units import spelt
from jaccli.reports.order.elimination.why import cause
from jaccli.words import conjoined, times

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating

EXPLAINED = Next("jaccli explain elimination")
CALLED = {VERTICES: "the best order of values", GIVEN: "the given order"}
MORE = ("More:", "--details (each step, how we count)")


def answer(found: Eliminating) -> Answer:
    """What ends the screen."""
    said = [headline(found), *why(found), *proof(found), *stopped(found)]
    said += [*ran.in_brief(found), *ran.cautions(found), *ran.timed(found), rule(found)]
    return Answer(said, EXPLAINED, [MORE])


def closing(found: Eliminating, again: Sequence[str]) -> Answer:
    """What ends the page with all sections."""
    said = [headline(found), *why(found), *proof(found), *stopped(found), rule(found)]
    file = found.subject.file
    if found.subject.graph is None or not found.between:
        return Answer(said, EXPLAINED)
    if found.timing is None and not found.not_timed:
        return Answer(said, Next(command("order", file, *again, "--time"), "does the clock agree?"))
    return Answer(said, Next(command("compare", file), "both modes, the start counted"))


def headline(found: Eliminating) -> Finding:
    """What the best order costs, whether any costs less, and how much dearer the modes are."""
    return Finding("headline", _headline(found))


def _headline(found: Eliminating) -> str:
    best = found.orders.amount(found.best)
    cost = spelt(best, found.model)
    if found.is_zero:
        return "No output depends on an input: J is 0."
    if not found.between:
        added = f": edges that meet are added for {cost}" if best else ""
        return f"There is no value between the inputs and the outputs: J is there already{added}."
    if len(found.between) == 1 and found.by == "vertices":
        return f"There is one order: {printable(found.between[0])} is eliminated for {cost}."
    if found.all_tie and found.orders.optimal:
        return f"A tie: these orders cost {cost}, and no order costs less."
    equal = [mode for mode in MODES if found.amount(mode) == best]
    which = "The best order of edges" if found.by == "edges" else "The best order"
    text = f"{which}{'' if found.orders.optimal else ' that was found'} costs {cost}"
    if equal:
        text += f", and so {'does' if len(equal) == 1 else 'do'} {conjoined(equal)}"
    text += ", and none costs less" * (found.orders.optimal and not equal) + "."
    if found.orders.optimal and equal:
        text += " None costs less."
    return " ".join([text, *_dearer(found, best)])


def _dearer(found: Eliminating, best: int) -> Iterator[str]:
    """Forward and reverse cost 2.00 × as much, the given order 1.50 ×."""
    names: dict[int, list[str]] = {}
    for name in (*MODES, *CALLED):
        if name in found.orders.answers and found.amount(name) > best:
            names.setdefault(found.amount(name), []).append(CALLED.get(name, name))
    said: list[str] = []
    for amount, each in names.items():
        ratio = f"{times(amount, best)} ×" if best else f"{amount:,}"
        verb = "" if said else "costs " if len(each) == 1 else "cost "
        much = " as much" if best and not said else ""
        said.append(f"{conjoined(each)} {verb}{ratio}{much}")
    if said:
        text = ", ".join(said)
        yield f"{text[0].upper()}{text[1:]}."


def why(found: Eliminating) -> Iterator[Finding]:
    """The reason, where there is a choice."""
    if len(found.between) > 1 or (found.between and found.by == "edges"):
        yield Finding("why", cause(found), "Why:")


def stopped(found: Eliminating) -> Iterator[Finding]:
    """That the time of the search was up, where it was."""
    if found.orders.stopped == "budget":
        text = "the search ended when its time was up. " + option("--budget") + " gives it more."
        yield Finding("note", text, "Stopped:")


def rule(found: Eliminating) -> Finding:
    """What is counted."""
    words = Rule(found.model, "free").words
    return Finding("rule", f"{words}.", "Rule:")
