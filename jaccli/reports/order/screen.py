"""The one screen of an Ordering, and that of several: the orders, the best step by step, and what
that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import (
    Blank,
    Block,
    Column,
    Finding,
    Next,
    Paragraph,
)
from jaccli.document.cells import Cell, Number, Ratio
from jaccli.reports.common.chains import a_line_each, answer_of_all, most_first
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.common.orders import short, spaced, ways
from jaccli.reports.common.ranking import BEST
from jaccli.reports.order.answer import answer
from jaccli.reports.order.heading import chain_opening
from jaccli.reports.order.ran import all_came_to_one
from jaccli.reports.order.ranked import shortlist
from jaccli.reports.order.steps import brief_steps
from jaccli.words import count, times

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering


def screen(found: Ordering, *, whole: bool = False) -> Iterator[Block]:
    """The orders side by side, the products of the best, the answer.

    whole: the best order spelt out and every product of it, however many
    """
    depth = found.depth
    said = f"{ways(depth, 'order')} of multiplication, one J" if depth > 2 else _few(depth)
    if depth > 2 and all_came_to_one(found):
        said = f"{ways(depth, 'order')}, all run: same J ✓"
    yield from chain_opening(found.chain, said)
    if depth > 2:
        yield Blank
        yield shortlist(found)
    if found.steps:
        yield Blank
        steps = brief_steps(found)
        yield steps._replace(elastic=None) if whole else steps
    yield Blank
    if whole and depth > 2:
        yield Paragraph(spaced(found.best.bracketing), "Best order:", indent=0)
    yield answer(found)


def _few(depth: int) -> str:
    return "one product, J2·J1" if depth == 2 else "one Jacobian, nothing to multiply"


def side_by_side(results: Sequence[Ordering], *, again: Sequence[str] = ()) -> Iterator[Block]:
    """Several chains in one table, and where another order beats both modes."""
    columns = [
        Column("K", right=True, priority=2),
        Column("best order", priority=1),
        Column("FLOPs", right=True),
        *(Column((mode, "× best"), right=True, style=mode) for mode in MODES),
    ]
    rows: list[list[Cell]] = [
        [
            Number(found.depth),
            _best(found),
            Number(found.flops(BEST)),
            *(Ratio(found.flops(mode), found.flops(BEST)) for mode in MODES),
        ]
        for found in results
    ]
    order = most_first([_gain(found) for found in results])
    yield a_line_each([found.chain.file for found in results], columns, rows, order=order)
    yield Blank
    most = results[order[0]]
    rule = Finding("rule", f"{Rule(most.model, 'free').words}.", "Rule:")
    following = Next(command("order", most.chain.file, *again))
    yield answer_of_all([_headline(results), rule], following)


def _best(found: Ordering) -> str:
    """What the best order is called: as the modes that cost as little, else spelt out."""
    if found.depth < 3:
        return "" if found.depth == 1 else found.best.bracketing
    modes = [mode for mode in MODES if found.flops(mode) == found.flops(BEST)]
    return " and ".join(modes) if modes else short(found.best)


def _gain(found: Ordering) -> Fraction:
    """How many times the best order the cheaper mode costs."""
    cheaper = min(map(found.flops, MODES))
    return Fraction(cheaper, max(1, found.flops(BEST)))


def _headline(results: Sequence[Ordering]) -> Finding:
    """For how many another order beats both modes, and by how much."""
    chains, won = count(len(results), "chain"), [found for found in results if _gain(found) > 1]
    if not won:
        return Finding("headline", f"Forward or reverse is a best order for each of {chains}.")
    most = max(won, key=_gain)
    ratio = times(min(map(most.flops, MODES)), max(1, most.flops(BEST)))
    which = f"each of {chains}" if len(won) == len(results) else f"{len(won):,} of {chains}"
    text = f"For {which} another order costs less than both modes. "
    text += f"The cheaper mode costs {ratio} × as much for {most.chain.file}."
    return Finding("headline", text)
