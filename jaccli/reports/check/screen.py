"""The one screen of a call: the checks of one chain; a line a chain, and what failed in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Choice,
    Column,
    Paragraph,
    Table,
)
from jaccli.document.cells import Cell, Name, Real
from jaccli.reports.check import say
from jaccli.reports.check.page import skipped, verified
from jaccli.reports.common.chains import a_line_each, in_a_column
from jaccli.reports.common.derivatives.outcome import Figure, Outcome
from jaccli.reports.common.heading import opening
from jaccli.words import listed

if TYPE_CHECKING:
    from jaccli.reports.check.find import Checked, Run, Topic

TESTED: dict[Topic, str] = {  # what is tested, and what it is held against
    "program": "Recording: the function is called again",
    "derivatives": "Derivatives: what f alone says, by differences and the complex step",
    "sweeps": "Sweeps: the same factors in another order",
    "FLOPs": "FLOPs: counted while the products run, beside the formula",
    "expect": "Expected: what the file says of itself",
    "baseline": "Baseline: what an earlier run cost",
    "framework": "Framework: value and derivatives of another one",
}
ALWAYS: tuple[Topic, ...] = ("derivatives", "sweeps", "FLOPs", "expect")  # columns of the table
MOST_NOTES = 3  # that are said in a run of several chains
MOST_NAMED = 3  # chains that a note names
WHOLE = 12  # so many chains have a line each, whatever else there is to say


def of_one(run: Run) -> Iterator[Block]:
    """What was tested, and below it a line a check."""
    (found,) = run.results
    yield from opening(found.graph._replace(called=None))  # of calls a check speaks
    for topic, tested in TESTED.items():
        outcomes = found.of(topic)
        if outcomes:
            yield Choice([[Paragraph(tested, style="quiet")], []])
            yield from map(verified, _in_brief(outcomes))
    yield Blank
    yield from skipped(run)
    yield _answer(run)


def of_several(run: Run) -> Iterator[Block]:
    """A line a chain; below it the notes in short, and what failed in full."""
    yield _table(run.results)
    yield Blank
    _, names = in_a_column([found.graph.file for found in run.results])
    yield from _notes([*zip(names, map(say.notes, run.results), strict=True)])
    for found in run.results:
        failed = [each for each in found.outcomes if each.status == "failed"]
        if failed:
            yield Paragraph(found.graph.file, style="title")
            yield from map(verified, failed)
            yield Blank
    yield from skipped(run)
    yield _answer(run)


def _answer(run: Run) -> Answer:
    """The total, the rule, and where to read on."""
    return Answer([say.total(run), say.COUNTED], say.WHAT, [("More:", "--details (all numbers)")])


def _in_brief(outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """A count that is as the formula says, said once; a note in short, and once as well."""
    said: dict[str, str] = {}
    for each in outcomes:
        if each.topic == "FLOPs" and isinstance(each.measured, Mapping) and each.status == "ok":
            counted = (f"{mode} {flops:,}" for mode, flops in each.measured.items())
            yield each._replace(finding=", ".join(counted))
        elif each.status != "noted":
            yield each
        elif (brief := say.in_brief(each)) in said:
            yield each._replace(finding=f"as {said[brief]}", remark="")
        else:
            said[brief] = each.name
            told_all = brief == each.finding
            yield each if told_all else each._replace(finding=brief, remark="")


def _table(results: Sequence[Checked]) -> Table:
    """How the checks of each chain came out, topic by topic."""
    topics = [topic for topic in TESTED if topic in ALWAYS or any(f.of(topic) for f in results)]
    rows = [[_came_out(found.of(topic)) for topic in topics] for found in results]
    # what failed stays, then what is noted, then the first ones
    standing = [(found.ok, not found.count("noted")) for found in results]
    order = sorted(range(len(rows)), key=standing.__getitem__)
    failed = sum(not found.ok for found in results)
    files = [found.graph.file for found in results]
    firm = len(rows) if len(rows) <= WHOLE else failed
    return a_line_each(files, [*map(Column, topics)], rows, order=order, firm=firm)


def every_check(results: Sequence[Checked]) -> Table:
    """A row a check, of one chain after the other."""
    names = ("chain", "check", "status", "measured", "limit", "found", "how")
    rows: list[list[Cell]] = [
        [
            Name(found.graph.file),
            each.name,
            each.status,
            *map(_figure, (each.measured, each.limit)),
            each.finding,
            each.remark,
        ]
        for found in results
        for each in found.outcomes
    ]
    return Table([Column(name) for name in names], rows)


def _figure(found: Figure) -> Cell:
    """A number as one; what has several, by what they are of."""
    if isinstance(found, Mapping):
        return ", ".join(f"{name} {number}" for name, number in found.items())
    return Real(found) if isinstance(found, float) else f"{'' if found is None else found}"


def _came_out(outcomes: Sequence[Outcome]) -> str:
    """ok 4; note 2 of 4; FAIL 1 of 3; - where nothing was tested."""
    statuses = [each.status for each in outcomes]
    for status, word in (("failed", "FAIL"), ("noted", "note")):
        if status in statuses:
            return f"{word} {statuses.count(status)} of {len(statuses)}"
    return f"ok {len(statuses)}" if statuses else "-"


def _notes(noted: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Block]:
    """The first notes, each with the chains that it is of, and how many there are more."""
    alike: dict[str, list[str]] = {}
    for name, texts in noted:
        for text in texts:
            alike.setdefault(text, []).append(name)
    said = [f"{listed(names, MOST_NAMED)}: {text}" for text, names in alike.items()]
    for text in said[:MOST_NOTES]:
        yield Paragraph(text, "note ")
    if len(said) > MOST_NOTES:
        yield Paragraph(f"{len(said) - MOST_NOTES:,} more of these: --details", "note ")
    yield from [Blank] if said else ()
