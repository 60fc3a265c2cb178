"""A graph written in another framework, and what that finds beside what we found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

from jaccli.accumulate import pullback, sources_of
from jaccli.analysis.checks.directions import output_weights
from jaccli.analysis.checks.outcome import Case, Outcome, Status
from jaccli.analysis.facts import value_of
from jaccli.analysis.peers.functions import FUNCTIONS
from jaccli.analysis.product import places_of, sizes_of
from jaccli.arrays import Array, np

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
    found = [
        _near(f"{framework.name}: value", value, value_of(case.tape, case.graph.output), ""),
        _near(f"{framework.name}: J", jacobian, case.jacobian, _kinks(case)),
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
    shapes = {name: framework.numpy(theirs[name]).ravel() for name in parameters}
    here = [ours.get(name, np.zeros((1, each.size)))[0] for name, each in shapes.items()]
    there = np.concatenate(list(shapes.values()))
    name = f"{framework.name}: gradients"
    return _near(name, there, np.concatenate(here), _kinks(case))


def _near(name: str, theirs: Array, ours: Array, kinks: str) -> Outcome:
    difference = float(np.abs(theirs - ours).max())
    limit = NEAR * max(1.0, float(np.abs(ours).max()))
    if difference <= limit:
        finding = f"max|diff| {difference:.1e} ≤ {limit:.1e}"
        return Outcome(name, "ok", finding, "", difference, limit)
    finding = f"max|diff| {difference:.1e} > {limit:.1e}"
    if kinks:
        why = f"{finding}: at a kink each framework chooses a slope; {kinks}"
        return Outcome(name, "noted", why, "", difference, limit)
    return Outcome(name, "failed", finding, "", difference, limit)


def _kinks(case: Case) -> str:
    remarks = (step.node.layer.kink_remark(*step.inputs) for step in case.tape)
    return "; ".join(remark for remark in remarks if remark)


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
