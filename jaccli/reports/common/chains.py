"""Several chains on one screen: a line each in a table, and the answer that stands for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Answer, Column, Elastic, Finding, Next, Table, summed
from jaccli.document.cells import Cell, Name
from jaccli.document.rows import MORE
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.verdict import in_words
from jaccli.words import count

if TYPE_CHECKING:
    from fractions import Fraction

MOST_SIGNS = 24  # of a folder's name above those of its files


def a_line_each(
    files: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    total: bool = False,
    order: Sequence[int] = (),
    firm: int = 0,
    what: str = "chain",
) -> Table:
    """A table of chains under the folder they lie in. rows: without their names; what: a file is

    total: with a last row for the sums; order, firm: as of Elastic
    """
    folder, names = in_a_column(files)
    listed = [[Name(name, file), *row] for name, file, row in zip(names, files, rows, strict=True)]
    sums = [summed([row[at] for row in rows]) for at in range(len(columns))]
    return Table(
        [Column(_header(folder, what), brief=what, plain=what), *columns],
        listed,
        [["total", *sums]] if total else [],
        elastic=Elastic(MORE, order=order, firm=firm),
    )


def most_first(gains: Sequence[Fraction]) -> list[int]:
    """The rows by what they gain, the largest first: where there is no room for all, those stay."""
    return sorted(range(len(gains)), key=lambda at: -gains[at])


def _header(folder: str, what: str) -> str:
    """The folder over its files; of a long one the end, for the names are what has to fit."""
    if len(folder) > MOST_SIGNS:
        folder = "…" + folder[-MOST_SIGNS + 1 :]
    return folder or what


def in_a_column(files: Sequence[str]) -> tuple[str, list[str]]:
    """The folder that all files lie in, with its slash, and their names in it.

    >>> in_a_column(["a/x.yaml", "a/b/y.yaml"]), in_a_column(["x.yaml", "sample:y"])
    (('a/', ['x.yaml', 'b/y.yaml']), ('', ['x.yaml', 'sample:y']))
    """
    folder = files[0][: files[0].rfind("/") + 1]
    while not all(file.startswith(folder) for file in files):
        folder = folder[: folder.rfind("/", 0, -1) + 1]
    return folder, [file.removeprefix(folder) for file in files]


def answer_of_all(
    findings: Sequence[Finding], following: Next | None = None, *, steps: bool = False
) -> Answer:
    """What several chains come to. following: the report of the one that is worth a look; steps:
    whether those are asked for, which take a report each"""
    said = "a report for each"
    more = f"--details ({said}, with every step)" if steps else f"--details ({said})"
    return Answer(findings, following, [("More:", more)])


def verdicts_of_all(verdicts: Sequence[str]) -> Finding:
    """How often each is found: of 3 chains, reverse is cheaper for 2, it is a tie for 1.

    verdicts: the cheaper mode or a tie; or a sentence where there is no such verdict
    """
    numbers = Counter(verdicts)
    modes = [each for each, _ in numbers.most_common() if each in MODES]
    said = [each if at else f"{each} is cheaper" for at, each in enumerate(modes)]
    others = [each for each in numbers if each not in MODES]
    said += [in_words("tie") if each == "tie" else each for each in others]
    texts = [
        f"{text} for {numbers[each]:,}" for text, each in zip(said, [*modes, *others], strict=True)
    ]
    return Finding("headline", f"Of {count(len(verdicts), 'chain')}, {', '.join(texts)}.")


def rule_of_all(rule: Rule, flips: int, where: str = "") -> Finding:
    """The rule, and for how many chains another one decides otherwise. where: at some size"""
    said = f"The verdicts are the same under the {len(RULES) - 1} other rules."
    if flips:
        said = f"Another rule has another verdict{where} for {flips:,} of them."
    return Finding("rule", f"{rule.words}. {said}", "Rule:")
