"""What the sections of an Eliminating say: how many orders there are, the rule at length."""

from __future__ import annotations

from collections.abc import Iterator
from math import lgamma, log
from typing import TYPE_CHECKING

from jaccli.accumulate.elimination.pieces import cut_vertices
from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Finding
from jaccli.keywords import Worded
from jaccli.reports.common.modes import MULTIPLY_ADD, Rule
from jaccli.reports.order.elimination.answer import headline
from jaccli.reports.order.elimination.priced import GIVEN, parts
from jaccli.reports.order.elimination.ranked import begins
from jaccli.reports.order.elimination.units import spelt
from jaccli.reports.order.heading import every_path
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.order.elimination.find import Eliminating

MOST_EXACT = 12  # values whose orders are counted exactly
PIECES = "pieces"  # the order that makes use of cuts
LONGEST_SPELT = 2000  # characters of an order that is spelt out unasked


def in_a_line(found: Eliminating) -> str:
    """The file, what the best order costs, and what the others do that have a name."""
    if not found.between:
        return f"{found.subject.file}: {headline(found).text}"
    best = found.orders.amount(found.best)
    names = [name for name in (*MODES, GIVEN) if name in found.orders.answers]
    others = ", ".join(f"{each} {found.amount(each):,}" for each in names)
    proved = " (none costs less)" if found.orders.optimal else ""
    order = begins(parts(found.best.order))
    return f"{found.subject.file}: {order} costs {spelt(best, found.model)}{proved}; {others}."


def by_rule(found: Eliminating) -> str:
    """What the prices are of."""
    return Rule(found.model, "free").brief


def how_many(found: Eliminating) -> str:
    """In how many orders the values can be eliminated, and how each does it."""
    number = len(found.between)
    if not number:
        return "No value stands between the inputs and the outputs: there is nothing to eliminate."
    if found.by == "edges":
        return (
            "Front elimination of x → a multiplies each Jacobian after a by that of the edge, back "
            "elimination each before x. Then the edge is gone, and so is what no path passes any "
            "more. Of a value all edges can be taken so, in any order, or some of them and others "
            "later: there are more orders than of values."
        )
    text = (
        f"{count(number, 'value')} can be eliminated in {ways(number)}. Eliminating a value "
        "multiplies each Jacobian after it by each one before it, and adds where an edge is there "
        "already. What is left is J"
    )
    if number == 1:
        return f"{text}."
    same = "The orders below cost the same." if found.all_tie else "The cost is not the same."
    return f"{text}, whatever the order. {same}"


def narrow(found: Eliminating) -> Iterator[Finding]:
    """Which values every path passes, and which order makes use of it."""
    if PIECES not in found.orders.answers:
        return
    dag = found.subject.dag
    cuts = [dag.names[v] for v in cut_vertices(dag)]
    text = (
        f"{every_path(cuts)}: the graph is a chain of {len(cuts) + 1:,} pieces. The order "
        f"`{PIECES}` takes each as one factor."
    )
    yield Finding("note", text, indent=0)


def ways(number: int) -> str:
    """In how many orders so many values can stand.

    >>> ways(1), ways(4), ways(100)
    ('1 order', '24 orders', 'about 10^158 orders')
    """
    if number <= MOST_EXACT:
        product = 1
        for each in range(2, number + 1):
            product *= each
        return count(product, "order")
    return f"about 10^{round(lgamma(number + 1) / log(10))} orders"


def best_order(found: Eliminating, *, whole: bool) -> Iterator[Finding]:
    """The best order spelt out. whole: at any length"""
    text = found.best.order.spelt
    if len(found.between) > 1:
        shown = whole or len(text) <= LONGEST_SPELT
        yield Finding("note", text if shown else "--values spells it out", "Best order:")


def counting(found: Eliminating) -> Iterator[Finding]:
    """The rule at length."""
    text = f"How we count: {MULTIPLY_ADD}. "
    if found.model == "dense":
        text += (
            "Every Jacobian is a full matrix. Eliminating a value costs its size times the sizes "
            "before it times the sizes after it in multiplications, and as many additions; where "
            "an edge is there already, one addition more an entry. Orders are compared by their "
            "multiplications."
        )
    else:
        text += (
            "Each Jacobian has its own form, and each product and each sum the form that follows. "
            "Orders are compared by their FLOPs."
        )
    yield Finding("rule", text + " The start vectors are free.", indent=0)
    if found.subject.graph is not None:
        text = Worded("`jaccli compare`", "`jaccli.compare`")
        text += " prices the sweeps of both modes, which carry a vector at a time through each "
        text += "edge: that is another way to multiply than to eliminate value by value."
        yield Finding("note", text, indent=0)
