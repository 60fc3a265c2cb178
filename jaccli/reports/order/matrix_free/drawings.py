"""What of a MatrixFree is drawn: what the plans cost, operation by operation, on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Amount, Bars, Block, Portion
from jaccli.document.pictures.looks import of_layer
from jaccli.reports.common.drawn import shortened
from jaccli.reports.order.matrix_free.answer import headline, rule
from jaccli.reports.order.matrix_free.operations import brief_plan, segment
from jaccli.reports.order.matrix_free.why import cause, in_words

if TYPE_CHECKING:
    from jaccli.accumulate.plans import Step
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.order.matrix_free.priced import Priced

UNIT = "multiply-adds"


def drawings(found: MatrixFree) -> Iterator[Block]:
    """A bar for each plan, the cheapest first, and the operations of the best."""
    table = brief_plan(found)
    looks = [_look(step) for step in found.optimal.plan]
    reason = cause(found)
    yield Bars(
        headline(found).text,
        [_bar(each) for each in found.ranked],
        UNIT,
        rule(found).text,
        why=[f"{found.chain.file}: no J is given.", reason[:1].upper() + reason[1:]],
        key=shortened(table, looks),
    )


def _bar(way: Priced) -> Amount:
    """A plan; its operations by the product that each gives."""
    parts = [
        Portion(segment(step.to, step.start), step.cost.multiplications, _look(step))
        for step in way.plan
    ]
    look = {"optimal": "best", "adjoint": "reverse", "tangent": "forward"}.get(way.method, "")
    note = "" if way.fits else "(beyond the memory limit)"
    return Amount(in_words(way.method), way.multiplications, look, note, parts)


def _look(step: Step) -> str:
    """The colour of its layer where it gives one Jacobian; none where it gives a product."""
    return of_layer(step.to) if step.to == step.start + 1 else "box"
