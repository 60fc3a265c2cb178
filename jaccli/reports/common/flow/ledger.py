"""A sweep over a graph as a ledger: value by value what arrives, and what acts on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jaccli.document.blocks import Entry, Ledger, Named
from jaccli.layers.acts import Acts
from jaccli.reports.common.flow.find import FlowStep
from jaccli.reports.common.flow.page import MOST_TERMS, FlowWriter
from jaccli.words import count, shape

LONGEST = 50  # signs of all terms of a sum of which more than two are named


def flow_ledger(
    flow: Sequence[FlowStep], title: str, writer: FlowWriter, blanks: Collection[str]
) -> Ledger:
    """The steps of one sweep. title: how it is read; blanks: as of `FlowWriter`"""
    start, *rows = (_entry(step, writer, blanks) for step in flow)
    return Ledger(title, "FLOPs", start, rows)


def _entry(step: FlowStep, writer: FlowWriter, blanks: Collection[str]) -> Entry:
    """One value: what acts on what arrives, and what that adds up to."""
    name, carried = step.name, writer.name_of(step.name)
    value = Named(name, None if name in blanks else step.primal)
    title = f"{name}  {step.kind}"
    if not step.reached:
        return Entry(title, [value], made=[writer.zero(step)])
    total = None if writer.is_blank(name) else step.total
    if not step.arrivals:
        return Entry(title, [value, Named(carried, total)])
    said = [arrival.acts(writer.told(arrival)) for arrival in step.arrivals]
    hidden = {arrival.source for arrival in step.arrivals} & {*blanks}
    shown = [] if hidden else [each for each in _acting(said) if each.name != name]
    made: list[Named | str] = [Named(f"{carried} = {_summed(said)}", total)]
    if step.unused:
        made.append("the output does not need it")
    if not hidden:
        made += dict.fromkeys(each.remark for each in said if each.remark)
    shapes = _shapes(step, writer.forward)
    return Entry(title, [value, *shown], shapes, made, step.flops, writer.general(step))


def _acting(said: Sequence[Acts]) -> list[Named]:
    """The vectors that act, each once."""
    found = {name: values for each in said for name, values in each.vectors}
    return [Named(name, values) for name, values in found.items()]


def _summed(said: Sequence[Acts]) -> str:
    """∂o/∂x5 ⊙ φ′(x4) + ∂o/∂x7 ⊙ x6, or dv4 - dv3"""
    terms = [each.product for each in said]
    most = MOST_TERMS if sum(map(len, terms)) <= LONGEST else 2
    if len(terms) > most:
        terms = [*terms[: most - 1], "…", terms[-1]]
    return " + ".join(terms).replace(" + -", " - ")


def _shapes(step: FlowStep, forward: bool) -> str:
    """(1×4)·(4×6) = (1×6), of a single contribution; of several, how many add up."""
    if len(step.arrivals) > 1:
        return count(len(step.arrivals), "input" if forward else "reader") + " add up"
    (arrival,) = step.arrivals
    return shapes(arrival.shape, len(arrival.carried), forward=forward)


def shapes(jacobian: tuple[int, int], vectors: int, *, forward: bool) -> str:
    """The sizes of a product: (4×6)·(6×1) = (4×1) forward, (1×4)·(4×6) = (1×6) in reverse; ""
    where all are numbers.

    >>> shapes((4, 6), 1, forward=True), shapes((4, 6), 2, forward=False)
    ('(4×6)·(6×1) = (4×1)', '(2×4)·(4×6) = (2×6)')
    """
    m, n = jacobian
    if m == n == vectors == 1:
        return ""
    sizes = ((m, n), (n, vectors), (m, vectors))
    if not forward:
        sizes = ((vectors, m), (m, n), (vectors, n))
    left, right, product = (f"({shape(each)})" for each in sizes)
    return f"{left}·{right} = {product}"
