"""What a Picture says in words: how large the graph is, and where adjoints meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Finding, Next
from jaccli.reports.common.names import command, product_of
from jaccli.reports.common.picture.find import GraphEdge, Picture
from jaccli.reports.common.picture.page import adjoint
from jaccli.reports.common.picture.say import meeting
from jaccli.words import count

MOST_SUMS = 3  # that are written out
MOST_TERMS = 4  # of a sum


def quiet(found: Picture) -> str:
    """How many values and edges there are."""
    values, edges = count(len(found.nodes), "value"), count(len(found.edges), "edge")
    return f"{found.graph.file}: {values}, {edges}"


def headline(found: Picture) -> Finding:
    """How large the graph is, and which adjoints are sums."""
    graph, again = found.graph, found.read_again
    layers = count(graph.depth, "layer")
    if not found.edges:
        return Finding("headline", f"{layers}, no edge: no layer reads a value.")
    if graph.is_chain:
        return Finding("headline", f"A chain of {layers}: each value is read once.")
    size = f"{layers}, {count(len(found.edges), 'edge')}"
    if not again:
        return Finding("headline", f"{size}. No value is read twice: no adjoint is a sum.")
    return Finding("headline", f"{size}. {meeting(again)}")


def sums(found: Picture) -> Iterator[Finding]:
    """How the adjoints come about: a product along a chain, a sum where a value is read again."""
    if found.graph.is_chain and found.edges:
        text = f"J = {product_of(found.graph.depth)}, where J_k = ∂x_{{k+1}}/∂x_k"
        yield Finding("why", f"{text}: no adjoints are added.", "Why:")
        return
    again = found.read_again
    if again:
        text = "each reader of a value sends one term back (Murphy 2022, 13.3.4)."
        yield Finding("why", text, "Why:")
    for edges in [*again.values()][:MOST_SUMS]:
        terms = [f"{adjoint(found, edge.result)} {edge.derivative}" for edge in edges]
        text = f"{adjoint(found, edges[0].value)} = {_sum(terms)}"
        yield Finding("note", text + _in_numbers(found, edges), "Sum:")


def _sum(terms: Sequence[str]) -> str:
    """The terms, of many the first and the last."""
    if len(terms) > MOST_TERMS:
        terms = [*terms[: MOST_TERMS - 2], "…", terms[-1]]
    return " + ".join(terms)


def _in_numbers(found: Picture, edges: Sequence[GraphEdge]) -> str:
    """The same sum in numbers, where values were asked for and each is one number."""
    adjoints = {node.name: node.adjoint for node in found.nodes}
    terms = []
    for edge in edges:
        back = adjoints[edge.layer]
        if edge.number is None or back is None:
            return ""
        terms.append(f"{_figure(back.item())}·{_figure(edge.number)}")
    total = adjoints[edges[0].source]
    assert total is not None, "an adjoint that is a sum is one"
    return f" = {_sum(terms)} = {total.item() + 0.0:.4g}"


def _figure(number: float) -> str:
    """Four digits, in brackets where there is a sign before them."""
    text = f"{number + 0.0:.4g}"
    return f"({text})" if text.startswith("-") else text


def one_pass(found: Picture) -> Iterator[Finding]:
    """How the adjoints were found, where they were asked for."""
    if found.weights is not None:
        output = next(each.called for each in found.nodes if each.name == found.graph.output)
        # drawn there in full, however many entries it has
        of = f" of u·o, where u is that of {output}" if len(found.weights) > 1 else ""
        text = f"one pass from {output} back to the inputs found all adjoints{of}."
        yield Finding("note", text, "Back:")


def next_command(found: Picture, again: Sequence[str]) -> Next:
    """What to run next. again: the options that it has to repeat"""
    typed = command("vjp", found.graph.file, *again, "-u e1 --steps")
    return Next(typed, "how the adjoints come about")
