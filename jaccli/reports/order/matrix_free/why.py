"""Why the best plan of a MatrixFree is as it is: what the limit forbids, or where it saves most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.accumulate.plans import Step
from jaccli.errors import printable
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.order.matrix_free.priced import Priced

IN_WORDS = {
    "optimal": "best plan",
    "tangent": "global tangent",
    "adjoint": "global adjoint",
}


def in_words(name: str) -> str:
    """What a table calls the way of this name."""
    return IN_WORDS.get(name, name)


def spelt(number: int) -> str:
    """1 multiply-add, 2 multiply-adds."""
    return count(number, "multiply-add")


def cause(found: MatrixFree) -> str:
    """The layer that makes the difference, in two sentences or three."""
    if found.unlimited.multiply_adds < found.optimal.multiplications:
        return _forbidden(found)
    if len({step.mode for step in found.optimal.plan}) == 1:
        return _of_one_kind(found)
    simple = found.simple
    if simple is None or simple.multiplications == found.optimal.multiplications:
        return "no other mix of tangents, adjoints and products is cheaper."
    return _saved(found, simple)


def reason(found: MatrixFree) -> str:
    """The same, the narrow value and the products of matrices."""
    return " ".join([cause(found), *_further(found)])


def _of_one_kind(found: MatrixFree) -> str:
    """That vectors of one kind do it all."""
    best = found.optimal
    n, m = found.chain.sizes[0], found.chain.sizes[-1]
    (mode,) = {step.mode for step in best.plan}
    carried = count(n, "column") if mode == "tangent" else count(m, "row")
    other = "adjoint" if mode == "tangent" else "tangent"
    tie = found.called(other).multiplications == best.multiplications
    also = f" {other.capitalize()}s alone cost the same." if tie else ""
    return (
        f"{mode}s alone are cheapest: {carried} through every {found.chain.unit}.{also} Other "
        "vectors or products of matrices save nothing."
    )


def _forbidden(found: MatrixFree) -> str:
    """Which adjoints the memory limit forbids, and what stands in their place."""
    each = found.forbidden
    return (
        f"an adjoint through f{each.k} keeps {count(each.edges, 'number')}, more than M. The "
        f"plan sends {_vectors(each.there)} ({each.spent_there:,}), not {_vectors(each.here)} "
        f"({each.spent:,}). Without the limit: {found.unlimited.multiply_adds:,}."
    )


def _saved(found: MatrixFree, simple: Priced) -> str:
    """Where the plan saves most beside the cheapest of the simple ways."""
    (each, alike), name = found.decisive(simple), in_words(simple.method)
    if each.saved <= 0:
        return (
            f"{name} pays {simple.products:,} for products of matrices, the best plan "
            f"{found.optimal.products:,}."
        )
    text = f"f{each.k} makes the difference."
    if alike > 1:
        unit = found.chain.unit
        text = f"f{each.k} is one of {alike:,} {unit}s that make the difference."
    return (
        f"{text} The plan sends {_vectors(each.here)} through it ({each.spent:,}), {name} "
        f"{_vectors(each.there)} ({each.spent_there:,})."
    )


def _further(found: MatrixFree) -> Iterator[str]:
    """The narrowest value between the ends, where the plan sends as many vectors as it has; what
    the products of matrices cost."""
    if found.unlimited.multiply_adds < found.optimal.multiplications:
        return
    simple = found.simple
    if simple is None or simple.multiplications == found.optimal.multiplications:
        return
    if len({step.mode for step in found.optimal.plan}) == 1:
        return
    if found.narrow is not None:
        numbers = count(found.chain.sizes[found.narrow - 1], "number")
        pieces = found.chain.pieces
        name = printable(pieces[found.narrow - 2].to) if pieces else f"x{found.narrow}"
        yield (f"{name} has only {numbers}: so many vectors are enough before it or after it.")
    if found.optimal.products and found.decisive(simple)[0].saved > 0:
        yield f"The products of matrices that join the parts cost {found.optimal.products:,}."


def _vectors(step: Step) -> str:
    return count(step.vectors, step.mode or "")
