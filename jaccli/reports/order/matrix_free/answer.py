"""What a MatrixFree comes to: what the best plan costs beside the others, why, by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Answer, Finding, Next
from jaccli.factors import Factor
from jaccli.reports.common.modes import MULTIPLY_ADD, Rule
from jaccli.reports.common.names import command
from jaccli.reports.common.trial import Run
from jaccli.reports.order.matrix_free.why import cause, in_words, reason, spelt
from jaccli.words import conjoined, times

if TYPE_CHECKING:
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.order.matrix_free.priced import Priced

MORE = ("More:", "--details (vectors, memory)")


def answer(found: MatrixFree, again: Sequence[str]) -> Answer:
    """What ends the screen. again: the options that a next command has to repeat"""
    why = Finding("why", cause(found), "Why:")
    return Answer(
        [headline(found), why, *_in_brief(found), *_cautions(found), rule(found)],
        next_command(found, again) or Next("jaccli explain matrix-free"),
        [MORE],
    )


def closing(found: MatrixFree, again: Sequence[str]) -> Answer:
    """What ends the page with all sections."""
    why = Finding("why", reason(found), "Why:")
    return Answer([headline(found), why, rule(found)], next_command(found, again))


def headline(found: MatrixFree) -> Finding:
    """What the best plan costs, and the next way."""
    best = found.optimal.multiplications
    within = "" if found.limit is None else f" within M = {found.limit:,}"
    text = f"The best plan{within} costs {spelt(best)}"
    same = [in_words(each.method) for each in found.others if each.multiplications == best]
    if same:
        text += f", and so {'does' if len(same) == 1 else 'do'} {conjoined(same)}"
    elif found.simple is not None and best:
        name = in_words(found.simple.method)
        ratio = times(found.simple.multiplications, best)
        text += f". {name[0].upper()}{name[1:]} costs {ratio} × as much"
    return Finding("headline", f"{text}.")


def rule(found: MatrixFree) -> Finding:
    """What is counted, in a line."""
    full = all(map(_is_full, found.factors))
    if found.chain.pieces:
        full = found.factors == found.chain.full
    text = Rule("dense" if full else "structured").counted
    if found.chain.graph is None and not full:
        text = f"{MULTIPLY_ADD}, a vector costs what the file says"
    return Finding("rule", f"{text}.", "Rule:")


def _is_full(factor: Factor) -> bool:
    """Whether a vector costs what it does through a full matrix."""
    full = factor.form.rows * factor.form.columns
    prices = factor.edges, factor.tangent.multiplications, factor.adjoint.multiplications
    return set(prices) == {full}


def runs(found: MatrixFree) -> Iterator[Finding]:
    """That the plan was run, gave J, and took the operations that were priced; further ones too."""
    if found.run is not None:
        yield _run(found, found.run, found.optimal, "the plan")
    elif found.why_not:
        yield Finding("warning", found.why_not + ".", "Priced only:")
    for name, run in found.runs.items():
        yield _run(found, run, found.called(name), name)


def _in_brief(found: MatrixFree) -> Iterator[Finding]:
    """That the plan was run, where all is well, or that there is nothing to run."""
    if found.run is not None and _fine(found, found.run, found.optimal):
        yield Finding("note", "the best plan was run: same J ✓", "Check:")
    elif found.chain.graph is None:
        yield Finding("note", "there are shapes only, so the plan was not run.", "Check:")


def _cautions(found: MatrixFree) -> Iterator[Finding]:
    """What is not well of these."""
    if found.run is not None and not _fine(found, found.run, found.optimal):
        yield _run(found, found.run, found.optimal, "the plan")
    elif found.run is None and found.why_not:
        yield Finding("warning", found.why_not + ".", "Priced only:")
    for name, run in found.runs.items():
        if not _fine(found, run, found.called(name)):
            yield _run(found, run, found.called(name), name)


def _fine(found: MatrixFree, run: Run, way: Priced) -> bool:
    return run.ok and run.counted in (None, way.costs[found.model])


def _run(found: MatrixFree, run: Run, way: Priced, name: str) -> Finding:
    counted = "; its operations are too many to count one by one"
    if run.counted is not None:
        equal = run.counted == way.costs[found.model]
        counted = "; operations counted one by one: "
        counted += "equal to the price ✓" if equal else "not the price ✗"
    if run.difference is None:
        text = f"{name} was run; the J of adjoints or tangents alone is not finite{counted}."
        return Finding("warning", text, "Not compared:", look="")
    text = (
        f"{name} was run, max|J − J of one mode| = {run.difference:.1e} "
        f"{'≤' if run.ok else '>'} {run.tolerance:.1e} {'✓' if run.ok else '✗'}{counted}."
    )
    if run.ok:
        return Finding("note", text, "Check:")
    return Finding("warning", text, "Not the same:", look="")


def next_command(found: MatrixFree, again: Sequence[str]) -> Next | None:
    """What to run next; of shapes alone nothing."""
    if found.chain.graph is None:
        return None
    return Next(command("order", found.chain.file, *again), "if every J is given")
