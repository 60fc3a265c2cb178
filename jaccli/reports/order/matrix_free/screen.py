"""The one screen of a MatrixFree, and that of several: ways to J, the plan, what that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Column, Elastic, Finding, Next, Table
from jaccli.document.cells import Cell, Number, Ratio
from jaccli.reports.common.chains import a_line_each, answer_of_all, most_first
from jaccli.reports.common.names import command
from jaccli.reports.order.heading import chain_opening
from jaccli.reports.order.matrix_free.answer import answer, rule
from jaccli.reports.order.matrix_free.find import METHODS
from jaccli.reports.order.matrix_free.operations import COLUMNS, brief_plan
from jaccli.reports.order.matrix_free.page import ways
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.order.matrix_free.find import MatrixFree


def screen(found: MatrixFree, *, whole: bool = False, again: Sequence[str] = ()) -> Iterator[Block]:
    """The ways side by side, the operations of the best, the answer.

    whole: every operation, however many; again: the options that the next command has to repeat
    """
    only = "only vectors" if found.limit is None else f"a tape holds M = {found.limit:,}"
    yield from chain_opening(found.chain, f"no J is given, {only}")
    yield Blank
    yield _at_least_four(found)
    yield Blank
    plan = brief_plan(found)
    yield plan._replace(elastic=None) if whole else plan
    yield Blank
    yield answer(found, again)


def _at_least_four(found: MatrixFree) -> Table:
    """All ways; where there is no room for further ones the dearest goes."""
    prices = [each.multiplications for each in found.ranked]
    cheapest = sorted(range(len(prices)), key=prices.__getitem__)
    elastic = Elastic(lambda _: "", order=cheapest, firm=len(METHODS))
    return ways(found)._replace(elastic=elastic)


def side_by_side(results: Sequence[MatrixFree], *, again: Sequence[str] = ()) -> Iterator[Block]:
    """Several chains in one table, and how often a simple way is as good as the best plan."""
    columns = [
        Column("K", right=True, priority=1),
        Column(("best plan,", "multiply-adds"), right=True),
        *(Column((*_lines(column), "× best"), right=True) for _, column in COLUMNS[:-1]),
    ]
    rows: list[list[Cell]] = [
        [
            Number(len(found.factors)),
            Number(found.optimal.multiplications),
            *(_beside(found, way) for way, _ in COLUMNS[:-1]),
        ]
        for found in results
    ]
    order = most_first([_gain(found) for found in results])
    yield a_line_each([found.chain.file for found in results], columns, rows, order=order)
    yield Blank
    most = results[order[0]]
    following = Next(command("order", most.chain.file, *again, "--matrix-free"))
    yield answer_of_all([_headline(results), rule(most)], following)


def _lines(column: Column) -> Sequence[str]:
    return (column.header,) if isinstance(column.header, str) else column.header


def _gain(found: MatrixFree) -> Fraction:
    """How many times the best plan the cheapest other way costs."""
    least = min((each.multiplications for each in found.others), default=0)
    return Fraction(least, max(1, found.optimal.multiplications))


def _beside(found: MatrixFree, way: str) -> Cell:
    each = found.called(way)
    return Ratio(each.multiplications, found.optimal.multiplications) if each.fits else "beyond M"


def _headline(results: Sequence[MatrixFree]) -> Finding:
    """Which ways are as cheap as the best plan, and for how many chains."""
    chains = count(len(results), "chain")
    alone = sum(_gain(found) > 1 for found in results)
    which = f"each of {chains}" if alone == len(results) else f"{alone:,} of {chains}"
    text = f"For {which} the best plan costs less than every other way."
    if not alone:
        text = f"For each of {chains} another way costs as little as the best plan."
    return Finding("headline", text)
