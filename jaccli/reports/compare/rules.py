"""The counting rule of a Comparison, and what the other rules say."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Block, Column, Paragraph, Table
from jaccli.document.layout import Display, width_of
from jaccli.errors import printable
from jaccli.reports.common.modes import RULES
from jaccli.reports.compare.find import Comparison
from jaccli.words import flops, times


def rule_blocks(found: Comparison, display: Display) -> Iterator[Block]:
    """The rule, every time, and what the other rules say."""
    primal = found.primal
    meeting = (
        ""
        if found.wrt == "input" and found.graph.is_chain
        else " and the additions where edges meet"
    )
    yield Paragraph(
        "How we count: 1 multiply-add = 2 FLOPs (Murphy 2022, 13.3.1, algorithms 5 and 6). "
        "dense: every J a full matrix. structured: each J in its own form, which is what runs. "
        "Seeds counted: the first product, with I_n or I_m, counts; free: it costs nothing. "
        f"Counted are the products with the Jacobians{meeting}; evaluating f and its derivatives "
        f"is the same for both modes: {flops(primal.flops)}"
        + (
            f" and {primal.transcendentals:,} of exp, log, tanh, erf and their like."
            if primal.transcendentals
            else "."
        )
    )
    rows = []
    for rule in RULES:
        ahead, back = (mode.costs[rule].flops for mode in (found.forward, found.reverse))
        cheaper = found.verdict_under(rule)
        ratio = times(max(ahead, back), min(ahead, back)) if min(ahead, back) else ""
        here = "*" if rule == found.rule else ""
        rows.append([rule.model, rule.seeds, f"{ahead:,}", f"{back:,}", ratio, cheaper, here])
    table = Table(
        [
            Column("--cost"),
            Column("--seeds"),
            Column("forward", right=True),
            Column("reverse", right=True),
            Column("dearer/cheaper", right=True),
            Column("cheaper"),
            Column(""),
        ],
        rows,
    )
    if width_of(table, display) <= display.width:
        yield table
    else:
        for model, seeds, ahead_, back_, ratio_, cheaper_, here in rows:
            yield Paragraph(
                f"forward {ahead_}, reverse {back_}: {cheaper_} {ratio_}",
                label=f"{model}, {seeds}{here and ' '}{here}:",
                indent=1,
            )
    yield Paragraph("* the rule of the verdict above", indent=1, style="quiet")
    saved = _structure(found)
    if saved:
        yield Paragraph(saved, indent=1)


def _structure(found: Comparison) -> str:
    """The layer whose form saves most, as an example."""
    saving = found.saving
    if saving is None:
        return ""
    layer = found.layers[saving.k - 1]
    return (
        f"structured: J{saving.k} ({printable(layer.type)}) is {layer.jacobians[0].structure}: "
        f"{flops(saving.structured)} a vector, not {saving.dense:,}."
    )
