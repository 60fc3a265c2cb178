"""The complex step, layer by layer: Im f(x + ihv) / h, where nothing is subtracted.

Every layer is given the tape's own value as its real part: a function that is exact for real
numbers may lose digits for complex ones, and would hand the loss on to the next.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence

from jaccli.arrays import Array, np
from jaccli.linearise import Step

STEPS = (1e-40, 1e-20)  # relative to x; the larger one where the smaller underflows
SAFE = 1e-250  # an imaginary part from which nothing has been lost to underflow
MOST = 1e-20  # of the smaller step: functions that oscillate have a scale of their own
LEAST = 1e-290  # of a step, unless it would be more than WIDEST of x
WIDEST = 1e-9  # of x: the error of the slope is of the order of its square
EPSILON = 2.0**-52  # of float64
NUDGES = 4  # points beside x whose slopes show what rounding leaves

Function = Callable[..., Array]


def pushed(
    tape: Sequence[Step], output: str, tangents: Mapping[str, Array], parameter: str = ""
) -> Array:
    """J v (m,) without any Jacobian (Squire & Trapp 1998), v handed on from layer to layer.

    tangents: of inputs by name, (n,) each, or of the one parameter that is named
    """
    carried = dict(tangents)
    steps = _leading_to(output, tape)
    for step in steps:
        moved = [carried.get(name, np.zeros_like(x)) for name, x in _given(step)]
        own = {step.node.parameter_name(name): name for name in step.node.layer.parameters}
        if parameter in own:
            moved_by = _by_parameter(step, own[parameter], tangents[parameter])
        elif any(tangent.any() for tangent in moved):
            layer = step.node.layer
            moved_by = slope_along(layer.forward, step.inputs, moved, entrywise=layer.entrywise)
        else:
            continue
        if step.read is not None:
            moved_by = np.where(step.read, moved_by, 0)  # what nobody reads may be anything
        carried[step.node.name] = moved_by
    return carried.get(output, np.zeros_like(steps[-1].value))


def slope_along(
    function: Function, inputs: Sequence[Array], tangents: Sequence[Array], *, entrywise: bool
) -> Array:
    """The derivative of a function (m,) at its inputs along tangents of the same shapes.

    entrywise: entry i of the value reads entry i of each input alone, and has a step of its own
    """
    small, large = (_quotient(function, inputs, tangents, each, entrywise) for each in STEPS)
    return np.where(small[1] >= SAFE, small[0], large[0])


def rounding(
    function: Function, inputs: Sequence[Array], tangents: Sequence[Array], *, entrywise: bool
) -> float:
    """How far the slope moves over x (1 ± a few ε): what rounding may make of it."""
    rng = np.random.RandomState(0)
    slopes = [slope_along(function, inputs, tangents, entrywise=entrywise)]
    for _ in range(NUDGES):
        beside = [x * (1 + EPSILON * rng.randint(-3, 4, x.shape)) for x in inputs]
        slopes.append(slope_along(function, beside, tangents, entrywise=entrywise))
    finite = [each for each in slopes if np.isfinite(each).all()]
    return float(np.ptp(finite, axis=0).max()) if finite else 0.0


def _leading_to(output: str, tape: Sequence[Step]) -> list[Step]:
    """The steps that the output depends on: an unused layer need not take complex numbers."""
    needed = {output}
    found = []
    for step in reversed(tape):
        if step.node.name in needed:
            needed |= set(step.node.inputs)
            found.append(step)
    return found[::-1]


def _given(step: Step) -> list[tuple[str, Array]]:
    return list(zip(step.node.inputs, step.inputs, strict=True))


def _by_parameter(step: Step, name: str, tangent: Array) -> Array:
    layer = step.node.layer
    shape = layer.parameters[name]

    def value(theta: Array) -> Array:
        return layer.with_arrays({name: theta.reshape(shape)}).forward(*step.inputs)

    return slope_along(value, [layer.arrays[name].ravel()], [tangent], entrywise=False)


def _quotient(
    function: Function,
    inputs: Sequence[Array],
    tangents: Sequence[Array],
    relative: float,
    entrywise: bool,
) -> tuple[Array, Array]:
    """Im f(x + iht) / h, and the size of Im f."""
    steps = [_step(x, t, relative) for x, t in zip(inputs, tangents, strict=True)]
    h = np.minimum.reduce(steps) if entrywise else min(float(each.min()) for each in steps)
    if not entrywise:  # one tiny entry may not let all others underflow
        h = max(h, LEAST / max(float(np.abs(each).max()) for each in tangents))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # a layer that drops the imaginary part is found by its missing slope
        warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
        value = function(*(x + 1j * (h * t) for x, t in zip(inputs, tangents, strict=True)))
        return value.imag / h, np.abs(value.imag)


def _step(x: Array, tangent: Array, relative: float) -> Array:
    """h for each entry, so that h |t| is that share of |x|; infinite where t is 0."""
    size = np.where(x == 0, 1.0, np.abs(x))
    moved = np.maximum(relative * size, np.minimum(WIDEST * size, LEAST))
    if relative == STEPS[0]:
        moved = np.minimum(moved, MOST)
    with np.errstate(all="ignore"):
        h: Array = np.where(tangent == 0, 1e300, moved / np.abs(tangent))
    return np.minimum(h, 1e300)
