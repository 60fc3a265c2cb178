"""Linear maps that know their form."""

from jaccli.linmap.add import add, total
from jaccli.linmap.base import Form, LinearMap
from jaccli.linmap.compose import compose, price_in_order, product
from jaccli.linmap.convolution import Convolution, ConvolutionForm
from jaccli.linmap.dense import Dense, DenseForm
from jaccli.linmap.diagonal import Diagonal, DiagonalForm
from jaccli.linmap.difference import Difference, DifferenceForm
from jaccli.linmap.factored import Factored, FactoredForm, sandwich, sandwich_forms
from jaccli.linmap.fold import Fold, FoldForm
from jaccli.linmap.gather import Gather, GatherForm
from jaccli.linmap.identity import Identity, IdentityForm
from jaccli.linmap.kronecker import Kronecker, KroneckerForm, outer_product
from jaccli.linmap.low_rank import (
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    Whole,
    price_of_ranks,
    rank_of,
)
from jaccli.linmap.nest import Nest, NestForm
from jaccli.linmap.scan import Scan, ScanForm
from jaccli.linmap.selection import Selection, SelectionForm

__all__ = [
    "Convolution",
    "ConvolutionForm",
    "Dense",
    "DenseForm",
    "Diagonal",
    "DiagonalForm",
    "DiagonalPlusLowRank",
    "DiagonalPlusLowRankForm",
    "Difference",
    "DifferenceForm",
    "Factored",
    "FactoredForm",
    "Fold",
    "FoldForm",
    "Form",
    "Gather",
    "GatherForm",
    "Identity",
    "IdentityForm",
    "Kronecker",
    "KroneckerForm",
    "LinearMap",
    "Nest",
    "NestForm",
    "Scan",
    "ScanForm",
    "Selection",
    "SelectionForm",
    "Whole",
    "add",
    "compose",
    "outer_product",
    "price_in_order",
    "price_of_ranks",
    "product",
    "rank_of",
    "sandwich",
    "sandwich_forms",
    "total",
]
