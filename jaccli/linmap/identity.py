"""The identity: products with it cost nothing."""

from __future__ import annotations

from jaccli.arrays import Array, np
from jaccli.linmap.base import FreeForm, LinearMap


class IdentityForm(FreeForm):
    """n × n, no numbers of its own."""

    __slots__ = ()
    structure = "identity"
    products = ("v as it is", "u as it is")

    @property
    def places(self) -> int:
        return self.rows


class Identity(LinearMap):
    """I_n in the given dtype."""

    __slots__ = ("dtype", "size")

    def __init__(self, size: int, dtype: str = "float64") -> None:
        self.size = size  # n
        self.dtype = dtype

    @property
    def form(self) -> IdentityForm:
        return IdentityForm(self.size, self.size)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return ()

    def on_columns(self, columns: Array) -> Array:
        return columns

    def on_rows(self, rows: Array) -> Array:
        return rows

    def reads(self, rows: Array) -> Array:
        return rows

    def moves(self, columns: Array) -> Array:
        return columns

    @property
    def entries(self) -> Array:
        """The ones on the diagonal, (n,), where a sum needs them."""
        return np.ones(self.size, self.dtype)

    def pattern(self) -> Array:
        return np.eye(self.size, dtype=bool)

    def dense(self) -> Array:
        return np.eye(self.size, dtype=self.dtype)

    def nonzeros(self) -> int:
        return self.size
