"""jaccli order: the cheapest order of multiplication beside forward and reverse mode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common.ask import AskEach
from jaccli.reports.order.options import OPTIONS

if TYPE_CHECKING:
    from jaccli.accumulate.price import CostModel
    from jaccli.document.blocks import Block
    from jaccli.factors import Factors
    from jaccli.graph import Graph
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.order.elimination.asked import By
    from jaccli.reports.order.elimination.find import Eliminating
    from jaccli.reports.order.kinds import Found
    from jaccli.shapes import ShapeGraph
    from jaccli.sources import Reading

MOST_NAMED = 12  # sizes that name a chain


@dataclass(frozen=True, eq=False)
class Order(AskEach["Factors | Graph | ShapeGraph", "Found"]):
    """What one call of `order` asks for."""

    name = "order"
    help = """The cheapest order to multiply the Jacobians of each CHAIN, or to eliminate the values
    of a graph, beside forward and reverse mode: what each costs, every step of the best, and why. A
    CHAIN may be a file of shapes alone, `jacobians: [[4, 6], [3, 4]]` or `edges: [[x, a], [a, y]]`.

    \b
    jaccli order sample:bottleneck
    jaccli order --dims 30,3,50,3,30 --cost structured --time
    jaccli order sample:residual --order r,a,z,y
    jaccli order sample:digits --matrix-free --memory-limit 2000
    """
    options = OPTIONS
    metavar = "[CHAIN...]"
    required = False

    dims: tuple[int, ...] | None
    model: CostModel | None
    given: str | None
    by: By | None
    scalars: bool
    budget: float | None
    seed: int
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
        if self.given is not None and self.matrix_free:
            raise click.UsageError("--order is not for --matrix-free: a plan has vectors")
        if self.given is not None and self.by == "edges":
            raise click.UsageError("--order is an order of values: leave --eliminate edges out")
        if self.by is not None and self.matrix_free:
            raise click.UsageError("--eliminate is not for --matrix-free: a plan has vectors")
        if self.scalars and self.matrix_free:
            raise click.UsageError("--scalars is not for --matrix-free: vectors pass whole layers")
        if self.dims is not None and (self.common.sizes or self.common.at):
            raise click.UsageError("--set and --at are for a CHAIN: --dims says all there is")

    @property
    def again(self) -> tuple[str, ...]:
        """The options that a next command has to repeat."""
        scalars = ["--scalars"] if self.scalars else []
        edges = ["--eliminate edges"] if self.by == "edges" else []
        model = [f"--cost {self.model}"] if self.model else []
        return (*self.common.point, *scalars, *edges, *model)

    def sources(self, chains: Sequence[str]) -> list[Factors | Graph | ShapeGraph]:
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

    def read(self, chain: str, reading: Reading) -> Factors | Graph | ShapeGraph:
        """The Jacobians of a chain, of a graph, or of a file of shapes."""
        from jaccli.sources import jacobians_of

        return jacobians_of(chain, reading)

    def find(self, source: Factors | Graph | ShapeGraph) -> Found:
        """The best order, or the best plan where no Jacobian is given."""
        from jaccli.factors import Factors

        most = self.common.max_memory
        if self.matrix_free:
            from jaccli.reports.order.matrix_free.find import matrix_free

            if not isinstance(source, Factors):
                from jaccli.reports.order.elimination.subject import chain_of_pieces

                source = chain_of_pieces(source)
            model = self.model or "structured"
            return matrix_free(source, model, limit=self.memory_limit, max_memory=most)
        if not isinstance(source, Factors) or self.given or self.by or self.scalars:
            return self._eliminating(source)
        from jaccli.arrays import np
        from jaccli.reports.order.find import order

        return order(
            source,
            self.model or "dense",
            max_memory=most,
            clock=perf_counter if self.timed else None,
            rng=np.random.RandomState(0) if self.timed else None,  # of shapes alone
            progress=self.common.progress,
        )

    def _eliminating(self, source: Factors | Graph | ShapeGraph) -> Eliminating:
        """The orders in which the values of a graph are eliminated."""
        from jaccli.arrays import np
        from jaccli.reports.order.elimination.find import eliminating
        from jaccli.reports.order.elimination.given import order_of
        from jaccli.reports.order.elimination.subject import subject_of

        with self.common.progress.stage("linearising"):
            subject = subject_of(source, scalars=self.scalars)
        return eliminating(
            subject,
            self.model or "dense",
            by=self.by or "vertices",
            given=None if self.given is None else order_of(self.given, subject),
            budget=self.budget,
            seed=self.seed,
            max_memory=self.common.max_memory,
            clock=perf_counter,
            timed=self.timed,
            rng=np.random.RandomState(0) if self.timed else None,
            progress=self.common.progress,
        )

    def page(self, found: Found) -> Iterable[Block]:
        """The ways side by side, the reason, every step, the rule."""
        from jaccli.reports.order.kinds import shown

        return shown(found).page(self.common.values, self.again)

    def screen(self, found: Found) -> Iterable[Block]:
        """The orders side by side, the best step by step, what that answers."""
        from jaccli.reports.order.kinds import shown

        return shown(found).screen(self.common.values, self.again)

    def drawings(self, found: Found) -> Iterable[Block]:
        """The tree of the best order; bars of the other kinds."""
        from jaccli.reports.order.kinds import shown

        return shown(found).drawings()

    def table(self, found: Found) -> Iterable[Block]:
        """All orders that have been listed; the plans where no Jacobian is given."""
        from jaccli.reports.order.elimination import ranked as of_graphs
        from jaccli.reports.order.elimination.find import Eliminating
        from jaccli.reports.order.find import Ordering
        from jaccli.reports.order.ranked import ranking

        if isinstance(found, Ordering):
            return [ranking(found)]
        if isinstance(found, Eliminating):
            return [of_graphs.ranking(found)]
        return super().table(found)

    def together(self, results: Sequence[Found]) -> Iterable[Block]:
        """Several chains side by side."""
        from jaccli.reports.order.matrix_free.find import MatrixFree

        plans = [found for found in results if isinstance(found, MatrixFree)]
        if plans:
            from jaccli.reports.order.matrix_free.screen import side_by_side as of_plans

            return of_plans(plans, again=self.again)
        from jaccli.reports.order.several import side_by_side

        orders = [found for found in results if not isinstance(found, MatrixFree)]
        return side_by_side(orders, again=self.again)

    def quiet(self, found: Found) -> str:
        """The file, and what the best and the others cost."""
        from jaccli.reports.order.kinds import shown

        return shown(found).line()

    @classmethod
    def options_of(cls, report: Found) -> Mapping[str, Any]:
        """Which question it answers, and under which model where that is not the usual one."""
        from jaccli.reports.order.elimination.find import Eliminating
        from jaccli.reports.order.matrix_free.find import MatrixFree

        free = isinstance(report, MatrixFree)
        usual = "structured" if free else "dense"
        return {
            "model": None if report.model == usual else report.model,
            "matrix_free": free,
            "memory_limit": report.limit if isinstance(report, MatrixFree) else None,
            "scalars": isinstance(report, Eliminating) and report.subject.is_of_numbers,
        }

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.order.data import DECLARED

        return DECLARED

    def data(self, found: Found) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.order.kinds import shown

        return shown(found).data()


COMMAND = Order
