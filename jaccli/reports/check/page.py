"""What the checks came to as text: a line a check, failures drawn with their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.document.blocks import Blank, Block, Lines, Paragraph, Style
from jaccli.document.display import Display, wrapped
from jaccli.document.formats.text import render
from jaccli.errors import printable
from jaccli.reports.check.find import Checked
from jaccli.reports.common.derivatives.outcome import Outcome, Status
from jaccli.reports.common.heading import left_out
from jaccli.words import count

WORDS: dict[Status, str] = {"ok": "ok  ", "failed": "FAIL", "noted": "note"}
STYLES: dict[Status, Style] = {"ok": "", "failed": "warning", "noted": "quiet"}
NAMES = 25  # columns for the names of checks
MOST_NAMED = 4  # skipped files that are named
LEGEND = (
    "Central differences and the complex step look at f alone: they test the derivatives "
    "themselves. J_fwd = J_rev and u·(J·v) = (u·J)·v multiply the same factors in another order: "
    "they test the sweeps, not the derivatives. FLOPs are counted by running the same products on "
    "numbers that only count, each J in its own form (what runs) and each J full (dense). "
    "1 multiply-add = 2 FLOPs, seeds counted. No time is checked."
)


class Run(NamedTuple):
    """All that one call checked. skipped: YAML files of the folders that are no chain files."""

    results: tuple[Checked, ...]
    skipped: tuple[str, ...] = ()
    seconds: float | None = None

    def count(self, status: Status) -> int:
        """How many checks have that status."""
        return sum(each.count(status) for each in self.results)

    @property
    def checks(self) -> int:
        """How many there are."""
        return sum(len(each.outcomes) for each in self.results)


def report(run: Run, display: Display, *, quiet: bool) -> str:
    """The text of one call. quiet: one line a chain, and the failures."""
    blocks: list[Block] = []
    for found in run.results:
        file = printable(found.graph.file)
        if quiet:
            called = found.graph.called
            alone = called is not None and not called.rerun
            of = ", of the recording alone (--no-rerun)" if alone else ""
            blocks.append(Lines([f"{file}: {tally(found)}{of}"]))
        else:
            blocks.append(Paragraph(file, style="title"))
            blocks += left_out(found.graph)
        for each in found.outcomes:
            if not quiet or each.status == "failed":
                blocks += _outcome_blocks(each, display)
    blocks += [] if quiet else [Blank, Paragraph(LEGEND, style="quiet"), Blank]
    if run.skipped:
        blocks.append(Paragraph(skipped_words(run.skipped)))
    blocks.append(Lines([total_line(run)]))
    return render(blocks, display)


def tally(found: Checked) -> str:
    """8 checks: 7 ok, 1 noted"""
    parts = [f"{found.count('ok')} ok"]
    parts += [f"{number} {each}" for each in ("failed", "noted") if (number := found.count(each))]
    return f"{count(len(found.outcomes), 'check')}: {', '.join(parts)}"


def total_line(run: Run) -> str:
    """3 chains, 10 checks: 8 ok, 1 failed, 1 noted   0.04 s"""
    numbers = ", ".join(f"{run.count(each)} {each}" for each in ("ok", "failed", "noted"))
    total = f"{count(len(run.results), 'chain')}, {count(run.checks, 'check')}: {numbers}"
    return total if run.seconds is None else f"{total}   {run.seconds:.2f} s"


def skipped_words(skipped: Sequence[str]) -> str:
    """Which files were passed over, and why."""
    named = ", ".join(map(printable, skipped[:MOST_NAMED]))
    more = f" and {len(skipped) - MOST_NAMED} more" if len(skipped) > MOST_NAMED else ""
    return f"Skipped {count(len(skipped), 'YAML file')} without `layers`: {named}{more}"


def _outcome_blocks(outcome: Outcome, display: Display) -> Iterator[Block]:
    label = f"{WORDS[outcome.status]}  {printable(outcome.name):<{NAMES}} "
    text = printable(outcome.finding)
    if outcome.remark:
        text += f"   {outcome.remark}"
    yield Paragraph(text, label, 2, STYLES[outcome.status])
    if outcome.status == "failed":
        yield Lines(list(_drawn(outcome, display)))


def _drawn(outcome: Outcome, display: Display) -> Iterator[str]:
    """Place, source line, carets and notes, under the check; notes wrap under themselves."""
    for line in outcome.mistake.drawn()[1:]:
        head, sep, rest = line.partition(" = ")
        if not sep or head.strip():
            yield f"      {line}"
            continue
        kind, _, words = rest.partition(" ")
        hang = " " * (6 + len(head) + 9)
        first, *more = wrapped(words.strip(), max(40, display.width - len(hang)))
        yield f"      {head} = {kind:5} {first}"
        yield from (f"{hang}{each}" for each in more)
