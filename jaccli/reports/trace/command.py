"""jaccli trace: the graph that a Python function leaves when it is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.reports.common import offers
from jaccli.reports.common.ask import AskEach
from jaccli.reports.common.endings import CHAIN_FILES, PROGRAMS

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.trace.find import Recorded, Recordings


@dataclass(frozen=True, eq=False)
class Trace(AskEach["tuple[Graph, ...]", "Recorded | Recordings"]):
    """What one call of `trace` asks for: a recording, or two side by side."""

    name = "trace"
    help = """Call FILE.py:FUNCTION at the --at values and print what ran as a chain file, once it
    has given the same value with plain arrays. The file is executed: its code runs with your
    rights.

    \b
    jaccli trace model.py:loss --at 1 --at 2,3 | jaccli compare -
    jaccli trace sample:branches.py:relaxation --at 1 --and-at 3
    """
    options = (
        click.Option(
            ["--scalars"], is_flag=True, help="One layer for each operation on single numbers."
        ),
        click.Option(
            ["--and-at", "second"],
            metavar="VALUES",
            multiple=True,
            shell_complete=offers.arrays(),
            help="Another point: show where the two recorded graphs differ.",
        ),
    )
    endings = CHAIN_FILES
    metavar = "FILE.py:FUNCTION"
    takes = PROGRAMS

    scalars: bool
    second: tuple[str, ...]

    def sources(self, chains: Sequence[str]) -> list[tuple[Graph, ...]]:
        """What the function leaves at the point, and at the other one where there is one."""

        from jaccli.sources import graph_of
        from jaccli.spec.missing import functions_in
        from jaccli.spec.texts import NO_PROGRAM
        from jaccli.trace import names_a_function

        if len(chains) > 1:
            raise click.UsageError("trace records one function a call")
        (chain,) = chains
        if not names_a_function(chain):
            title = f"{printable(chain)} is no Python function"
            help = "trace records FILE.py:FUNCTION; the other commands read chain files"
            notes = [("help", NO_PROGRAM if self.common.confine else help)]
            if chain.endswith(".py") and not self.common.confine:
                notes = functions_in(chain)
            raise Mistakes([JaccliError(title, notes=notes)])
        readings = [self.common.reading(at) for at in self._points]
        followed = self.common.progress.over(lambda _: chain, readings, unit="points")
        return [tuple([graph_of(chain, reading, whole=True) for reading in followed])]

    @property
    def _points(self) -> tuple[tuple[str, ...], ...]:
        return (self.common.at, self.second) if self.second else (self.common.at,)

    def find(self, source: tuple[Graph, ...]) -> Recorded | Recordings:
        """The recording as a chain file, or how two of them differ."""
        from jaccli.reports.trace.find import recorded, recordings, written_out

        texts = 0 if len(source) > 1 else sum(map(_texts, self.common.formats))
        how: dict[str, Any] = {"scalars": self.scalars, "max_memory": self.common.max_memory}
        first, *more = [written_out(graph, texts=texts, **how) for graph in source]
        at, *and_at = [" ".join(point) for point in self._points]
        if more:
            return recordings(first, more[0], at, and_at[0])
        return recorded(first, at, file=texts > 0)

    def page(self, found: Recorded | Recordings) -> Iterable[Block]:
        """The operations, of one recording as a chain file."""
        from jaccli.reports.trace import page
        from jaccli.reports.trace.find import Recorded

        if isinstance(found, Recorded):
            return page.recorded(found, self.common.point)
        return page.recordings(found, self.common.point)

    def screen(self, found: Recorded | Recordings) -> Iterable[Block]:
        """The same; of two recordings without what a recording is."""
        from jaccli.reports.trace import page
        from jaccli.reports.trace.find import Recorded

        if isinstance(found, Recorded):
            return page.recorded(found, self.common.point)
        return page.recordings(found, self.common.point, details=False)

    def drawings(self, found: Recorded | Recordings) -> Iterable[Block]:
        """The graph of one recording."""
        from jaccli.reports.trace.drawings import drawings
        from jaccli.reports.trace.find import Recorded

        return drawings(found, self.common.point) if isinstance(found, Recorded) else ()

    def whole(self, results: Sequence[Recorded | Recordings]) -> Iterator[Block]:
        """The page; as text a recording is the chain file alone, for the next command to read."""
        if self.second or self.common.format != "text":
            yield from super().whole(results)
        else:
            yield from self._chain_file(results)

    def brief(self, results: Sequence[Recorded | Recordings]) -> Iterable[Block]:
        """A line of two recordings; of one, as text, the chain file."""
        if self.second or self.common.format != "text":
            return super().brief(results)
        return self._chain_file(results)

    def _chain_file(self, results: Sequence[Recorded | Recordings]) -> Iterator[Block]:
        from jaccli.document.blocks import Code
        from jaccli.reports.trace.find import Recorded
        from jaccli.reports.trace.page import chain_file

        recorded = (found for found in results if isinstance(found, Recorded))
        if not self.common.typed:  # no command is offered to run next
            return (Code(found.file, "yaml") for found in recorded)
        return (chain_file(found, self.common.point) for found in recorded)

    def quiet(self, found: Recorded | Recordings) -> str:
        """How many operations ran."""
        from jaccli.reports.trace.say import quiet

        return quiet(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.trace.data import DECLARED

        return DECLARED

    def data(self, found: Recorded | Recordings) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.trace.data import tracing

        return tracing(found)


def _texts(format: str) -> int:
    """How many copies of a chain file a format makes at once: a page marks its words up as well."""
    return {"json": 0, "text": 1, "yaml": 1}.get(format, 2)


COMMAND = Trace
