"""Layers that normalise a vector: each Jacobian is a diagonal plus a matrix of low rank."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_formula
from jaccli.layers.base import Unary
from jaccli.layers.fields import number, parameter
from jaccli.layers.notation import Letters, Term, added, call, multiplied
from jaccli.layers.say import carried
from jaccli.linmap import (
    Dense,
    Diagonal,
    DiagonalForm,
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    Form,
    Identity,
    IdentityForm,
    LinearMap,
    Whole,
)

EPSILON = 1e-5  # added to the mean square, so that it is never 0


class Measured(NamedTuple):
    """What normalising has found: x / scale, centred, and s = scale · root.

    scale is a power of two, so that dividing by it is exact.
    """

    centred: Array  # (n,)
    unit: Array  # (n,), centred / root
    scale: float
    root: Array  # √(mean centred² + ε / scale²)
    left: Array  # κ, the share of ε in root²


def _power(size: float) -> float:
    """The power of two by which numbers of that size are brought near 1."""
    return 2.0 ** (math.frexp(size)[1] - 1) if math.isfinite(size) else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Normalisation(Unary):
    """z = w ⊙ unit(x) + b, `unit` of mean square 1; w and b are learnable and may be absent."""

    weight: Array | None = parameter("n", optional=True)  # (n,)
    bias: Array | None = parameter("n", optional=True)  # (n,)
    epsilon: float = number(EPSILON, minimum=0.0)

    symbols = MappingProxyType({"weight": "w", "bias": "b"})
    section = "14.2.4.2"
    letter: ClassVar[str]  # of the normalised x, in the rule
    centres: ClassVar[bool] = False  # whether the mean is taken out

    @abstractmethod
    def centred(self, x: Array) -> Array:
        """What is brought to mean square 1 (n,)."""

    def measured(self, x: Array) -> Measured:
        largest = max(float(np.abs(x.real).max()), math.sqrt(self.epsilon))
        # the squares of what is left, at most 2, neither overflow nor vanish
        scale = _power(largest)
        centred = self.centred(x / scale)
        if not centred.real.any():  # beside x, however large, ε would vanish
            own = _power(math.sqrt(self.epsilon))
            centred, scale = centred * scale / own, own
        floor = (math.sqrt(self.epsilon) / scale) ** 2
        square = (centred * centred).mean() + floor
        root = np.sqrt(square)
        return Measured(centred, centred / root, scale, root, floor / square)

    def gain(self, x: Array, of: Measured) -> Array:
        """w / √(mean x² + ε) (n,), of what is centred."""
        return (np.ones_like(x) if self.weight is None else self.weight) / of.scale / of.root

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        exact = "" if self.epsilon == EPSILON else f"[{self.epsilon!r}]"
        term = call(f"{self.type}{exact}", *operands)
        if self.weight is not None:
            term = multiplied([Term(letters.numbered("w")), term])
        return term if self.bias is None else added([term, Term(letters.numbered("b"))])

    def forward(self, x: Array) -> Array:
        z = self.measured(x).unit
        if self.weight is not None:
            z = self.weight * z
        return z if self.bias is None else z + self.bias

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        of, u = self.measured(inputs[at]), told.moved
        c, w = self.letter, told.letter("w")
        weight = () if self.weight is None else ((w, self.weight),)
        inner = u if self.weight is None or told.forward else f"({u} ⊙ {w})"
        mean = f" - mean({inner})" if self.centres else ""
        product = f"({inner}{mean} - {c} mean({c} ⊙ {inner})) / s"
        if weight and told.forward:
            product = f"{w} ⊙ {product}"
        size = ("s", np.reshape(of.scale * of.root, 1))
        return by_formula(product, told, (c, of.unit), size, *weight)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        what = carried(forward=forward)
        of = self.measured(x)
        mean, size = ("its mean and ", "spread") if self.centres else ("", "root mean square")
        text = (
            f"from the {what} subtract {mean}its part along the normalised x, then divide by the "
            f"{size} of x, {float(of.scale * of.root):.4g}"
        )
        if self.weight is None:
            return text
        if forward:
            return f"{text}; then multiply each entry by its weight"
        return f"multiply each entry by its weight; then {text}"

    def parameter_jacobians(self, *inputs: Array) -> dict[str, LinearMap]:
        (x,) = inputs
        maps: dict[str, LinearMap] = {}
        if self.weight is not None:
            maps["weight"] = Diagonal(self.measured(x).unit)
        if self.bias is not None:
            maps["bias"] = Identity(len(x), x.dtype.str)
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
    letter = "c"
    centres = True
    formula = "w * (x - mean(x)) / sqrt(var(x) + epsilon) + b"
    jacobian_rule = "diag(w) (I - 1 1ᵀ/n - c cᵀ/n) / s"
    derivation = (
        "d = x - mean(x) has ∂d/∂x = I - 1 1ᵀ/n, and s = sqrt(mean(d²) + epsilon) has ∂s/∂x[j] = "
        "d[j] / (n s). The quotient rule for c = d / s gives J. So u·J = (a - mean(a) - c mean(a "
        "⊙ c)) / s with a = u ⊙ w."
    )
    example = MappingProxyType({"inputs": [[1, 3, -2, 0, 4]]})

    def centred(self, x: Array) -> Array:
        near = x - x.mean()
        # the mean is rounded, which a spread of the same size would see
        deviations: Array = near - near.mean()
        return deviations

    def jacobian(self, x: Array) -> LinearMap:
        n, of = len(x), self.measured(x)
        gain = self.gain(x, of)
        if n == 2:  # what is left of I - 1 1ᵀ/n - c cᵀ/n is what ε leaves
            return Dense(gain[:, None] * (of.left / 2) * np.array([[1, -1], [-1, 1]], x.dtype))
        far = int(np.abs(of.unit).argmax())
        if n > 2 and 2 * (1 + of.unit[far] ** 2) > n:
            return self._beside(x, far, of)
        left = -np.stack([gain, gain * of.unit], axis=1) / n
        right = np.stack([np.ones_like(x), of.unit])
        return DiagonalPlusLowRank(gain, left, right).nearest

    def _beside(self, x: Array, far: int, of: Measured) -> LinearMap:
        """J where one entry is so far from the others that its row and column nearly cancel.

        1 and c span a plane. It has as well the axes b = x - x_far, which is 0 at `far`, and
        q = 1 - b (Σ b / Σ b²), which is 1 there and nearly 0 elsewhere. On these, with κ the share
        of ε, J = diag(w) (I - b bᵀ/b² - q qᵀ/q² + κ c cᵀ/c²) / s has no entry that cancels.
        """
        many, scaled = len(x) - 1, x / of.scale
        others = np.delete(scaled, far)
        beside = self.centred(others)
        # subtracted before anything is rounded, which a gap of a few ulps would see
        gap, spread = (others - scaled[far]).mean(), (beside * beside).sum()
        b = np.insert(gap + beside, far, 0)
        length = many * gap * gap + spread  # b²
        q = np.insert((spread - many * gap * beside) / length, far, 1)
        around = (np.delete(q, far) ** 2).sum()  # q² - 1
        square = (of.centred * of.centred).sum()
        deviation = of.centred[far]
        kept = of.left * deviation * deviation / square
        mixed = -of.left * deviation / length
        middle = np.array(
            [
                [(1 - of.left * square / length) / length, mixed],
                [mixed, 1 / (1 + around) - kept],
            ],
            x.dtype,
        )
        axes, gain = np.stack([b, q]), self.gain(x, of)
        entries = gain.copy()
        entries[far] *= around / (1 + around) + kept
        left = -gain[:, None] * (axes.T @ middle)
        return DiagonalPlusLowRank(entries, left, axes, Whole(far, 2)).nearest

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
    letter = "r"
    formula = "w * x / sqrt(mean(x * x) + epsilon) + b"
    jacobian_rule = "diag(w) (I - r rᵀ/n) / s"
    derivation = (
        "s = sqrt(mean(x²) + epsilon) has ∂s/∂x[j] = x[j] / (n s). The quotient rule for r = x / "
        "s gives J. So u·J = (a - r mean(a ⊙ r)) / s with a = u ⊙ w."
    )

    def centred(self, x: Array) -> Array:
        return x

    def jacobian(self, x: Array) -> LinearMap:
        of, whole = self.measured(x), None
        gain = self.gain(x, of)
        entries, shares = gain, of.unit * of.unit / len(x)
        far = int(shares.argmax())
        if 2 * shares[far] > 1:  # 1 - r²/n is what the others have, and ε
            entries, whole = gain.copy(), Whole(far, 1)
            entries[far] *= np.delete(shares, far).sum() + of.left
        left = -(gain * of.unit)[:, None] / len(x)
        return DiagonalPlusLowRank(entries, left, of.unit[None, :], whole).nearest

    def form(self, *sizes: int) -> Form:
        return DiagonalPlusLowRankForm(sizes[0], sizes[0], 1).nearest

    def primal(self, *sizes: int) -> Primal:
        (n,) = sizes
        # squares n, their mean n, + ε, quotient n; √ apart
        return Primal(3 * n + 1 + n * len(self.parameters), 1)
