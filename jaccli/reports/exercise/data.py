"""A sheet in JSON: what is asked, and nothing that is right."""

from __future__ import annotations

from typing import TypedDict

from jaccli.reports.common.data import graph_named
from jaccli.reports.common.entries import Declared, Named
from jaccli.reports.exercise.find import Exercise


class AskedEntry(TypedDict):
    """One question."""

    name: str
    kind: str
    asks: str
    points: float


class ExerciseEntry(Named):
    """A sheet."""

    seed: int | None
    questions: list[AskedEntry]
    points: float


DECLARED = Declared((ExerciseEntry,))


def exercise_entry(found: Exercise) -> ExerciseEntry:
    """The sheet without its solutions."""
    return {
        **graph_named(found.graph),
        "seed": found.seed,
        "questions": [
            {"name": each.name, "kind": each.kind, "asks": each.asks, "points": each.points}
            for each in found.questions
        ],
        "points": found.points,
    }
