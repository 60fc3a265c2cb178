"""∂z/∂W of a linear layer z = W x + b, and what a VJP makes of it (Murphy 2022, 13.3.3.3)."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Mistakes
from jaccli.linmap.kronecker import outer_product
from jaccli.reports.grad.find import Gradients, LayerGradient

MOST_ENTRIES = 4096  # of a tensor ∂z/∂W that is written out


class ParameterJacobian(NamedTuple):
    """∂z/∂W of linear layer k.

    weight: a pair i, j whose x_j is not 0, and i ≠ j where W has such a pair; column: ∂z/∂W_ij,
    (m,); tensor: the whole (m, m·n) where it is small; difference: between u times the tensor and
    the outer product u xᵀ.
    """

    k: int
    layer: LayerGradient
    weight: tuple[int, int]
    column: Array
    tensor: Array | None
    difference: float

    @property
    def shape(self) -> tuple[int, int]:
        """Of W: (m, n)"""
        m, n = self.layer.gradients["weight"].shape
        return m, n

    @property
    def x(self) -> Array:
        """(n,), what the layer reads."""
        (x,) = self.layer.inputs
        return x

    @property
    def slope(self) -> float:
        """x_j, the one entry of the column that is not 0."""
        return float(self.x[self.weight[1] - 1])

    @property
    def weights(self) -> int:
        """How many entries W has: m·n, as many as are not 0 in ∂z/∂W where x has no 0."""
        m, n = self.shape
        return m * n

    @property
    def entries(self) -> int:
        """How many entries ∂z/∂W has: m·m·n."""
        return self.shape[0] * self.weights

    @property
    def outer_flops(self) -> int:
        """Of u xᵀ: multiplications alone."""
        return self.weights

    @property
    def tensor_flops(self) -> int:
        """Of the product with ∂z/∂W written out."""
        return 2 * self.entries

    @property
    def rows(self) -> tuple[Array, ...]:
        """The tensor row by row of W, each (m, n); none where it is not written out."""
        if self.tensor is None:
            return ()
        m, n = self.shape
        return tuple(self.tensor[:, row * n : (row + 1) * n] for row in range(m))

    @property
    def agrees(self) -> bool:
        """Whether u times the tensor is the outer product, up to rounding."""
        return self.difference <= 1e-6


def explained(found: Gradients, name: str) -> Gradients:
    """The same with the parameter Jacobian of the linear layer of that name. Raises Mistakes"""
    from jaccli.nearest import did_you_mean

    linear = {each.layer.name: k for k, each in enumerate(found.layers, 1) if _is_linear(each)}
    if name in linear:
        return found._replace(explained=parameter_jacobian(found, linear[name]))
    notes = did_you_mean(name, list(linear))
    if not notes and linear:
        notes = [("help", f"write `--layer {next(iter(linear))}`")]
    notes.append(("note", f"linear layers: {', '.join(linear) or 'none'}"))
    title = f"--layer {name}: no linear layer is called so"
    if name in found.by_layer and name not in {each.layer.name for each in found.layers}:
        title = f"--layer {name}: it does not reach the output, and its gradient is 0"
    raise Mistakes([JaccliError(title, notes=notes)], found.graph.file)


def parameter_jacobian(found: Gradients, k: int) -> ParameterJacobian:
    """The parameter Jacobian of linear layer k, from 1."""
    each = found.layers[k - 1]
    (x,), u, gradient = each.inputs, each.adjoint, each.gradients["weight"]
    m, n = gradient.shape
    j = int(np.flatnonzero(x)[0]) + 1 if x.any() else 1
    i = next((row for row in range(1, m + 1) if row != j), 1)
    column = np.zeros(m, dtype=x.dtype)
    column[i - 1] = x[j - 1]
    if m * m * n > MOST_ENTRIES:
        return ParameterJacobian(k, each, (i, j), column, None, 0.0)
    tensor = outer_product(m, x).dense()
    largest = float(np.abs(gradient).max()) or 1.0
    difference = float(np.abs((u @ tensor).reshape(m, n) - gradient).max()) / largest
    return ParameterJacobian(k, each, (i, j), column, tensor, difference)


def _is_linear(each: LayerGradient) -> bool:
    return each.layer.type == "linear"
