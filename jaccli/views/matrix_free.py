"""A MatrixFree as text: the ways to J, the best plan, its reason, its cost over memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.accumulate.matrix_free import Step
from jaccli.analysis.matrix_free import MatrixFree, Method, Planned
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.errors import count, printable
from jaccli.views.blocks import Blank, Block, Column, Lines, Paragraph, Table
from jaccli.views.chains import chain_heading
from jaccli.views.layout import Display, width_of
from jaccli.views.prices import BARS, bar_of
from jaccli.views.terminal import render
from jaccli.views.words import command, times

MOST_ROWS = 16  # of a plan, a chain, a curve
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
        blocks += [*plan_blocks(found, display, again=again), Blank]
    blocks.pop()
    return render(blocks, display)


def quiet_line(found: MatrixFree) -> str:
    """One line a chain, for -q."""
    others = ", ".join(
        f"{each.method} {each.multiplications:,}{'' if each.fits else ' (beyond M)'}"
        for each in found.methods
        if each is not found.optimal
    )
    best = multiply_adds(found.optimal.multiplications)
    return f"{printable(found.chain.file)}: {best} matrix-free; {others}."


def plan_blocks(found: MatrixFree, display: Display, *, again: str = "") -> Iterator[Block]:
    """The whole report of one chain."""
    yield from chain_heading(found.chain, found.types)
    yield Blank
    limit = "" if found.limit is None else f" A tape holds at most M = {found.limit:,} numbers."
    yield Paragraph(
        "Matrix-free: no J_k is given. One tangent or adjoint through f_k costs |E_k| "
        f"multiply-adds, and an adjoint keeps |E_k| numbers on a tape.{limit}"
    )
    yield Blank
    yield from _ways(found, display)
    yield Blank
    yield Paragraph("Summary", style="title")
    yield from _summary(found)
    yield Blank
    yield from _plan(found, display)
    yield Blank
    yield from _vectors(found, display)
    if found.curve is not None:
        yield Blank
        yield from _curve(found)
    yield Blank
    yield Paragraph(
        f"How we count: multiply-adds (the fma of the literature; 1 = {FLOPS_PER_MULTIPLY_ADD} "
        f"FLOPs). {_price_of_a_vector(found)} A product of matrices (p×q)·(q×r) costs p·q·r. The "
        "plan is the cheapest there is (dynamic programming; Naumann 2024, arXiv:2406.11862)."
    )
    if found.chain.graph is not None:
        line = f"{command('order', found.chain.file, again)}   (if every J is given)"
        yield Paragraph(line, label="Next:")


def multiply_adds(number: int) -> str:
    """1 multiply-add, 2 multiply-adds."""
    return count(number, "multiply-add")


def _price_of_a_vector(found: MatrixFree) -> str:
    if found.chain.graph is None:
        return "|E_k| is m·n where the file gives no other."
    if found.model == "dense":
        return "|E_k| = m·n, every J a full matrix."
    return "|E_k| is the layer's own price for one vector, in the form of its J."


def _ways(found: MatrixFree, display: Display) -> Iterator[Block]:
    """The four ways, cheapest first; bars where they fit."""
    for bar in BARS:
        table = _ways_table(found, bar, display)
        if width_of(table, display) <= display.width:
            break
    yield table


def _ways_table(found: MatrixFree, bar: int, display: Display) -> Table:
    ranked = sorted(found.methods, key=lambda each: each.multiplications)
    longest = max(1, ranked[-1].multiplications)
    best = found.optimal.multiplications
    digits = len(f"{longest:,}")
    rows = []
    for each in ranked:
        drawn = bar_of(each.multiplications, longest, bar, ascii=display.ascii)
        rows.append(
            [
                IN_WORDS[each.method],
                f"{each.multiplications:>{digits},} {drawn}".rstrip(),
                times(each.multiplications, best) if best else "",
                f"{each.tape:,}" + ("" if each.fits else " > M"),
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
    same = [
        IN_WORDS[e.method] for e in found.methods[1:] if e.multiplications == best.multiplications
    ]
    as_cheap = f", as {' and '.join(same)} {'does' if len(same) == 1 else 'do'}" if same else ""
    yield Paragraph(
        f"The best plan{within} costs {multiply_adds(best.multiplications)}{as_cheap}.",
        indent=2,
        style="winner",
    )
    dearer = [
        f"{IN_WORDS[e.method]} {times(e.multiplications, best.multiplications)} ×"
        for e in found.methods[1:]
        if best.multiplications and e.multiplications > best.multiplications
    ]
    if dearer:
        yield Paragraph(f"As much as the best: {', '.join(dearer)}.", indent=2)
    yield Paragraph(_reason(found), label="Why:", indent=2)
    too_long = [IN_WORDS[each.method] for each in found.methods if not each.fits]
    if too_long:
        need = "needs" if len(too_long) == 1 else "need"
        yield Paragraph(
            f"{' and '.join(too_long)} {need} a longer tape than M allows.",
            indent=2,
            style="warning",
        )
    run = found.run
    if run is not None:
        counted = ""
        if run.counted is not None:
            equal = run.counted == best.costs[found.model]
            counted = "; operations counted one by one: " + (
                "equal to the price ✓" if equal else "not the price ✗"
            )
        yield Paragraph(
            f"the plan was run, max|J − J by adjoints| = {run.difference:.1e} "
            f"{'≤' if run.ok else '>'} {run.tolerance:.1e} {'✓' if run.ok else '✗'}{counted}.",
            label="Same answer:" if run.ok else "Not the same:",
            indent=2,
        )
    elif found.why_not:
        yield Paragraph(f"{found.why_not}.", label="Priced, not run:", indent=2, style="warning")


def _reason(found: MatrixFree) -> str:
    """Which factor the plan saves most on, beside the cheapest of the simple ways."""
    best = found.optimal
    simple = min(
        (each for each in found.methods[1:] if each.fits),
        key=lambda each: each.multiplications,
        default=None,
    )
    kinds = {step.operation if step.mode is None else step.mode for step in best.plan}
    if len(kinds) == 1 and best.plan[0].mode is not None:
        return (
            f"{best.plan[0].mode}s alone are cheapest: {_end(found, best.plan[0])} through every "
            "layer, and nowhere would other vectors or products of matrices save what they cost."
        )
    if simple is None or simple.multiplications == best.multiplications:
        return "nothing that mixes tangents, adjoints and products is cheaper."
    mine, theirs = vectors_through(best), vectors_through(simple)

    def saved(k: int) -> int:
        return _spent(found, theirs, k) - _spent(found, mine, k)

    k = max(range(1, len(found.factors) + 1), key=saved)
    (mode, few), (other, many) = mine[k], theirs[k]
    products = sum(step.cost.multiplications for step in best.plan if step.mode is None)
    joined = f" Joining the parts by products of matrices costs {products:,}." if products else ""
    factor = found.factors[k - 1]
    price = factor.tangent if mode == "tangent" else factor.adjoint
    return (
        f"f{k} makes the difference. A vector through it costs "
        f"{multiply_adds(price.multiplications)}: the plan sends {count(few, mode)} through it, "
        f"{IN_WORDS[simple.method]} {count(many, other)}.{joined}"
    )


def _end(found: MatrixFree, step: Step) -> str:
    n, m = found.chain.sizes[0], found.chain.sizes[-1]
    return count(n, "column") if step.mode == "tangent" else count(m, "row")


def vectors_through(planned: Planned) -> dict[int, tuple[str, int]]:
    """By factor, from 1, the mode and number of the vectors that a plan sends through it. Every
    plan passes each factor once."""
    found: dict[int, tuple[str, int]] = {}
    for step in planned.plan:
        if step.mode is None:
            continue
        if step.via is None:
            passed = range(step.start + 1, step.to + 1)
        elif step.mode == "tangent":
            passed = range(step.via + 1, step.to + 1)
        else:
            passed = range(step.start + 1, step.via + 1)
        found |= dict.fromkeys(passed, (step.mode, step.vectors))
    return found


def _spent(found: MatrixFree, vectors: dict[int, tuple[str, int]], k: int) -> int:
    mode, number = vectors[k]
    factor = found.factors[k - 1]
    price = factor.tangent if mode == "tangent" else factor.adjoint
    return number * price.multiplications


def _plan(found: MatrixFree, display: Display) -> Iterator[Block]:
    """The operations in the order of execution."""
    yield Paragraph("The best plan, operation by operation", style="title")
    rows = [[f"{at}", *_operation(found, step)] for at, step in enumerate(found.optimal.plan, 1)]
    if len(rows) > MOST_ROWS:
        left_out = len(rows) - MOST_ROWS
        gap = ["", f"… {count(left_out, 'operation')} more", "", ""]
        rows = [*rows[: MOST_ROWS // 2], gap, *rows[-MOST_ROWS // 2 :]]
    table = Table(
        [
            Column("", right=True),
            Column(""),
            Column("", right=True),
            Column("multiply-adds", right=True),
        ],
        rows,
        [["", "total", "", f"{found.optimal.multiplications:,}"]],
    )
    if width_of(table, display) > display.width:
        table = table.without(2)
    if width_of(table, display) <= display.width:
        yield table
        return
    for at, text, formula, price in rows:
        yield Paragraph(f"{text}: {formula} = {price}" if at else text, label=at, indent=1)
    yield Paragraph(f"total {found.optimal.multiplications:,}", indent=1)


def _operation(found: MatrixFree, step: Step) -> list[str]:
    """What an operation does, its formula and its price."""
    price = f"{step.cost.multiplications:,}"
    whole = _segment(step.to, step.start)
    if step.mode is None:
        assert step.via is not None
        left, right = _segment(step.to, step.via), _segment(step.via, step.start)
        sizes = found.chain.sizes
        formula = f"{sizes[step.to]:,}·{sizes[step.via]:,}·{sizes[step.start]:,}"
        return [f"multiply  {_bracketed(left)}·{_bracketed(right)}", formula, price]
    vectors = count(step.vectors, step.mode)
    if step.via is None:
        work = [step.to]
        text = f"accumulate  {whole} by {vectors} through f{step.to}"
    elif step.mode == "tangent":
        work = list(range(step.via + 1, step.to + 1))
        there = _segment(step.via, step.start)
        text = f"eliminate  {whole}: {there} on through {_through(work)} as {vectors}"
    else:
        work = list(range(step.start + 1, step.via + 1))
        there = _segment(step.to, step.via)
        text = f"eliminate  {whole}: {there} back through {_through(work[::-1])} as {vectors}"
    each = [
        (f.tangent if step.mode == "tangent" else f.adjoint).multiplications
        for f in (found.factors[k - 1] for k in work)
    ]
    summed = f"{each[0]:,}" if len(each) == 1 else f"({' + '.join(f'{e:,}' for e in each)})"
    if len(each) > 3:
        summed = f"{sum(each):,}"
    return [text, f"{step.vectors:,}·{summed}", price]


def _segment(to: int, start: int) -> str:
    """J3, J3·J2 or J5⋯J2: the derivative of value `to` by value `start`, from 0."""
    row, column = to, start + 1
    if row == column:
        return f"J{row}"
    return f"J{row}·J{column}" if row == column + 1 else f"J{row}⋯J{column}"


def _bracketed(text: str) -> str:
    return f"({text})" if "·" in text or "⋯" in text else text


def _through(work: Sequence[int]) -> str:
    return f"f{work[0]}" if len(work) == 1 else f"f{work[0]} … f{work[-1]}"


def _vectors(found: MatrixFree, display: Display) -> Iterator[Block]:
    """How many vectors each way sends through each factor: where the difference comes from."""
    if len(found.factors) > MOST_ROWS:
        return
    yield Paragraph(
        "Every way passes each f_k once; how many vectors it sends through:", style="title"
    )
    order: tuple[Method, ...] = ("tangent", "adjoint", "preaccumulation", "optimal")
    ways = {method: vectors_through(found.called(method)) for method in order}
    even = all(factor.tangent == factor.adjoint for factor in found.factors)
    rows = []
    for k, factor in enumerate(found.factors, start=1):
        prices = [f"{factor.tangent.multiplications:,}"]
        prices += [] if even else [f"{factor.adjoint.multiplications:,}"]
        rows.append([f"f{k}", *prices, *(_short(*ways[method][k]) for method in order)])
    products = [
        sum(step.cost.multiplications for step in found.called(method).plan if step.mode is None)
        for method in order
    ]
    blank = [""] if even else ["", ""]
    total = [f"{found.called(method).multiplications:,}" for method in order]
    heads = ["|E_k|"] if even else ["one\ntangent", "one\nadjoint"]
    table = Table(
        [
            Column(""),
            *(Column(head, right=True) for head in heads),
            *(Column(IN_WORDS[method].replace(" ", "\n"), right=True) for method in order),
        ],
        rows,
        [
            ["products", *blank, *(f"{each:,}" for each in products)],
            ["total", *blank, *total],
        ],
    )
    if width_of(table, display) > display.width:
        table = table.without(len(heads) + 3)  # preaccumulation goes first
    yield table
    yield Paragraph(
        "→ tangents, ← adjoints; total = Σ vectors · price + products", indent=1, style="quiet"
    )


def _short(mode: str, vectors: int) -> str:
    return f"{vectors:,} {'→' if mode == 'tangent' else '←'}"


def _curve(found: MatrixFree) -> Iterator[Block]:
    """The best cost over the memory limit, a step function."""
    assert found.curve is not None
    if len(found.curve) == 1:
        yield Paragraph(
            f"Cost over the memory limit M: {multiply_adds(found.curve[0][1])} for every M, for no "
            "adjoint helps."
        )
        return
    yield Paragraph("Cost over the memory limit M: steps, and only at some |E_k|", style="title")
    here = [
        at
        for at, (memory, _) in enumerate(found.curve)
        if found.limit is None or memory <= found.limit
    ]
    rows = [
        [f"{memory:,}", f"{cost:,}", "◆" if at == here[-1] else ""]
        for at, (memory, cost) in enumerate(found.curve)
    ]
    if len(rows) > MOST_ROWS:
        gap = ["…", "…", ""]
        rows = [*rows[: MOST_ROWS // 2], gap, *rows[-MOST_ROWS // 2 :]]
    yield Table(
        [Column("from M =", right=True), Column("multiply-adds", right=True), Column("")],
        rows,
        indent=2,
    )
    yield Paragraph(
        "◆ the plan above. One factor after another may be eliminated, so an adjoint never needs "
        "more tape at once than the |E_k| of one factor.",
        indent=2,
    )
