"""jaccli compare: the price of the full Jacobian both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.reports.common.ask import AskEach
from jaccli.reports.common.options import COST, SEEDS, rule_words

if TYPE_CHECKING:
    from jaccli.accumulate.price import CostModel, Seeds
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.compare.answer import Again
    from jaccli.reports.compare.comparison import Comparison, Wrt
    from jaccli.reports.compare.running import Run


@dataclass(frozen=True, eq=False)
class Compare(AskEach["Graph", "Comparison"]):
    """What one call of `compare` asks for."""

    name = "compare"
    pictures = True
    help = """The full Jacobian of each CHAIN by forward mode and by reverse mode: FLOPs step by
    step, memory, the verdict and its reason.

    Both modes are priced; the cheaper one builds J, and the other one too where that costs
    less than 10^9 FLOPs and 256 MiB. A price never fails for size.

    \b
    jaccli compare sample:digits --time
    jaccli compare large.yaml --run none             (prices alone, of any size)
    jaccli compare *.yaml --format json -o costs.json
    jaccli compare mlp.yaml --expect reverse -q      (exit status for CI)
    """
    options = (
        COST,
        SEEDS,
        click.Option(
            ["--expect"],
            type=click.Choice(["forward", "reverse", "tie"]),
            help="Exit with 1 if another verdict is found.",
        ),
        click.Option(
            ["--wrt"],
            type=click.Choice(["input", "parameters", "all"]),
            default="input",
            show_default=True,
            help="The derivative with respect to the input, all parameters, or both.",
        ),
        click.Option(
            ["--run"],
            type=click.Choice(["forward", "reverse", "both", "none"]),
            help="The modes that build J; none: prices only, no array is made.  "
            "[default: by their prices]",
        ),
        click.Option(["--time", "timed"], is_flag=True, help="Measure the modes that run as well."),
    )

    model: CostModel
    seeds: Seeds
    expect: str | None
    wrt: Wrt
    run: Run | None
    timed: bool

    def __post_init__(self) -> None:
        if self.timed and self.run == "none":
            raise click.UsageError("--time measures the modes that run: leave out --run none")

    def find(self, source: Graph) -> Comparison:
        """J by both modes, priced and built."""
        from time import perf_counter

        from jaccli.reports.common.modes import Rule
        from jaccli.reports.compare.find import compare

        return compare(
            source,
            Rule(self.model, self.seeds),
            wrt=self.wrt,
            run=self.run,
            max_memory=self.common.max_memory,
            clock=perf_counter if self.timed else None,
            whole=self.common.values,
            progress=self.common.progress,
        )

    def page(self, found: Comparison) -> Iterable[Block]:
        """The price list, J, the summary, the rules."""
        from jaccli.reports.compare.page import page

        return page(found, values=self.common.values, again=self._again())

    def screen(self, found: Comparison) -> Iterable[Block]:
        """The price list and the verdict."""
        from jaccli.reports.compare.screen import screen

        common = self.common
        return screen(found, self._again(), picture=common.picture, values=common.values)

    def drawings(self, found: Comparison) -> Iterable[Block]:
        """The prices as bars on one scale."""
        from jaccli.reports.compare.drawings import drawings

        return drawings(found)

    def stage(self, found: Comparison) -> Iterable[Block]:
        """Both modes side by side, pass by pass."""
        from jaccli.reports.compare.stage import stage

        return stage(found)

    def arrays(self, found: Comparison) -> Iterable[Named]:
        """J and the output. Raises Mistakes where no mode has built them."""
        from jaccli.reports.compare.arrays import arrays

        return arrays(found)

    def together(self, results: Sequence[Comparison]) -> Iterable[Block]:
        """Several chains side by side."""
        from jaccli.reports.compare.screen import side_by_side

        return side_by_side(results, self._again())

    def _again(self) -> Again:
        """What a next command has to repeat."""
        from jaccli.reports.compare.answer import Again

        run = (f"--run {self.run}",) if self.run else ()
        return Again(self.common.point, rule_words(self.model, self.seeds), run)

    def quiet(self, found: Comparison) -> str:
        """The file and the headline."""
        from jaccli.reports.compare.answer import in_a_line

        return in_a_line(found)

    @classmethod
    def options_of(cls, report: Comparison) -> Mapping[str, Any]:
        """The rule, and by what J is."""
        return {"model": report.rule.model, "seeds": report.rule.seeds, "wrt": report.wrt}

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.compare.entries import DECLARED

        return DECLARED

    def data(self, found: Comparison) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.compare.data import comparison

        return comparison(found, values=self.common.values)

    def complaints(self, results: Sequence[Comparison]) -> Sequence[str]:
        """The verdicts that --expect did not expect."""
        if self.expect is None:
            return ()
        return [
            f"jaccli: {found.graph.file}: expected {self.expect}, found {found.verdict.cheaper}"
            for found in results
            if found.verdict.cheaper != self.expect
        ]


COMMAND = Compare
