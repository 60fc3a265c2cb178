"""Numbers in words and figures, the same in every text."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.analysis.facts import GraphFacts, LayerFacts, LayerShapes
from jaccli.analysis.verdict import Verdict
from jaccli.errors import count, printable


def times(numerator: int, denominator: int) -> str:
    """A ratio with two decimals, more where 1.00 would hide that it is not 1.

    >>> times(6, 1), times(1001, 1000), times(1, 1)
    ('6.00', '1.001', '1.00')
    """
    for decimals in range(2, 17):
        text = f"{numerator / denominator:,.{decimals}f}"
        if numerator == denominator or float(text.replace(",", "")) != 1:
            return text
    return f"{numerator:,}/{denominator:,}"


def flops(number: int) -> str:
    """1 FLOP, 2 FLOPs."""
    return count(number, "FLOP")


def path_of(chain: GraphFacts, types: Sequence[str]) -> str:
    """6 → linear → 4 → relu → 4"""
    layers = [f"{kind} → {size:,}" for kind, size in zip(types, chain.sizes[1:], strict=True)]
    return " → ".join([f"{chain.n:,}", *repeats(layers)])


def repeats(items: Sequence[str]) -> list[str]:
    """The items, with what repeats more than twice written once: (tanh → 3) × 20."""
    runs: list[str] = []
    at = 0
    while at < len(items):
        best, length = 1, 1
        for period in range(1, 5):
            unit = items[at : at + period]
            times = 1
            while items[at + times * period : at + (times + 1) * period] == unit:
                times += 1
            if times > 2 and times * period > best * length:
                best, length = times, period
        unit = " → ".join(items[at : at + length])
        runs.append(unit if best == 1 else f"({unit}) × {best}")
        at += best * length
    return runs


def called(k: int, layer: LayerFacts | LayerShapes) -> str:
    """What layer k is called: its type, and before it its name where the file gives one."""
    return printable(layer.type if layer.name == f"f{k}" else f"{layer.name}: {layer.type}")


def component(graph: GraphFacts, j: int) -> str:
    """What the j-th of all input numbers is called: x[3], or x1 where an input is one number."""
    if graph.is_chain:
        return f"x[{j}]"
    for name, size in graph.inputs.items():
        if j <= size:
            return printable(name) if size == 1 else f"{printable(name)}[{j}]"
        j -= size
    raise IndexError(j)


def product_of(depth: int) -> str:
    """J4·J3·J2·J1, and J16 ⋯ J1 for a long chain."""
    if depth <= 6:
        return "·".join(f"J{k}" for k in range(depth, 0, -1))
    return f"J{depth}·J{depth - 1} ⋯ J1"


def command(name: str, file: str, *options: str) -> str:
    """A command as it is typed; what came from standard input has to be in a file by then."""
    import shlex

    chain = "FILE" if file == "-" else shlex.quote(printable(file))
    return " ".join(filter(None, ["jaccli", name, chain, *options]))


def headline(verdict: Verdict, forward: int, reverse: int) -> str:
    """Who is cheaper and by how much; a FLOP ratio is a cost, never a speed."""
    match verdict.cheaper:
        case "tie":
            return f"A tie: forward and reverse both cost {flops(forward)}."
        case "forward":
            winner, loser, cheap, dear = "Forward", "Reverse", forward, reverse
        case "reverse":
            winner, loser, cheap, dear = "Reverse", "Forward", reverse, forward
    if verdict.denominator == 0:
        return f"{winner} is cheaper: it costs nothing. {loser} costs {flops(dear)}."
    ratio = times(verdict.numerator, verdict.denominator)
    return f"{winner} is cheaper: {flops(cheap)}. {loser} costs {ratio} × as much ({flops(dear)})."
