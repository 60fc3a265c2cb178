"""One sweep through a chain layer by layer, or over a graph value by value, step for step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.accumulate.price import CostModel, Mode
from jaccli.arrays import Array, np
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import DenseForm, Diagonal, Form
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.acting import reason
from jaccli.reports.common.derivatives.probe import places_of, sizes_of
from jaccli.reports.common.facts import LayerFacts
from jaccli.reports.common.flow.find import FlowStep, forward_flow, reverse_flow


class ProductStep(NamedTuple):
    """One layer at work. `before` and `after`: one row a vector."""

    k: int
    layer: LayerFacts
    primal_before: Array  # x_k
    primal: Array  # x_{k+1}
    before: Array  # (c, m_{k-1}) forward, (c, m_k) reverse
    after: Array  # (c, m_k) forward, (c, m_{k-1}) reverse
    flops: int
    so_far: int
    why: str

    @property
    def shape(self) -> tuple[int, int]:
        """Of J_k."""
        return self.layer.step.jacobian.form.shape

    @property
    def structure(self) -> str:
        """The name of J_k's form."""
        return self.layer.step.jacobian.form.structure

    @property
    def is_diagonal(self) -> bool:
        """Whether J_k is a diagonal."""
        return isinstance(self.layer.step.jacobian, Diagonal)


def chain_steps(
    tape: Sequence[Step], mode: Mode, carried: Array, model: CostModel
) -> Iterator[ProductStep]:
    """The sweep through a chain. carried: what it begins with, one row a vector"""
    so_far = 0
    for k, step in sorted(enumerate(tape, start=1), reverse=mode == "reverse"):
        form = priced(step.jacobian.form, model)
        if mode == "forward":
            after = step.jacobian.on_columns(carried.T).T
            flops = form.per_column.times(len(carried)).flops
        else:
            after = step.jacobian.on_rows(carried)
            flops = form.per_row.times(len(carried)).flops
        so_far += flops
        yield ProductStep(
            k,
            LayerFacts(step),
            step.inputs[0],
            step.value,
            carried,
            after,
            flops,
            so_far,
            reason(step, 0, carried, forward=mode == "forward"),
        )
        carried = after


def graph_flow(
    graph: Graph,
    tape: Sequence[Step],
    mode: Mode,
    start: Array,
    model: CostModel,
    progress: Progress = SILENT,
) -> tuple[tuple[FlowStep, ...], Array]:
    """The sweep over a graph, value by value, and its result: one row a vector."""
    places = places_of(sizes_of(graph))
    number = len(places) + len(tape)

    def counted(steps: Iterator[FlowStep]) -> tuple[FlowStep, ...]:
        return tuple(progress.over(f"{mode} mode", steps, number, "values"))

    if mode == "forward":
        tangents = {name: start[:, place] for name, place in places.items()}
        flow = counted(forward_flow(graph, tape, tangents, model))
        return flow, next(step.total for step in flow if step.name == graph.output)
    flow = counted(reverse_flow(graph, tape, start, list(places), model))
    found = {step.name: step.total for step in flow}
    return flow, np.concatenate([found[name] for name in places], axis=1)


def priced(form: Form, model: CostModel) -> Form:
    """The form that a Jacobian is priced in."""
    return DenseForm(*form.shape) if model == "dense" else form
