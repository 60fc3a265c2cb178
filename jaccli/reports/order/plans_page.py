"""A MatrixFree as text: the ways to J beside one another, the winner and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.accumulate.matrix_free import multiply_adds
from jaccli.accumulate.plans import Step, vectors_through
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.document.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.document.table import BARS, bar_of, width_of
from jaccli.errors import printable
from jaccli.reports.common.names import command
from jaccli.reports.common.orders import fitting
from jaccli.reports.order.heading import chain_heading
from jaccli.reports.order.matrix_free import MatrixFree, Method, Priced
from jaccli.reports.order.plan import curve_blocks, one_price, plan_blocks, vector_blocks
from jaccli.words import count, times

IN_WORDS: dict[Method, str] = {
    "optimal": "best plan",
    "tangent": "global tangent",
    "adjoint": "global adjoint",
    "preaccumulation": "preaccumulation",
}


def report(results: Sequence[MatrixFree], display: Display, *, quiet: bool, again: str = "") -> str:
    """The text of one call. again: the options that the next command has to repeat."""
    if quiet:
        return render([Lines([quiet_line(found) for found in results])], display)
    blocks: list[Block] = []
    for found in results:
        blocks += [*matrix_free_blocks(found, display, again=again), Blank]
    blocks.pop()
    return render(blocks, display)


def quiet_line(found: MatrixFree) -> str:
    """One line a chain, for -q."""
    others = ", ".join(
        f"{each.method} {each.multiplications:,}{'' if each.fits else ' (beyond M)'}"
        for each in found.methods
        if each is not found.optimal
    )
    best = spelt(found.optimal.multiplications)
    return f"{printable(found.chain.file)}: {best} matrix-free; {others}."


def matrix_free_blocks(found: MatrixFree, display: Display, *, again: str = "") -> Iterator[Block]:
    """The whole report of one chain."""
    yield from chain_heading(found.chain)
    yield Blank
    yield Paragraph(_setting(found))
    yield Blank
    yield _ways(found, display)
    yield Blank
    yield Paragraph("Summary", style="title")
    yield from _summary(found)
    for part in (plan_blocks(found, display), vector_blocks(found, display), curve_blocks(found)):
        blocks = list(part)
        yield from [Blank, *blocks] if blocks else []
    yield Blank
    yield Paragraph(
        f"How we count: multiply-adds (the fma of the literature; {FLOPS_PER_MULTIPLY_ADD} FLOPs "
        "each, 1 where nothing is added up, as in a diagonal). "
        f"{_price_of_a_vector(found)} A product of matrices (p×q)·(q×r) costs p·q·r. No plan of "
        "these operations is cheaper (dynamic programming; Naumann 2024, arXiv:2406.11862)."
    )
    if found.chain.graph is not None:
        line = f"{command('order', found.chain.file, again)}   (if every J is given)"
        yield Paragraph(line, label="Next:")


def spelt(number: int) -> str:
    """1 multiply-add, 2 multiply-adds."""
    return count(number, "multiply-add")


def _setting(found: MatrixFree) -> str:
    price = "One tangent or adjoint through f_k costs |E_k| multiply-adds"
    if not one_price(found):
        price = "One tangent or adjoint through f_k costs what the table below says"
    limit = ""
    if found.limit is not None:
        limit = f" A tape holds at most M = {count(found.limit, 'number')}."
    keeps = f"an adjoint keeps |E_k| numbers on a tape.{limit}"
    return f"Matrix-free: no J_k is given. {price}, and {keeps}"


def _price_of_a_vector(found: MatrixFree) -> str:
    if found.chain.graph is None:
        given = any(
            factor.edges != factor.form.rows * factor.form.columns for factor in found.factors
        )
        return f"|E_k| is m·n{' where the file gives no other' if given else ''}."
    if found.model == "dense":
        return "|E_k| = m·n, every J a full matrix."
    return "|E_k| is the layer's own price for one vector, in the form of its J."


def _ways(found: MatrixFree, display: Display) -> Table:
    """The four ways, cheapest first, those beyond the limit last; bars where they fit."""
    for bar in BARS:
        table = _ways_table(found, bar, display)
        if width_of(table, display) <= display.width:
            return table
    return fitting(table, display, (-2, -1))


def _ways_table(found: MatrixFree, bar: int, display: Display) -> Table:
    ranked = sorted(found.methods, key=lambda each: (not each.fits, each.multiplications))
    longest = max(1, *(each.multiplications for each in ranked))
    best = found.optimal.multiplications
    digits = len(f"{longest:,}")
    rows = []
    for each in ranked:
        drawn = bar_of(each.multiplications, longest, bar, ascii=display.ascii)
        ratio = times(each.multiplications, best) if best else ""
        rows.append(
            [
                IN_WORDS[each.method],
                f"{each.multiplications:>{digits},} {drawn}".rstrip(),
                ratio if each.fits else "beyond M",
                f"{each.tape:,}",
            ]
        )
    return Table(
        [
            Column(""),
            Column("multiply-adds"),
            Column("× best", right=True),
            Column("longest tape", right=True),
        ],
        rows,
    )


def _summary(found: MatrixFree) -> Iterator[Block]:
    best = found.optimal
    within = "" if found.limit is None else f" within M = {found.limit:,}"
    others = [each for each in found.methods if each is not best and each.fits]
    same = [IN_WORDS[e.method] for e in others if e.multiplications == best.multiplications]
    text = f"The best plan{within} costs {spelt(best.multiplications)}"
    if same:
        listed = " and ".join(filter(None, [", ".join(same[:-1]), same[-1]]))
        text += f", and {listed} no more"
    yield Paragraph(f"{text}.", indent=2, style="winner")
    dearer = [
        f"{IN_WORDS[e.method]} costs "
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
        yield Paragraph(f"{text[0].upper()}{text[1:]}.", indent=2)
    yield Paragraph(_reason(found), label="Why:", indent=2)
    yield from _run(found)


def _reason(found: MatrixFree) -> str:
    """Why the plan is as it is: what the limit forbids, or where it saves most."""
    if multiply_adds(found.unlimited) < found.optimal.multiplications:
        return _forbidden(found)
    best = found.optimal
    kinds = {step.mode for step in best.plan}
    if len(kinds) == 1:
        n, m = found.chain.sizes[0], found.chain.sizes[-1]
        (mode,) = kinds
        carried = count(n, "column") if mode == "tangent" else count(m, "row")
        other: Method = "adjoint" if mode == "tangent" else "tangent"
        tie = found.called(other).multiplications == best.multiplications
        also = f", and {other}s alone as cheap" if tie else ""
        return (
            f"{mode}s alone are cheapest{also}: {carried} through every layer, and nowhere would "
            "other vectors or products of matrices save what they cost."
        )
    others = [each for each in found.methods if each is not best and each.fits]
    simple = min(others, key=lambda each: each.multiplications, default=None)
    if simple is None or simple.multiplications == best.multiplications:
        return "nothing that mixes tangents, adjoints and products otherwise is cheaper."
    return _saved(found, simple)


def _forbidden(found: MatrixFree) -> str:
    """Which adjoints the memory limit forbids, and what stands in their place."""
    free, mine = vectors_through(found.unlimited), vectors_through(found.optimal.plan)
    barred = [
        k
        for k, step in free.items()
        if step.mode == "adjoint" and found.factors[k].edges > (found.limit or 0)
    ]
    k = max(barred, key=lambda k: _spent(found, mine[k], k) - _spent(found, free[k], k))
    instead = mine[k]
    return (
        f"M = {found.limit:,} allows no adjoint through f{k + 1}, which keeps "
        f"{count(found.factors[k].edges, 'number')}. The plan sends "
        f"{_vectors(instead)} through it for {spelt(_spent(found, instead, k))}; without the limit "
        f"it would send {_vectors(free[k])} for {_spent(found, free[k], k):,}, and cost "
        f"{multiply_adds(found.unlimited):,} in all."
    )


def _saved(found: MatrixFree, simple: Priced) -> str:
    """Where the plan saves most beside the cheapest of the simple ways."""
    mine, theirs = vectors_through(found.optimal.plan), vectors_through(simple.plan)
    k = max(mine, key=lambda k: _spent(found, theirs[k], k) - _spent(found, mine[k], k))
    products = _products(found.optimal)
    saved = _spent(found, theirs[k], k) - _spent(found, mine[k], k)
    if saved <= 0:
        return (
            f"no layer is passed for less than with {IN_WORDS[simple.method]}, but the products of "
            f"matrices cost {products:,}, there {_products(simple):,}.{_narrow(found)}"
        )
    joined = f" Joining the parts by products of matrices costs {products:,}." if products else ""
    return (
        f"f{k + 1} makes the difference: the plan sends {_vectors(mine[k])} through it for "
        f"{spelt(_spent(found, mine[k], k))}, {IN_WORDS[simple.method]} {_vectors(theirs[k])} for "
        f"{_spent(found, theirs[k], k):,}.{_narrow(found)}{joined}"
    )


def _narrow(found: MatrixFree) -> str:
    """The narrowest value between the ends, where the plan sends as many vectors as it has."""
    sizes = found.chain.sizes
    inner = sizes[1:-1]
    if not inner or min(inner) >= min(sizes[0], sizes[-1]):
        return ""
    k = 1 + inner.index(min(inner))
    if all(step.vectors != sizes[k] for step in found.optimal.plan):
        return ""
    numbers = count(sizes[k], "number")
    return f" x{k + 1} has only {numbers}: as many vectors do for what leads there or on from it."


def _vectors(step: Step) -> str:
    return count(step.vectors, step.mode or "")


def _products(way: Priced) -> int:
    return sum(step.cost.multiplications for step in way.plan if step.mode is None)


def _spent(found: MatrixFree, step: Step, k: int) -> int:
    """What the vectors of an operation spend in one factor."""
    return step.vectors * found.factors[k].price(step.mode or "tangent").multiplications


def _run(found: MatrixFree) -> Iterator[Block]:
    """That the plan was run, gave J, and took the operations that were priced."""
    run = found.run
    if run is None:
        if found.why_not:
            yield Paragraph(f"{found.why_not}.", label="Priced only:", indent=2, style="warning")
        return
    counted = "; its operations are too many to count one by one"
    if run.counted is not None:
        equal = run.counted == found.optimal.costs[found.model]
        counted = "; operations counted one by one: "
        counted += "equal to the price ✓" if equal else "not the price ✗"
    if run.difference is None:
        text = f"the plan was run; the J of adjoints or tangents alone is not finite{counted}."
        yield Paragraph(text, label="Not compared:", indent=2)
        return
    yield Paragraph(
        f"the plan was run, max|J − J of one mode| = {run.difference:.1e} "
        f"{'≤' if run.ok else '>'} {run.tolerance:.1e} {'✓' if run.ok else '✗'}{counted}.",
        label="Same answer:" if run.ok else "Not the same:",
        indent=2,
    )
