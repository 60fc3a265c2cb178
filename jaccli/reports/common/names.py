"""Numbers in words and figures, the same in every text."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.errors import printable
from jaccli.reports.common.facts import GraphFacts, LayerFacts, LayerShapes
from jaccli.reports.common.verdict import Verdict
from jaccli.words import flops, repeats, times


def path_of(chain: GraphFacts, types: Sequence[str]) -> str:
    """6 → linear → 4 → relu → 4"""
    layers = [f"{kind} → {size:,}" for kind, size in zip(types, chain.sizes[1:], strict=True)]
    return " → ".join([f"{chain.n:,}", *repeats(layers)])


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
