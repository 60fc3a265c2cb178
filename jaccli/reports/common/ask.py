"""The contract of a command: what is asked for, and how its report is found, shown and written.

Every command is a subclass of `Ask`, `COMMAND` in its folder's command.py; its fields are the
command's own options. One loop, in `jaccli.commands.dispatch`, runs them all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from jaccli.nothing import NOTHING
from jaccli.reports.common.each import each_of
from jaccli.reports.common.endings import ARRAYS, CHAIN_FILES, PROGRAMS
from jaccli.reports.common.given import Common as Common

if TYPE_CHECKING:
    import click

    from jaccli.document.blocks import Block
    from jaccli.document.formats import View
    from jaccli.errors import Mistakes
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.common.entries import Declared
    from jaccli.sources import Reading

Source = TypeVar("Source")
Found = TypeVar("Found")
Dialogue = Generator["Sequence[Block]", str, "Sequence[Block]"]  # shows, takes a line; shows last


@dataclass(frozen=True, eq=False)
class Ask(ABC, Generic[Source, Found]):
    """What one call of a command asks for. A field has the value of the option of that name.

    A command has to say `name`, `help`, `find`, `page` and `entries`; one that makes a report of
    each chain is an `AskEach`. What it reads, the one screen that answers, what several chains say
    together, a format of its own and an exit status have a meaning already, which a command may
    replace.

    What contradicts itself is refused where it is made, in `__post_init__`, by click.UsageError.
    """

    name: ClassVar[str]
    help: ClassVar[str]  # what it does, and below how it is called
    options: ClassVar[Sequence[click.Parameter]] = ()
    formats: ClassVar[Sequence[str]] = ("text", "json")  # what it writes, but for what all write
    endings: ClassVar[Sequence[str]] = ()  # of -o, for what it writes to a file in place of text
    metavar: ClassVar[str] = "CHAIN..."
    required: ClassVar[bool] = True  # whether a CHAIN has to be given
    of_chains: ClassVar[bool] = True  # whether it reads some at all
    takes: ClassVar[Sequence[str]] = (*CHAIN_FILES, *PROGRAMS)  # endings of chains that it reads
    pictures: ClassVar[bool] = False  # whether its screen has matrices, for --picture
    fresh: ClassVar[bool] = False  # whether -o never takes the place of a file

    common: Common

    def sources(self, chains: Sequence[str]) -> list[Source]:
        """What is analysed, one for each CHAIN. Raises Mistakes: those of all."""
        reading = self.common.reading()
        followed = self.common.progress.over(str, chains)
        return each_of(followed, lambda chain: self.read(chain, reading))

    def read(self, chain: str, reading: Reading) -> Source:
        """What a CHAIN stands for: a graph, unless the command says otherwise."""
        from jaccli.sources import graph_of

        graph: Any = graph_of(chain, reading)
        return graph

    def results(self, sources: Sequence[Source], chains: Sequence[str]) -> list[Found]:
        """The reports of all sources. Raises Mistakes: those of all."""
        several = len(chains) >= len(sources)  # a chain may come first that they all are about
        names = iter(chains[-len(sources) :] if several else [""] * len(sources))
        return each_of(self.common.progress.over(lambda _: next(names), sources), self.find)

    @abstractmethod
    def find(self, source: Source) -> Found:
        """The report: a plain value. Raises Mistakes."""

    def written(self, results: Sequence[Found]) -> str | None:
        """What a format of the command's own writes; None for a format that all have, below."""
        return None

    @abstractmethod
    def page(self, found: Found) -> Iterable[Block]:
        """Every section of the report of one chain, the answer last: what --details prints."""

    def screen(self, found: Found) -> Iterable[Block]:
        """The one screen that answers: at most 23 lines of 80 columns, the answer last.

        A page that is as short already is its own screen.
        """
        return self.page(found)

    def whole(self, results: Sequence[Found]) -> Iterator[Block]:
        """What one call prints: a screen, or a page for each chain, what they say together last."""
        if not self.common.details and len(results) > 1:
            yield from self.overview(results)
            return
        from jaccli.document.blocks import Blank, Screen

        for at, found in enumerate(results):
            if at:
                yield Blank
            if self.common.details:
                yield from self.page(found)
            else:
                yield Screen([*self.screen(found)])
        if len(results) > 1:
            together = [*self.together(results)]
            yield from [Blank, *together] if together else ()

    def drawings(self, found: Found) -> Iterable[Block]:
        """What of the report is drawn: all that a picture shows. Nothing: it has no pictures."""
        return ()

    def paper(self, found: Found) -> Iterable[Block]:
        """The report as it is handed in on paper: with the steps of a sweep."""
        return self.page(found) if self.common.details else self.screen(found)

    def stage(self, found: Found) -> Iterable[Block]:
        """What moves, or is drawn, above the page of a format that has one."""
        return self.drawings(found)

    def arrays(self, found: Found) -> Iterable[Named]:
        """The arrays of the report by name, for a file of arrays. Raises Mistakes"""
        return ()

    def table(self, found: Found) -> Iterable[Block]:
        """The table that carries the answer, for a spreadsheet: the first of the screen, whole."""
        from jaccli.reports.common.spreadsheet import first_table

        return first_table(self.screen(found))

    def named(self, found: Found) -> str:
        """What a chain is called in the table of several that has no line for each."""
        return ""

    def seen(self, results: Sequence[Found], view: View) -> Iterator[Block]:
        """What one call writes in a format that takes this view of a report."""
        from jaccli.document.blocks import Blank

        if view == "whole":
            yield from self.whole(results)
            return
        if view == "stage":
            yield from self._staged(results)
            return
        if view == "sheets":
            from jaccli.reports.common.spreadsheet import tables

            yield from tables(self, results)
            return
        gaps = [] if view == "drawings" else [Blank]  # of nothing drawn, nothing is there at all
        for at, found in enumerate(results):
            yield from gaps if at else []
            yield from self.drawings(found) if view == "drawings" else self.paper(found)

    def _staged(self, results: Sequence[Found]) -> Iterator[Block]:
        """The chains, each with what moves, what several say together, and how all was made."""
        import shlex

        from jaccli import __version__
        from jaccli.document.blocks import Imprint, Part

        if len(results) > 1:
            yield from self.together(results)
        for found in results:
            yield Part([*self.stage(found)], [*self.page(found)], self.title(found))
        typed = shlex.join(("jaccli", *self.common.typed)) if self.common.typed else ""
        yield Imprint(self.name, typed, f"jaccli {__version__}")

    def title(self, found: Found) -> str:
        """What a page of it is called, where its own first line is about a part of it; or ""."""
        return ""

    def overview(self, results: Sequence[Found]) -> Iterator[Block]:
        """The one screen of several chains: a line each, and what they say together."""
        from jaccli.document.blocks import Blank, Screen

        together = [*self.together(results)]
        if together:
            yield Screen(together)
            return
        for at, found in enumerate(results):
            yield from [Blank] if at else []
            yield Screen([*self.screen(found)])

    def together(self, results: Sequence[Found]) -> Iterable[Block]:
        """Several chains side by side, a line each, and what that answers."""
        return ()

    def dialogue(self, results: Sequence[Found]) -> Dialogue | None:
        """What is shown to somebody at a terminal, who types a line after each; None where nothing
        is to be typed."""
        return None

    def brief(self, results: Sequence[Found]) -> Iterable[Block]:
        """All that -q says, of a command that has it."""
        return self.whole(results)

    @classmethod
    def told(cls, report: Any, common: Common) -> tuple[Self, Sequence[Found]]:
        """What one asks who finds this report, and the results: all options that it does not tell
        of are as they are left out."""
        from click import Command

        call = Command(cls.name, params=[*cls.options])
        left_out = call.make_context(cls.name, [], resilient_parsing=True).params
        return cls(common, **{**left_out, **cls.options_of(report)}), [report]

    @classmethod
    def options_of(cls, report: Any) -> Mapping[str, Any]:
        """The options that a report tells of."""
        return NOTHING

    @classmethod
    @abstractmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""

    @abstractmethod
    def entries(self, results: Sequence[Found]) -> Sequence[Mapping[str, Any]]:
        """The results in JSON, each with its findings."""

    def beside(self, results: Sequence[Found]) -> Mapping[str, Any]:
        """Further keys of the JSON, beside its results."""
        return NOTHING

    def companions(self, results: Sequence[Found]) -> Mapping[str, bytes]:
        """Files that go with that of -o into its folder, by name."""
        return NOTHING

    def stays(self, path: str, held: bytes) -> str:
        """What is said where another file has a companion's path and is kept; "" to refuse."""
        return ""

    def remarks(self, results: Sequence[Found]) -> Sequence[str]:
        """What is to be told beside the result, a line each, for standard error."""
        return ()

    def complaints(self, results: Sequence[Found]) -> Sequence[str]:
        """What is not as it was expected to be, a line each, for standard error."""
        return ()

    def unread(self, results: Sequence[Found]) -> Mistakes | None:
        """The mistakes of files that cost nothing but their own results; None where all are read.

        They are told on standard error. The others are an answer, so the exit status is not 2.
        """
        return None

    def failed(self, results: Sequence[Found]) -> bool:
        """Whether the exit status is 1."""
        return bool(self.complaints(results))


