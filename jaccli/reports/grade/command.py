"""jaccli grade: points for answer files, and the rule that was broken where one is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import JaccliError, Mistakes, raise_all, together
from jaccli.reports.common.ask import AskEach

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.grade.asked import Asked
    from jaccli.reports.grade.find import Graded

Source = tuple["Asked", int, str]  # with how many numbers its right answers have


@dataclass(frozen=True, eq=False)
class Grade(AskEach[Source, "Graded"]):
    """What one call of `grade` asks for."""

    name = "grade"
    help = """Points for each file of ANSWERS to the questions of a SHEET, or of a CHAIN: what is
    right, what is right from an earlier answer, and which rule was broken elsewhere, never the
    solution. Exit status 1 unless all is right: a file that cannot be read has no
    points and costs no other its own; 2 where none can be read.

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
        """The chain, and the name of each answer file. Raises Mistakes: those of the chain."""
        from jaccli.reports.grade.asked import asked

        chain, *files = chains
        if not files:
            help = "write `jaccli grade sample:mlp_cross_entropy answers.yaml`"
            raise Mistakes([JaccliError("grade needs an answer file", notes=[("help", help)])])
        with self.common.progress.stage(chain):
            wanted = asked(chain, self.common.reading(), self.common.max_memory)
            numbers = wanted.course.numbers  # a mistake of the chain is no file's
        return [(wanted, numbers, file) for file in files]

    def results(self, sources: Sequence[Source], chains: Sequence[str]) -> list[Graded]:
        """The marks of all files: one that cannot be read has none, and costs no other its own.
        Raises Mistakes where none can be read: those of all."""
        found = super().results(sources, chains)
        unread = [each.unread for each in found if each.unread is not None]
        if len(unread) == len(found):
            raise_all(unread)
        return found

    def find(self, source: Source) -> Graded:
        """The marks of one file, or why it has none."""
        from jaccli.reports.grade.find import grade, ungraded
        from jaccli.spec.answers import read_answers

        (course, points), numbers, file = source
        try:
            answers = read_answers(file, confine=self.common.confine, numbers=numbers)
            return grade(course, answers, points, self.tolerance)
        except Mistakes as mistakes:
            return ungraded(course, file, mistakes, points)

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

                return github(results, self.common.checkout)
            case "junit":
                from jaccli.reports.grade.junit import junit

                return junit(results)
        return None

    def unread(self, results: Sequence[Graded]) -> Mistakes | None:
        """The mistakes of the files that have no marks."""
        from jaccli.words import count

        unread = [each.unread for each in results if each.unread is not None]
        marked = count(len(results) - len(unread), "other file")
        return together(unread, f"{marked} marked") if unread else None

    def failed(self, results: Sequence[Graded]) -> bool:
        """Whether an answer is missing, or not right."""
        return not all(found.ok for found in results)


COMMAND = Grade
