"""jaccli sweep: how the cost of both modes grows with a size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.reports.common import offers
from jaccli.reports.common.ask import AskEach
from jaccli.reports.common.endings import CHAIN_FILES
from jaccli.reports.common.options import COST, SEEDS, rule_words
from jaccli.reports.sweep.vary import Vary, variation

if TYPE_CHECKING:
    from jaccli.accumulate.price import CostModel, Seeds
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.sweep.answer import Again
    from jaccli.reports.sweep.find import GraphAt, Sweep
    from jaccli.sources import Reading
    from jaccli.spec.chain import ChainFile


class Variation(click.ParamType[Vary]):
    """NAME[,NAME…]=A:B[:STEPS], or a list of sizes."""

    name = "NAME=A:B[:STEPS]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Vary:
        if isinstance(value, Vary):
            return value
        try:
            return variation(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Sized(NamedTuple):
    """A file that gives graphs at several sizes, and the one at its own; it is parsed once."""

    file: ChainFile
    reading: Reading
    own: Graph

    def at(self, names: Sequence[str], size: int) -> Graph:
        """The graph with all the names at this size. Raises Mistakes: the file does not fit."""
        sizes = {**self.reading.sizes, **dict.fromkeys(names, size)}
        return self.file.graph(sizes, self.reading.at, "--vary")


@dataclass(frozen=True, eq=False)
class AskSweep(AskEach[Sized, "Sweep"]):
    """What one call of `sweep` asks for."""

    name = "sweep"
    help = """How the cost of the full Jacobian grows with a size that the CHAIN names in `sizes`:
    both modes at each size, from shapes alone, the slopes on logarithmic axes, and the crossover.

    \b
    jaccli sweep sample:textbook --vary n=16:100000
    jaccli sweep sample:tall --vary n=1:1000
    jaccli sweep mlp.yaml --vary n,h=8:1024 --time
    jaccli sweep mlp.yaml --vary n=1,10,100 --format csv
    """
    options = (
        click.Option(
            ["--vary"],
            type=Variation(),
            multiple=True,
            shell_complete=offers.offering(offers.sizes),
            help="The size to vary, of those named in `sizes`: n=16:1024 (13 sizes in equal "
            "ratios), n=16:1024:7, n=1,10,100, or several names together, n,h=8:1024.",
        ),
        COST,
        SEEDS,
        click.Option(
            ["--plot/--no-plot", "plot"],
            default=True,
            help="With the curves, or the table alone.",
        ),
        click.Option(
            ["--time", "timed"], is_flag=True, help="Measure both modes as well, where they fit."
        ),
    )
    formats = ("text", "json", "csv")
    takes = CHAIN_FILES

    vary: tuple[Vary, ...]
    model: CostModel
    seeds: Seeds
    plot: bool
    timed: bool

    def __post_init__(self) -> None:
        if not self.vary:
            title, help = "sweep needs --vary, the size that grows", "write `--vary n=16:1024`"
            raise Mistakes([JaccliError(title, notes=[("help", help)])])
        if len(self.vary) > 1:
            raise click.UsageError(
                "--vary is given more than once: n,h=8:1024 varies two sizes alike"
            )
        for name in self.varied.names:
            if name in self.common.sizes:
                raise click.UsageError(
                    f"{printable(name)} is both fixed by --set and varied by --vary"
                )

    @property
    def varied(self) -> Vary:
        """The one variation there is."""
        return self.vary[0]

    def read(self, chain: str, reading: Reading) -> Sized:
        """The file and its graph; a function has no sizes."""
        from jaccli.sources import file_of

        file = file_of(chain, confine=reading.confine)
        return Sized(file, reading, file.graph(reading.sizes, reading.at))

    def find(self, source: Sized) -> Sweep:
        """The prices at every size, and the seconds where they are asked for."""
        from jaccli.reports.common.modes import Rule
        from jaccli.reports.sweep.find import sweep

        names, sizes, _ = self.varied

        def graph_at(size: int) -> Graph:
            return source.at(names, size)

        file = source.file.resizable(names, source.reading.sizes, source.reading.at)
        rule = Rule(self.model, self.seeds)
        found = sweep(source.own, graph_at, file, names, sizes, rule, self.common.progress)
        return self._timed(found, graph_at) if self.timed else found

    def _timed(self, found: Sweep, graph_at: GraphAt) -> Sweep:
        from time import perf_counter

        from jaccli.reports.sweep import stopwatch

        return stopwatch.timed(
            found, graph_at, perf_counter, self.common.max_memory, self.common.progress
        )

    def page(self, found: Sweep) -> Iterable[Block]:
        """The curves, the table, the summary, the rule."""
        from jaccli.reports.sweep.page import page

        return page(found, plotted=self.plot, again=self._again())

    def screen(self, found: Sweep) -> Iterable[Block]:
        """The curves beside the table, and the answer."""
        from jaccli.reports.sweep.screen import screen

        return screen(found, self._again(), plotted=self.plot)

    def drawings(self, found: Sweep) -> Iterable[Block]:
        """The curves, with their slopes."""
        from jaccli.reports.sweep.drawings import drawings

        return drawings(found)

    def together(self, results: Sequence[Sweep]) -> Iterable[Block]:
        """Several chains, a line each."""
        from jaccli.reports.sweep.screen import side_by_side

        return side_by_side(results, self._again())

    def _again(self) -> Again:
        """What a next command has to repeat."""
        import shlex

        from jaccli.reports.sweep.answer import Again

        vary = (f"--vary {shlex.quote(self.varied.text)}",)
        return Again(self.common.point, vary, rule_words(self.model, self.seeds))

    def quiet(self, found: Sweep) -> str:
        """The file, the headline and the slopes."""
        from jaccli.reports.sweep.say import in_a_line

        return in_a_line(found)

    @classmethod
    def options_of(cls, report: Sweep) -> Mapping[str, Any]:
        """What is varied, and the rule."""
        vary = Vary(report.names, tuple(each.size for each in report.points), report.varied)
        return {"vary": (vary,), "model": report.rule.model, "seeds": report.rule.seeds}

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.sweep.data import DECLARED

        return DECLARED

    def data(self, found: Sweep) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.sweep.data import sweep

        return sweep(found)

    def written(self, results: Sequence[Sweep]) -> str | None:
        """A table for a spreadsheet."""
        if self.common.format != "csv":
            return None
        from jaccli.reports.sweep.csv import csv

        return csv(results)


COMMAND = AskSweep
