"""What backpropagation finds, in words: the loss, the check, the price, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding, Next
from jaccli.reports.common.derivatives.say import check_finding
from jaccli.reports.common.names import command
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients


def headline(found: Gradients) -> Finding:
    """The loss, and what it was differentiated by."""
    by = f"{count(found.graph.parameters, 'parameter')} and {count(found.graph.n, 'input')}"
    return Finding("headline", f"loss {found.loss!r}, gradient of {by}")


def in_a_line(found: Gradients) -> str:
    """The file and the headline, for -q."""
    return f"{found.graph.file}: {headline(found).text}"


def question() -> Finding:
    """What a gradient answers."""
    text = "how strongly does the loss depend on each parameter and each input?"
    return Finding("note", text, "Question:", indent=0)


def check(found: Gradients) -> Finding:
    """All gradients beside differences of the loss."""
    what = (
        "all gradients times one direction d without a pattern, beside "
        "(L(θ + h·d) − L(θ − h·d)) / 2h"
    )
    return check_finding(found.check, what, point="θ", along="d")


def ratio(found: Gradients) -> Iterator[Finding]:
    """What loss and gradient cost beside the loss alone, and why where it is more than promised."""
    if found.ratio is None:
        return
    text = (
        f"Loss and gradient together cost {found.ratio:.2f} × as much as the loss alone; the cheap "
        "gradient principle's bound is 3 to 4 times, however many the parameters (Griewank & "
        "Walther 2008)."
    )
    if not found.is_cheap:
        text += (
            " Here it is more because of what FLOPs leave out of the loss (exp, log, tanh, "
            "...; passing a value on) and put into the way back (a loss's row is dense)."
        )
    yield Finding("note", text)


def forward_mode(found: Gradients) -> Iterator[Finding]:
    """How often forward mode would have to run."""
    total = found.passes_forward
    if total > 1:
        yield Finding(
            "note",
            f"Forward mode would need {total:,} passes, one for each parameter and input; this "
            "was one pass back.",
        )


def counting(found: Gradients) -> Finding:
    """The rule, every time."""
    text = "1 multiply-add = 2 FLOPs; an outer product u xᵀ is m·n multiplications"
    if found.primal.transcendentals:
        text += (
            f"; {found.primal.transcendentals:,} of exp, log, tanh, erf and their like come on top"
        )
    return Finding("rule", f"{text}.")


def next_command(found: Gradients, point: Sequence[str]) -> Next:
    """The steps of a graph, a layer of a chain, else forward mode's price.

    point: the options that name the same chain
    """
    file = found.graph.file
    linear = next((each.layer.name for each in found.layers if each.layer.type == "linear"), "")
    if not found.graph.is_chain and not found.flow:
        return Next(command("grad", file, *point, "--steps"))
    if linear and found.graph.is_chain:
        return Next(command("grad", file, *point, f"--layer {linear}"))
    return Next(command("compare", file, *point, "--wrt all"))
