"""jaccli grade: points for answer files, and the rule that was broken where one is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common.ask import AskEach
from jaccli.reports.common.each import each_of

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.grade.asked import Asked
    from jaccli.reports.grade.find import Graded
    from jaccli.spec.answers import Answers

Source = tuple["Asked", "Answers"]


@dataclass(frozen=True)
class Grade(AskEach[Source, "Graded"]):
    """What one call of `grade` asks for."""

    name = "grade"
    help = """Points for each file of ANSWERS to the questions of a SHEET, or of a CHAIN: what is
    right, what is right from an earlier answer, and which rule was broken elsewhere, never the
    solution. Exit status 1 unless all is right.

    \b
    jaccli grade sheet.yaml answers.yaml
    jaccli grade sheet.yaml answers/*.yaml --format csv      (a class)
    jaccli grade sample:mlp_cross_entropy answers.yaml -q
    """
    options = (
        click.Option(
            ["--answers", "solutions"], is_flag=True, help="Show the right values as well."
        ),
        click.Option(
            ["--tolerance"],
            type=click.FloatRange(0, 1),
            default=5e-4,
            show_default=True,
            help="How far off a number may be, relative to itself.",
        ),
    )
    formats = ("text", "json", "csv", "github", "junit")
    metavar = "SHEET ANSWERS..."

    solutions: bool
    tolerance: float

    def sources(self, chains: Sequence[str]) -> list[Source]:
        """The chain, and each answer file. Raises Mistakes: those of all files."""
        from jaccli.reports.grade.asked import asked
        from jaccli.spec.answers import read_answers

        chain, *files = chains
        if not files:
            help = "write `jaccli grade sample:mlp_cross_entropy answers.yaml`"
            raise Mistakes([JaccliError("grade needs an answer file", notes=[("help", help)])])
        confine, progress = self.common.confine, self.common.progress
        with progress.stage(chain):
            wanted = asked(chain, self.common.reading(), self.common.max_memory)
        followed = progress.over(str, files)
        given = each_of(followed, lambda file: read_answers(file, confine=confine))
        return [(wanted, answers) for answers in given]

    def find(self, source: Source) -> Graded:
        """The marks of one file."""
        from jaccli.reports.grade.find import grade

        wanted, answers = source
        return grade(wanted.course, answers, wanted.points, self.tolerance)

    def page(self, found: Graded) -> Iterable[Block]:
        """A row a question, and below it what is to be said of those that are not right."""
        from jaccli.reports.grade.screen import page

        return page(found, solutions=self.solutions)

    def screen(self, found: Graded) -> Iterable[Block]:
        """The same, as much of it as a screen has room for."""
        from jaccli.reports.grade.screen import screen

        return screen(found, solutions=self.solutions)

    def quiet(self, found: Graded) -> str:
        """The file and its points."""
        from jaccli.reports.grade.say import in_a_line

        return in_a_line(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.grade.data import DECLARED

        return DECLARED

    def data(self, found: Graded) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.grade.data import graded

        return graded(found, solutions=self.solutions)

    def together(self, results: Sequence[Graded]) -> Iterable[Block]:
        """A class: a line a file."""
        from jaccli.reports.grade.screen import side_by_side

        return side_by_side(results)

    def written(self, results: Sequence[Graded]) -> str | None:
        """Marks for a spreadsheet, and what machines show."""
        match self.common.format:
            case "csv":
                from jaccli.reports.grade.marks import marks

                return marks(results)
            case "github":
                from jaccli.reports.grade.github import github

                return github(results)
            case "junit":
                from jaccli.reports.grade.junit import junit

                return junit(results)
        return None

    def failed(self, results: Sequence[Graded]) -> bool:
        """Whether an answer is missing, or not right."""
        return not all(found.ok for found in results)


COMMAND = Grade
