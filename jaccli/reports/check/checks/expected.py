"""The file's own `expect:`, each expectation a check that points at where it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes, printable
from jaccli.graph import Expectation
from jaccli.keywords import option
from jaccli.nearest import did_you_mean
from jaccli.reports.check.case import Case
from jaccli.reports.common.apart import Apart
from jaccli.reports.common.derivatives.outcome import Notes, Outcome
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.questions.question import Kind
from jaccli.reports.common.verdict import chain_reason, edge_reason
from jaccli.reports.compare.find import Comparison
from jaccli.words import count, listed, shape

if TYPE_CHECKING:
    from jaccli.reports.common.questions.course import Course
    from jaccli.reports.common.questions.question import Question

KINDS: Mapping[str, Sequence[Kind]] = {
    "": ("value",),
    "values": ("value",),
    "adjoints": ("adjoint",),
    "gradients": ("gradient",),
}
MOVED = "the file expects this at its own point, this run is at another (" + option("--at") + ")"
AT_THE_POINT = ("output", "jacobian", "loss", "values", "adjoints", "gradients")
RESIZED = "the file expects this of its own sizes, this run has others (" + option("--set") + ")"


class Asking:
    """What can be asked about a case, found once however much a file expects."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._called: dict[str, Mapping[str, Question]] = {}

    @cached_property
    def course(self) -> Course:
        """All of it."""
        return self.case.course

    def called(self, kind: str) -> Mapping[str, Question]:
        """The questions of a key of `expect`, by all the names that they have."""
        if kind not in self._called:
            self._called[kind] = {
                called: each
                for each in self.course.questions.values()
                if each.kind in KINDS[kind]
                for called in (each.name, *each.also)
            }
        return self._called[kind]


def expected_checks(case: Case) -> list[Outcome]:
    """One check an expectation; another point makes some of them void, other sizes make all so."""
    found = []
    asking = Asking(case)
    expect = case.graph.expect
    for each in expect.expectations:
        if expect.resized or (expect.moved and each.key.partition(":")[0] in AT_THE_POINT):
            why = RESIZED if expect.resized else MOVED
            found.append(Outcome(f"expect: {each.key}", "noted", why, place=each.place))
        elif each.key == "cheaper":
            found.append(_cheaper(case, each))
        elif each.key in ("output", "jacobian"):
            compared = case.compared
            actual = compared.output if each.key == "output" else compared.jacobian
            assert actual is not None, "a case has its J"
            found.append(_array(case, each, actual))
        elif each.key == "best_order":
            found.append(_order(asking, each))
        elif each.key == "loss" or ": " in each.key:
            found.append(_asked(asking, each))
        else:
            found.append(_flops(case.compared, each))
    return found


def _costs(compared: Comparison) -> tuple[int, int]:
    """Dense, seeds counted: forward, reverse."""
    rule = Rule("dense", "counted")
    return compared.forward.costs[rule].flops, compared.reverse.costs[rule].flops


def _cheaper(case: Case, expected: Expectation) -> Outcome:
    compared = case.compared
    wanted = str(expected.value)
    name = f"expect: cheaper = {wanted}"
    cheaper = compared.verdict_under(Rule("dense", "counted"))
    place = expected.place
    if cheaper == wanted:
        return Outcome(name, "ok", cheaper, measured=cheaper, limit=wanted, place=place)
    ahead, back = _costs(compared)
    relation = "=" if ahead == back else "<" if ahead < back else ">"
    finding = f"{cheaper}: forward {ahead:,} {relation} reverse {back:,}"
    notes = (("help", f"write `cheaper: {cheaper}`"),)
    why = _why(case)
    return Outcome(name, "failed", finding, "", cheaper, wanted, place, why, notes)


def _why(case: Case) -> str:
    """The verdict's own reason, dense with the seeds counted."""
    rule = Rule("dense", "counted")
    ahead, back = case.compared.forward, case.compared.reverse
    if case.compared.graph.is_chain:
        return chain_reason(case.compared.graph.depth, ahead, back, rule)
    return edge_reason(ahead, back, rule)


