"""The linear layer (Murphy 2022, section 13.3.3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_matrix
from jaccli.layers.base import Unary
from jaccli.layers.fields import parameter
from jaccli.layers.notation import Letters, Term, added, applied
from jaccli.layers.say import unit_entry
from jaccli.linmap import Dense, DenseForm, Form, Identity, IdentityForm, LinearMap


@dataclass(frozen=True, slots=True, eq=False)
class Linear(Unary):
    """z = W x + b. The Jacobian is W: the bias has no slope."""

    weight: Array = parameter("m", "n", init="glorot_normal")  # (m, n)
    bias: Array | None = parameter("m", optional=True)  # (m,)

    type = "linear"
    also_called = ("dense", "affine", "fc", "fully_connected", "matmul")
    formula = "W x + b"
    jacobian_rule = "W"
    derivation = (
        "z[i] = Σ_k W[i,k] x[k] + b[i], so ∂z[i]/∂x[j] = W[i,j]: J·v = W·v and u·J = u·W. By the "
        "weights: ∂z[k]/∂W[i,j] = x[j] if k = i, else 0. So u·∂z/∂W[i,j] = u[i] x[j]: all of "
        "them are the matrix u xᵀ. ∂z/∂b = I."
    )
    example = MappingProxyType(
        {"inputs": [[1, 2, -1]], "weight": [[1, 0, 2], [0, -1, 1]], "bias": [0.5, 0]}
    )
    symbols = MappingProxyType({"weight": "W", "bias": "b"})
    section = "13.3.3.3"
    output_axis = "m"
    plain = True

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        product = applied(letters.numbered("W"), operands[0])
        return product if self.bias is None else added([product, Term(letters.numbered("b"))])

    def forward(self, x: Array) -> Array:
        z: Array = self.weight @ x
        return z if self.bias is None else z + self.bias

    def jacobian(self, x: Array) -> LinearMap:
        return Dense(self.weight)

    def form(self, *sizes: int) -> Form:
        return DenseForm(self.weight.shape[0], sizes[0])

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        at = unit_entry(vector)
        if forward:
            text = "each output is a sum of the tangent's entries, with a row of W as weights"
            text = text if at is None else f"e{at} picks column {at} of W"
        else:
            text = "each input adds up the adjoint's entries, with a column of W as weights"
            text = text if at is None else f"e{at} picks row {at} of W"
        return text if self.bias is None else f"{text}; b is constant, so its slope is 0"

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        return by_matrix(told.letter("W"), told)

    def parameter_jacobians(self, *inputs: Array) -> dict[str, LinearMap]:
        from jaccli.linmap.kronecker import outer_product  # few ask

        (x,) = inputs
        m = len(self.weight)
        maps: dict[str, LinearMap] = {"weight": outer_product(m, x)}
        return maps if self.bias is None else maps | {"bias": Identity(m, x.dtype.str)}

    def parameter_forms(self, *sizes: int) -> dict[str, Form]:
        from jaccli.linmap.kronecker import KroneckerForm

        m = self.weight.shape[0]
        forms: dict[str, Form] = {"weight": KroneckerForm(m, m * sizes[0])}
        return forms if self.bias is None else forms | {"bias": IdentityForm(m, m)}

    def primal(self, *sizes: int) -> Primal:
        m = self.weight.shape[0]
        return Primal(2 * m * sizes[0] + (0 if self.bias is None else m))
