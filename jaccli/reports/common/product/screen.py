"""The one screen of products, and that of several chains: the steps, the answer, its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Choice,
    Column,
    Finding,
    Legend,
)
from jaccli.document.cells import Entries, Number
from jaccli.reports.common.book import in_the_book
from jaccli.reports.common.chains import a_line_each, answer_of_all
from jaccli.reports.common.heading import opening
from jaccli.reports.common.kinks import first_kinks
from jaccli.reports.common.product import say
from jaccli.reports.common.product.ledger import exercise, ledger
from jaccli.reports.common.product.page import Showing, Writer
from jaccli.reports.common.product.results import in_a_line, result, table
from jaccli.words import count, flops

if TYPE_CHECKING:
    from jaccli.reports.common.derivatives.differences import Check
    from jaccli.reports.common.product.find import Products

MORE = ("More:", "--steps (every layer), --details")
FEW_STEPS = 4  # of a chain, all of which are worth more than a word on the result
MORE_OF_STEPS = ("More:", "--details (why, for every step)")


def screen(found: Products, showing: Showing) -> Iterator[Block]:
    """The question, the steps where they are asked for, and the answer."""
    writer = Writer(found, showing)
    asked = say.asked(found)
    yield from opening(found.graph, asked[0].upper() + asked[1:])
    apart = showing.waits or showing.values or showing.picture
    if showing.steps and apart:
        yield Blank
        yield from writer.steps()
        yield Legend()
    elif showing.steps:
        yield ledger(found, writer.hidden, writer.flow)
    else:
        yield Blank
    yield from _results(found, showing, writer.hidden)
    hints = [MORE_OF_STEPS if showing.steps else MORE]
    if showing.steps and (gap := exercise(found, showing.blanks)):
        hints.append(("Exercise:", gap))
    findings = [*_answer(found, showing, writer.hidden)]
    answer = Answer(findings, say.next_command(found, showing.point), hints)
    yield from _below_steps(found, answer) if showing.steps and not apart else [answer]


def _below_steps(found: Products, answer: Answer) -> Iterator[Block]:
    """The answer where each step has a line; below few of them without what the result means and
    how large it is, if there is no room for all of them otherwise."""
    if len(found.vectors) > 1:
        yield answer
        return
    whole: list[Block] = [Blank, answer]
    if not found.steps or len(found.steps) > FEW_STEPS:
        yield from whole
        return
    kept = [each for each in answer.findings if each.label not in (say.MEANS, say.SIZE)]
    brief = answer._replace(findings=kept)
    # the whole at last: where steps are left out all the same, nothing else has to be
    yield Choice([whole, [answer], [Blank, brief], [brief], whole])


def _results(found: Products, showing: Showing, hidden: frozenset[str]) -> Iterator[Block]:
    """The products of several vectors, which take more than a line; and pictures."""
    if "result" in hidden:
        return
    if showing.picture or showing.values:
        yield result(found, whole=showing.values, blank=False)
        yield Legend()
    elif len(found.vectors) > 1:
        yield table(found)
    else:
        return
    if not showing.steps:
        yield Blank


def _answer(found: Products, showing: Showing, hidden: frozenset[str]) -> Iterator[Finding]:
    """The result, which part of J it is, its check, its price, and what to note."""
    blank = "result" in hidden
    headline = say.headline(found, blank=blank)
    check = say.check(found, briefly=True)
    if len(found.vectors) == 1 and not blank and (showing.picture or showing.values):
        yield headline
        yield from say.means(found)
    elif len(found.vectors) == 1:
        drawn: list[Block] = [in_a_line(found, whole=False, blank=blank)]
        yield headline._replace(drawn=drawn)
        yield from say.means(found)
        if found.results.size > say.MOST_ENTRIES and not blank:
            yield Finding("note", f"{say.largest(found)}.", say.SIZE)
    else:
        yield headline._replace(text=say.several(found), look=None)
    yield say.price(found, briefly=True)
    if not blank:
        yield check
    if showing.steps and found.mode == "reverse" and say.starts_at_the_loss(found):
        yield from in_the_book([step.layer for step in reversed(found.steps)])
    layers = (step.layer for step in found.steps or found.flow)
    yield from first_kinks(layers, "" if blank else check.text)
    yield say.counting(found)


def side_by_side(
    results: Sequence[Products],
    *,
    blanks: Sequence[str],
    point: Sequence[str] = (),
    steps: bool = False,
) -> Iterator[Block]:
    """Several chains, a line each.

    point: the options that name the same chains; steps: whether those are asked for
    """
    forward = results[0].mode == "forward"
    several = any(len(found.results) > 1 for found in results)
    first = " of the first" if several else ""
    columns = [
        Column("products", right=True, priority=1),
        Column(f"{'J·v' if forward else 'u·J'}{first}"),
        Column("FLOPs", right=True),
        Column("check"),
    ]
    rows = [
        [
            Number(len(found.results)),
            "?" if "result" in found.hidden(blanks) else Entries(found.results[0]),
            Number(found.flops),
            _came_out(found.check),
        ]
        for found in results
    ]
    yield a_line_each([found.graph.file for found in results], columns, rows)
    yield Blank
    cost = flops(sum(found.flops for found in results))
    number = count(sum(len(found.results) for found in results), "product")
    agreed = [found.check for found in results if found.check.status == "ok"]
    told = f"differences agree for {len(agreed):,} of {len(results):,}"
    if parts := sum(bool(check.untold) for check in agreed):
        told += f", for {parts:,} of these not in every direction"
    said = [
        Finding("headline", f"{number} for {count(len(results), 'chain')}: {cost}."),
        Finding("note", f"{told}.", "Check:"),
        say.counting(results[0]),
    ]
    yield answer_of_all(said, say.first_in_steps(results[0], point), steps=steps)


def _came_out(check: Check) -> str:
    """ok; ok 60 of 64, where nothing is told of some directions; or why nothing is told."""
    if check.status == "ok" and check.untold:
        return f"ok {check.directions:,} of {check.directions + len(check.untold):,}"
    return check.status
