"""Why the best order of an Eliminating costs least: the value that goes first, and the one that a
mode eliminates while it has more neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.price import MODES, Mode
from jaccli.errors import printable
from jaccli.reports.order.elimination.priced import VERTICES
from jaccli.reports.order.elimination.steps import Taken, of_numbers, taken
from jaccli.reports.order.elimination.units import spelt
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating


class Losing(NamedTuple):
    """The value where a mode loses most beside the best order."""

    mode: Mode
    here: Taken  # by the mode
    best: Taken

    @property
    def lost(self) -> int:
        """By how much the mode pays more for it."""
        return self.here.spent - self.best.spent


def cause(found: Eliminating) -> str:
    """Which value goes first and why it is cheap, where each dearer mode loses most."""
    if found.by == "edges":
        return " ".join([*_first(found), *_beside_values(found)])
    if found.all_tie:
        return _of_a_tie(found)
    return " ".join([*_first(found), *_losses(found)])


def _beside_values(found: Eliminating) -> Iterator[str]:
    """What single edges win."""
    values, best = found.amount(VERTICES), found.orders.amount(found.best)
    if values > best:
        yield (
            "To eliminate a value takes all its edges at once. Here it pays to take some of them "
            f"while others stay: {spelt(values - best, found.model)} less."
        )
    elif found.orders.optimal:
        yield "The best order of values costs as much: to take its edges one by one wins nothing."
    else:
        yield "No order of edges was found that costs less than the best order of values."


def _of_a_tie(found: Eliminating) -> str:
    """Why the orders cost the same."""
    orders = (found.steps, *found.steps_of.values())
    paid = [{each.value: each.spent for each in taken(found, steps)} for steps in orders]
    if all(each == paid[0] for each in paid):
        return "each of them pays the same for each value."
    return "what one of them saves at a value it pays at another. The sums are equal."


def losing(found: Eliminating) -> Iterator[Losing]:
    """Of each mode that costs more than the best order."""
    best = {each.value: each for each in taken(found, found.steps)}
    for mode in MODES:
        if found.amount(mode) > found.orders.amount(found.best):
            steps = taken(found, found.steps_of[mode])
            pairs = (Losing(mode, each, best[each.value]) for each in steps if each.value)
            yield max(pairs, key=lambda pair: pair.lost)


def _first(found: Eliminating) -> Iterator[str]:
    """v5 goes first: 1 before · 2 after = 2 products."""
    first = next((each for each in taken(found, found.steps) if each.value), None)
    if first is None:
        return
    name = printable(first.value)
    if of_numbers(found):
        products = count(first.products, "product")
        yield f"{name} goes first: {first.before:,} before · {first.after:,} after = {products}."
    elif found.model == "dense":
        yield (
            f"{name} goes first: size {first.size:,} · {first.entering:,} before · "
            f"{first.leaving:,} after = {first.spent:,}."
        )
    else:
        neighbours = f"{count(first.before, 'value')} before it and {first.after:,} after it"
        price = spelt(first.spent, found.model) if first.spent else "nothing"
        yield f"{name} goes first, with {neighbours}, for {price}."


def _losses(found: Eliminating) -> Iterator[str]:
    """Forward pays 6·9 = 54 for v7, the best order 2·2 = 4."""
    for each in losing(found):
        here, best = (_price(found, one) for one in (each.here, each.best))
        mode, value = each.mode.capitalize(), printable(each.here.value)
        yield f"{mode} pays {here} for {value}, the best order {best}."


def _price(found: Eliminating, step: Taken) -> str:
    """What an elimination costs, and as which product where that tells it."""
    if found.model != "dense":
        return f"{step.spent:,}"
    if of_numbers(found):
        return f"{step.before:,}·{step.after:,} = {step.spent:,}"
    return f"{step.formula} = {step.spent:,}"
