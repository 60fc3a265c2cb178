"""The answer of `grad`: how many derivatives one pass back found, at what cost, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Answer, Finding, Next
from jaccli.reports.common.book import in_the_book
from jaccli.reports.common.derivatives.say import in_brief
from jaccli.reports.common.kinks import first_kinks
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.grad import say
from jaccli.words import count, flops

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients

ALONG = "along one direction"
PARTS = "the FLOPs leave out exp, log, tanh, ... of L, and a loss's J counts as full"


def headline(found: Gradients) -> Finding:
    """How many derivatives one pass back found, and of what."""
    parameters, inputs = found.graph.parameters, found.graph.n
    text = f"One pass back found {count(found.passes_forward, 'derivative')}"
    if parameters:
        text += f": {count(parameters, 'parameter')} and {count(inputs, 'input')}"
    elif inputs > 1:
        text += f", one for each of {count(inputs, 'input')}"
    return Finding("headline", f"{text}.")


def in_a_line(found: Gradients) -> str:
    """The file, the loss and what it was differentiated by, for -q."""
    by = f"{count(found.graph.parameters, 'parameter')} and {count(found.graph.n, 'input')}"
    return f"{found.graph.file}: loss {found.loss!r}, gradient of {by}"


def why(found: Gradients) -> Finding:
    """Why one pass is enough, and how many forward mode would need."""
    need = found.passes_forward
    forward = f"Forward mode needs {need:,}." if need > 1 else "So is one forward."
    text = f"L is one number, so one pass back is enough. {forward}"
    return Finding("why", text, "Why:")


def cost(found: Gradients) -> Iterator[Finding]:
    """What loss and gradients cost beside the loss alone."""
    alone, together = found.primal.flops, found.primal.flops + found.back
    if found.ratio is None:
        yield Finding("note", f"L alone {flops(alone)}, with all gradients {together:,}.", "Cost:")
        return
    text = f"L alone {flops(alone)}, with all gradients {together:,}: {found.ratio:.2f} × as much."
    if not found.is_cheap:
        text += f" More than {found.bound} ×: {PARTS}."
    yield Finding("note", text, "Cost:")


def rule() -> Finding:
    """The rule of all these prices."""
    return Finding("rule", f"{Rule('structured').counted} (not dense).", "Rule:")


def answer(
    found: Gradients, point: Sequence[str], more: str, noted: Iterable[Finding] = ()
) -> Answer:
    """What ends a screen. more: what stands behind which option; noted: before the rule"""
    check = in_brief(
        found.check, ALONG, point="θ", direction="d", what=f"central differences {ALONG} d"
    )
    said = [
        headline(found),
        why(found),
        *cost(found),
        check,
        *notes(found, check.text),
        *noted,
        rule(),
    ]
    return Answer(said, next_command(found, point), [("More:", more)])


def closing(found: Gradients, point: Sequence[str]) -> Answer:
    """What ends the page with all sections."""
    said = [headline(found), why(found), *book(found), say.counting(found)]
    return Answer(said, next_command(found, point))


def book(found: Gradients) -> Iterator[Finding]:
    """What the chapter calls the adjoints of its own network."""
    if found.graph.is_chain:
        yield from in_the_book([each.layer for each in found.layers])


def notes(found: Gradients, said: str) -> Iterator[Finding]:
    """What is used in place of a derivative, and which gradients are 0 for nobody needs them.

    said: of the check
    """
    yield from first_kinks((each.layer for each in found.layers), said)
    yield from say.aside(found)


def next_command(found: Gradients, point: Sequence[str]) -> Next:
    """Both passes; then a layer of a chain, else forward mode's price.

    point: the options that name the same chain
    """
    from shlex import quote  # a name may have blanks

    file = found.graph.file
    linear = next((each.layer.name for each in found.layers if each.layer.type == "linear"), "")
    if not found.in_steps:
        return Next(command("grad", file, *point, "--steps"), "layer by layer")
    if linear and found.graph.is_chain:
        return Next(command("grad", file, *point, f"--layer {quote(linear)}"), "why u xᵀ?")
    return Next(command("compare", file, *point, "--wrt all"), "the same by forward mode")