@dataclass(frozen=True, eq=False)
class AskEach(Ask[Source, Found]):
    """What one call asks of each chain: a line for -q and a result in JSON, for every one."""

    @abstractmethod
    def quiet(self, found: Found) -> str:
        """The line of one chain, for -q."""

    def brief(self, results: Sequence[Found]) -> Iterable[Block]:
        """All that -q says: the lines of the chains."""
        from jaccli.document.blocks import Line

        return [Line(self.quiet(found)) for found in results]

    @abstractmethod
    def data(self, found: Found) -> Mapping[str, Any]:
        """The result of one chain in JSON, but for the key `findings`, which its page gives."""

    def entries(self, results: Sequence[Found]) -> Sequence[Mapping[str, Any]]:
        """The results in JSON, each with what its page finds."""
        from jaccli.document.blocks import findings_in
        from jaccli.reports.common.data import finding_entries

        return [
            {**self.data(found), "findings": finding_entries(findings_in(self.page(found)))}
            for found in results
        ]


def formats_of(asked: type[Ask[Any, Any]]) -> tuple[str, ...]:
    """What a command can write: its own formats, and those that show every report; pictures, where
    it has some."""
    from jaccli.document.formats import FORMATS

    draws = asked.drawings is not Ask.drawings
    shared = [name for name, each in FORMATS.items() if draws or each.view != "drawings"]
    shared += ARRAYS if asked.arrays is not Ask.arrays else ()
    return (*asked.formats, *(name for name in shared if name not in asked.formats))
