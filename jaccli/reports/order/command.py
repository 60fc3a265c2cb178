"""jaccli order: the cheapest order of multiplication beside forward and reverse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common.ask import AskEach
from jaccli.reports.order.options import OPTIONS

if TYPE_CHECKING:
    from jaccli.accumulate.price import CostModel
    from jaccli.document.blocks import Block
    from jaccli.factors import Factors
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.order.find import Ordering
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.sources import Reading

Found = Union["Ordering", "MatrixFree"]  # the second with --matrix-free
MOST_NAMED = 12  # sizes that name a chain


@dataclass(frozen=True)
class Order(AskEach["Factors", Found]):
    """What one call of `order` asks for."""

    name = "order"
    help = """The cheapest order to multiply the Jacobians of each CHAIN, beside forward and reverse
    mode: what each costs, every step of the best, and why it is the best. A CHAIN may be a file of
    shapes alone, `jacobians: [[4, 6], [3, 4]]`.

    \b
    jaccli order sample:bottleneck
    jaccli order --dims 30,3,50,3,30
    jaccli order mlp.yaml --cost structured --time
    jaccli order sample:digits --matrix-free --memory-limit 2000
    """
    options = OPTIONS
    metavar = "[CHAIN...]"
    required = False

    dims: tuple[int, ...] | None
    model: CostModel | None
    timed: bool
    matrix_free: bool
    memory_limit: int | None

    def __post_init__(self) -> None:
        if self.memory_limit is not None and not self.matrix_free:
            raise click.UsageError("--memory-limit is for --matrix-free: only adjoints need a tape")
        if self.timed and self.matrix_free:
            raise click.UsageError(
                "--time is not for --matrix-free: plans are compared by their count"
            )
        if self.dims is not None and (self.common.sizes or self.common.at):
            raise click.UsageError("--set and --at are for a CHAIN: --dims says all there is")

    @property
    def again(self) -> tuple[str, ...]:
        """The options that a next command has to repeat."""
        return (*self.common.point, *([f"--cost {self.model}"] if self.model else []))

    def sources(self, chains: Sequence[str]) -> list[Factors]:
        """The Jacobians of all files and functions, or those of --dims."""
        if not chains and self.dims is None:
            help = "write `jaccli order sample:bottleneck`, or `--dims 30,3,50,3,30` for a CHAIN"
            raise Mistakes([JaccliError("jaccli order needs a CHAIN", notes=[("help", help)])])
        if self.dims is None:
            return super().sources(chains)
        if chains:
            raise click.UsageError("--dims stands in place of a CHAIN: leave one of them out")
        from jaccli.factors import factors_of_sizes

        named = [str(size) for size in self.dims]
        if len(named) > MOST_NAMED:
            named = [*named[:3], "…", named[-1]]
        return [factors_of_sizes(f"--dims {','.join(named)}", self.dims)]

    def read(self, chain: str, reading: Reading) -> Factors:
        """The Jacobians of a chain, or of a file of shapes."""
        from jaccli.sources import factors_of

        return factors_of(chain, reading, self.common.point)

    def find(self, source: Factors) -> Found:
        """The best order, or the best plan where no Jacobian is given."""
        most = self.common.max_memory
        if self.matrix_free:
            from jaccli.reports.order.matrix_free.find import matrix_free

            model = self.model or "structured"
            return matrix_free(source, model, limit=self.memory_limit, max_memory=most)
        from time import perf_counter

        from jaccli.arrays import np
        from jaccli.reports.order.find import order

        return order(
            source,
            self.model or "dense",
            max_memory=most,
            clock=perf_counter if self.timed else None,
            rng=np.random.RandomState(0) if self.timed else None,  # of shapes alone
        )

    def page(self, found: Found) -> Iterable[Block]:
        """The ways side by side, the reason, every step, the rule."""
        from jaccli.reports.order import page
        from jaccli.reports.order.find import Ordering

        if isinstance(found, Ordering):
            return page.page(found, whole=self.common.values, again=self.again)
        from jaccli.reports.order.matrix_free.page import page as of_plans

        return of_plans(found, again=self.again)

    def screen(self, found: Found) -> Iterable[Block]:
        """The orders side by side, the best step by step, what that answers."""
        from jaccli.reports.order.find import Ordering

        if isinstance(found, Ordering):
            from jaccli.reports.order.screen import screen

            return screen(found, whole=self.common.values)
        from jaccli.reports.order.matrix_free.screen import screen as of_plans

        return of_plans(found, whole=self.common.values, again=self.again)

    def table(self, found: Found) -> Iterable[Block]:
        """All orders that have been listed; the plans where no Jacobian is given."""
        from jaccli.reports.order.find import Ordering
        from jaccli.reports.order.ranked import ranking

        return [ranking(found)] if isinstance(found, Ordering) else super().table(found)

    def together(self, results: Sequence[Found]) -> Iterable[Block]:
        """Several chains side by side."""
        from jaccli.reports.order.find import Ordering

        orderings = [found for found in results if isinstance(found, Ordering)]
        if orderings:
            from jaccli.reports.order.screen import side_by_side

            return side_by_side(orderings, again=self.again)
        from jaccli.reports.order.matrix_free.screen import side_by_side as of_plans

        plans = [found for found in results if not isinstance(found, Ordering)]
        return of_plans(plans, again=self.again)

    def quiet(self, found: Found) -> str:
        """The file, and what the best and the others cost."""
        from jaccli.reports.order import say
        from jaccli.reports.order.find import Ordering

        if isinstance(found, Ordering):
            return say.in_a_line(found)
        from jaccli.reports.order.matrix_free.say import in_a_line

        return in_a_line(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.order.data import DECLARED

        return DECLARED

    def data(self, found: Found) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.order.data import ordering
        from jaccli.reports.order.find import Ordering

        if isinstance(found, Ordering):
            return ordering(found)
        from jaccli.reports.order.matrix_free.data import matrix_free

        return matrix_free(found)


COMMAND = Order
