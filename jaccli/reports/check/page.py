"""What the checks came to as blocks: each check, the rule, the total."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Finding, Line, Paragraph, Verified, findings_in
from jaccli.reports.check import say
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.heading import left_out

if TYPE_CHECKING:
    from jaccli.reports.check.find import Checked, Run


def page(run: Run) -> Iterator[Block]:
    """The report of one call: every chain, what the checks test, the total."""
    for found in run.results:
        yield Paragraph(found.graph.file, style="title")
        yield from _of_one(found)
    yield Blank
    yield say.RULE
    yield Blank
    yield from _end(run)


def brief(run: Run) -> Iterator[Block]:
    """One line a chain, the failures and the total."""
    for found in run.results:
        yield Line(say.in_a_line(found))
        yield from (_verified(each) for each in found.outcomes if each.status == "failed")
    yield from _end(run)


def findings(found: Checked) -> Iterator[Finding]:
    """What was found of one chain, in the words of the page."""
    yield say.tally(found)
    yield from findings_in(_of_one(found))
    yield say.RULE


def _of_one(found: Checked) -> Iterator[Block]:
    yield from left_out(found.graph)
    yield from map(_verified, found.outcomes)


def _verified(outcome: Outcome) -> Verified:
    mistake = outcome.mistake if outcome.status == "failed" else None
    return Verified(outcome.status, outcome.name, outcome.finding, outcome.remark, mistake)


def _end(run: Run) -> Iterator[Block]:
    if run.skipped:
        yield say.skipped(run.skipped)
    yield say.total(run)
