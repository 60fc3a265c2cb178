"""The file's own `expect:`, each expectation a check that points at where it is written."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Expectation
from jaccli.keywords import option
from jaccli.reports.check.case import Case
from jaccli.reports.common.apart import Apart
from jaccli.reports.common.derivatives.outcome import Notes, Outcome
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.verdict import chain_reason, edge_reason
from jaccli.reports.compare.find import Comparison
from jaccli.words import count, shape

MOVED = "the file expects this at its own point, this run is at another (" + option("--at") + ")"
ELSEWHERE = {"output": MOVED, "jacobian": MOVED}
RESIZED = "the file expects this of its own sizes, this run has others (" + option("--set") + ")"


def expected_checks(case: Case) -> list[Outcome]:
    """One check an expectation; another point makes some of them void, other sizes make all so."""
    found = []
    expect = case.graph.expect
    for each in expect.expectations:
        if expect.resized or (expect.moved and each.key in ELSEWHERE):
            why = RESIZED if expect.resized else ELSEWHERE[each.key]
            found.append(Outcome(f"expect: {each.key}", "noted", why, place=each.place))
        elif each.key == "cheaper":
            found.append(_cheaper(case, each))
        elif each.key in ("output", "jacobian"):
            found.append(_array(case, each))
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


def _array(case: Case, expected: Expectation) -> Outcome:
    assert not isinstance(expected.value, (str, int))
    compared, tolerance = case.compared, case.graph.expect.tolerance
    name = f"expect: {expected.key}"
    actual = compared.output if expected.key == "output" else compared.jacobian
    assert actual is not None, "a case has its J"
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
