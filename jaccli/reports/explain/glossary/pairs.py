"""What products and sums of two forms of Jacobians cost, computed by the code that runs them."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.cells import Cell
from jaccli.linmap import (
    DenseForm,
    DiagonalForm,
    DiagonalPlusLowRankForm,
    Form,
    IdentityForm,
    add,
    compose,
    rank_of,
)
from jaccli.reports.explain.glossary.topic import Item, Rows, Words

SIDE = 10  # rows and columns
DIAGONAL, DENSE = DiagonalForm(SIDE, SIDE), DenseForm(SIDE, SIDE)
OF_RANK_1, OF_RANK_2 = (DiagonalPlusLowRankForm(SIDE, SIDE, rank) for rank in (1, 2))
IDENTITY = IdentityForm(SIDE, SIDE)
PAIRS: tuple[tuple[Form, Form], ...] = (
    (DIAGONAL, DIAGONAL),
    (DIAGONAL, OF_RANK_1),
    (OF_RANK_1, OF_RANK_2),
    (OF_RANK_1, DENSE),
    (DENSE, DENSE),
)
SUMS: tuple[tuple[Form, Form], ...] = (
    (IDENTITY, DIAGONAL),
    (IDENTITY, DENSE),
    (DIAGONAL, OF_RANK_1),
    (OF_RANK_1, OF_RANK_2),
    (DENSE, DENSE),
)


def products_of_forms() -> Iterator[Item]:
    """A row for each pair: multiplications, additions, and the form of the product."""
    yield Words(
        f"The product of two {SIDE}×{SIDE} forms, and what it gives. Of any other pair one "
        "factor is written out as a matrix, which is free, and the other acts on it, whichever "
        "costs less."
    )
    yield Rows(("product", "multiply", "add", "gives"), tuple(map(_row, PAIRS)))


def sums_of_forms() -> Iterator[Item]:
    """A row for each pair: additions, and the form of the sum."""
    yield Words(
        "Where paths of a graph meet, forms are added. Of any other pair the fuller one is "
        "written out, and an addition is made where the other may have a number."
    )
    rows = []
    for pair in SUMS:
        found = add(*pair)
        names = " + ".join(
            f"({_called(form)})" if rank_of(form) else _called(form) for form in pair
        )
        rows.append((names, found.cost.additions, _called(found.form)))
    yield Rows(("sum", "add", "gives"), tuple(rows))


def _row(pair: tuple[Form, Form]) -> tuple[Cell | int, ...]:
    found = compose(*pair)
    names = "·".join(f"({_called(form)})" if rank_of(form) else _called(form) for form in pair)
    return names, found.cost.multiplications, found.cost.additions, _called(found.form)


def _called(form: Form) -> str:
    rank = rank_of(form)
    return f"diagonal + rank {rank}" if rank else form.structure
