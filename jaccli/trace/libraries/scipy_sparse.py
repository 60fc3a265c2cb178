"""Products of SciPy's sparse matrices and recording arrays: a term for each entry that is held."""

from __future__ import annotations

from typing import Any

from jaccli.trace.arrays.libraries import method_of
from jaccli.trace.arrays.operands import traced
from jaccli.trace.arrays.table import np

_BASE = ("scipy.sparse._base", "_spbase")


@method_of(*_BASE, "__matmul__", "dot")
@method_of("scipy.sparse._coo", "_coo_base", "dot")
@method_of("scipy.sparse._matrix", "spmatrix", "__mul__")
def _product(matrix: Any, other: Any) -> Any:
    """S x, of a vector or of the columns of a matrix: y[i] = Σ S[i, j] x[j]."""
    x = traced(other)
    if matrix.ndim != 2 or x.ndim not in (1, 2) or matrix.shape[1] != len(x):
        raise TypeError("the product with a vector or a matrix is known here")
    held = matrix.tocoo()

    def applied(column: Any) -> Any:
        return np.bincount(held.row, held.data * column[held.col], matrix.shape[0])

    return applied(x) if x.ndim == 1 else np.stack([applied(each) for each in x.T], axis=1)


@method_of(*_BASE, "__rmatmul__")
@method_of("scipy.sparse._matrix", "spmatrix", "__rmul__")
def _turned_product(matrix: Any, other: Any) -> Any:
    return _product(matrix.T, traced(other).T).T
