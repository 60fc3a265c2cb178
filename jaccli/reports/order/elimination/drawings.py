"""What of an Eliminating is drawn: what the orders cost, and the best one value by value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.elimination.vertices import Elimination
from jaccli.accumulate.elimination.walk import walk
from jaccli.document.blocks import Amount, Bars, Block, Frame, Frames
from jaccli.reports.order.elimination.answer import headline, rule, why
from jaccli.reports.order.elimination.opening import sizes as sizes_of
from jaccli.reports.order.elimination.priced import GIVEN, parts
from jaccli.reports.order.elimination.ranked import begins, names
from jaccli.reports.order.elimination.steps import Taken, of_numbers, taken
from jaccli.reports.order.elimination.units import spelt, unit
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.accumulate.elimination.vertices import Step
    from jaccli.reports.order.elimination.find import Eliminating
    from jaccli.reports.order.elimination.priced import Priced

MOST_VERTICES, MOST_FRAMES = 14, 12  # of a graph that is drawn
EDGES = "Edges above the values are there; dashed below are those that come in place of a value."


def drawings(found: Eliminating) -> Iterator[Block]:
    """A bar for each order that has a name; small graphs as the best goes through them, and the
    order that was given."""
    reasons = [each.text for each in why(found)]
    yield Bars(
        headline(found).text,
        [_bar(found, each) for each in found.orders.orders],
        unit(found.model),
        rule(found).text,
        why=[f"{found.subject.file}: {sizes_of(found)}", *reasons, *_undrawn(found)],
    )
    if found.by == "edges" or not found.between or [*_undrawn(found)]:
        return
    orders = found.orders
    drawn = {"best": found.best}
    if GIVEN in orders.answers:
        drawn["given"] = orders.called(GIVEN)
    for called, order in drawn.items():
        if isinstance(order.order, Elimination) and (called == "best" or order != found.best):
            yield _frames(found, called, order.order, orders.amount(order))


def _bar(found: Eliminating, order: Priced) -> Amount:
    """What an order costs, and how it begins."""
    looks = [each for each in ("best", "forward", "reverse") if each in order.names]
    note = f"as {begins(parts(order.order))}" if found.between else ""
    return Amount(names(order), found.orders.amount(order), next(iter(looks), "box"), note)


def _undrawn(found: Eliminating) -> Iterator[str]:
    """Why no graph is drawn."""
    vertices, between = len(found.subject.dag.names), len(found.between)
    if vertices > MOST_VERTICES or between > MOST_FRAMES:
        yield f"The graph has {count(vertices, 'value')}: too many to draw each elimination."


def _frames(found: Eliminating, called: str, order: Elimination, price: int) -> Frames:
    """The graph before each elimination, and what is left: the edges of J."""
    dag = found.subject.dag
    ins, outs = ({dag.names[v] for v in ends} for ends in (dag.inputs, dag.outputs))
    edges = [*dict.fromkeys((dag.names[a], dag.names[b]) for a, b in dag.edges)]
    frames, gone = [], frozenset[str]()
    for at, (step, facts) in enumerate(_steps(found, order), start=1):
        name = step.vertex
        pairs = [(pair.source, pair.target) for pair in step.pairs]
        fresh = [pair for pair in pairs if pair not in edges]
        frames.append(Frame(f"{at}. {name} goes", edges, name, fresh, gone, _spent(found, facts)))
        left = [each for each in edges if not (each[1] == name and name not in outs)]
        edges = [each for each in left if not (each[0] == name and name not in ins)] + fresh
        gone |= {name} - ins - outs
    frames.append(Frame("J", edges, gone=gone, said="what is left"))
    sizes = () if of_numbers(found) else dag.sizes
    said = [f"{EDGES}{' A size stands in brackets.' if sizes else ''}"]
    title = f"The {called} order, {order.spelt}: {spelt(price, found.model)}"
    return Frames(title, dag.names, frames, said, rule(found).text, sizes)


def _steps(found: Eliminating, order: Elimination) -> Iterator[tuple[Step, Taken]]:
    """The eliminations of an order, without what is added before them."""
    dag = found.subject.dag if found.model == "structured" else found.subject.dag.dense
    facts = taken(found, walk(dag, order.vertices).steps)
    for step, said in zip(order.steps(dag), facts, strict=True):
        if step.vertex:
            yield step, said


def _spent(found: Eliminating, step: Taken) -> str:
    """2 products, 1 new edge: 4·8·1 = 32 multiplications"""
    said = f"{count(step.products, 'product')}, {count(step.new, 'new edge')}"
    price = spelt(step.spent, found.model)
    if found.model != "dense" or of_numbers(found):
        return f"{said}: {price}"
    return f"{said}: {step.formula} = {price}"
