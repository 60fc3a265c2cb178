"""jaccli exercise: a sheet of questions, other numbers for each seed."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import printable
from jaccli.reports.common import offers
from jaccli.reports.common.ask import AskEach, Dialogue

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.exercise.find import Exercise


SHEET = "sheet"
FORM = "answers.yaml"  # beside a sheet


def _asked(_: click.Context, __: str) -> Iterable[offers.Offer]:
    from jaccli.reports.exercise.sets import SAID

    return SAID.items()


@dataclass(frozen=True, eq=False)
class AskExercise(AskEach["Graph", "Exercise"]):
    """What one call of `exercise` asks for."""

    name = "exercise"
    help = """A sheet of questions about each CHAIN, with an empty answer form beside it: values,
    Jacobians, both sweeps, gradients, shapes, FLOPs, orders. `grade` gives points for answers.

    \b
    jaccli exercise sample:mlp_cross_entropy --ask backprop --seed 7
    jaccli exercise mlp.yaml --seed 7 -o sheet.yaml --key key.yaml
    """
    options = (
        click.Option(
            ["--ask", "asked"],
            metavar="WHAT",
            multiple=True,
            shell_complete=offers.offering(_asked),
            help="What is asked: all, values, shapes, jacobians, forward, backprop, mode, order, "
            "units, or the name of a question (u2, one step of a VJP); may be repeated.  "
            "[default: a short sheet]",
        ),
        click.Option(
            ["--seed"],
            type=click.IntRange(0, 2**32 - 1),
            metavar="N",
            default=None,
            help="Other numbers for each N, small and whole.  [default: those of the file]",
        ),
        click.Option(
            ["--key"],
            metavar="FILE",
            default=None,
            shell_complete=offers.files(),
            help="Write the solutions to FILE, an answer file that gets full marks.",
        ),
    )
    formats = ("text", "json", SHEET)

    asked: tuple[str, ...]
    seed: int | None
    key: str | None

    def __post_init__(self) -> None:
        if self.key is not None and SHEET not in self.common.formats:
            raise click.UsageError("--key is the solution of a sheet in a file: add -o sheet.yaml")

    def sources(self, chains: Sequence[str]) -> list[Graph]:
        """The graphs; one, where a sheet is written."""
        if SHEET in self.common.formats and len(chains) > 1:
            raise click.UsageError("a sheet asks about one chain: write them one by one")
        return super().sources(chains)

    def find(self, source: Graph) -> Exercise:
        """The questions. Raises Mistakes for an --ask that is none."""
        from jaccli.reports.exercise.find import exercise

        common = self.common
        return exercise(
            source,
            self.asked,
            self.seed,
            max_memory=common.max_memory,
            sheet=SHEET in common.formats,
            progress=common.progress,
        )

    def page(self, found: Exercise) -> Iterable[Block]:
        """The whole sheet."""
        from jaccli.reports.exercise.page import page

        return page(found)

    def screen(self, found: Exercise) -> Iterable[Block]:
        """A row a question; on paper and on pages the whole sheet."""
        from jaccli.reports.exercise.page import screen

        return screen(found) if self.common.format == "text" else self.page(found)

    def dialogue(self, results: Sequence[Exercise]) -> Dialogue | None:
        """Question by question, where somebody sits before a terminal."""
        common = self.common
        if not common.waits or common.details or len(results) > 1:
            return None
        from jaccli.reports.exercise.dialogue import dialogue

        return dialogue(results[0])

    def quiet(self, found: Exercise) -> str:
        """How many questions there are."""
        return f"{found.graph.file}: {len(found.questions)} questions, {found.points:g} points"

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.exercise.data import DECLARED

        return DECLARED

    def data(self, found: Exercise) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.exercise.data import exercise_entry

        return exercise_entry(found)

    def written(self, results: Sequence[Exercise]) -> str | None:
        """The sheet as YAML."""
        if self.common.format != SHEET:
            return None
        from jaccli.reports.exercise.sheet import sheet

        return sheet(results[0])

    def companions(self, results: Sequence[Exercise]) -> Mapping[str, bytes]:
        """The answer form beside the sheet, and the key where it is asked for."""
        if self.common.format != SHEET:
            return {}
        from jaccli.reports.exercise.sheet import form, key

        files = {FORM: form(results[0]).encode()}
        if self.key is None:
            return files
        beside = os.path.relpath(self.key, os.path.dirname(self.common.file) or ".")
        return files | {beside: key(results[0]).encode()}

    def stays(self, path: str, held: bytes) -> str:
        """Answers that somebody has given are kept; a key of other numbers is refused."""
        return f"Kept: {printable(path)} as it was" if os.path.basename(path) == FORM else ""

    def remarks(self, results: Sequence[Exercise]) -> Sequence[str]:
        """What was written, and what is done with it."""
        from jaccli.reports.common.names import command

        if self.common.format != SHEET or not self.common.file:
            return ()
        key = "" if self.key is None else f", and the solutions: {printable(self.key)}"
        beside = printable(os.path.join(os.path.dirname(self.common.file), FORM))
        file = printable(self.common.file)
        return [
            f"Written: {file}, its answer form {beside}{key}",
            f"Next: {command('grade', file, shlex.quote(beside))}   (once it is filled in)",
        ]


COMMAND = AskExercise
