"""What of an Ordering is drawn: the best order as a tree of products, forward and reverse beside
it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.bracketing import Bracketing, Priced
from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Block, Branch, Tree
from jaccli.document.pictures.looks import of_layer
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.orders import ways
from jaccli.reports.common.ranking import BEST, in_model
from jaccli.reports.order.answer import headline, why
from jaccli.reports.order.steps import formula, letter
from jaccli.words import count, times

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering

MOST_LEAVES, FOLDED = 10, 8  # of a tree, and of one that has boxes for several Jacobians
MADE = "box"  # the look of products; what is given has the colours of its layer
Part = tuple[int, int]  # row and column of a product


def drawings(found: Ordering) -> Iterator[Block]:
    """The tree of the best order, and those of the modes that are others."""
    best = found.best
    named = [(mode, found.orders.called(mode)) for mode in MODES]
    beside = [
        (_price(found, mode), _tree(found, each.order))
        for mode, each in named
        if each.order != best.order and isinstance(each.order, Bracketing)
    ]
    order = best.order
    assert isinstance(order, Bracketing), "the best order is sought among the bracketings"
    opening = f"{found.chain.file}: {count(found.depth, 'Jacobian')}"
    if found.depth > 2:
        opening += f", {ways(found.depth, 'order')} of multiplication, one J"
    folded = found.depth > MOST_LEAVES
    note = " What is dearest is drawn; a box with ⋯ stands for several products." if folded else ""
    yield Tree(
        headline(found).text,
        _tree(found, order),
        "FLOPs",
        beside,
        [f"{opening}.{note}", *(_first_large(each.text) for each in why(found))],
        f"{Rule(found.model, 'free').words}.",
    )


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _price(found: Ordering, name: str) -> Sequence[str]:
    """forward: 23,400 FLOPs, and below it 3.42 × as much"""
    price, best = found.flops(name), found.flops(BEST)
    first = f"{name}: {count(price, 'FLOP')}"
    if price == best:
        return first, "as much as the best"
    return (first, f"{times(price, best)} × as much") if best else (first,)


class _Total(NamedTuple):
    """What it takes to make a product from the Jacobians: FLOPs, and how many products."""

    flops: int = 0
    products: int = 0


def _tree(found: Ordering, order: Bracketing) -> Branch:
    """The order as a tree, opened where it is dearest until it has enough leaves."""
    forms = in_model(found.chain.forms, found.model)
    steps = {step.product.whole: step for step in order.steps(forms)}
    totals = _totals(steps.values())
    opened = _opened((found.depth, 1), steps, totals)
    drawn = {
        part for each in opened for part in (steps[each].product.left, steps[each].product.right)
    } | opened
    made = [whole for whole in steps if whole in drawn]
    letters = {whole: letter(at) for at, whole in enumerate(made)}
    letters[found.depth, 1] = "J"

    def called(part: Part) -> str:
        return letters.get(part) or f"J{part[0]}"

    def branch(part: Part) -> Branch:
        if part not in steps:
            return Branch(f"J{part[0]}", forms[part[0] - 1].shape, of_layer(part[0]))
        product, _, _, form, cost = steps[part]
        if part not in opened:
            hidden = count(totals[part].products, "product")
            name = f"{called(part)} = J{part[0]} ⋯ J{part[1]}"
            return Branch(name, form.shape, MADE, totals[part].flops, hidden=hidden)
        name = f"{called(part)} = {called(product.left)}·{called(product.right)}"
        parts = [branch(product.left), branch(product.right)]
        return Branch(name, form.shape, MADE, cost.flops, formula(steps[part]).text, parts)

    return branch((found.depth, 1))


def _totals(steps: Iterable[Priced]) -> dict[Part, _Total]:
    """Of each product, with all that is made on the way to it."""
    totals: dict[Part, _Total] = {}
    for step in steps:
        both = [totals.get(each, _Total()) for each in (step.product.left, step.product.right)]
        flops = step.cost.flops + sum(each.flops for each in both)
        totals[step.product.whole] = _Total(flops, 1 + sum(each.products for each in both))
    return totals


def _opened(whole: Part, steps: Mapping[Part, Priced], totals: Mapping[Part, _Total]) -> set[Part]:
    """The products that are drawn: J, and on from there what costs most."""
    opened: set[Part] = set()
    waiting = [whole] if whole in steps else []
    most = MOST_LEAVES if whole[0] <= MOST_LEAVES else FOLDED
    while waiting and len(opened) < most - 1:
        part = max(waiting, key=lambda each: totals[each].flops)
        waiting.remove(part)
        opened.add(part)
        product = steps[part].product
        waiting += [each for each in (product.left, product.right) if each in steps]
    return opened
