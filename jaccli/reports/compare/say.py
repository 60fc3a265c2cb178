"""What a Comparison finds, in words: the verdict, its reason, what it costs in memory, the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding
from jaccli.keywords import option
from jaccli.reports.common.kinks import first_kinks
from jaccli.reports.common.modes import MULTIPLY_ADD, ModeFacts, Rule
from jaccli.reports.common.verdict import in_words
from jaccli.words import count, flops, in_bytes, listed, times

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison, Unused

MANY = 8  # terms of a sum that are written out
FEW = 3  # layers that are named on a screen
RUN = (option("--run"), "run=")  # why a mode is not run: another was asked for
MOST_KINKS = 3  # layers at a kink that are told in full


def otherwise(found: Comparison) -> Iterator[Finding]:
    """When the verdict would be another, and how the costs grow with n."""
    n, m = found.graph.n, found.graph.m
    if not found.evenly:
        yield from _passes(found)
        return
    if n != m:
        high, low = max(n, m), min(n, m)
        ratio, loser, size = "Forward / reverse = n / m", "Forward", "m"
        if n < m:
            ratio, loser, size = "Reverse / forward = m / n", "Reverse", "n"
        yield Finding(
            "note",
            f"{ratio} = {high:,} / {low:,} = {times(high, low)}. A tie when n = m. {loser} would "
            f"be cheaper only if {size} were larger than {high:,}.",
        )
    if found.is_even_in_width:
        passes = "1 pass back: O(n²)" if m == 1 else "m passes back: O(m·n²)"
        yield Finding(
            "note",
            f"all widths are n, so that a pass costs O(n²). Forward makes n passes: O(n³). "
            f"Reverse makes {passes}. More: jaccli explain order-of-growth",
            "Growth:",
        )


def _passes(found: Comparison) -> Iterator[Finding]:
    """Of how many numbers there is a pass each, and what one pass back finds."""
    sizes, total = [*found.sources.values()], found.forward.passes
    if total > 1 and found.rule.seeds == "counted":
        summed = f"{' + '.join(f'{size:,}' for size in sizes)} = " if 1 < len(sizes) <= MANY else ""
        yield Finding(
            "note",
            f"Forward needs a pass for each of {summed}{total:,} numbers. One pass back finds the "
            f"slopes of one output by all {total:,}.",
        )


def other_verdicts(found: Comparison) -> Iterator[Finding]:
    """Where another rule would flip the verdict."""
    mine = found.rule
    said: set[str] = set()
    for rule, verdict in found.flips.items():
        if rule.model == mine.model:
            said.add(f"{rule.seeds} {verdict}")
        elif f"{rule.seeds} {verdict}" in said:
            continue  # said of the verdict's own cost model
        ahead, back = found.flops_under(rule)
        yield Finding(
            "warning",
            "The rule decides: with " + rule.beside(mine) + f", {in_words(verdict)} ({rule.model}: "
            f"forward {ahead:,}, reverse {back:,} FLOPs).",
        )


def unused(found: Comparison) -> Iterator[Finding]:
    """What forward mode pays for branches that lead nowhere."""
    if found.unused:
        yield Finding("note", _unused(found.unused, found.rule), "Unused:")


def unused_in_brief(found: Comparison) -> Iterator[Finding]:
    """The same on one screen: it is why a pass forward costs more."""
    if found.unused:
        spent = flops(found.unused.flops[found.rule])
        layers = found.unused.layers
        leads = "leads" if len(layers) == 1 else "lead"
        text = f"{listed(layers, FEW)} {leads} nowhere. Forward pays {spent} there."
        yield Finding("note", text, "Unused:")


def _unused(unused: Unused, rule: Rule) -> str:
    layers = unused.layers
    does = "does" if len(layers) == 1 else "do"
    return (
        f"{listed(layers, MANY)} {does} not reach the output. Reverse mode starts at the output "
        f"and never comes there. Forward mode starts at the inputs, cannot know it and spends "
        f"{flops(unused.flops[rule])} there."
    )


def memory(found: Comparison) -> Finding:
    """What each mode has to keep and to carry."""
    sizes = found.graph.sizes[:-1]
    ahead, back = found.forward, found.reverse
    if not sizes:
        text = (
            f"reverse keeps every value that a layer reads for the way back "
            f"({count(back.memory.stored, 'number')}), and it carries "
            f"{count(back.passes, 'adjoint')} "
            f"(at most {count(back.memory.carried, 'number')} at once): "
            f"{in_bytes(back.memory.bytes)}."
        )
        return Finding("note", f"{text} {_carried(ahead)}", "Memory:")
    names = "x1" if len(sizes) == 1 else f"x1..x{len(sizes)}"
    stored = f"{back.memory.stored:,}"
    if 1 < len(sizes) <= MANY:
        stored = f"{' + '.join(f'{size:,}' for size in sizes)} = {stored}"
    numbers = "number" if back.memory.stored == 1 else "numbers"
    text = (
        f"reverse keeps {names} for the way back ({stored} {numbers}), and it carries "
        f"{count(back.passes, 'adjoint')} (at most {back.memory.carried:,} numbers): "
        f"{in_bytes(back.memory.bytes)}."
    )
    return Finding("note", f"{text} {_carried(ahead)}", "Memory:")


def _carried(ahead: ModeFacts) -> str:
    """What forward mode needs."""
    return (
        f"Forward keeps nothing. It carries {count(ahead.passes, 'tangent')} "
        f"(at most {ahead.memory.carried:,} numbers): {in_bytes(ahead.memory.bytes)}."
    )


def not_run(found: Comparison) -> Iterator[Finding]:
    """The modes that were priced only, and why."""
    modes = [mode for mode in (found.forward, found.reverse) if not mode.run]
    if not modes:
        return
    if len(modes) == 2:
        text = "both modes are priced only: " + modes[0].why + "."
        if not found.running.linearised:
            after = " after the recording" if found.graph.called is not None else ""
            text += f" No array was made{after}, so there is no output and no J."
    else:
        (mode,) = modes
        text = f"{mode.mode} mode is priced only: " + mode.why + "."
        if not mode.why.startswith(RUN):
            text += " " + option("--run", "both") + " runs it too."
    yield Finding("note", text, "Not run:")


def agreement(found: Comparison) -> Iterator[Finding]:
    """Whether both modes gave the same answer, and how that is known."""
    agreement = found.agreement
    if agreement is None:
        if found.running.linearised:
            bound = option("--max-memory")
            unfit = "a few random products do not fit into " + bound + " beside J."
            yield Finding("warning", unfit, "Not compared:")
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
        yield Finding("note", text, "Check:")
        return
    shown = f"Shown is {found.running.builds} mode's J. " if found.running.builds else ""
    yield Finding(
        "warning",
        f"{compared} = {difference} > {tolerance} ✗. {shown}The factors are the same, and another "
        "order rounds in another way. Where large terms cancel, only the rounding is left of them.",
        "Not the same:",
    )


def kinks(found: Comparison) -> Iterator[Finding]:
    """The layers that stand at a kink, where J is what is used in place of a derivative."""
    if found.check is not None and found.check.status == "kink":
        return  # it names them itself
    yield from first_kinks(found.layers, least=MOST_KINKS)


def clock(found: Comparison) -> Iterator[Finding]:
    """How the measured times compare, and why that is not the ratio of the counts."""
    clocked = found.clocked
    if clocked is None:
        return
    quicker = "reverse" if clocked.slower == "forward" else "forward"
    ratio = f"{clocked.times:.3g}"
    text = f"{clocked.slower.capitalize()} took {ratio} × as long as {quicker}. "
    if ratio == "1":
        text = "Forward and reverse took equally long. "
    if clocked.work is not None:
        text += f"The FLOP ratio, forward / reverse, is {clocked.work:,.4g}, "
        text += "and that is a ratio of work, not of time. "
    yield Finding("note", f"{text}{found.clock_note}")


def counting(found: Comparison) -> Finding:
    """The rule, every time."""
    primal = found.primal
    meeting = (
        ""
        if found.wrt == "input" and found.graph.is_chain
        else " and the additions where edges meet"
    )
    text = (
        f"How we count: {MULTIPLY_ADD} (Murphy 2022, 13.3.1, algorithms 5 and 6). "
        "dense: every J is a full matrix. structured: each J has its own form; this is what runs. "
        "The start counted: the first product, with I_n or I_m, is paid like the others. The start "
        f"free: it costs nothing. Counted are the products with the Jacobians{meeting}. The values "
        f"of f and its local derivatives cost the same in both modes: {flops(primal.flops)}"
        + (
            f" and {primal.transcendentals:,} of exp, log, tanh, erf and their like."
            if primal.transcendentals
            else "."
        )
    )
    return Finding("rule", text, indent=0)


def structure(found: Comparison) -> Iterator[Finding]:
    """The layer whose form saves most, as an example."""
    saving = found.saving
    if saving is None:
        return
    layer = found.layers[saving.k - 1]
    text = (
        f"structured: J{saving.k} ({layer.type}) is {layer.jacobians[0].structure}: "
        f"{flops(saving.structured)} a vector, not {saving.dense:,}."
    )
    yield Finding("note", text, indent=1)
