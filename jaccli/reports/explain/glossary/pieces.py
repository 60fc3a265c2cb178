"""The topic on narrow places of a graph: what they make of it."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.elimination.dag import dag_of_graph
from jaccli.accumulate.elimination.passing import factors_of_pieces
from jaccli.accumulate.orders.graph import GRAPH, Asked
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.words import shape


@idea(
    "pieces",
    "what lies between two values that every path passes",
    also=("piece", "cut vertex", "cut value", "articulation", "narrow middle", "encoder-decoder"),
    formula=(
        "F(j←i), from cut i to cut j, by the cheapest of these:",
        "F(j←k)·F(k←i), a product of two parts",
        "the columns of F(j-1←i), pushed through the last piece",
        "the rows of F(j←i+1), pulled back through the first piece",
    ),
    source="Griewank & Walther 2008, chapter 10, of chains; Naumann 2024, arXiv:2406.11862",
    group="costs",
    see=("elimination", "bracketing", "matrix-free", "dynamic programming", "vertex cut"),
    tries="jaccli order sample:autoencoder",
)
def pieces() -> Iterator[Item]:
    """A value that every path from the inputs to the outputs passes cuts a graph in two. All such
    values make a chain of it, and each piece between them stands for one Jacobian. A piece can
    be eliminated by itself. Or a few columns or rows pass it edge by edge, which costs less
    where a value beside it is narrow. So what finds the best brackets of a chain finds an order
    for a graph of many layers. Where pieces have values inside, another order may cost less:
    what is proved stands in the report of `jaccli order`.
    """
    dag = dag_of_graph(material.sample("autoencoder")).dense
    chain = factors_of_pieces(dag, "")
    yield Words("sample:autoencoder, every J full: its pieces, and one vector through each.")
    yield Rows(
        ("piece", "ends at", "J", "edges", "multiply-adds"),
        tuple(
            (f"f{k}", piece.to, shape(factor.form.shape), piece.edges, factor.edges)
            for k, (piece, factor) in enumerate(
                zip(chain.pieces, chain.factors, strict=True), start=1
            )
        ),
    )
    found = GRAPH.of(Asked(dag, stop=lambda: True))
    yield Rows(
        ("order", "multiplications"),
        tuple(
            (name, found[name].order.price(dag).multiplications)
            for name in ("pieces", "forward", "reverse", "markowitz")
        ),
    )
