"""jaccli check: verified for CI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import click

from jaccli.reports.common import offers
from jaccli.reports.common.ask import Ask, Common
from jaccli.reports.common.each import each_of

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.check.checks.baseline import Baseline
    from jaccli.reports.check.find import Checked, Run
    from jaccli.reports.common.entries import Declared


class Batch(NamedTuple):
    """All that one call checks: it is one report, whose time begins with reading.

    skipped: YAML files of the folders that are no chain files; begun: when, by its stopwatch
    """

    graphs: Sequence[Graph]
    skipped: tuple[str, ...]
    baseline: Baseline | None
    begun: float


@dataclass(frozen=True, eq=False)
class Check(Ask[Batch, "Run"]):
    """What one call of `check` asks for."""

    name = "check"
    help = """Verify each PATH, a chain or a folder searched for chain files: derivatives by
    differences and the complex step, the sweeps, the counted FLOPs, and what the file itself says
    under `expect:`. Exit status 1 if a check fails.

    \b
    jaccli check chains/
    jaccli check 'sample:*' -q
    jaccli check mlp.yaml --baseline costs.json
    jaccli check chains/ --format github      (annotations in a pull request)
    """
    options = (
        click.Option(
            ["--baseline"],
            metavar="FILE",
            shell_complete=offers.files(".json"),
            help="Fail where a cost has grown since `compare --format json` wrote FILE.",
        ),
        click.Option(
            ["--against"],
            type=click.Choice(["jax", "torch"]),
            help="Compare value, Jacobian and gradients with another framework.",
        ),
        click.Option(
            ["--strict"], is_flag=True, help="Fail a file that expects nothing of itself."
        ),
        click.Option(
            ["--no-solutions", "hidden"],
            is_flag=True,
            help="Of an expectation that is not met, say so and not what would be right.",
        ),
        click.Option(
            ["--tolerance"],
            type=click.FloatRange(0, 1),
            default=None,
            help="The most that the `tolerance` of a file may be.",
        ),
    )
    formats = ("text", "json", "github", "junit")
    metavar = "PATH..."

    baseline: str | None
    against: str | None
    strict: bool
    hidden: bool
    tolerance: float | None

    def sources(self, chains: Sequence[str]) -> list[Batch]:
        """The chains of all paths, read as one batch."""
        from time import perf_counter

        from jaccli.reports.check.checks.baseline import read_baseline
        from jaccli.sources import expanded, graph_of

        begun = perf_counter()
        progress = self.common.progress
        with progress.stage("looking for chains"):
            paths, skipped = expanded(chains, confine=self.common.confine)
        reading = self.common.reading()
        followed = progress.over(str, paths)
        graphs = each_of(followed, lambda chain: graph_of(chain, reading))
        baseline = None if self.baseline is None else read_baseline(self.baseline)
        return [Batch(graphs, skipped, baseline, begun)]

    def results(self, sources: Sequence[Batch], chains: Sequence[str]) -> list[Run]:
        """The one report; it names its chains itself."""
        return [self.find(source) for source in sources]

    def find(self, source: Batch) -> Run:
        """Every chain verified, each with the time it took."""
        from time import perf_counter

        from jaccli.reports.check.find import Run

        if source.baseline is not None:
            source.baseline.refuse_strangers(source.graphs)
        followed = self.common.progress.over(attrgetter("file"), source.graphs)
        results = each_of(followed, self._timed(source.baseline))
        return Run(tuple(results), source.skipped, perf_counter() - source.begun)

    def _timed(self, baseline: Baseline | None) -> Callable[[Graph], Checked]:
        from time import perf_counter

        from jaccli.reports.check.find import check
        from jaccli.reports.check.teacher import Teacher

        peer = None
        if self.against is not None:
            from jaccli.reports.check.peers import peer_checks

            peer = peer_checks(self.against)

        def timed(graph: Graph) -> Checked:
            begun = perf_counter()
            found = check(
                graph,
                max_memory=self.common.max_memory,
                baseline=baseline,
                peer=peer,
                teacher=Teacher(self.strict, self.hidden, self.tolerance),
                progress=self.common.progress,
            )
            return found._replace(seconds=perf_counter() - begun)

        return timed

    def page(self, found: Run) -> Iterable[Block]:
        """A line a check, failures drawn with their place; what is tested and the total."""
        from jaccli.reports.check.page import page

        return page(found)

    def title(self, found: Run) -> str:
        """How many chains they are, of more than one."""
        from jaccli.words import count

        return count(len(found.results), "chain") if len(found.results) > 1 else ""

    def screen(self, found: Run) -> Iterable[Block]:
        """A line a check, of several chains a line each; failures with their place; the total."""
        from jaccli.reports.check.screen import of_one, of_several

        return of_one(found) if len(found.results) == 1 else of_several(found)

    def table(self, found: Run) -> Iterable[Block]:
        """A row a check, with the chain that it is of."""
        from jaccli.reports.check.screen import every_check

        return [every_check(found.results)]

    def brief(self, results: Sequence[Run]) -> Iterable[Block]:
        """One line a chain, the failures and the total."""
        from jaccli.reports.check.page import brief

        (found,) = results
        return brief(found)

    @classmethod
    def told(cls, report: Checked, common: Common) -> tuple[Self, Sequence[Run]]:
        """What one asks who checks one chain."""
        from jaccli.reports.check.find import Run

        ask, _ = super().told(report, common)
        return ask, [Run((report,), (), report.seconds)]

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.check.data import DECLARED

        return DECLARED

    def entries(self, results: Sequence[Run]) -> Sequence[Mapping[str, Any]]:
        """One result a chain, each with what was found of it."""
        from jaccli.reports.check.data import checked
        from jaccli.reports.check.page import findings
        from jaccli.reports.common.data import finding_entries

        (found,) = results
        return [
            {**checked(each), "findings": finding_entries(findings(each))} for each in found.results
        ]

    def beside(self, results: Sequence[Run]) -> Mapping[str, Any]:
        """The files that were passed over."""
        from jaccli.reports.check.data import beside

        (found,) = results
        return beside(found.skipped)

    def written(self, results: Sequence[Run]) -> str | None:
        """What machines show: annotations of GitHub Actions, or JUnit XML."""
        (found,) = results
        match self.common.format:
            case "github":
                from jaccli.reports.check.github import github

                return github(found, self.common.checkout)
            case "junit":
                from jaccli.reports.check.junit import junit

                return junit(found)
        return None

    def failed(self, results: Sequence[Run]) -> bool:
        """Whether a check failed."""
        return any(found.count("failed") for found in results)


COMMAND = Check
