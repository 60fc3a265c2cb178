"""Layers that normalise a vector: each Jacobian is a diagonal plus a matrix of low rank."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Unary, carried
from jaccli.layers.fields import number, parameter
from jaccli.linmap import (
    Diagonal,
    DiagonalForm,
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    Form,
    Identity,
    IdentityForm,
    LinearMap,
)


@dataclass(frozen=True, slots=True, eq=False)
class Normalisation(Unary):
    """z = w ⊙ unit(x) + b, `unit` of mean square 1; w and b are learnable and may be absent."""

    weight: Array | None = parameter("n", optional=True)  # (n,)
    bias: Array | None = parameter("n", optional=True)  # (n,)
    epsilon: float = number(1e-5, minimum=0.0)

    section = "14.2.4.2"

    @abstractmethod
    def centred(self, x: Array) -> Array:
        """What is brought to mean square 1 (n,)."""

    def unit(self, x: Array) -> Array:
        """The normalised vector (n,), before w and b."""
        centred = self.centred(x)
        scale, root = root_mean_square(centred, self.epsilon)
        return centred / scale / root

    def forward(self, x: Array) -> Array:
        z = self.unit(x)
        if self.weight is not None:
            z = self.weight * z
        return z if self.bias is None else z + self.bias

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        what = carried(forward=forward)
        mean = "its mean and " if self.type == "layer_norm" else ""
        scale, root = root_mean_square(self.centred(x), self.epsilon)
        size = "the spread" if self.type == "layer_norm" else "the root mean square"
        text = (
            f"loses {mean}its part along the normalised x, which normalising takes out again, and "
            f"is divided by {size} of x, {float(scale * root):.4g}"
        )
        if self.weight is None:
            return f"the {what} {text}"
        if forward:
            return f"the {what} {text}; then every entry is multiplied by its weight"
        return f"every entry of the {what} is multiplied by its weight; then it {text}"

    def parameter_jacobians(self, *inputs: Array) -> dict[str, LinearMap]:
        (x,) = inputs
        maps: dict[str, LinearMap] = {}
        if self.weight is not None:
            maps["weight"] = Diagonal(self.unit(x))
        if self.bias is not None:
            maps["bias"] = Identity(len(x), str(x.dtype))
        return maps

    def parameter_forms(self, *sizes: int) -> dict[str, Form]:
        (n,) = sizes
        forms: dict[str, Form] = {"weight": DiagonalForm(n, n), "bias": IdentityForm(n, n)}
        return {name: forms[name] for name in self.parameters}


class LayerNorm(Normalisation):
    """z = w ⊙ (x − mean x) / √(var x + ε) + b, with the population variance (Ba et al. 2016)."""

    __slots__ = ()

    type = "layer_norm"
    also_called = ("layernorm",)
    formula = "w * (x - mean(x)) / sqrt(var(x) + epsilon) + b"
    jacobian_rule = "diag(w) (I - 1 1ᵀ/n - c cᵀ/n) / s"
    derivation = (
        "d = x - mean(x) has ∂d/∂x = I - 1 1ᵀ/n, and s = sqrt(mean(d²) + epsilon) has ∂s/∂x_j = "
        "d_j / (n s). The quotient rule on d / s, with c = d / s, gives J. So u·J = (a - "
        "mean(a) - c mean(a ⊙ c)) / s with a = u ⊙ w."
    )
    example = MappingProxyType({"inputs": [[1, 3, -2, 0, 4]]})

    def centred(self, x: Array) -> Array:
        return x - x.mean()

    def jacobian(self, x: Array) -> LinearMap:
        n = len(x)
        centred = x - x.mean()
        scale, root = root_mean_square(centred, self.epsilon)
        unit = centred / scale / root
        gain = (np.ones_like(x) if self.weight is None else self.weight) / scale / root
        left = -np.stack([gain, gain * unit], axis=1) / n
        right = np.stack([np.ones_like(x), unit])
        return DiagonalPlusLowRank(gain, left, right).nearest

    def form(self, *sizes: int) -> Form:
        return DiagonalPlusLowRankForm(sizes[0], sizes[0], 2).nearest

    def primal(self, *sizes: int) -> Primal:
        (n,) = sizes
        # mean n, difference n, squares n, their mean n, + ε, quotient n; √ apart
        return Primal(5 * n + 1 + n * len(self.parameters), 1)


class RmsNorm(Normalisation):
    """z = w ⊙ x / √(mean x² + ε) + b (Zhang & Sennrich 2019)."""

    __slots__ = ()

    type = "rms_norm"
    also_called = ("rmsnorm",)
    formula = "w * x / sqrt(mean(x * x) + epsilon) + b"
    jacobian_rule = "diag(w) (I - r rᵀ/n) / s"
    derivation = (
        "s = sqrt(mean(x²) + epsilon) has ∂s/∂x_j = x_j / (n s). The quotient rule on x / s, "
        "with r = x / s, gives J. So u·J = (a - r mean(a ⊙ r)) / s with a = u ⊙ w."
    )

    def centred(self, x: Array) -> Array:
        return x

    def jacobian(self, x: Array) -> LinearMap:
        scale, root = root_mean_square(x, self.epsilon)
        unit = x / scale / root
        gain = (np.ones_like(x) if self.weight is None else self.weight) / scale / root
        return DiagonalPlusLowRank(gain, -(gain * unit)[:, None] / len(x), unit[None, :]).nearest

    def form(self, *sizes: int) -> Form:
        return DiagonalPlusLowRankForm(sizes[0], sizes[0], 1).nearest

    def primal(self, *sizes: int) -> Primal:
        (n,) = sizes
        # squares n, their mean n, + ε, quotient n; √ apart
        return Primal(3 * n + 1 + n * len(self.parameters), 1)


def root_mean_square(x: Array, epsilon: float) -> tuple[float, Array]:
    """s and r with s·r = √(mean x² + ε). s is a power of two, so dividing by it is exact."""
    largest = max(float(np.abs(x.real).max()), math.sqrt(epsilon))
    # the squares of what is left, at most 2, neither overflow nor vanish
    scale = 2.0 ** (math.frexp(largest)[1] - 1) if math.isfinite(largest) else 1.0
    scaled = x / scale
    return scale, np.sqrt((scaled * scaled).mean() + (math.sqrt(epsilon) / scale) ** 2)
