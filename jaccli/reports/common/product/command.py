"""What `jvp` and `vjp` share: one sweep with the vectors that are given, or the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common.ask import AskEach
from jaccli.reports.common.endings import ARRAYS

if TYPE_CHECKING:
    from jaccli.accumulate.price import CostModel, Mode
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.common.product.find import Products
    from jaccli.reports.common.product.page import Showing


@dataclass(frozen=True, eq=False)
class Multiply(AskEach["Graph", "Products"]):
    """What one call of `jvp` or `vjp` asks for."""

    mode: ClassVar[Mode]

    vectors: tuple[str, ...]
    steps: bool
    pause: bool
    blanks: tuple[str, ...]
    model: CostModel
    seed: int

    def __post_init__(self) -> None:
        hidden = self.steps or set(self.blanks) == {"result"}
        if self.blanks and (self.common.format in ("json", *ARRAYS) or not hidden):
            raise click.UsageError(
                "--blank hides a value of --steps: add --steps, in text (only `result` needs none)"
            )

    def find(self, source: Graph) -> Products:
        """The products, in one pass. Raises Mistakes for a vector or a --blank that is none."""
        from jaccli.reports.common.product.find import products
        from jaccli.reports.common.vectors import vectors_of

        size, what = source.input_size, f"a tangent of {source.file}"
        if self.mode == "reverse":
            size, what = source.output_size, f"an adjoint of {source.file}"
        vectors = vectors_of(self.vectors, size, source.dtype, self.seed, what)
        self.common.guard("")  # a vector is read from a file too
        most, progress = self.common.max_memory, self.common.progress
        asked = (source, self.mode, vectors, self.model)
        found = products(*asked, max_memory=most, progress=progress)
        self._refuse_blanks(found)
        return found

    def page(self, found: Products) -> Iterable[Block]:
        """The question, the steps at length, the answer, its check, its price."""
        from jaccli.reports.common.product.page import page

        return page(found, self._showing())

    def screen(self, found: Products) -> Iterable[Block]:
        """The question, the steps where they are asked for, the answer."""
        from jaccli.reports.common.product.screen import screen

        return screen(found, self._showing())

    def arrays(self, found: Products) -> Iterable[Named]:
        """The output and the products; with --steps what is carried, and the values."""
        from jaccli.reports.common.product.arrays import arrays

        return arrays(found, steps=self.steps)

    def table(self, found: Products) -> Iterable[Block]:
        """The steps where they are asked for, else the products."""
        from jaccli.reports.common.product.ledger import ledger
        from jaccli.reports.common.product.page import Writer
        from jaccli.reports.common.product.results import result

        showing = self._showing()
        writer = Writer(found, showing)
        if showing.steps:
            return [ledger(found, writer.hidden, writer.flow)]
        return [result(found, whole=True, blank="result" in writer.hidden)]

    def drawings(self, found: Products) -> Iterable[Block]:
        """The graph, with what the sweep carries to each value."""
        from jaccli.reports.common.product.drawings import drawings

        return drawings(found, self._showing())

    def stage(self, found: Products) -> Iterable[Block]:
        """Every step, one at a time."""
        from jaccli.reports.common.product.stage import stage

        return stage(found, self._showing())

    def paper(self, found: Products) -> Iterable[Block]:
        """The steps, whether they were asked for or not."""
        asked = replace(self, steps=True)
        return asked.page(found) if self.common.details else asked.screen(found)

    def together(self, results: Sequence[Products]) -> Iterable[Block]:
        """Several chains, a line each."""
        from jaccli.reports.common.product.screen import side_by_side

        return side_by_side(results, blanks=self.blanks, point=self.common.point, steps=self.steps)

    def _showing(self) -> Showing:
        from jaccli.reports.common.product.page import Showing

        common = self.common
        waits = common.waits and self.pause and self.steps
        return Showing(
            steps=self.steps,
            briefly=common.format == "json",
            values=common.values,
            picture=common.picture,
            blanks=self.blanks,
            waits=waits and common.format == "text" and not common.quiet,
            point=common.point,
        )

    def quiet(self, found: Products) -> str:
        """The file and the products."""
        from jaccli.reports.common.product.say import quiet

        return quiet(found, blank="result" in found.hidden(self.blanks))

    @classmethod
    def options_of(cls, report: Products) -> Mapping[str, Any]:
        """The cost model."""
        return {"model": report.model}

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.common.product.data import DECLARED

        return DECLARED[cls.mode]

    def data(self, found: Products) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.common.product.data import product

        return product(found, steps=self.steps)

    def _refuse_blanks(self, found: Products) -> None:
        """Raise Mistakes for a --blank that names no value of the report."""
        from jaccli.nearest import did_you_mean

        unknown = [blank for blank in self.blanks if blank not in found.names]
        if not unknown:
            return
        raise Mistakes(
            [
                JaccliError(
                    f"--blank {blank}: no such value",
                    notes=[
                        *did_you_mean(blank, found.names),
                        ("note", f"values: {', '.join(found.names)}"),
                    ],
                )
                for blank in unknown
            ]
        )
