"""A layer is a function and its Jacobians. Everything else about it is derived from these.

Adding a layer is one class in one file of this folder: a subclass of `Unary` (or `Elementwise`,
or `Layer` where it reads several values) with a `type`, its fields, `forward`, `jacobian`, `form`
and `primal`. The reader of chain files, the help and the test battery find it by itself. How it is
written in a formula of its network is its own too, `in_formula`.
"""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

from jaccli.arrays import Array, Shape, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, in_general
from jaccli.layers.fields import ArrayKind, array_fields, kinds
from jaccli.layers.notation import Letters, Term
from jaccli.layers.remembering import Remembering
from jaccli.layers.types import Types
from jaccli.linmap import Form, LinearMap

TYPES = Types()
LOCAL = re.compile("(?<![A-Za-z0-9_])[xz](?![A-Za-z0-9_(])")  # what a rule calls input and value


class Objection(NamedTuple):
    """What is wrong with a field: the sentence, the words at its place, and the way out."""

    field: str
    title: str
    found: str
    help: str


@dataclass(frozen=True, slots=True, eq=False)
class Layer(Remembering, ABC):
    """A differentiable function of vectors. Its fields are its parameters and its YAML keys.

    Array fields hold a recipe (`jaccli.arrays`) until `load` makes them arrays: everything that
    follows from shapes works on both.
    """

    type: ClassVar[str] = ""
    also_called: ClassVar[tuple[str, ...]] = ()  # names used elsewhere, for suggestions
    formula: ClassVar[str]  # the value, as documented; `primal` counts its operations
    jacobian_rule: ClassVar[str]  # the Jacobian, as a formula
    derivation: ClassVar[str] = ""  # why, in two or three lines; for `jaccli explain`
    example: ClassVar[Mapping[str, Any]] = MappingProxyType({})  # `inputs` and fields to show it at
    symbols: ClassVar[Mapping[str, str]] = MappingProxyType({})  # weight: W, in formulas
    section: ClassVar[str] = ""  # of Murphy 2022
    source: ClassVar[str] = ""  # others that derive the Jacobian
    rewrite: ClassVar[str] = ""  # what to write where the value or the derivative is not finite
    output_axis: ClassVar[str] = "n"  # the axis that is the output's size; "1" for a number
    complex_safe: ClassVar[bool] = True  # forward accepts complex x, so the complex step works
    plain: ClassVar[bool] = False  # every entry of J is a number given or 0: none was rounded
    normwise: ClassVar[bool] = False  # an entry is as exact as the largest one, not as itself
    entrywise: ClassVar[bool] = False  # entry i of the value depends on entry i of each input alone
    is_activation: ClassVar[bool] = False  # it stands between linear layers: φ in a formula
    is_loss: ClassVar[bool] = False  # what training makes small: 𝓛 in a formula
    takes_logits: ClassVar[bool] = False  # it applies softmax itself, so it wants none before it
    before_logits: ClassVar[str] = ""  # it gives no logits: what such a loss makes of its value

    def __init_subclass__(cls) -> None:
        # @dataclass(slots=True) makes the class anew: the first one has no slots, and no place
        if cls.__dict__.get("type") and "__slots__" in cls.__dict__:
            TYPES[cls.type] = cls

    # Any, so that a layer of one input may say forward(self, x)
    @abstractmethod
    def forward(self, *inputs: Any, **_: Any) -> Array:
        """The value (m,) at the inputs, (n,) each."""

    @abstractmethod
    def jacobians(self, *inputs: Any, **_: Any) -> tuple[LinearMap, ...]:
        """One Jacobian (m, n) for each input (n,), in the form that `forms` tells."""

    @abstractmethod
    def forms(self, *sizes: int) -> tuple[Form, ...]:
        """The form of the Jacobian for each input, from their sizes alone."""

    @abstractmethod
    def primal(self, *sizes: int) -> Primal:
        """What evaluating `formula` costs for inputs of these sizes."""

    @property
    def takes(self) -> tuple[int, int | None]:
        """The fewest inputs and the most; None for any number."""
        return 1, 1

    def parameter_jacobians(self, *inputs: Array) -> dict[str, LinearMap]:
        """The Jacobian (m, d) with respect to each parameter's d entries, in row-major order."""
        return {}

    def parameter_forms(self, *sizes: int) -> dict[str, Form]:
        """The forms of `parameter_jacobians`."""
        return {}

    def output_size(self, *sizes: int) -> int:
        """How many numbers come out for inputs of these sizes."""
        match self.output_axis:
            case "1":
                return 1
            case "n":
                return sizes[0]
            case axis:
                return next(size for name, _, size in self.axes() if name == axis)

    def axes(self) -> Iterator[tuple[str, str, int]]:
        """Axis, field and size for every axis of every array that is there."""
        for name, kind in kinds(type(self)).items():
            value = getattr(self, name)
            if isinstance(kind, ArrayKind) and value is not None:
                if kind.spread and not value.shape:
                    continue  # one number for every entry
                for axis, size in zip(kind.axes, value.shape, strict=True):
                    yield axis, name, size

    def objection(self, *sizes: int | None) -> Objection | None:
        """What is wrong with the fields together, or with inputs of these sizes, where known."""
        return None

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        """What the Jacobian by input `at` does to a tangent or an adjoint, in plain words.

        vector: the one that is carried, None for several; forward: a tangent, J v, else u J.
        """
        return f"J = {self.jacobian_rule}"

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        """The product J v or u J by input `at` as a formula, and the vectors that act in it.

        told: what the parts are called
        """
        return in_general(jacobian, told)

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        """The Jacobian by input `at`, as a formula in the names of the inputs and the value."""
        return self.jacobian_rule

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        """How the value is written in a formula of its network; None where it is just f(…)."""
        return None

    def sides(self, *inputs: Any, **_: Any) -> list[Array]:
        """For each kink of the layer, on which side every entry lies: -1, 0 at it, or 1."""
        return []

    @property
    def has_sides(self) -> bool:
        """Whether `sides` may tell any."""
        return type(self).sides is not Layer.sides

    def fault(self, *inputs: Any, **_: Any) -> str:
        """Why there is no value or no derivative at these inputs, in words; often nothing."""
        return ""

    def off(self, *inputs: Any, **_: Any) -> list[int]:
        """Which units let nothing through here, counted from 1; of none where none is said to."""
        return []

    def remark(self, *inputs: Any, **_: Any) -> str:
        """What a student should notice about the Jacobian here, in words; often nothing."""
        return ""

    def kink_remark(self, *inputs: Any, **_: Any) -> str:
        """Which entries have no derivative, and what is used for it; "" where all have."""
        return ""

    def blotted(self, inputs: Sequence[Array], read: Array) -> Sequence[Array]:
        """The inputs with NaN where only entries of the value (m,) depend on them that are not
        `read`, as far as the layer knows."""
        return [np.where(read, x, np.nan) for x in inputs] if self.entrywise else inputs

    @classmethod
    def derived(cls) -> tuple[str, ...]:
        """How the Jacobian and its products come about: what holds for the family, then the type.

        Without a `derivation` the formula is all there is to say.
        """
        return (cls.derivation or f"Differentiate z = {cls.formula} by each entry of its inputs.",)

    @classmethod
    def required(cls) -> tuple[str, ...]:
        """The fields without a default."""
        return tuple(
            field.name
            for field in dataclasses.fields(cls)
            if field.init and field.default is dataclasses.MISSING
        )

    @property
    def parameters(self) -> dict[str, Shape]:
        """The learnable arrays and their shapes."""
        learnable = array_fields(type(self))[1]
        return {
            name: tuple(array.shape)
            for name in learnable
            if (array := getattr(self, name)) is not None
        }

    @property
    def arrays(self) -> dict[str, Any]:
        """The array fields that are there: arrays, or recipes before `load`."""
        fields = array_fields(type(self))[0]
        return {name: array for name in fields if (array := getattr(self, name)) is not None}

    @property
    def learnable(self) -> list[Array]:
        """The arrays of `parameters`."""
        fields = array_fields(type(self))[1]
        return [array for name in fields if (array := getattr(self, name)) is not None]

    def with_arrays(self, arrays: dict[str, Array]) -> Self:
        """This layer with other arrays in its fields."""
        return dataclasses.replace(self, **arrays) if arrays else self


class Unary(Layer):
    """A layer of one input, with one Jacobian."""

    __slots__ = ()

    # Any, so that a layer may say jacobian(self, x)
    @abstractmethod
    def jacobian(self, *inputs: Any, **_: Any) -> LinearMap:
        """The Jacobian (m, n) at the input (n,), in the form that `form` tells."""

    @abstractmethod
    def form(self, *sizes: int) -> Form:
        """The form of the Jacobian for an input of n numbers."""

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        return (self.jacobian(*inputs),)

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        return (self.form(*sizes),)

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        meant = {"x": names[0], "z": value}
        return LOCAL.sub(lambda found: meant[found.group()], self.jacobian_rule)

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        return self.why(inputs[0], vector, forward=forward)

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        """`reason` of the one input x (n,)."""
        return f"J = {self.jacobian_rule}"
