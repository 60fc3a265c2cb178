"""Where a wrong derivative comes from: each layer's own Jacobians, tried by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.linearise import Step
from jaccli.linmap import LinearMap
from jaccli.reports.common.derivatives.complex_step import rounding, slope_along
from jaccli.reports.common.derivatives.layerwise import ROUNDED
from jaccli.reports.common.derivatives.outcome import Outcome, spread
from jaccli.reports.common.derivatives.probe import across, sides_read
from jaccli.reports.common.derivatives.quotients import EPSILON, Probed
from jaccli.reports.common.derivatives.rounding import (
    absolute,
    natural_slope,
    sizes,
    terms_of,
)
from jaccli.reports.common.derivatives.slopes import judge
from jaccli.reports.common.facts import LayerFacts, layer_words
from jaccli.reports.common.notation import derivative
from jaccli.words import told_apart

MOST = 64  # columns of a layer's Jacobian that are tried
TRIED = 2000  # columns over all layers
CONFIRMED = 1e-10  # of max|J v|: how close the complex step must come to overrule differences
CLOSE = 1e-11  # of max(1, max|J|), for the complex step of one layer
ENTRY = 1e-6  # of the entry itself, where that is less
SAFETY = 10  # times the measured rounding


class Own(NamedTuple):
    """One Jacobian of one layer, and its function of that input or parameter alone."""

    step: Step
    source: str  # what is moved
    map: LinearMap
    x: Array
    value: Callable[[Array], Array]
    sides: Callable[[Array], list[Array]]

    @property
    def read(self) -> Array:
        """Which entries (m,) the output reads: what nobody reads may be anything."""
        read = self.step.read
        return np.ones(len(self.step.value), bool) if read is None else read

    @property
    def entrywise(self) -> bool:
        """Whether entry i of the value reads entry i of what is moved alone."""
        return self.step.node.layer.entrywise and self.source in self.step.node.inputs

    def probe(self, x: Array) -> Probed:
        """The layer's value at x, as `differences` asks for it."""
        with np.errstate(all="ignore"):  # a point beside the domain gives what it gives
            value = self.value(x)
        largest = max(float(sizes(x).max(initial=0.0)), float(sizes(value).max(initial=0.0)))
        return Probed(value, tuple(self.sides(x)), largest)


class Fault(NamedTuple):
    """An entry of a layer's own Jacobian that is not what its function says."""

    own: Own
    row: int
    column: int
    given: float
    found: float


def blame(tape: Sequence[Step], failed: Outcome, *, exactly: bool = False) -> Outcome:
    """The failed check with the place of the layer whose own derivative is wrong.

    tape: the steps that the output depends on, for an unused layer is not to blame; exactly: by
    the complex step as well, which sees errors that differences do not.
    """
    faults = faults_in(tape, exactly=exactly)
    if not faults:
        note = "every layer's own Jacobian is right: the fault is in how they are put together"
        return failed._replace(notes=(*failed.notes, ("note", note)))
    first = faults[0]
    step = first.own.step
    what = derivative(step.node.name, first.own.source)
    given, slope = told_apart(first.given, first.found)
    found = f"{what} is {given} at row {first.row + 1}, column {first.column + 1}"
    others = sorted({layer_words(each.own.step) for each in faults[1:]} - {layer_words(step)})
    by = "the function's own slope there is"
    notes = [("why", f"{by} {slope}: the derivative of {step.node.layer.type} is wrong")]
    if others:
        notes.append(("note", f"wrong as well: {', '.join(others[:8])}"))
    return failed._replace(place=step.node.place, found=found, notes=(*failed.notes, *notes))


