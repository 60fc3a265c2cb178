"""An elimination of edges from the first to the last: what each costs, what all of it takes."""

from __future__ import annotations

from jaccli.accumulate.elimination.dag import Dag
from jaccli.accumulate.elimination.edges import EdgeElimination, EdgeStep
from jaccli.accumulate.elimination.net import Kind
from jaccli.accumulate.elimination.walk import Gone, Walk, Work
from jaccli.cost import Cost


def edge_walk(dag: Dag, order: EdgeElimination) -> Walk:
    """The eliminations in turn, each called `front x→a`, and their sum. dag: in its forms"""
    sizes = dict(zip(dag.names, dag.sizes, strict=True))
    found, peak, held = order.walked(dag)
    pairs = [pair for step in found for pair in step.pairs]
    added = [pair.form for pair in pairs if pair.there is not None]
    work = Work(
        sum((step.cost for step in found), Cost()),
        peak,
        held,
        max((each.rows * each.columns for each in added if each.structure == "dense"), default=0),
        sum(step.numbers for step in found),
        len(pairs),
    )
    return Walk(tuple([_gone(step, sizes) for step in found]), work)


def called(source: str, target: str, kind: Kind) -> str:
    """front x→a, back b→y"""
    return f"{kind} {source}→{target}"


def _gone(step: EdgeStep, sizes: dict[str, int]) -> Gone:
    """What is multiplied passes the end at which the edge is eliminated."""
    made = [pair for pair in step.pairs if len(pair.factors) == 2 or not step.source]
    before, after = {pair.source for pair in made}, {pair.target for pair in made}
    name = called(step.source, step.target, step.kind) if step.source else ""
    between = step.target if step.kind == "front" else step.source
    return Gone(
        name,
        sizes[between] if name else 0,
        len(before),
        len(after),
        sum(sizes[each] for each in before),
        sum(sizes[each] for each in after),
        step.fill_ins,
        step.cost,
    )
