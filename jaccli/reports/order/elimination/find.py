"""The orders of elimination of a graph: found, priced, run, explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.elimination.best import Evidence
from jaccli.accumulate.elimination.walk import Gone
from jaccli.accumulate.orders import Answer
from jaccli.accumulate.orders.graph import Elimination
from jaccli.accumulate.price import MODES, CostModel, Mode
from jaccli.arrays import np
from jaccli.linmap import LinearMap
from jaccli.nothing import NOTHING
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import of_the_tape
from jaccli.reports.common.measure import Clock
from jaccli.reports.order.elimination.asked import By, answers_of, time_up
from jaccli.reports.order.elimination.beside import jacobian_beside
from jaccli.reports.order.elimination.priced import (
    BEST,
    GIVEN,
    Ordered,
    Priced,
    Ranking,
    amount,
    ranked,
)
from jaccli.reports.order.elimination.running import (
    executed,
    maps_of,
    too_long_to_time,
)
from jaccli.reports.order.elimination.subject import Subject
from jaccli.reports.order.running import Execution, Timing, timed_runs

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding


class Eliminating(NamedTuple):
    """Everything `order` finds for a graph of Jacobians."""

    subject: Subject
    by: By  # what is eliminated
    orders: Ranking
    steps: tuple[Gone, ...]  # of the best order, in the cost model
    steps_of: Mapping[Mode, tuple[Gone, ...]]  # of the modes
    execution: Execution | None  # None for shapes alone
    left: Mapping[Ordered, str]  # why an order was not run though there are numbers
    timing: Timing | None
    not_timed: str  # why not, where it was asked for

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.order.elimination.say import by_rule, in_a_line

        return representation("order", in_a_line(self), by_rule(self))

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "order", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "order")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.order.elimination.page import page

        return findings_on(page(self))

    @property
    def model(self) -> CostModel:
        """The cost model that ranks the orders."""
        return self.orders.model

    @property
    def best(self) -> Priced:
        """The cheapest order that was found."""
        return self.orders.best

    @property
    def evidence(self) -> Evidence | None:
        """What is known of all orders rests on it; None where no search left any."""
        evidence = self.orders.answers[BEST].evidence
        return evidence if isinstance(evidence, Evidence) else None

    @property
    def between(self) -> tuple[str, ...]:
        """The values that every order eliminates."""
        dag = self.subject.dag
        return tuple(dag.names[v] for v in dag.inner)

    @property
    def is_zero(self) -> bool:
        """Whether J is 0, for nothing leads from an input to an output."""
        dag = self.subject.dag
        return not dag.edges and {*dag.inputs}.isdisjoint(dag.outputs)

    def amount(self, name: str) -> int:
        """Of a named order, in the unit that orders are compared in."""
        return self.orders.amount(self.orders.called(name))

    def flops(self, name: str) -> int:
        """Of a named order, under the model."""
        return self.orders.called(name).costs[self.model].flops

    def spent(self, step: Gone) -> int:
        """Of an elimination, in the unit that orders are compared in."""
        return amount(step.cost, self.model)

    @property
    def all_tie(self) -> bool:
        """Whether the orders that have a name all cost the same."""
        return len({self.orders.amount(each) for each in self.orders.orders}) == 1

    @property
    def not_the_price(self) -> int:
        """In how many of the orders that were run something else was counted than the price."""
        if self.execution is None:
            return 0
        prices = ((each.order, each.costs[self.model]) for each in self.orders.orders)
        return self.execution.not_the_price(prices)

    @property
    def is_well(self) -> bool:
        """Whether what was run came to one J at the price that was named."""
        execution = self.execution
        return bool(execution and execution.runs and execution.ok and not self.not_the_price)

    @property
    def all_came_to_one(self) -> bool:
        """Whether every order that is shown was run, and all is well."""
        execution = self.execution
        return bool(
            execution
            and self.is_well
            and not execution.overflowing
            and len(execution.runs) == len(self.orders.orders)
        )


def eliminating(
    subject: Subject,
    model: CostModel = "dense",
    *,
    by: By = "vertices",
    given: Sequence[str] | None = None,
    budget: float | None = None,
    seed: int = 0,
    max_memory: int | None = None,
    clock: Clock | None = None,
    timed: bool = False,
    rng: np.random.RandomState | None = None,
    progress: Progress = SILENT,
) -> Eliminating:
    """Forward, reverse, Markowitz's rule and the best order of elimination of a graph.

    model: which price is to be least; by: what is eliminated, values or single edges; given: an
    order of values that stands beside them; budget: seconds of the search, BUDGET where it is None;
    seed: of the numbers that the search draws; max_memory: bytes, orders that need more are priced
    and not run, and the search remembers no more; clock: seconds, None where time is no limit;
    timed: whether the orders shall be timed by it
    rng: draws the matrices that are timed where there are shapes alone. Raises Mistakes: arrays
    that cannot be loaded, what is not finite.
    """
    dag = subject.dag.dense if model == "dense" else subject.dag
    with progress.stage("search", unit="s") as stage:
        answers = answers_of(subject, dag, by, time_up(budget, clock, stage), seed, max_memory)
    if given is not None:
        answers[GIVEN] = Answer(Elimination(tuple(given), dag.dense))
    with progress.stage("pricing"):
        orders = ranked(subject.dag, answers, model)
    with progress.stage("linearising"):
        maps, why_not = maps_of(subject.dag, subject.written, max_memory, rng)
    found = Eliminating(
        subject,
        by,
        orders,
        orders.best.steps,
        {mode: orders.called(mode).steps for mode in MODES},
        None,
        NOTHING,
        None,
        "",
    )
    if subject.written is not None:
        found = _run(found, maps, why_not, max_memory, progress)
    if not timed or clock is None:
        return found
    return _timed(found, maps, why_not, clock, progress)


def _run(
    found: Eliminating,
    maps: Sequence[LinearMap],
    why_not: str,
    max_memory: int | None,
    progress: Progress,
) -> Eliminating:
    """With the orders run, the best first."""
    subject = found.subject
    if why_not:
        return found._replace(execution=Execution({}, why_not))
    assert subject.written is not None
    execution, left = executed(
        subject.dag,
        progress.over("running", [each.order for each in found.orders.orders], unit="orders"),
        maps,
        found.model,
        file=subject.file,
        dtype=subject.dtype,
        max_memory=max_memory,
        tape=[*of_the_tape(subject.written)],
        reference=jacobian_beside(subject, max_memory, progress),
    )
    return found._replace(execution=execution, left=left)


def _timed(
    found: Eliminating,
    maps: Sequence[LinearMap],
    why_not: str,
    clock: Clock,
    progress: Progress,
) -> Eliminating:
    """With the clock asked as well."""
    named = {each.names[0]: each.order for each in found.orders.orders}
    if not found.between:
        why_not = "there is no value between, so nothing is multiplied"
    why_not = why_not or too_long_to_time(found.subject.dag, [*named.values()])
    if why_not:
        return found._replace(not_timed=why_not)
    drawn = found.subject.graph is None
    return found._replace(timing=timed_runs(named, maps, clock, progress, drawn=drawn))
