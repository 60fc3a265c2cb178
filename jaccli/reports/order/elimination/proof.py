"""What is known of all orders of an Eliminating, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.elimination.best import Evidence
from jaccli.document.blocks import Block, Column, Finding, Paragraph, Table
from jaccli.document.cells import Cell, Formula, Name, Number
from jaccli.reports.order.elimination.steps import folded, taken
from jaccli.words import times

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating

MOST_CUTS = 12  # values whose narrowest cuts have a row each
CUTS = "the narrowest cuts before and after each value make"


def proof(found: Eliminating) -> Iterator[Finding]:
    """How far the best order may be from the least, where there is a choice."""
    if len(found.between) < (2 if found.by == "vertices" else 1):
        return
    if found.orders.optimal:
        yield Finding("why", f"{_proved(found)}.", "Proof:")
    else:
        yield Finding("why", f"{_bounded(found)}.", "Bound:")


def _proved(found: Eliminating) -> str:
    """What shows that no order costs less."""
    evidence = found.evidence
    if found.by == "edges":
        return "what can be left was reached at its least cost, the cheapest first"
    if evidence is None or found.model != "dense":
        return "every way to eliminate some of the values was compared"
    if evidence.by_sets:
        sets = f"{2 ** len(found.between):,}"
        return f"the cheapest way to each of the {sets} sets of values was found"
    return f"{_rests_on(found, evidence)}, the price of the best order"


def _bounded(found: Eliminating) -> str:
    """How little an order could cost."""
    bound, evidence = found.orders.bound, found.evidence
    best = found.orders.amount(found.best)
    if found.by == "edges" and bound:
        return f"there are too many orders of edges. None costs less than {bound:,}"
    if bound is None or evidence is None:
        return "it is the best that was found. That none costs less is not proved"
    ratio = times(best, max(1, bound))
    return f"{_rests_on(found, evidence)}. The best order costs {ratio} × that"


def _rests_on(found: Eliminating, evidence: Evidence) -> str:
    """The narrowest cuts before and after each value make 223 in all; up to 12 that compete, tried
    together, 295. Without all cuts the bound rests on fewer than it says there."""
    if len(evidence.cuts) < len(found.between):
        few = "the time was up before the narrowest cuts of each value were found"
        return f"{few}. No order costs less than {found.orders.bound:,}"
    largest = max((len(values) for values, _ in evidence.groups), default=1)
    if largest == 1:
        return f"{CUTS} {found.orders.bound:,} in all"
    alone = sum(each.least for each in evidence.cuts.values())
    groups = f"up to {largest:,} that compete, tried together, {found.orders.bound:,}"
    return f"{CUTS} {alone:,} in all; {groups}"


def cuts(found: Eliminating) -> Iterator[Block]:
    """What each value has to cost by its narrowest cuts, beside what the best order pays."""
    evidence = found.evidence
    if evidence is None or not evidence.cuts or len(found.between) < 2:
        return
    paid = {each.value: each.spent for each in taken(found, found.steps)}
    rows: list[list[Cell]] = [
        [
            Name(value),
            Formula(f"{each.size:,}·{each.entering:,}·{each.leaving:,}"),
            Number(each.least),
            Number(paid[value]),
        ]
        for value, each in evidence.cuts.items()
    ]
    least = sum(each.least for each in evidence.cuts.values())
    total: list[Cell] = ["total", "", Number(least), Number(sum(paid[v] for v in evidence.cuts))]
    yield Paragraph("What each value costs at least, by its narrowest cuts", style="title")
    table = Table(
        [
            Column("value"),
            Column("size·before·after", right=True),
            Column("at least", right=True),
            Column("best order", right=True),
        ],
        rows,
        [total],
    )
    yield folded(table, MOST_CUTS)
