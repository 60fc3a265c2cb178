"""A Comparison as blocks: the price list, J, the summary, the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Blank, Block, Column, Either, Legend, Matrix, Paragraph, Table
from jaccli.document.cells import Cell, Number, Ratio, Real, Seconds, written
from jaccli.reports.common.derivatives.say import check_findings
from jaccli.reports.common.heading import heading
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.names import product_of
from jaccli.reports.compare import say
from jaccli.reports.compare.answer import Again as Again
from jaccli.reports.compare.answer import closing, headline
from jaccli.reports.compare.best_order import best_order_blocks
from jaccli.reports.compare.prices import price_blocks
from jaccli.words import count, shape

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison


def page(found: Comparison, *, values: bool = False, again: Again | None = None) -> Iterator[Block]:
    """The whole report of one chain. values: J whole; again: what a next command repeats"""
    yield from heading(found.graph, [layer.type for layer in found.layers])
    yield Blank
    yield Paragraph(
        f"Full Jacobian {_jacobian(found)}, {_built(found)}. "
        f"FLOPs of each product, {_rule_in_words(found.rule)}:"
    )
    yield Blank
    yield from price_blocks(found)
    yield Blank
    if found.jacobian is not None:
        yield Matrix("J", found.jacobian, values)
        yield Legend()
        yield Blank
    yield Paragraph("Summary", style="title")
    yield from _summary(found)
    yield from best_order_blocks(found)
    if found.runs:
        yield Blank
        yield from _measured(found)
    yield Blank
    yield say.counting(found)
    yield _rules(found)
    yield Paragraph("* the rule of the verdict above", indent=1, style="quiet")
    yield from say.structure(found)
    yield Blank
    yield closing(found, again or Again())


def _summary(found: Comparison) -> Iterator[Block]:
    yield headline(found)
    yield from say.otherwise(found)
    yield from say.other_verdicts(found)
    yield from say.unused(found)
    yield say.memory(found)
    yield from say.not_run(found)
    yield from say.agreement(found)
    if found.running.linearised:
        yield from check_findings(found.check, found.graph.called, indent=2)
    yield from say.kinks(found)


def _jacobian(found: Comparison) -> str:
    """What is built, with its shape."""
    chain, total = found.graph, found.forward.passes
    if found.wrt == "input":
        product = f" = {product_of(chain.depth)}" if chain.is_chain else ""
        return f"J{product} ({shape((chain.m, chain.n))})"
    by = count(chain.parameters, "parameter")
    if found.wrt == "all":
        by = f"{count(chain.n, 'input')} and {by}"
    return f"J of the output by {by} ({shape((chain.m, total))})"


def _built(found: Comparison) -> str:
    """How J came about: built two ways; built by reverse mode; priced two ways, not built."""
    modes = [mode.mode for mode in (found.forward, found.reverse) if mode.run]
    if len(modes) == 2:
        return "built two ways"
    return f"priced two ways, built by {modes[0]} mode" if modes else "priced two ways, not built"


def _rule_in_words(rule: Rule) -> str:
    model = "every J full" if rule.model == "dense" else "each J in its own form"
    return f"{model}, the start {rule.seeds}"


def _measured(found: Comparison) -> Iterator[Block]:
    """The clock beside the count, and why they differ."""
    yield Paragraph(
        f"Measured: the products alone, each J in its own form, the start {found.rule.seeds}; "
        f"median of {count(found.runs, 'run')}",
        style="title",
    )
    rows: list[list[Cell]] = []
    for mode in (found.forward, found.reverse):
        number = Number(mode.costs[found.runs_by].flops)
        if mode.seconds is None:
            rows.append([mode.mode, "not run", number, ""])
            continue
        rate = Real(mode.gigaflops(found.runs_by))
        rows.append([mode.mode, Seconds(mode.seconds), number, rate])
    names = ("", "time", "FLOPs", "GFLOP/s")
    yield Table(
        [Column(name, right=bool(name), plain="" if name else "mode") for name in names],
        rows,
        indent=2,
    )
    yield from say.clock(found)


def _rules(found: Comparison) -> Either:
    """What every rule says."""
    rows: list[list[Cell]] = []
    narrow = []
    for rule in RULES:
        ahead, back = found.flops_under(rule)
        ratio = Ratio(max(ahead, back), min(ahead, back))
        here = "*" if rule == found.rule else ""
        cheaper = found.verdict_under(rule)
        rows.append([rule.model, rule.seeds, Number(ahead), Number(back), ratio, cheaper, here])
        text = f"forward {ahead:,}, reverse {back:,}: {cheaper} {written(ratio)}"
        label = f"{rule.model}, {rule.seeds}{here and ' '}{here}:"
        narrow.append(Paragraph(text, label, indent=1))
    table = Table(
        [
            Column("--cost", plain="cost"),
            Column("--seeds", plain="seeds"),
            Column("forward", right=True, plain="forward FLOPs"),
            Column("reverse", right=True, plain="reverse FLOPs"),
            Column("dearer/cheaper", right=True),
            Column("cheaper"),
            Column("", plain="rule of the verdict"),
        ],
        rows,
    )
    return Either([table], narrow)
