"""Topics on what a check can tell: forward = reverse, differences, the complex step."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jaccli.accumulate import forward, reverse
from jaccli.arrays import Array, np
from jaccli.document.cells import Decimal
from jaccli.linearise import Step
from jaccli.linmap import Dense, Identity
from jaccli.reports.check.checks.stepped import NEAR
from jaccli.reports.common.derivatives.quotients import RELATIVE, SAFETY, STEP
from jaccli.reports.common.product.checked import MOST
from jaccli.reports.explain.glossary.material import sample, tape_at, tape_of
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea

STEPS = (1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11)  # of the differences
PLANTED = 2.0  # what a right Jacobian is multiplied by to make it wrong


@idea(
    "agreement",
    "forward = reverse tests the sweeps, not the derivatives",
    group="costs",
    also=("same answer", "forward = reverse", "adjoint test", "dot product test"),
    formula=("u·(J·v) = (u·J)·v",),
    source="Griewank & Walther 2008; Murphy 2022, section 13.3.1, has both products",
    see=("differences", "chain rule", "bracketing"),
    tries="jaccli check sample:mlp_cross_entropy",
)
def agreement() -> Iterator[Item]:
    """Both modes multiply the same Jacobians, only in another order. So they must agree, up to
    rounding. This tests the sweeps. It does not test the derivatives: if one J_k is wrong, it
    is wrong in both modes. To test a derivative, ask something that does not use J:
    differences, the complex step, or another program.
    """
    graph = sample("affine_softmax")
    tape = tape_of(graph)
    broken = [_spoilt(tape[0]), *tape[1:]]
    probe = _differences(lambda x: tape_at(graph, x)[-1].value, tape[0].inputs[0], 1e-6)
    rows = []
    for what, steps in (("as it is", tape), (f"J1 times {PLANTED:g}", broken)):
        ahead = forward(steps, Identity(graph.input_size)).dense()
        back = reverse(steps, Identity(graph.output_size)).dense()
        rows.append((what, _size(ahead - back), _size(ahead - probe)))
    yield Words("sample:affine_softmax, and the same with a derivative that is wrong on purpose:")
    yield Rows(("", "max|J_fwd − J_rev|", "max|J_fwd − differences|"), tuple(rows))


def _spoilt(step: Step) -> Step:
    return step._replace(jacobians=(Dense(PLANTED * step.jacobian.dense()),))


def _size(matrix: Array) -> Decimal | str:
    """The order of the largest entry; its digits depend on the machine where it is rounding."""
    largest = float(np.abs(matrix).max())
    for power in (-12, -6):
        if largest < 10.0**power:
            return f"below 1e{power:03d}"
    return Decimal(largest, 3)


@idea(
    "differences",
    "central differences and the complex step",
    group="costs",
    also=(
        "central differences",
        "finite differences",
        "numerical differentiation",
        "complex step",
        "gradient check",
        "check",
        "difference",
    ),
    formula=("(f(x + h) − f(x − h)) / 2h, error ~ h² + ε/h", "Im f(x + i h) / h, error ~ h²"),
    source="Baydin et al. 2018, section 2.1; Squire & Trapp 1998 (the complex step)",
    see=("agreement", "subgradient", "jvp"),
    tries="jaccli check sample:affine_softmax",
)
def differences() -> Iterator[Item]:
    """A difference quotient uses values of f alone, and no rule of differentiation. So it can
    test a derivative. If the step h is large, the curve bends within it: an error like h². If
    h is small, two nearly equal numbers are subtracted, and their rounding ε is divided by h.
    The best h is near ε^(1/3): about ten right digits. The complex step subtracts nothing, so
    its h may be tiny.
    """
    layer = sample("affine_softmax").nodes[-1].layer
    x = np.array([2.0, 0.0, 1.0])
    true = layer.jacobians(x)[0].dense()
    rows = []
    for h in STEPS:
        central = _differences(layer.forward, x, h)
        complex_ = np.stack(
            [layer.forward(x + 1j * h * e).imag / h for e in np.eye(len(x))], axis=1
        )
        rows.append((f"{h:.0e}", _order(central - true), _order(complex_ - true)))
    yield Words("The Jacobian of softmax at (2, 0, 1) beside its rule; the largest error, roughly:")
    yield Rows(("h", "central", "complex step"), tuple(rows))


@idea(
    "checks",
    "what `jaccli check` tests, and what a failure means",
    group="costs",
    also=("jaccli check", "what is tested", "verification"),
    formula=("J_fwd = J_rev", "u·(J·v) = (u·J)·v"),
    source="Squire & Trapp 1998; Griewank & Walther 2008, chapters 2 and 3",
    see=("differences", "agreement", "proof", "ci", "flop"),
    tries="jaccli check sample:mlp_cross_entropy --details",
)
def checks() -> Iterator[Item]:
    """A check finds the same number in a second way, and compares. Central differences and the
    complex step use the values of f alone, so they test the derivatives. Both modes multiply the
    same Jacobians in another order, so that they agree tests the sweeps, not the derivatives. FLOPs
    are counted while the products run, and compared with the formula: each J in its own form (this
    is what runs) and each J full (dense). 1 multiply-add is 2 FLOPs, the start counted. No time is
    checked. Where a check cannot tell, it is noted, and the reason is said: at a kink, for example,
    there is no derivative.
    """
    yield Words("What is compared with what, and where to look if they differ:")
    rows = (
        ("J, gradients", "central differences", "a layer's derivative"),
        ("J, gradients", "the complex step", "a layer's derivative"),
        ("J by forward mode", "J by reverse mode", "a sweep"),
        ("u·(J·v)", "(u·J)·v", "a sweep or a layer"),
        ("FLOPs, counted", "the formula", "a price"),
        ("`expect:` of a file", "what is found", "the file or the chain"),
    )
    yield Rows(("what is tested", "compared with", "a failure blames"), rows)
    yield from _near_enough()


def _near_enough() -> Iterator[Item]:
    """How close is close, and what is noted rather than failed."""
    yield Words(
        f"Central differences go one column at a time, each row within {SAFETY} times its own "
        f"measured error and {RELATIVE:g} of its own slope. The first step is {STEP:g} of the "
        "numbers that move; where its quotients do not settle, others are tried. The complex step "
        f"comes within {NEAR:g} · max(1, max|J|), where every layer takes complex numbers. Beyond "
        f"{MOST} columns some are tried, and directions across all of them. Weights of different "
        "sizes are moved apart."
    )
    yield Words(
        "A wrong J is traced to the layer whose own derivative is wrong, and its line is shown. "
        "Nothing fails for what f itself does: kinks, edges of a domain and slopes that rounding "
        "hides are noted, and so is a disagreement where each layer by itself confirms J, for then "
        "f loses too many of its digits. Where both sides have a slope of their own, both are told."
    )
    yield Words(
        "--at and --set make void what a file expects of its own point or sizes; that is noted. Of "
        "products, `jvp` and `vjp` check at most that many directions, and say where differences "
        "cannot tell."
    )


def _differences(function: Callable[[Array], Array], x: Array, h: float) -> Array:
    columns = [(function(x + h * e) - function(x - h * e)) / (2 * h) for e in np.eye(len(x))]
    return np.stack(columns, axis=1)


def _order(errors: Array) -> str:
    """The power of ten above the largest error: the digits depend on the machine."""
    largest = float(np.abs(errors).max())
    if largest < 1e-15:
        return "rounding"
    return f"1e{int(np.ceil(np.log10(largest))):+03d}"
