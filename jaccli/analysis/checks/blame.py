"""Where a wrong derivative comes from: each layer's own Jacobians, tried by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from jaccli.analysis.beside import told_apart
from jaccli.analysis.checks.complex_step import rounding, slope_along
from jaccli.analysis.checks.outcome import Case, Outcome, layer_words, pattern, spread
from jaccli.analysis.differences import EPSILON, Probed, check
from jaccli.arrays import Array, np
from jaccli.linearise import Step
from jaccli.linmap import LinearMap

MOST = 64  # columns of a layer's Jacobian that are tried
TRIED = 2000  # columns over all layers
CONFIRMED = 1e-10  # of max|J v|: how close the complex step must come to overrule differences
CLOSE = 1e-11  # of max(1, max|J|), for the complex step of one layer
SAFETY = 10  # times the measured rounding


class Own(NamedTuple):
    """One Jacobian of one layer, and its function of that input or parameter alone."""

    step: Step
    source: str  # what is moved
    map: LinearMap
    x: Array
    value: Callable[[Array], Array]
    sides: Callable[[Array], list[Array]]

    def probe(self, x: Array) -> Probed:
        """The layer's value at x, as `differences` asks for it."""
        with np.errstate(all="ignore"):  # a point beside the domain gives what it gives
            value = self.value(x)
        largest = max(float(np.abs(x).max()), float(np.abs(value).max()))
        return Probed(value, tuple(self.sides(x)), largest)


class Fault(NamedTuple):
    """An entry of a layer's own Jacobian that is not what its function says."""

    own: Own
    row: int
    column: int
    given: float
    found: float


def blame(case: Case, failed: Outcome, *, exactly: bool = False) -> Outcome:
    """The failed check with the place of the layer whose own derivative is wrong.

    exactly: by the complex step as well, which sees errors that differences do not.
    """
    needed = {node.name for node in case.needed}  # an unused layer is not to blame
    owns = list(owns_of([step for step in case.tape if step.node.name in needed]))
    most = max(1, min(MOST, TRIED // max(1, len(owns))))
    tried = (_fault(own, most, exactly) for own in owns)
    faults = [fault for fault in tried if fault is not None]
    if not faults:
        note = "every layer's own Jacobian is right: the fault is in how they are put together"
        return failed._replace(notes=(*failed.notes, ("note", note)))
    first = faults[0]
    step = first.own.step
    what = f"∂{step.node.name}/∂{first.own.source}"
    given, slope = told_apart(first.given, first.found)
    found = f"{what} is {given} at row {first.row + 1}, column {first.column + 1}"
    others = sorted({layer_words(each.own.step) for each in faults[1:]} - {layer_words(step)})
    by = "the function's own slope there is"
    notes = [("why", f"{by} {slope}: the derivative of {step.node.layer.type} is wrong")]
    if others:
        notes.append(("note", f"wrong as well: {', '.join(others[:8])}"))
    return failed._replace(place=step.node.place, found=found, notes=(*failed.notes, *notes))


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
        lambda x: layer.sides(*given(x)),
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
        vectors.append((0, pattern(size)))
    for j, vector in vectors:
        pulled = own.map.on_columns(vector[:, None])[:, 0]
        found = _by_differences(own, vector, pulled)
        if found is None and exactly and own.step.node.layer.complex_safe:
            found = _by_complex_step(own, vector, pulled)
        if found is not None and own.step.read is not None:
            found = np.where(own.step.read, found, pulled)  # what nobody reads may be anything
            found = None if np.array_equal(found, pulled) else found
        if found is not None:
            row = int(np.abs(found - pulled).argmax())
            return Fault(own, row, j, float(pulled[row]), float(found[row]))
    return None


def _by_differences(own: Own, vector: Array, pulled: Array) -> Array | None:
    """The quotient along the vector where it differs from the derivative."""
    judged = check(own.probe, own.x, [vector], [pulled], 1)
    if judged.ok is not False:
        return None
    h = judged.steps[1]
    above, below = own.probe(own.x + h * vector), own.probe(own.x - h * vector)
    quotient: Array = (above.value - below.value) / (2 * h)
    difference = float(np.abs(quotient - pulled).max())
    # what is lost in the rounding of the values on both sides tells nothing
    if difference <= SAFETY * EPSILON * max(above.largest, below.largest) / h:
        return None
    if _is_exact(own, vector, pulled):
        return None  # the differences are too coarse here
    return quotient


def _is_exact(own: Own, vector: Array, pulled: Array) -> bool:
    """Whether the complex step of the layer alone confirms the derivative to its last digits."""
    layer = own.step.node.layer
    if not layer.complex_safe or layer.kink_remark(*own.step.inputs):
        return False
    entrywise = layer.entrywise and own.source in own.step.node.inputs
    slope = slope_along(own.value, [own.x], [vector], entrywise=entrywise)
    return float(np.abs(slope - pulled).max()) <= CONFIRMED * float(np.abs(pulled).max())


def _by_complex_step(own: Own, vector: Array, pulled: Array) -> Array | None:
    layer = own.step.node.layer
    if layer.kink_remark(*own.step.inputs):
        return None  # at a kink either slope will do
    entrywise = layer.entrywise and own.source in own.step.node.inputs
    slope = slope_along(own.value, [own.x], [vector], entrywise=entrywise)
    difference = float(np.abs(slope - pulled).max())
    limit = CLOSE * max(1.0, float(np.abs(pulled).max()))
    if difference <= limit:
        return None
    limit += SAFETY * rounding(own.value, [own.x], [vector], entrywise=entrywise)
    return None if difference <= limit else slope