def _flops(compared: Comparison, expected: Expectation) -> Outcome:
    assert isinstance(expected.value, int)
    key, wanted, place = expected.key, expected.value, expected.place
    ahead, back = _costs(compared)
    rule = "dense, the start counted"
    if key == "max_flops":
        cheapest = min(ahead, back)
        name = f"expect: max_flops = {wanted:,}"
        if cheapest <= wanted:
            finding = f"{cheapest:,} ≤ {wanted:,}"
            return Outcome(name, "ok", finding, rule, cheapest, wanted, place)
        mode = "forward" if ahead <= back else "reverse"
        finding = f"{mode}, the cheaper mode, costs {cheapest:,} > {wanted:,} FLOPs"
        notes: Notes = (("help", f"make the chain smaller, or write `max_flops: {cheapest}`"),)
        found = f"{cheapest - wanted:,} more than this"
        return Outcome(name, "failed", finding, rule, cheapest, wanted, place, found, notes)
    actual = ahead if key == "forward_flops" else back
    name = f"expect: {key} = {wanted:,}"
    if actual == wanted:
        return Outcome(name, "ok", f"{actual:,}", rule, actual, wanted, place)
    notes = (("help", f"write `{key}: {actual}`"),)
    found = f"it is {actual:,}, {abs(actual - wanted):,} {'more' if actual > wanted else 'less'}"
    finding = f"{actual:,} ≠ {wanted:,} FLOPs"
    return Outcome(name, "failed", finding, rule, actual, wanted, place, found, notes)


def _asked(asking: Asking, expected: Expectation) -> Outcome:
    """A value, an adjoint or a gradient, as answer files call it, as an array or row by row.

    Raises Mistakes for a name that is none.
    """
    assert not isinstance(expected.value, (str, int))
    kind, _, name = expected.key.rpartition(": ")
    case, known = asking.case, asking.called(kind)
    if name not in known:
        title = f"expect: {kind or 'loss'}: nothing here is called `{printable(name)}`"
        notes = did_you_mean(name, known) or [("note", f"names: {listed([*known])}")]
        raise Mistakes([JaccliError(title, Label(expected.place), notes=notes)], case.graph.file)
    actual = known[name].right
    assert isinstance(actual, np.ndarray)
    flat = expected.value.shape == (actual.size,)
    return _array(case, expected, actual.ravel() if flat else actual)


def _order(asking: Asking, expected: Expectation) -> Outcome:
    """The cheapest order of a chain, or another of its price."""
    wanted = str(expected.value)
    name, place = f"expect: best_order = {wanted}", expected.place
    asked = asking.course.questions.get("best_order")
    if asked is None or asked.accepts is None:
        return Outcome(name, "noted", "a chain of three Jacobians or more has one", place=place)
    if asked.accepts(wanted):
        return Outcome(name, "ok", "none is cheaper", "dense, the start free", place=place)
    best = str(asked.right)
    notes = (("help", f"write `best_order: {best}`"),)
    found = f"{best} is cheaper"
    return Outcome(name, "failed", found, "dense, the start free", None, None, place, found, notes)


def _array(case: Case, expected: Expectation, actual: Array) -> Outcome:
    assert not isinstance(expected.value, (str, int))
    tolerance = case.graph.expect.tolerance
    name = f"expect: {expected.key}"
    if expected.value.shape != actual.shape:
        return _misshapen(name, expected, actual)
    try:
        wanted = expected.value.load("float64")
    except JaccliError as error:
        raise Mistakes([error], case.graph.file) from None
    differences = np.abs(actual - wanted)
    bounds = tolerance * np.maximum(1, np.abs(wanted))
    excess = differences - bounds
    at = int(np.argmax(excess if (excess > 0).any() else differences))
    apart = Apart(float(differences.ravel()[at]), float(bounds.ravel()[at]))
    outcome = Outcome.of(name, apart, f"tolerance {tolerance:g} · max(1, |expected|)")
    if outcome.status == "ok":
        return outcome._replace(place=expected.place)
    entry, number = _entry(actual, at), actual.ravel()[at].item()
    place = expected.entries[at] if expected.entries else expected.place
    finding, wrong = f"{outcome.finding} at {entry}", int((excess > 0).sum())
    finding += f", {count(wrong, 'entry', 'entries')} of {actual.size:,} off" if wrong > 1 else ""
    notes: Notes = (("help", f"write {number!r} there"),)
    if case.graph.dtype == "float32" and tolerance < 1e-6:
        notes += (("help", "float32 keeps about 7 digits: `tolerance: 1e-5` allows for that"),)
    found = f"{entry} is {number!r}"
    return outcome._replace(finding=finding, place=place, found=found, notes=notes)


def _misshapen(name: str, expected: Expectation, actual: Array) -> Outcome:
    assert not isinstance(expected.value, (str, int))
    wanted, there = (
        count(axes[0], "number") if len(axes) == 1 else shape(axes)
        for axes in (expected.value.shape, actual.shape)
    )
    finding = f"it has {there}, the file expects {wanted}"
    found = f"{wanted} here"
    return Outcome(name, "failed", finding, place=expected.place, found=found)


def _entry(actual: Array, at: int) -> str:
    index = [int(each) + 1 for each in np.unravel_index(at, actual.shape)]
    return f"entry {index[0]}" if len(index) == 1 else f"row {index[0]}, column {index[1]}"
