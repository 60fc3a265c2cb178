"""What the checks came to as blocks: each check, the rule, the total."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Finding,
    Line,
    Paragraph,
    Verified,
    findings_in,
)
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
    yield from skipped(run)
    yield Answer([say.total(run)], say.WHAT)


def brief(run: Run) -> Iterator[Block]:
    """One line a chain, the failures and the total."""
    for found in run.results:
        yield Line(say.in_a_line(found))
        yield from (verified(each) for each in found.outcomes if each.status == "failed")
    yield from skipped(run)
    yield say.total(run)


def findings(found: Checked) -> Iterator[Finding]:
    """What was found of one chain, in the words of the page."""
    yield say.tally(found)
    yield from findings_in(_of_one(found))
    yield say.RULE


def _of_one(found: Checked) -> Iterator[Block]:
    yield from left_out(found.graph)
    yield from map(verified, found.outcomes)


def verified(outcome: Outcome) -> Verified:
    """A check with its numbers, and its place where it failed."""
    mistake = outcome.mistake if outcome.status == "failed" else None
    return Verified(outcome.status, outcome.name, outcome.finding, outcome.remark, mistake)


def skipped(run: Run) -> Iterator[Block]:
    """Which files were passed over."""
    if run.skipped:
        yield say.skipped(run.skipped)
