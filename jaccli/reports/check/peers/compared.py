"""A graph written in another framework, and what that finds beside what we found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from jaccli.accumulate import pullback, sources_of
from jaccli.arrays import Array, np
from jaccli.reports.check.case import Case
from jaccli.reports.check.checks.directions import Direction, function_of, output_weights
from jaccli.reports.check.peers.functions import FUNCTIONS
from jaccli.reports.common.apart import Apart
from jaccli.reports.common.derivatives.differences import check
from jaccli.reports.common.derivatives.outcome import Outcome, Status
from jaccli.reports.common.derivatives.probe import across, places_of, sizes_of
from jaccli.reports.common.kinks import kinks_at
from jaccli.reports.common.tape import value_of
from jaccli.words import listed

NEAR = 1e-9  # of max(1, the largest entry): other formulas round otherwise
Program: TypeAlias = Callable[[Any, Mapping[str, Any]], Any]  # x, parameters by name -> value


class Work(NamedTuple):
    """FLOPs of the matrix products in the full Jacobian, by mode."""

    forward: int
    reverse: int


class Framework(Protocol):
    """What is asked of another framework."""

    name: str
    functions: Any

    def array(self, array: Array) -> Any: ...

    def numpy(self, value: Any) -> Array: ...

    def value(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Any: ...

    def jacobian(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Any: ...

    def gradients(self, program: Program, x: Any, parameters: Mapping[str, Any], u: Any) -> Any: ...

    def flops(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Work | None: ...


def compared_with(framework: Framework, case: Case) -> list[Outcome]:
    """Value, Jacobian, gradients, and the FLOPs of linear layers where they can be counted."""
    unknown = [node for node in case.needed if node.layer.type not in FUNCTIONS]
    if unknown:
        which = ", ".join(f"{node.name} ({node.layer.type})" for node in unknown)
        why = f"{which}: not written in {framework.name}"
        return [Outcome(f"{framework.name}: value", "noted", why)]
    program = program_of(framework, case)
    x = framework.array(case.x)
    parameters = {
        node.parameter_name(name): framework.array(node.layer.arrays[name])
        for node in case.needed
        for name in node.layer.parameters
    }
    value = framework.numpy(framework.value(program, x, parameters))
    jacobian = framework.numpy(framework.jacobian(program, x, parameters))
    output = value_of(case.tape, case.graph.output)
    found = [
        _near(case, f"{framework.name}: value", value, output),
        _near(case, f"{framework.name}: J", jacobian, case.jacobian, _columns(case)),
    ]
    if parameters:
        found.append(_gradients(framework, case, program, x, parameters))
    work = framework.flops(program, x, parameters)
    return found if work is None else [*found, _flops(framework, case, work)]


def program_of(framework: Framework, case: Case) -> Program:
    """f in the framework's words."""
    places = places_of(sizes_of(case.graph))

    def program(x: Any, parameters: Mapping[str, Any]) -> Any:
        values = {name: x[place] for name, place in places.items()}
        for node in case.needed:
            arrays = {
                name: parameters[node.parameter_name(name)]
                if name in node.layer.parameters
                else framework.array(array)
                for name, array in node.layer.arrays.items()
            }
            layer = node.layer.with_arrays(arrays)
            inputs = [values[name] for name in node.inputs]
            values[node.name] = FUNCTIONS[layer.type](framework.functions, layer, *inputs)
        return values[case.graph.output]

    return program


def _gradients(
    framework: Framework, case: Case, program: Program, x: Any, parameters: Mapping[str, Any]
) -> Outcome:
    u = output_weights(case)
    theirs = framework.gradients(program, x, parameters, framework.array(u[0]))
    ours = pullback(
        case.tape, case.graph.output, u, sources_of(case.graph, inputs=False, parameters=True)
    )
    parts = {name: framework.numpy(theirs[name]).ravel() for name in parameters}
    here = [ours.get(name, np.zeros((1, each.size)))[0] for name, each in parts.items()]
    there = np.concatenate(list(parts.values()))
    moves = [
        Direction(name, across(each.size), np.zeros(1), name)
        for name, each in parts.items()
        for _ in range(each.size)
    ]
    name = f"{framework.name}: gradients"
    return _near(case, name, there, np.concatenate(here), moves)


def _columns(case: Case) -> list[Direction]:
    """The directions that the columns of J belong to."""
    eye = np.eye(case.x.size)
    return [Direction(f"column {j + 1}", e, np.zeros(1)) for j, e in enumerate(eye)]


def _near(
    case: Case, name: str, theirs: Array, ours: Array, moves: Sequence[Direction] = ()
) -> Outcome:
    """Both side by side. moves: what each column belongs to; at a kink there it may differ"""
    differences = np.abs(theirs - ours).reshape(-1, ours.shape[-1]).max(axis=0)
    limit = NEAR * max(1.0, float(np.abs(ours).max()))
    outcome = Outcome.of(name, Apart(float(differences.max()), limit))
    kinks = kinks_at(case.tape) if moves and outcome.status == "failed" else ""
    if not kinks:
        return outcome
    wrong = {moves[j].name: moves[j] for j in np.flatnonzero(~(differences <= limit)).tolist()}
    smooth = [each for each in wrong if not _meets_a_kink(case, wrong[each])]
    if not smooth:
        why = f"{outcome.finding}: at a kink each framework chooses a slope; {kinks}"
        return outcome._replace(status="noted", finding=why)
    of_them = [each for j, each in enumerate(differences.tolist()) if moves[j].name in smooth]
    worst = Outcome.of(name, Apart(max(of_them), limit))
    return worst._replace(finding=f"{worst.finding} at {listed(smooth)}, where f has no kink")


def _meets_a_kink(case: Case, move: Direction) -> bool:
    """Whether f has two slopes along the direction."""
    probe, x = function_of(case, move)
    return check(probe, x, [move.vector], [move.derivative], 1).status == "kink"


def _flops(framework: Framework, case: Case, work: Work) -> Outcome:
    """The products with linear layers' Jacobians, n or m vectors each, dense with seeds counted."""
    name = f"{framework.name}: linear FLOPs"
    if any(node.layer.type == "matmul" for node in case.needed):
        return Outcome(name, "noted", "FlopCounterMode cannot tell matmul from linear layers")
    reached = {entry.name for entry in case.graph.inputs}
    each = 0
    for node in case.needed:
        if reached.isdisjoint(node.inputs):
            continue
        reached.add(node.name)
        if node.layer.type == "linear":
            each += 2 * node.size * node.input_sizes[0]
    ours = Work(each * case.graph.input_size, each * case.graph.output_size)
    finding = ", ".join(
        f"{mode} {here:,} {'=' if here == there else '≠'} {there:,}"
        for mode, here, there in zip(Work._fields, ours, work, strict=True)
    )
    status: Status = "ok" if ours == work else "failed"
    how = "matrix products of jacfwd and jacrev, by FlopCounterMode"
    return Outcome(name, status, finding, how, ours._asdict(), work._asdict())
