"""A graph at its point with everything that questions ask about it, computed once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate
from typing import TYPE_CHECKING

from jaccli.accumulate import (
    depending_on,
    edges_of,
    pullback,
    pushforward,
    side_by_side,
    sources_of,
    sum_of_moved,
)
from jaccli.accumulate.price import MODES, Mode
from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes, Place, printable
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import LinearMap
from jaccli.nearest import did_you_mean
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.modes import ModeFacts, edge_facts, mode_facts
from jaccli.reports.common.ranking import Ranking, named_orders
from jaccli.reports.common.tape import point_of, tape_of

if TYPE_CHECKING:
    from jaccli.reports.common.questions.question import Question

SWEEPS = 24  # each goes along every edge, however few rows it takes with it


class Course:
    """A graph at its point. u, v: the adjoint and the tangent that sweeps begin with."""

    def __init__(
        self,
        graph: Graph,
        *,
        u: Array | None = None,
        v: Array | None = None,
        progress: Progress = SILENT,
    ) -> None:
        """u (m,) and v (n,): by default the first unit vectors. What all of it takes is told by
        `planned.of_questions`. Raises Mistakes: u or v of another size.
        """
        for start, size, what in ((u, graph.output_size, "u"), (v, graph.input_size, "v")):
            if start is not None and start.shape != (size,):
                title = f"{graph.file}: {what} has {start.size} numbers, it needs {size}"
                raise Mistakes([JaccliError(title)], graph.file)
        self.graph = graph
        self._progress = progress
        self.u = _first(graph.output_size) if u is None else u
        self.v = _first(graph.input_size) if v is None else v
        self._reads: dict[str, tuple[str, ...]] = {}  # one for all edges of a layer

    @cached_property
    def tape(self) -> Sequence[Step]:
        """Every layer linearised, its parameters too."""
        return tape_of(self.graph, parameters=True, progress=self._progress)

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """Every value by its name, inputs among them."""
        return point_of(self.graph) | {step.node.name: step.value for step in self.tape}

    @cached_property
    def adjoints(self) -> Mapping[str, Array]:
        """∂(u·o) by every value and parameter (size,), by name; f1.weight is a vector here."""
        sources = sources_of(self.graph, inputs=True, parameters=True)
        wanted = depending_on(self.graph, sources) | set(sources)
        found = pullback(self.tape, self.graph.output, self.u[None, :], wanted, self._progress)
        sizes = sources | {node.name: node.size for node in self.graph.nodes}
        return {
            name: found[name][0] if name in found else np.zeros(size)
            for name, size in sizes.items()
        }

    @cached_property
    def jacobian(self) -> Array:
        """J (m, n), the inputs side by side in the order of the file.

        A row a sweep; where these are too many, blocks of them, or of columns if there are fewer.
        """
        sizes = {entry.name: entry.size for entry in self.graph.inputs}
        m, n = self.graph.output_size, self.graph.input_size
        if swept_by(self.graph)[0] == "forward":
            blocks = self._progress.over("forward mode", _blocks(n), unit="blocks")
            return np.concatenate([self._pushed(_units(n, at), sizes) for at in blocks], axis=1)
        wanted = depending_on(self.graph, sizes)
        blocks = self._progress.over("reverse mode", _blocks(m), unit="blocks")
        return np.concatenate([self._pulled(_units(m, at), sizes, wanted) for at in blocks])

    def _pulled(self, u: Array, sizes: Mapping[str, int], wanted: Collection[str]) -> Array:
        """u J (r, n). u: (r, m)"""
        pulled = pullback(self.tape, self.graph.output, u, wanted)
        return side_by_side(pulled, sizes, u)

    def _pushed(self, v: Array, sizes: Mapping[str, int]) -> Array:
        """J V (m, c). v: V transposed, (c, n)"""
        parts = np.split(v.T, list(accumulate(sizes.values()))[:-1])
        tangents = dict(zip(sizes, parts, strict=True))
        return pushforward(self.tape, self.graph.output, tangents)

    @cached_property
    def tangents(self) -> Mapping[str, Array]:
        """J v of every value (size,), by name."""
        found: dict[str, Array] = {}
        at = 0
        for entry in self.graph.inputs:
            found[entry.name] = self.v[at : at + entry.size]
            at += entry.size
        for step in self.tape:
            reads = zip(step.node.inputs, step.jacobians, strict=True)
            moving = [(found[name][:, None], jacobian) for name, jacobian in reads]
            total = np.zeros(step.node.size)  # of a constant
            found[step.node.name] = total + sum_of_moved(moving)[:, 0] if moving else total
        return found

    @cached_property
    def called(self) -> Mapping[str, str]:
        """What answer files call a value: 3 of x3 along a chain, else the name in the graph."""
        names = [*(entry.name for entry in self.graph.inputs)]
        names += [node.name for node in self.graph.nodes]
        if self.is_chain:
            return {name: str(k) for k, name in enumerate(names, start=1)}
        return {name: f".{name}" for name in names}

    def shown(self, name: str) -> str:
        """What sentences call a value: x3 along a chain, else its name in the graph."""
        return f"x{self.called[name]}" if self.is_chain else name

    @cached_property
    def is_chain(self) -> bool:
        """Whether each layer reads the one before; asked for every question."""
        return self.graph.is_chain

    @cached_property
    def readers(self) -> Mapping[str, Sequence[tuple[Step, int]]]:
        """Who reads each value, with the place; twice where one reads it twice."""
        found: dict[str, list[tuple[Step, int]]] = {}
        for step in self.tape:
            for at, source in enumerate(step.node.inputs):
                found.setdefault(source, []).append((step, at))
        return found

    def reads_of(self, step: Step) -> tuple[str, ...]:
        """The questions about the values that a layer reads, each once."""
        found = self._reads.get(step.node.name)
        if found is None:
            names = dict.fromkeys(f"x{self.called[name]}" for name in step.node.inputs)
            found = self._reads[step.node.name] = tuple(names)
        return found

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """All that can be asked, by name."""
        from jaccli.reports.common.questions.kinds import questions

        return {each.name: each for each in self._progress.over("questions", questions(self))}

    @cached_property
    def numbers(self) -> int:
        """How many numbers all right answers have together."""
        rights = [each.right for each in self.questions.values()]
        return sum(each.size if isinstance(each, np.ndarray) else 1 for each in rights)

    def jacobians(self, step: Step, own: Mapping[str, Array]) -> Sequence[LinearMap]:
        """The Jacobians of a layer by its inputs, at somebody's own values of these.

        own: by the names of questions, x2
        """
        inputs = self.inputs_of(step, own)
        return step.jacobians if inputs is None else step.node.layer.jacobians(*inputs)

    def inputs_of(self, step: Step, own: Mapping[str, Array]) -> Sequence[Array] | None:
        """What a layer is given by somebody's own values; None where these are none of its own."""
        if not any(name in own for name in self.reads_of(step)):
            return None
        names = [f"x{self.called[name]}" for name in step.node.inputs]
        return [own.get(name, x) for name, x in zip(names, step.inputs, strict=True)]

    def refuse_unknown(
        self, names: Iterable[str], places: Mapping[str, Place | None], file: str
    ) -> None:
        """Raise Mistakes for names that no question has."""
        known = dict.fromkeys(
            name for each in self.questions.values() for name in (each.name, *each.also)
        )
        errors = [
            JaccliError(
                f"no question is called `{printable(name)}`",
                Label(places.get(name), "not asked"),
                notes=partial(did_you_mean, name, known),
            )
            for name in names
            if name not in known
        ]
        if errors:
            raise Mistakes(errors, file)

    @cached_property
    def modes(self) -> Mapping[Mode, ModeFacts]:
        """What both modes cost; nothing is run."""
        graph = self.graph
        if graph.is_chain:
            return {mode: mode_facts(graph, mode) for mode in MODES}
        sources = sources_of(graph, inputs=True, parameters=False)
        edges = edges_of(graph, sources)
        return {mode: edge_facts(graph, mode, sources, edges) for mode in MODES}

    @cached_property
    def orders(self) -> Ranking | None:
        """The named orders of a chain of three Jacobians or more."""
        graph = self.graph
        return named_orders(graph.forms) if graph.is_chain and len(graph.nodes) > 2 else None


def swept_by(graph: Graph) -> tuple[Mode, int]:
    """The mode that builds J, and how many vectors a sweep takes with it at most."""
    m, n = graph.output_size, graph.input_size
    return ("forward", _blocks(n).step) if m > max(n, SWEEPS) else ("reverse", _blocks(m).step)


def _blocks(size: int) -> range:
    """Where the blocks of the rows of the identity (size, size) begin, SWEEPS at most."""
    return range(0, size, -(-size // SWEEPS))


def _units(size: int, first: int) -> Array:
    """The rows of one of the blocks."""
    rows = _blocks(size).step
    return np.eye(min(rows, size - first), size, first)


def _first(size: int) -> Array:
    unit = np.zeros(size)
    unit[0] = 1
    return unit
