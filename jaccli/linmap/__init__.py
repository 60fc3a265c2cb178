"""Linear maps that know their form."""

from jaccli.linmap.add import add, total
from jaccli.linmap.base import Form, LinearMap
from jaccli.linmap.compose import compose, price_in_order, product
from jaccli.linmap.dense import Dense, DenseForm
from jaccli.linmap.diagonal import Diagonal, DiagonalForm
from jaccli.linmap.identity import Identity, IdentityForm
from jaccli.linmap.low_rank import (
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    Whole,
    price_of_ranks,
    rank_of,
)
from jaccli.linmap.selection import Selection, SelectionForm

__all__ = [
    "Dense",
    "DenseForm",
    "Diagonal",
    "DiagonalForm",
    "DiagonalPlusLowRank",
    "DiagonalPlusLowRankForm",
    "Form",
    "Identity",
    "IdentityForm",
    "LinearMap",
    "Selection",
    "SelectionForm",
    "Whole",
    "add",
    "compose",
    "price_in_order",
    "price_of_ranks",
    "product",
    "rank_of",
    "total",
]
