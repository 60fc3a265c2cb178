"""What the sections of a MatrixFree say: what is given, how the ways compare, the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.document.blocks import Finding
from jaccli.reports.order.matrix_free.answer import headline, runs
from jaccli.reports.order.matrix_free.why import in_words, spelt
from jaccli.words import count, times

if TYPE_CHECKING:
    from jaccli.reports.order.matrix_free.find import MatrixFree


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


def setting(found: MatrixFree) -> str:
    """What is given, and what it costs."""
    price = "|E_k| multiply-adds" if found.one_price else "what the table below says"
    limit = ""
    if found.limit is not None:
        limit = f" A tape holds at most M = {count(found.limit, 'number')}."
    return (
        f"Matrix-free: no J_k is given. One tangent or adjoint through f_k costs {price}. An "
        f"adjoint keeps |E_k| numbers on a tape.{limit}"
    )


def summary(found: MatrixFree) -> Iterator[Finding]:
    """The best plan, how the others compare, why, and that it was run."""
    best = found.optimal.multiplications
    yield headline(found)
    dearer, said = [], headline(found).text.lower()
    for each in found.others:
        price = each.multiplications
        ratio = f"{times(price, best)} × as much" if best else f"{price:,}"
        text = f"{in_words(each.method)} costs {ratio}"
        dearer += [text] if price > best and text not in said else []
    if dearer:
        text = ", ".join(dearer)
        yield Finding("note", f"{text[0].upper()}{text[1:]}.")
    yield from runs(found)


def counting(found: MatrixFree) -> Finding:
    """The rule at length."""
    return Finding(
        "rule",
        "How we count: in multiply-adds, which the literature calls fma. One is "
        f"{FLOPS_PER_MULTIPLY_ADD} FLOPs, or 1 where nothing is added up, as in a diagonal. "
        f"{_price_of_a_vector(found)} A product of matrices (p×q)·(q×r) costs p·q·r. No plan of "
        "these operations is cheaper (dynamic programming; Naumann 2024, arXiv:2406.11862).",
        indent=0,
    )


def _price_of_a_vector(found: MatrixFree) -> str:
    if found.chain.pieces:
        each = "a full matrix" if found.model == "dense" else "in its own form"
        return f"|E_k| is the price of one vector along all edges of f_k, each {each}."
    if found.chain.graph is None:
        given = any(
            factor.edges != factor.form.rows * factor.form.columns for factor in found.factors
        )
        return f"|E_k| is m·n{' where the file gives no other' if given else ''}."
    if found.model == "dense":
        return "|E_k| = m·n, every J a full matrix."
    return "|E_k| is the layer's own price for one vector, in the form of its J."
