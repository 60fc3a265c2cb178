"""What of a Comparison was run, what was priced only and why, and whether both modes agree."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Block, Paragraph
from jaccli.reports.compare.find import Comparison
from jaccli.words import count


def built(found: Comparison) -> str:
    """How J came about: built two ways; built by reverse mode; priced two ways, not built."""
    modes = [mode.mode for mode in (found.forward, found.reverse) if mode.run]
    if len(modes) == 2:
        return "built two ways"
    return f"priced two ways, built by {modes[0]} mode" if modes else "priced two ways, not built"


def running_blocks(found: Comparison) -> Iterator[Block]:
    """What was not run and why; whether both modes gave the same answer, and how that is known."""
    yield from _not_run(found)
    agreement = found.agreement
    if agreement is None:
        if found.running.linearised:
            why = "a few random products would not fit --max-memory beside J."
            yield Paragraph(why, label="Not compared:", indent=2, style="warning")
        return
    if agreement.by == "jacobians":
        compared = "max|J_fwd − J_rev|"
        meaning = "same factors in another order: this tests the sweeps, not the derivatives"
    else:
        compared = "max|u·(J·v) − (u·J)·v|"
        meaning = (
            f"by {count(agreement.pairs, 'random pair')} u, v, J·v by forward and u·J by reverse "
            "mode: this tests the sweeps, not the derivatives"
        )
    difference, tolerance = f"{agreement.max_abs_difference:.1e}", f"{agreement.tolerance:.1e}"
    if agreement.ok:
        text = f"{compared} = {difference} ≤ {tolerance} ✓ ({meaning})"
        yield Paragraph(text, label="Same answer:", indent=2)
        return
    shown = f"Shown is {found.running.builds} mode's J. " if found.running.builds else ""
    yield Paragraph(
        f"{compared} = {difference} > {tolerance} ✗. {shown}The factors are the same, and another "
        "order rounds otherwise: where large terms cancel, the rounding is what is left of them.",
        label="Not the same:",
        indent=2,
        style="warning",
    )


def _not_run(found: Comparison) -> Iterator[Block]:
    modes = [mode for mode in (found.forward, found.reverse) if not mode.run]
    if not modes:
        return
    if len(modes) == 2:
        text = f"both modes are priced, not run: {modes[0].why}."
        if not found.running.linearised:
            after = " after the recording" if found.graph.called is not None else ""
            text += f" No array was made{after}: there is no output and no J."
    else:
        (mode,) = modes
        text = f"{mode.mode} mode is priced, not run: {mode.why}."
        if not mode.why.startswith("--run"):
            text += " --run both runs it too."
    yield Paragraph(text, label="Not run:", indent=2)
