"""What layers, inputs and products of a graph are called, a command as it is typed, and a report
as Python shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jaccli.document.blocks import Block, Finding, findings_in
from jaccli.errors import printable
from jaccli.keywords import in_python
from jaccli.reports.common.facts import GraphFacts, LayerFacts, LayerShapes
from jaccli.words import repeats


def path_of(chain: GraphFacts, types: Sequence[str]) -> str:
    """6 → linear → 4 → relu → 4"""
    layers = [f"{kind} → {size:,}" for kind, size in zip(types, chain.sizes[1:], strict=True)]
    return " → ".join([f"{chain.n:,}", *repeats(layers)])


def called(k: int, layer: LayerFacts | LayerShapes) -> str:
    """What layer k is called: its type, and before it its name where that says more than k does.

    f_k and x_{k+1}, what it gives, are names that count alone.
    """
    return layer.type if layer.name in (f"f{k}", f"x{k + 1}") else f"{layer.name}: {layer.type}"


def component(graph: GraphFacts, j: int) -> str:
    """What the j-th of all input numbers is called: x[3], or x1 where an input is one number."""
    if graph.is_chain:
        return f"x[{j}]"
    for name, size in graph.inputs.items():
        if j <= size:
            return name if size == 1 else f"{name}[{j}]"
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

    chain = "FILE" if file == "-" else shlex.quote(file)
    return " ".join(filter(None, ["jaccli", name, chain, *options]))


def representation(name: str, *said: str) -> str:
    """The repr of a report: the function that found it, and what it says in a line or two."""
    lines = "\n  ".join(printable(in_python(each)) for each in said)
    return f"<jaccli.{name} {lines}>"


def findings_on(page: Iterable[Block]) -> tuple[Finding, ...]:
    """What a page finds in the words of Python; a command stays as it is typed."""
    return tuple(
        found if found.kind == "next" else found._replace(text=in_python(found.text))
        for found in findings_in(page)
    )
