"""The convolution of two vectors, or of a vector with constant numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Layer, Objection
from jaccli.layers.fields import integers, operand
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap
from jaccli.linmap.convolution import Convolution, ConvolutionForm


@dataclass(frozen=True, slots=True, eq=False)
class Convolve(Layer):
    """z[k] = Σ x1[i] x2[k + 1 − i], all n₁ + n₂ − 1 of them, or those from `span` [first, last].

    `taps` are constant numbers in place of the second input.
    """

    taps: Array | None = operand("t")  # (t,)
    span: Sequence[int] | None = integers(length=2, optional=True)  # counted from 1

    type = "convolve"
    also_called = ("convolution", "conv", "conv1d", "correlate", "filter", "fir")
    formula = "sum of x1[i] * x2[k+1-i]"
    jacobian_rule = "the numbers of the other one, along each diagonal"
    derivation = (
        "z[k] = Σ x1[i] x2[k+1-i], so ∂z[k]/∂x1[j] = x2[k+1-j]: one number along each diagonal. "
        "J·v is the convolution of v with x2, u·J the correlation of u with x2. The same holds by "
        "x2, with x1."
    )
    example = MappingProxyType({"inputs": [[1, 2, -1], [3, 1]]})
    output_axis = "m"

    @property
    def takes(self) -> tuple[int, int | None]:
        number = 2 if self.taps is None else 1
        return number, number

    def lengths(self, *sizes: int) -> tuple[int, int]:
        """How many numbers the two have."""
        return sizes[0], sizes[1] if self.taps is None else self._number_of_taps

    @property
    def _number_of_taps(self) -> int:
        assert self.taps is not None
        return self.taps.shape[0] if self.taps.shape else 1

    def rows(self, *sizes: int) -> tuple[int, int]:
        """The first entry of the whole convolution that is given, from 0, and how many are."""
        if self.span is None:
            return 0, sum(self.lengths(*sizes)) - 1
        return self.span[0] - 1, self.span[1] - self.span[0] + 1

    def output_size(self, *sizes: int) -> int:
        return self.rows(*sizes)[1]

    def forward(self, *inputs: Array) -> Array:
        first, number = self.rows(*map(len, inputs))
        whole: Array = np.convolve(*self._given(inputs))
        return whole[first : first + number]

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        first, number = self.rows(*map(len, inputs))
        given = self._given(inputs)
        maps = [
            Convolution(other, number, len(each), first)
            for each, other in zip(given, reversed(given), strict=True)
        ]
        return tuple(maps[: len(inputs)])

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        first, number = self.rows(*sizes)
        n, taps = self.lengths(*sizes)
        pairs = ((n, taps), (taps, n))[: len(sizes)]
        return tuple(ConvolutionForm(number, size, other, first) for size, other in pairs)

    def primal(self, *sizes: int) -> Primal:
        return Primal(self.forms(*sizes)[0].per_column.flops)

    def objection(self, *sizes: int | None) -> Objection | None:
        if self.span is None or None in sizes:
            return None
        known = [size for size in sizes if size is not None]
        most = sum(self.lengths(*known)) - 1
        if len(self.span) == 2 and self.span[0] <= self.span[1] <= most:
            return None
        return Objection(
            "span",
            f"the convolution has {most:,} entries",
            f"{list(self.span)} here",
            f"write [first, last], from 1 to {most:,}",
        )

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        other = "taps" if self.taps is not None else names[1 - at]
        return f"J[k,j] = {other}[k+1-j]"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        other = "the taps" if self.taps is not None else f"input {2 - at}"
        slides = "" if forward else ", the other way round"
        return f"{other} slides over the {carried(forward=forward)}{slides}"

    def _given(self, inputs: Sequence[Array]) -> tuple[Array, Array]:
        """Both vectors."""
        first, *others = inputs
        return first, others[0] if self.taps is None else self.taps.reshape(-1)
