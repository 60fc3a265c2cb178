"""J v from the layers' functions alone, handed on from layer to layer, and how far it is off.

By the complex step where a layer takes complex numbers, by differences of the layer itself where it
does not. No Jacobian and no sweep is asked: by the chain rule the result is the derivative of the
graph, even where rounding or a kink elsewhere hides it from differences of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.layers import Layer
from jaccli.linearise import Step
from jaccli.linmap import LinearMap
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.derivatives.alike import of_each
from jaccli.reports.common.derivatives.complex_step import Function, rounding, slope_along
from jaccli.reports.common.derivatives.probe import sides_read
from jaccli.reports.common.derivatives.quotients import EPSILON, SAFETY, TINY, Probed, weighted
from jaccli.reports.common.derivatives.rounding import (
    absolute,
    natural_slope,
    sizes,
    sum_along,
    terms_of,
)
from jaccli.reports.common.derivatives.slopes import judge

EXACT = 1e-9  # of |J||v|, of a layer by the complex step
NOTHING = 1e-200  # a slope that is none: its factors may underflow
ROUNDED = 30 * EPSILON  # of a slope of natural size, |z| / max(1, |x|): 1 − z² may have lost it
FEW = 4  # digits that f may lose before a word is said of it


class Pushed(NamedTuple):
    """J v (m,), how far it may be off, and Σ |J_K| ⋯ |J_1| |v|."""

    slope: Array
    doubt: Array
    weight: Array

    def weighed(self, u: Array) -> Pushed:
        """Of U f. u: (r, m)"""
        size = np.abs(u)
        slope = weighted(u, self.slope)
        return Pushed(slope, weighted(size, self.doubt), weighted(size, self.weight))


class Edge(NamedTuple):
    """What a step reads, an input or a parameter: its numbers, its J and |J|."""

    source: str
    x: Array
    jacobian: LinearMap
    size: LinearMap
    place: int  # of an input; −1 for a parameter
    parameter: str = ""  # its field


class Layered(NamedTuple):
    """A step, what it reads, and the size of what it adds up (m,)."""

    step: Step
    edges: Sequence[Edge]
    terms: Array


class Track:
    """A tape to push tangents along; its Jacobians lose their signs once, for the doubts."""

    def __init__(self, tape: Sequence[Step], output: str, progress: Progress = SILENT) -> None:
        self.output = output
        self._progress = progress
        steps = progress.over("layer by layer", tape, unit="layers")
        self.steps = [_layered(step) for step in steps]
        self.value = next(step.value for step in tape if step.node.name == output)

    def push(self, tangents: Mapping[str, Array], *, nudged: bool = False) -> Pushed | None:
        """J v; None where a layer that moves cannot tell.

        tangents: of inputs by name, (n,) each, or of one parameter; nudged: doubt as well what
        moves when x moves by a few ε, which takes longer
        """
        carried = {name: Pushed(t, np.zeros(len(t)), np.abs(t)) for name, t in tangents.items()}
        for each in self._progress.over("layer by layer", self.steps, unit="layers"):
            moved = [carried.get(edge.source) for edge in each.edges]
            if not any(one is not None and (one.slope.any() or one.weight.any()) for one in moved):
                continue
            with np.errstate(all="ignore"):
                pushed = _through(each, moved, nudged=nudged)
            if pushed is None:
                return None
            carried[each.step.node.name] = pushed
        still = np.zeros(len(self.value))
        return carried.get(self.output, Pushed(still, still, still))

    @cached_property
    def rounding(self) -> Array:
        """How far rounding may move each entry of the output (m,), to first order.

        Running error analysis (Higham 2002, section 3.3): e_k = |J_k| (e_{k−1} + ε|x_k|) + ε|z_k|.
        """
        errors: dict[str, Array] = {}
        for step, edges, _ in self.steps:
            error = EPSILON * sizes(step.value)
            with np.errstate(all="ignore"):
                if edges:
                    came = of_each(
                        lambda source, x: errors.get(source, 0.0) + EPSILON * sizes(x),
                        [edge.source for edge in edges],
                        [edge.x for edge in edges],
                    )
                    error = error + sum_along([edge.size for edge in edges], came)
            errors[step.node.name] = sizes(error)
        return errors[self.output]

    @cached_property
    def digits_lost(self) -> int:
        """How many of its 16 digits f loses at the worst entry, to first order."""
        known = (self.rounding > 0) & np.isfinite(self.value)
        if not known.any():
            return 0
        with np.errstate(all="ignore"):
            lost = np.log10(self.rounding[known] / (EPSILON * np.abs(self.value[known])))
        return int(np.clip(np.floor(lost.max()), 0, 16))

    @property
    def loss(self) -> str:
        """That f loses digits, in words; "" where they are few."""
        if self.digits_lost < FEW:
            return ""
        return f"f loses about {self.digits_lost} of its 16 digits here"

    @property
    def excuse(self) -> str:
        """Why differences of the whole f are no evidence where the layers confirm a derivative."""
        if self.loss:
            return self.loss
        if all(each.step.node.layer.complex_safe for each in self.steps):
            return "the steps of the differences are too coarse here, the complex step agrees"
        return "the steps of the differences are too coarse here, each layer by itself agrees"


def confirmed(derivative: Array, pushed: Callable[[bool], Pushed | None]) -> bool | None:
    """Whether the layers, one after the other, confirm a derivative; None if they cannot tell.

    pushed: the derivative by the layers alone, nudged or not
    """
    for nudged in (False, True):
        found = pushed(nudged)
        if found is None:
            return None
        if (np.abs(found.slope - derivative) <= found.doubt).all():
            return True if np.isfinite(found.doubt).all() else None
    return False


def _layered(step: Step) -> Layered:
    unsigned = of_each(absolute, step.jacobians)
    return Layered(step, list(_edges(step, unsigned)), terms_of(step, unsigned))


def _edges(step: Step, unsigned: Sequence[LinearMap]) -> Iterator[Edge]:
    read = zip(step.node.inputs, step.inputs, step.jacobians, unsigned, strict=True)
    for at, (source, x, jacobian, size) in enumerate(read):
        yield Edge(source, x, jacobian, size, at)
    for field, jacobian in step.parameter_jacobians.items():
        theta = step.node.layer.arrays[field].ravel()
        source = step.node.parameter_name(field)
        yield Edge(source, theta, jacobian, absolute(jacobian), -1, field)


def _through(layered: Layered, moved: Sequence[Pushed | None], *, nudged: bool) -> Pushed | None:
    """What one layer makes of the tangents of what it reads."""
    step, edges, terms = layered
    pairs = [(edge, each) for edge, each in zip(edges, moved, strict=True) if each is not None]
    # what nobody reads may be anything; −∞, as in a mask, does not move
    live = np.isfinite(step.value)
    if step.read is not None:
        live &= step.read
    moving = [edge for edge, _ in pairs]
    tangents = [each.slope for _, each in pairs]
    sizes_of = [edge.size for edge in moving]
    claimed = sum_along([edge.jacobian for edge in moving], tangents)
    weight = sum_along(sizes_of, [each.weight for _, each in pairs])
    doubt = _doubted(sizes_of, [each.doubt for _, each in pairs])
    reach = sum_along(sizes_of, of_each(np.abs, tangents))
    entrywise = step.node.layer.entrywise and not any(edge.parameter for edge in moving)
    if not any(tangent.any() for tangent in tangents):
        return Pushed(np.zeros(len(step.value)), doubt, weight)
    if step.node.layer.complex_safe:
        function, given = _function(step, moving), [edge.x for edge in moving]
        slope, lost = slope_along(function, given, tangents, entrywise=entrywise)
        natural = natural_slope(terms, given, tangents, entrywise=entrywise)
        rounded = 0.0 if step.node.layer.plain else ROUNDED
        own = EXACT * reach + rounded * natural + lost
        if nudged:
            own = own + SAFETY * rounding(function, given, tangents, entrywise=entrywise)
    else:
        found = _by_differences(layered, moving, tangents, claimed, entrywise)
        if found is None:
            return None
        slope, own = found
    dead = ~(live & np.isfinite(slope))
    if (live & dead & (claimed != 0)).any():
        return None
    slope, own = np.where(dead, 0.0, slope), np.where(dead, 0.0, own)
    own = np.where(np.isnan(own), np.inf, own)
    return Pushed(slope, doubt + own + NOTHING, np.maximum(weight, np.abs(slope)))


def _doubted(maps: Sequence[LinearMap], doubts: Sequence[Array]) -> Array:
    """Σ |J| times the doubt: where an entry without a bound is read, there is none."""
    known = of_each(np.isfinite, doubts)
    bounded = of_each(lambda one, doubt: np.where(one, doubt, 0.0), known, doubts)
    found = sum_along(maps, bounded)
    if all(of_each(np.all, known)):
        return found
    unbounded = sum_along(maps, of_each(lambda one: np.where(one, 0.0, 1.0), known))
    return np.where(unbounded > 0, np.inf, found)


def _given(
    step: Step, moving: Sequence[Edge], moved: Sequence[Array]
) -> tuple[Layer, Sequence[Array]]:
    """The layer and its inputs, with what moves in their places."""
    inputs = list(step.inputs)
    arrays = {}
    for edge, x in zip(moving, moved, strict=True):
        if edge.parameter:
            arrays[edge.parameter] = x.reshape(step.node.layer.parameters[edge.parameter])
        else:
            inputs[edge.place] = x
    return step.node.layer.with_arrays(arrays), inputs


def _function(step: Step, moving: Sequence[Edge]) -> Function:
    """The layer as a function of what moves."""

    def value(*moved: Array) -> Array:
        layer, inputs = _given(step, moving, moved)
        return layer.forward(*inputs)

    return value


def _by_differences(
    layered: Layered,
    moving: Sequence[Edge],
    tangents: Sequence[Array],
    claimed: Array,
    entrywise: bool,
) -> tuple[Array, Array] | None:
    """The slope and its doubt, by differences of this layer alone; None where they cannot tell."""
    ends = np.cumsum([len(edge.x) for edge in moving])[:-1]
    x, tangent = np.concatenate([edge.x for edge in moving]), np.concatenate(tangents)
    step = layered.step
    off = EPSILON * layered.terms

    def probe(at: Array) -> Probed:
        layer, inputs = _given(step, moving, np.split(at, ends))
        value = layer.forward(*inputs)
        sides = sides_read(layer, inputs, step.read)
        return Probed(value, tuple(sides), float(sizes(value).max(initial=0.0)))

    moves = np.ones(len(claimed), bool)
    if entrywise:
        moves = np.logical_or.reduce([each != 0 for each in tangents])
    slope, doubt = np.zeros(len(claimed)), np.full(len(claimed), np.inf)
    for scales in _scales(moving, tangents) if entrywise else [np.ones(len(claimed))]:
        vector = tangent * np.resize(scales, len(tangent)) if entrywise else tangent
        found = judge(probe, x, vector, claimed * scales, off)
        if isinstance(found, str):
            continue
        # where f stands still its rounding may hide a slope
        floor = SAFETY * off / np.maximum(found.step, TINY)
        hidden = np.where(moves & (found.value == 0), floor, 0.0)
        bound = np.where(found.unsettled, np.inf, found.bound + hidden) / scales
        slope = np.where(bound < doubt, found.value / scales, slope)
        doubt = np.minimum(doubt, bound)
    if not np.isfinite(doubt if step.read is None else doubt[step.read]).all():
        return None
    return slope, doubt


def _scales(moving: Sequence[Edge], tangents: Sequence[Array]) -> list[Array]:
    """How far each entry moves along its tangent: by its own size, by 1 at least."""
    own = np.full(len(tangents[0]), np.inf)
    wide = np.zeros(len(own))
    for edge, tangent in zip(moving, tangents, strict=True):
        moves = tangent != 0
        by = np.where(moves, np.abs(tangent), 1.0)
        size = sizes(edge.x)
        own = np.where(moves & (size > 0), np.minimum(own, size / by), own)
        wide = np.where(moves, np.maximum(wide, np.maximum(size, 1.0) / by), wide)
    wide = np.where(wide > 0, wide, 1.0)
    return [wide, np.where(np.isfinite(own), own, wide)]
