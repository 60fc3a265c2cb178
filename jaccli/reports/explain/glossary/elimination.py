"""Topics on orders of elimination: values that go one by one, Markowitz's rule, new edges."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.elimination.dag import dag_of_pairs
from jaccli.accumulate.elimination.greedy import Neighbours
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.reports.order.elimination.find import Eliminating, eliminating
from jaccli.reports.order.elimination.priced import walked
from jaccli.reports.order.elimination.steps import Taken, taken
from jaccli.reports.order.elimination.subject import subject_of
from jaccli.shapes import Pair, ShapeGraph, in_turn

# no rule finds the best order of it: each of them begins at an end
PAIRS: tuple[Pair, ...] = (
    ("x", "a"),
    ("a", "b"),
    ("a", "c"),
    ("b", "c"),
    ("b", "d"),
    ("c", "d"),
    ("d", "y"),
)
LION: tuple[Pair, ...] = (
    ("x1", "a"),
    ("x2", "a"),
    ("a", "b"),
    ("a", "y3"),
    ("b", "y1"),
    ("b", "y2"),
    ("b", "y3"),
    ("b", "y4"),
)
EDGES = "{edges: [" + ", ".join(f"[{u}, {v}]" for u, v in PAIRS) + "]}"
SOURCE = "Griewank & Walther 2008, chapter 9"


def _cuts(found: Eliminating) -> Rows:
    """The narrowest cuts of each value, and what they make it cost."""
    evidence = found.evidence
    assert evidence is not None
    return Rows(
        ("value", "size", "cut before", "cut after", "at least"),
        tuple(
            (name, each.size, each.entering, each.leaving, each.least)
            for name, each in evidence.cuts.items()
        ),
    )


def _found() -> Eliminating:
    """The orders of the graph that all examples are of."""
    sizes = dict.fromkeys(in_turn(PAIRS), 1)
    return eliminating(subject_of(ShapeGraph("", sizes, PAIRS, ("x",), ("y",))))


def _steps(found: Eliminating, name: str) -> list[Taken]:
    """What each elimination of an order does."""
    order = found.orders.called(name).order
    return [*taken(found, walked(found.subject.dag, order).steps)]


@idea(
    "elimination",
    "the values of a graph go one by one until J is left",
    also=(
        "eliminate",
        "vertex elimination",
        "elimination order",
        "order of elimination",
        "values between",
    ),
    formula=(
        "∂s/∂p = ∂s/∂p + ∂s/∂v · ∂v/∂p, for all p before v and all s after it",
        "multiplications: size of v · sizes before it · sizes after it",
    ),
    source=SOURCE,
    group="costs",
    see=("markowitz", "fill-in", "lower bound", "bracketing", "computation graph"),
    tries="jaccli order sample:figure_13_11",
)
def elimination() -> Iterator[Item]:
    """On a graph there are no brackets to set. What can be chosen is the order in which the
    values between the inputs and the outputs are eliminated. To eliminate v, multiply each
    Jacobian after it by each one before it. Then v and its edges are gone. The edges that are
    left at the end are J. Forward mode eliminates from the inputs on, reverse mode from the
    outputs back. On a chain each order is a way to set brackets.
    """
    found = _found()
    yield Words(f"{EDGES}, every value one number. Products of the best order:")
    yield Rows(
        ("eliminate", "before × after", "products", "new edges"),
        tuple(
            (each.value, each.neighbours, each.products, each.new) for each in _steps(found, "best")
        ),
    )
    costs = ", ".join(f"{each} {found.amount(each)}" for each in ("best", "forward", "reverse"))
    yield Words(f"Multiplications: {costs}. Every order comes to the same J.")


@idea(
    "markowitz",
    "eliminate what is cheapest now, again and again",
    also=("markowitz's rule", "minimal markowitz", "markowitz-last", "greedy"),
    formula=("next: the v of least size · sizes before it · sizes after it",),
    source=f"Markowitz 1957; Griewank & Reese 1991; {SOURCE}",
    group="costs",
    see=("elimination", "fill-in", "lower bound"),
    tries="jaccli order sample:residual --details",
)
def markowitz() -> Iterator[Item]:
    """The rule is quick, and often good. It does not look ahead: what is cheap now may give the
    values that are left more neighbours. Of values that cost the same it takes the first by its
    name, where v2 stands before v10; `markowitz-last` takes the last. Where each J has its own
    form, the one with the fewest products comes before that. So it has no promise of being the
    best.
    """
    found = _found()
    dag = dag_of_pairs({}, PAIRS)
    now = Neighbours(dag)
    prices = ", ".join(f"{dag.names[v]} {now.price(v)}" for v in dag.inner)
    yield Words(f"{EDGES}: what each value costs at the start: {prices}.")
    yield Rows(
        ("order", "eliminates", "multiplications"),
        tuple(
            (name, found.orders.called(name).order.spelt, found.amount(name))
            for name in ("markowitz", "markowitz-last", "best")
        ),
    )


@idea(
    "fill-in",
    "edges that an elimination leaves, and that were not there",
    also=("fill in", "new edge", "new edges"),
    formula=("v goes: p → v → s leaves p → s, new or added to the one that is there",),
    source=SOURCE,
    group="costs",
    see=("elimination", "markowitz", "meeting additions"),
    tries="jaccli explain elimination",
)
def fill_in() -> Iterator[Item]:
    """Each product of an elimination lands on an edge. Is there none yet, it is new: fill-in,
    and later eliminations meet it. Is there one already, the two Jacobians are added, one
    addition an entry, and the graph gets smaller. So a good order prefers values whose products
    meet edges that are there.
    """
    found = _found()
    yield Words(f"{EDGES}: products that leave a new edge, and those that are added to one.")
    rows = []
    for name in ("best", "forward", "reverse"):
        steps = _steps(found, name)
        new, products = sum(each.new for each in steps), sum(each.products for each in steps)
        rows.append((name, products, new, products - new))
    yield Rows(("order", "products", "new edges", "added"), tuple(rows))


@idea(
    "vertex cut",
    "values that every path passes on its way to another",
    also=("cut", "cuts", "minimum vertex cut", "narrowest cut"),
    formula=("eliminating v costs at least: size · narrowest cut before · narrowest cut after",),
    source="Ford & Fulkerson 1956: the least cut is as large as the largest flow",
    group="costs",
    see=("lower bound", "elimination"),
    tries="jaccli order sample:figure_13_11 --details",
)
def vertex_cut() -> Iterator[Item]:
    """Some values cut v from the inputs if every path from an input to v passes one of them. The
    narrowest such cut has the fewest numbers in all. In the same way others cut v from the
    outputs. When v is eliminated, whatever was eliminated before, the values before it
    are such a cut, and so are those after it. So there cannot be fewer numbers than in the
    narrowest ones, and v cannot cost less than they make it.
    """
    yield Words("sample:figure_13_11, x1 to x7, every value one number:")
    yield _cuts(eliminating(subject_of(material.sample("figure_13_11"))))


@idea(
    "lower bound",
    "a number of multiplications that no order comes below",
    also=("bound", "optimal order", "proof of the best order", "proved"),
    formula=("every order costs at least: Σ size · narrowest cut before · narrowest cut after",),
    source="the least cuts: Ford & Fulkerson 1956; the best order is hard to find: Naumann 2008",
    group="costs",
    see=("vertex cut", "elimination", "markowitz", "dynamic programming"),
    tries="jaccli order sample:figure_13_11",
)
def lower_bound() -> Iterator[Item]:
    """The best order that a search finds need not be the best there is. A bound can prove it: if
    an order costs as much as no order can be below, nothing is better. Every value has to cost
    what its narrowest cuts make it cost, and all are eliminated. The sum may be too low, for one
    order rarely gives each value its narrowest cuts. Then values that compete are tried together,
    or the cheapest way to each set of values is found. The bound is for full matrices.
    """
    figure, found = eliminating(subject_of(material.sample("figure_13_11"))), _found()
    rows = []
    for name, each in (("sample:figure_13_11", figure), ("the graph below", found)):
        evidence = each.evidence
        assert evidence is not None
        cuts = sum(cut.least for cut in evidence.cuts.values())
        proof = "cuts" if not evidence.by_sets else f"all {2 ** len(each.between)} sets of values"
        rows.append((name, cuts, each.amount("best"), proof))
    yield Rows(("graph", "Σ of the cuts", "best order", "proved by"), tuple(rows))
    yield Words(f"The graph: {EDGES}.")
    yield _cuts(found)


@idea(
    "edge elimination",
    "edges go one by one, from the front or from the back",
    also=("front elimination", "back elimination", "front", "back", "lion"),
    formula=(
        "front of x → a: ∂s/∂x = ∂s/∂x + ∂s/∂a · ∂a/∂x, for all s after a",
        "back of x → a: ∂a/∂p = ∂a/∂p + ∂a/∂x · ∂x/∂p, for all p before x",
    ),
    source="Naumann 2004, Optimal accumulation of Jacobian matrices; Griewank & Walther 2008",
    group="costs",
    see=("elimination", "fill-in"),
    tries="jaccli order sample:figure_13_11 --eliminate edges",
)
def edge_elimination() -> Iterator[Item]:
    """To eliminate a value takes all edges that enter it, or all that leave it. They may also be
    taken one at a time, and others be eliminated in between: there are more orders then, and the
    best of them may cost less. Front elimination multiplies an edge into all that follow it, back
    elimination into all that come before it. After that the edge is gone. There are so many orders
    that only small graphs can be searched.
    """
    sizes = dict.fromkeys(in_turn(LION), 1)
    graph = ShapeGraph("", sizes, LION, ("x1", "x2"), ("y1", "y2", "y3", "y4"))
    found = eliminating(subject_of(graph), by="edges")
    yield Words(f"The lion, {{edges: [{', '.join(f'[{u}, {v}]' for u, v in LION)}]}}:")
    rows = tuple((each.value, each.products) for each in _steps(found, "best"))
    yield Rows(("eliminate", "products"), rows)
    yield Words(
        f"Multiplications: {found.amount('best')} by edges, {found.amount('vertices')} by values."
    )
