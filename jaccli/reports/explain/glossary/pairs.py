"""What the product of two forms of Jacobians costs, computed by the code that multiplies them."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.cells import Cell
from jaccli.linmap import (
    DenseForm,
    DiagonalForm,
    DiagonalPlusLowRankForm,
    Form,
    compose,
    rank_of,
)
from jaccli.reports.explain.glossary.topic import Item, Rows, Words

SIDE = 10  # rows and columns
DIAGONAL, DENSE = DiagonalForm(SIDE, SIDE), DenseForm(SIDE, SIDE)
OF_RANK_1, OF_RANK_2 = (DiagonalPlusLowRankForm(SIDE, SIDE, rank) for rank in (1, 2))
PAIRS: tuple[tuple[Form, Form], ...] = (
    (DIAGONAL, DIAGONAL),
    (DIAGONAL, OF_RANK_1),
    (OF_RANK_1, OF_RANK_2),
    (OF_RANK_1, DENSE),
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


def _row(pair: tuple[Form, Form]) -> tuple[Cell | int, ...]:
    found = compose(*pair)
    names = "·".join(f"({_called(form)})" if rank_of(form) else _called(form) for form in pair)
    return names, found.cost.multiplications, found.cost.additions, _called(found.form)


def _called(form: Form) -> str:
    rank = rank_of(form)
    return f"diagonal + rank {rank}" if rank else form.structure
