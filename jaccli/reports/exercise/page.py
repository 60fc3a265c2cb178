"""A sheet on a screen: the chain and the questions."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Column,
    Elastic,
    Finding,
    Next,
    Table,
)
from jaccli.document.cells import Cell, Decimal, Name
from jaccli.reports.common.heading import opening
from jaccli.reports.common.names import command
from jaccli.reports.exercise.find import Exercise
from jaccli.words import count


def page(found: Exercise) -> Iterator[Block]:
    """What is asked, a row a question."""
    yield from opening(found.graph)
    yield Blank
    rows: list[list[Cell]] = [
        [Name(each.name), each.asks, Decimal(each.points, 0)] for each in found.questions
    ]
    yield Table(
        [Column("question"), Column("asks", priority=1), Column("points", right=True)],
        rows,
        elastic=Elastic("… {:,} more …".format),
    )
    yield Blank
    seed = "" if found.seed is None else f" of seed {found.seed}"
    text = f"A sheet{seed} with {count(len(found.questions), 'question')}, {found.points:g} points."
    asked = "" if found.seed is None else f"--seed {found.seed} "
    following = Next(command("exercise", found.graph.file, f"{asked}-o sheet.yaml"))
    yield Answer([Finding("headline", text)], following)