def faults_in(tape: Sequence[Step], *, exactly: bool) -> list[Fault]:
    """The layers whose own derivative is wrong, at the first entry of each Jacobian.

    exactly: by the complex step as well, which sees errors that differences do not
    """
    owns = list(owns_of(tape))
    most = max(1, min(MOST, TRIED // max(1, len(owns))))
    tried = (_fault(own, most, exactly) for own in owns)
    return [fault for fault in tried if fault is not None]


def owns_of(tape: Sequence[Step]) -> Iterator[Own]:
    """Every Jacobian on the tape, parameter Jacobians among them, as a function of one vector."""
    for step in tape:
        for at, jacobian in enumerate(step.jacobians):
            yield _of_input(step, at, jacobian)
        for name, jacobian in step.parameter_jacobians.items():
            yield _of_parameter(step, name, jacobian)


def _of_input(step: Step, at: int, jacobian: LinearMap) -> Own:
    layer = step.node.layer

    def given(x: Array) -> list[Array]:
        return [x if k == at else each for k, each in enumerate(step.inputs)]

    return Own(
        step,
        step.node.inputs[at],
        jacobian,
        step.inputs[at],
        lambda x: layer.forward(*given(x)),
        lambda x: sides_read(layer, given(x), step.read),
    )


def _of_parameter(step: Step, name: str, jacobian: LinearMap) -> Own:
    layer = step.node.layer
    shape = layer.parameters[name]

    def value(theta: Array) -> Array:
        return layer.with_arrays({name: theta.reshape(shape)}).forward(*step.inputs)

    theta = layer.arrays[name].ravel()
    return Own(step, step.node.parameter_name(name), jacobian, theta, value, lambda _: [])


def _fault(own: Own, most: int, exactly: bool) -> Fault | None:
    """The first entry that differs from the layer's function, if one does.

    most: columns that are tried, and a direction across all where they are not all
    """
    size = own.x.size
    chosen = spread(size, most)
    vectors: list[tuple[int, Array]] = []
    for j in chosen:
        unit = np.zeros(size)
        unit[j] = 1
        vectors.append((j, unit))
    if len(chosen) < size:
        vectors.append((0, across(size)))
    terms = terms_of(own.step, [absolute(each) for each in own.step.jacobians])
    for j, vector in vectors:
        with np.errstate(all="ignore"):
            pulled = own.map.on_columns(vector[:, None])[:, 0]
        found = _by_differences(own, vector, pulled, terms)
        if found is None and exactly and own.step.node.layer.complex_safe:
            found = _by_complex_step(own, vector, pulled, terms)
        if found is not None:
            slope, row = found
            return Fault(own, row, j, float(pulled[row]), float(slope[row]))
    return None


def _by_differences(
    own: Own, vector: Array, pulled: Array, terms: Array
) -> tuple[Array, int] | None:
    """The quotient along the vector where it differs from the derivative, and in which row most."""
    judged = judge(own.probe, own.x, vector, pulled, EPSILON * terms)
    if isinstance(judged, str) or judged.status != "differs":
        return None
    wrong = judged.wrong & own.read & ~_is_exact(own, vector, pulled)  # or they are too coarse
    if not wrong.any():
        return None
    with np.errstate(all="ignore"):
        beyond = np.where(wrong, judged.difference / judged.bound, -1.0)
    return judged.value, int(np.argmax(beyond))


def _is_exact(own: Own, vector: Array, pulled: Array) -> Array:
    """Where the complex step of the layer alone confirms the derivative, up to its rounding."""
    layer = own.step.node.layer
    if not layer.complex_safe or LayerFacts(own.step).kink:
        return np.zeros(len(pulled), bool)
    slope, lost = slope_along(own.value, [own.x], [vector], entrywise=own.entrywise)
    moved = rounding(own.value, [own.x], [vector], entrywise=own.entrywise)
    limit = CONFIRMED * np.abs(pulled) + lost + SAFETY * moved
    confirmed: Array = np.abs(slope - pulled) <= limit
    return confirmed


def _by_complex_step(
    own: Own, vector: Array, pulled: Array, terms: Array
) -> tuple[Array, int] | None:
    if LayerFacts(own.step).kink:
        return None  # at a kink either slope will do
    slope, lost = slope_along(own.value, [own.x], [vector], entrywise=own.entrywise)
    known = np.isfinite(slope) & np.isfinite(pulled) & np.isfinite(own.step.value) & own.read
    difference = np.where(known, np.abs(slope - pulled), 0.0)
    natural = natural_slope(terms, [own.x], [vector], entrywise=own.entrywise)
    limit = np.minimum(
        CLOSE * max(1.0, float(sizes(pulled).max(initial=0.0))),
        ENTRY * sizes(pulled) + ROUNDED * natural,
    )
    limit = limit + lost
    if (difference <= limit).all():
        return None
    limit = limit + SAFETY * rounding(own.value, [own.x], [vector], entrywise=own.entrywise)
    if (difference <= limit).all():
        return None
    return slope, int(np.argmax(difference - limit))
