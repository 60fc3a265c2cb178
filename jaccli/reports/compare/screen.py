"""The one screen of a Comparison, and that of several: the price list and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import (
    Blank,
    Block,
    Column,
    Legend,
    Matrix,
    Next,
)
from jaccli.document.cells import Number, Ratio
from jaccli.reports.common.chains import a_line_each, answer_of_all, rule_of_all, verdicts_of_all
from jaccli.reports.common.heading import opening
from jaccli.reports.common.names import command
from jaccli.reports.compare.answer import Again, answer
from jaccli.reports.compare.prices import price_blocks

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison


def screen(
    found: Comparison, again: Again, *, picture: bool = False, values: bool = False
) -> Iterator[Block]:
    """What each step costs both ways, and below it the verdict. picture, values: J as well"""
    yield from opening(found.graph)
    yield Blank
    yield from price_blocks(found, at_once=True)
    if found.jacobian is not None and (picture or values):
        yield Blank
        yield Matrix("J", found.jacobian, values)
        yield Legend()
    yield Blank
    yield answer(found, again)


def side_by_side(results: Sequence[Comparison], again: Again) -> Iterator[Block]:
    """Several chains in one table, and how often each mode is cheaper."""
    columns = [
        Column("n", right=True, priority=1),
        Column("m", right=True, priority=1),
        Column("forward", right=True, plain="forward FLOPs"),
        Column("reverse", right=True, plain="reverse FLOPs"),
        Column("cheaper"),
        Column("dearer / cheaper", right=True),
    ]
    rows = [
        [
            Number(found.forward.passes),
            Number(found.reverse.passes),
            *map(Number, found.flops),
            found.verdict.cheaper,
            Ratio(found.verdict.numerator, found.verdict.denominator),
        ]
        for found in results
    ]
    yield a_line_each([found.graph.file for found in results], columns, rows)
    yield Blank
    rule = rule_of_all(results[0].rule, sum(bool(found.flips) for found in results))
    yield answer_of_all(
        [verdicts_of_all([found.verdict.cheaper for found in results]), rule], _next(results, again)
    )


def _next(results: Sequence[Comparison], again: Again) -> Next:
    """The report of the chain whose modes are furthest apart."""
    first = max(results, key=lambda each: each.verdict.numerator / max(1, each.verdict.denominator))
    return Next(command("compare", first.graph.file, *again.point, *again.rule, *again.run))
