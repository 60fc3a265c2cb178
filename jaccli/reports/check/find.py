"""Everything that can be verified about a chain without running it by hand: derivatives, sweeps,
counts, the file's own expectations, an earlier run's costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from jaccli.accumulate import sources_of, unused_in
from jaccli.arrays import np
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph
from jaccli.progress import SILENT, Progress
from jaccli.reports.check.case import Case
from jaccli.reports.check.checks.baseline import Baseline, baseline_checks
from jaccli.reports.check.checks.counting import count_checks
from jaccli.reports.check.checks.derivatives import derivative_checks
from jaccli.reports.check.checks.expected import expected_checks
from jaccli.reports.check.checks.program import program_checks
from jaccli.reports.check.checks.sweeps import sweep_checks
from jaccli.reports.check.teacher import Teacher
from jaccli.reports.common.budget import (
    Planned,
    full_jacobian,
    largest_jacobian,
    of_a_pair,
    of_differences,
    of_the_tape,
    refuse_beyond,
)
from jaccli.reports.common.derivatives.beside import beside_of
from jaccli.reports.common.derivatives.outcome import Outcome, Status
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.jacobian import Sweeps
from jaccli.reports.common.tape import point_of, tape_of
from jaccli.reports.compare.find import compare

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding

Topic = Literal["program", "derivatives", "sweeps", "FLOPs", "expect", "baseline", "framework"]
Peer = Callable[[Case], Iterable[Outcome]]


class Checked(NamedTuple):
    """What all checks of one chain came to. seconds: None where nothing was timed"""

    graph: GraphFacts
    outcomes: tuple[Outcome, ...]
    seconds: float | None = None

    def __repr__(self) -> str:
        from jaccli.reports.check.say import failures, in_a_line
        from jaccli.reports.common.names import representation

        return representation("check", in_a_line(self), *failures(self)[:1])

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "check", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "check")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.check.page import findings
        from jaccli.reports.common.names import findings_on

        return findings_on(findings(self))

    def count(self, status: Status) -> int:
        """How many checks have that status."""
        return sum(each.status == status for each in self.outcomes)

    def of(self, topic: str) -> list[Outcome]:
        """The checks of one topic."""
        return [each for each in self.outcomes if each.topic == topic]

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.count("failed")

    @property
    def of_recording_alone(self) -> bool:
        """Whether a program was called once only, so that nothing is proved of it."""
        return self.graph.called is not None and not self.graph.called.rerun


class Run(NamedTuple):
    """All that one call checked. skipped: YAML files of the folders that are no chain files."""

    results: tuple[Checked, ...]
    skipped: tuple[str, ...] = ()
    seconds: float | None = None

    def count(self, status: Status) -> int:
        """How many checks have that status."""
        return sum(each.count(status) for each in self.results)

    @property
    def checks(self) -> int:
        """How many there are."""
        return sum(len(each.outcomes) for each in self.results)


def check(
    graph: Graph,
    *,
    max_memory: int | None = None,
    baseline: Baseline | None = None,
    peer: Peer | None = None,
    teacher: Teacher | None = None,
    progress: Progress = SILENT,
) -> Checked:
    """Verify a chain or graph at its point.

    baseline: costs that may not grow; peer: further checks beside another framework; teacher: how
    the file's own expectations are taken. Raises Mistakes as `compare` does.
    """
    teacher = teacher or Teacher()
    case = case_of(teacher.capped(graph), max_memory, progress)
    outcomes: dict[Topic, Iterable[Outcome]] = {
        "derivatives": derivative_checks(case),
        "sweeps": sweep_checks(case, max_memory),
        "FLOPs": teacher.counted(count_checks(case)),
        "expect": teacher.seen(expected_checks(case)),
        "baseline": () if baseline is None else baseline_checks(case.compared, baseline),
        "framework": () if peer is None else peer(case),
    }
    # last, for the others call the program; first, for it is what they rest on
    outcomes = {"program": program_checks(case), **outcomes}
    topics = progress.over(itemgetter(0), outcomes.items())
    every = (each._replace(topic=topic) for topic, some in topics for each in some)
    return Checked(graph_facts(graph, case.calls), tuple(every))


def case_of(graph: Graph, max_memory: int | None, progress: Progress = SILENT) -> Case:
    """What the checks look at. Raises Mistakes where J, or a local Jacobian, does not fit."""
    exact = graph._replace(dtype="float64")
    refuse_beyond(exact, max_memory, _planned(exact))
    # without its program: the checks ask that themselves, and more of it
    plain = graph._replace(program=None)
    compared = compare(plain, max_memory=max_memory, patience=inf, progress=progress)
    compared = compared._replace(layers=())
    mode = compared.running.builds
    if compared.jacobian is None or mode is None:
        raise Mistakes([JaccliError("check needs J: " + compared.reverse.why)], graph.file)
    tape = tape_of(exact, parameters=True, progress=progress)
    unused = set(unused_in(graph))
    jacobian = compared.jacobian
    if graph.dtype != "float64":
        sources = sources_of(graph, inputs=True, parameters=False)
        at_once = max(1, compared.running.at_once[mode] // 2)  # numbers of twice the size
        sweeps = Sweeps(exact, tape, sources, graph.is_chain, "counted", progress)
        jacobian = sweeps.jacobian(mode, at_once)
    return Case(
        graph,
        compared,
        exact,
        tape,
        [step.node for step in tape if step.node.name not in unused],
        np.concatenate(list(point_of(exact).values())),
        jacobian,
        beside=beside_of(exact),
        progress=progress,
    )


def _planned(exact: Graph) -> Iterator[Planned]:
    """What the checks of a graph in float64 take."""
    sources = sources_of(exact, inputs=True, parameters=True)
    yield from of_the_tape(exact)
    yield full_jacobian(exact)
    yield largest_jacobian(exact)  # one is made in full at a time, where a check has failed
    yield from of_a_pair(exact, sources)
    yield from of_differences(exact, sum(sources.values()), exact.output_size)
