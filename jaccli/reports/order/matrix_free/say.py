"""What a MatrixFree finds, in words: the best plan, why it is the best, what running it showed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.plans import Step
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.document.blocks import Finding, Next
from jaccli.reports.common.names import command
from jaccli.reports.common.trial import Run
from jaccli.words import count, times

if TYPE_CHECKING:
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.order.matrix_free.priced import Priced

IN_WORDS = {
    "optimal": "best plan",
    "tangent": "global tangent",
    "adjoint": "global adjoint",
}


def in_words(name: str) -> str:
    """What a table calls the way of this name."""
    return IN_WORDS.get(name, name)


def in_a_line(found: MatrixFree) -> str:
    """The file, and what the best plan and the other ways cost."""
    others = ", ".join(
        f"{each.method} {each.multiplications:,}{'' if each.fits else ' (beyond M)'}"
        for each in found.methods
        if each is not found.optimal
    )
    best = spelt(found.optimal.multiplications)
    return f"{found.chain.file}: {best} matrix-free; {others}."


def by_rule(found: MatrixFree) -> str:
    """What the prices are of."""
    limit = "" if found.limit is None else f", a tape of at most {count(found.limit, 'number')}"
    return f"multiply-adds, {found.model}{limit}"


def spelt(number: int) -> str:
    """1 multiply-add, 2 multiply-adds."""
    return count(number, "multiply-add")


def setting(found: MatrixFree) -> str:
    """What is given, and what it costs."""
    price = "One tangent or adjoint through f_k costs |E_k| multiply-adds"
    if not found.one_price:
        price = "One tangent or adjoint through f_k costs what the table below says"
    limit = ""
    if found.limit is not None:
        limit = f" A tape holds at most M = {count(found.limit, 'number')}."
    keeps = f"an adjoint keeps |E_k| numbers on a tape.{limit}"
    return f"Matrix-free: no J_k is given. {price}, and {keeps}"


def summary(found: MatrixFree) -> Iterator[Finding]:
    """The best plan, how the others compare, why, and that it was run."""
    best = found.optimal
    within = "" if found.limit is None else f" within M = {found.limit:,}"
    others = found.others
    same = [in_words(e.method) for e in others if e.multiplications == best.multiplications]
    text = f"The best plan{within} costs {spelt(best.multiplications)}"
    if same:
        listed = " and ".join(filter(None, [", ".join(same[:-1]), same[-1]]))
        text += f", and {listed} no more"
    yield Finding("headline", f"{text}.")
    dearer = [
        f"{in_words(e.method)} costs "
        + (
            f"{times(e.multiplications, best.multiplications)} × as much"
            if best.multiplications
            else f"{e.multiplications:,}"
        )
        for e in others
        if e.multiplications > best.multiplications
    ]
    if dearer:
        text = ", ".join(dearer)
        yield Finding("note", f"{text[0].upper()}{text[1:]}.")
    yield Finding("why", _reason(found), "Why:")
    yield from _runs(found)


def _reason(found: MatrixFree) -> str:
    """Why the plan is as it is: what the limit forbids, or where it saves most."""
    if found.unlimited.multiply_adds < found.optimal.multiplications:
        return _forbidden(found)
    best = found.optimal
    kinds = {step.mode for step in best.plan}
    if len(kinds) == 1:
        n, m = found.chain.sizes[0], found.chain.sizes[-1]
        (mode,) = kinds
        carried = count(n, "column") if mode == "tangent" else count(m, "row")
        other = "adjoint" if mode == "tangent" else "tangent"
        tie = found.called(other).multiplications == best.multiplications
        also = f", and {other}s alone as cheap" if tie else ""
        return (
            f"{mode}s alone are cheapest{also}: {carried} through every layer, and nowhere would "
            "other vectors or products of matrices save what they cost."
        )
    simple = found.simple
    if simple is None or simple.multiplications == best.multiplications:
        return "nothing that mixes tangents, adjoints and products otherwise is cheaper."
    return _saved(found, simple)


def _forbidden(found: MatrixFree) -> str:
    """Which adjoints the memory limit forbids, and what stands in their place."""
    each = found.forbidden
    return (
        f"M = {found.limit:,} allows no adjoint through f{each.k}, which keeps "
        f"{count(each.edges, 'number')}. The plan sends {_vectors(each.there)} through it for "
        f"{spelt(each.spent_there)}; without the limit it would send {_vectors(each.here)} for "
        f"{each.spent:,}, and cost {found.unlimited.multiply_adds:,} in all."
    )


def _saved(found: MatrixFree, simple: Priced) -> str:
    """Where the plan saves most beside the cheapest of the simple ways."""
    each, products = found.decisive(simple), found.optimal.products
    if each.saved <= 0:
        return (
            f"no layer is passed for less than with {in_words(simple.method)}, but the products of "
            f"matrices cost {products:,}, there {simple.products:,}.{_narrow(found)}"
        )
    joined = f" Joining the parts by products of matrices costs {products:,}." if products else ""
    return (
        f"f{each.k} makes the difference: the plan sends {_vectors(each.here)} through it for "
        f"{spelt(each.spent)}, {in_words(simple.method)} {_vectors(each.there)} for "
        f"{each.spent_there:,}.{_narrow(found)}{joined}"
    )


def _narrow(found: MatrixFree) -> str:
    """The narrowest value between the ends, where the plan sends as many vectors as it has."""
    k = found.narrow
    if k is None:
        return ""
    numbers = count(found.chain.sizes[k - 1], "number")
    return f" x{k} has only {numbers}: as many vectors do for what leads there or on from it."


def _vectors(step: Step) -> str:
    return count(step.vectors, step.mode or "")


def _runs(found: MatrixFree) -> Iterator[Finding]:
    """That the plan was run, gave J, and took the operations that were priced; further ones too."""
    if found.run is not None:
        yield _run(found, found.run, found.optimal, "the plan")
    elif found.why_not:
        yield Finding("warning", found.why_not + ".", "Priced only:")
    for name, run in found.runs.items():
        yield _run(found, run, found.called(name), name)


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
        return Finding("note", text, "Same answer:")
    return Finding("warning", text, "Not the same:", look="")


def counting(found: MatrixFree) -> Finding:
    """The rule, every time."""
    return Finding(
        "rule",
        f"How we count: multiply-adds (the fma of the literature; {FLOPS_PER_MULTIPLY_ADD} FLOPs "
        "each, 1 where nothing is added up, as in a diagonal). "
        f"{_price_of_a_vector(found)} A product of matrices (p×q)·(q×r) costs p·q·r. No plan of "
        "these operations is cheaper (dynamic programming; Naumann 2024, arXiv:2406.11862).",
        indent=0,
    )


def _price_of_a_vector(found: MatrixFree) -> str:
    if found.chain.graph is None:
        given = any(
            factor.edges != factor.form.rows * factor.form.columns for factor in found.factors
        )
        return f"|E_k| is m·n{' where the file gives no other' if given else ''}."
    if found.model == "dense":
        return "|E_k| = m·n, every J a full matrix."
    return "|E_k| is the layer's own price for one vector, in the form of its J."


def next_command(found: MatrixFree, again: Sequence[str]) -> Iterator[Next]:
    """What to run next; of shapes alone nothing."""
    if found.chain.graph is not None:
        yield Next(command("order", found.chain.file, *again), "if every J is given")
