"""Layers that combine several values of one size, entry by entry: each Jacobian is diagonal.

A field may hold a constant in place of an input: `{type: subtract, minuend: 1}` is 1 − x.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.acts import Acts, Told, by_rule
from jaccli.layers.base import Layer, Objection
from jaccli.layers.notation import Letters, Term, call, number
from jaccli.layers.say import scaled_by
from jaccli.linmap import (
    Diagonal,
    DiagonalForm,
    Form,
    LinearMap,
)
from jaccli.words import listed

MOST_SPELT = 100  # operands that a rule names


class Combination(Layer):
    """z[i] = φ(a[i], b[i], …). `operands` names the fields that may hold one of them."""

    __slots__ = ()
    section = "13.3.4"
    entrywise = True
    operands: ClassVar[tuple[str, ...]]
    operations: ClassVar[Primal]  # for one entry of two operands

    @classmethod
    def derived(cls) -> tuple[str, ...]:
        general = (
            "z[i] depends on entry i of each operand alone. So every Jacobian is diag(d) with "
            "some d: J·v = d ⊙ v and u·J = u ⊙ d."
        )
        return (general, cls.derivation) if cls.derivation else (general,)

    @abstractmethod
    def value(self, *operands: Array) -> Array:
        """φ of the operands, constants among them."""

    @abstractmethod
    def slope(self, at: int, operands: Sequence[Array], value: Array) -> LinearMap:
        """The Jacobian by one operand, (n,) each or one number for all entries."""

    @abstractmethod
    def filled(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        """All operands in order: the inputs, and the constants at their places."""

    @abstractmethod
    def open(self, inputs: int) -> Sequence[int]:
        """Which operands the inputs are."""

    def forward(self, *inputs: Array) -> Array:
        return self.value(*self.filled(inputs))

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        operands = self.filled(inputs)
        value = self.value(*operands)
        return tuple(self.slope(at, operands, value) for at in self.open(len(inputs)))

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        alike: dict[Form, Form] = {}  # one of each kind, which is priced once
        found = [self.slope_form(at, sizes[0]) for at in self.open(len(sizes))]
        return tuple([alike.setdefault(form, form) for form in found])

    def slope_form(self, at: int, n: int) -> Form:
        """The form of `slope`."""
        return DiagonalForm(n, n)

    def primal(self, *sizes: int) -> Primal:
        times = sizes[0] * max(1, len(self.filled(sizes)) - 1)  # type: ignore[arg-type]  # only their number counts
        return Primal(times * self.operations.flops, times * self.operations.transcendentals)

    def objection(self, *sizes: int | None) -> Objection | None:
        if len({size for size in sizes if size is not None}) > 1:
            given = listed(["?" if size is None else f"{size:,}" for size in sizes])
            return Objection(
                "inputs",
                f"{self.type} takes inputs of one size, these have {given}",
                "sizes that do not meet",
                "combine values of one size; `concatenate` takes any",
            )
        return None

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        operands = self.filled(inputs)
        slope = self.slope(self.open(len(inputs))[at], operands, self.value(*operands))
        entries = slope.on_columns(np.ones((len(inputs[0]), 1), inputs[0].dtype))[:, 0]
        return scaled_by(entries, self.type, forward=forward)

    def acts(self, at: int, inputs: Sequence[Array], jacobian: LinearMap, told: Told) -> Acts:
        return by_rule(jacobian, told)

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        if len(names) > MOST_SPELT:
            return self.jacobian_rule  # a line for each of thousands would name all the others
        every = self.filled(tuple(names))  # type: ignore[arg-type]  # names in place of arrays
        spelt = [each if isinstance(each, str) else "c" for each in every]
        return self.slope_rule(self.open(len(names))[at], spelt)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        every = self.filled(tuple(operands))  # type: ignore[arg-type]  # terms in place of arrays
        return self.combined(
            [each if isinstance(each, Term) else constant_term(each, letters) for each in every]
        )

    def combined(self, operands: Sequence[Term]) -> Term:
        """How the value is written, constants among the operands."""
        return call(self.type, *operands)

    @abstractmethod
    def slope_rule(self, at: int, names: Sequence[str]) -> str:
        """The Jacobian by one operand as a formula, c for a constant."""


class Pair(Combination):
    """Two operands, each of them an input or a constant."""

    __slots__ = ()

    @property
    def takes(self) -> tuple[int, int | None]:
        number = sum(getattr(self, name) is None for name in self.operands)
        return number, number

    def filled(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        if len(inputs) == len(self.operands):
            return tuple(inputs)
        given = iter(inputs)
        fields = (getattr(self, name) for name in self.operands)
        return tuple(next(given) if field is None else field for field in fields)

    def open(self, inputs: int) -> Sequence[int]:
        return [at for at, name in enumerate(self.operands) if getattr(self, name) is None]

    def objection(self, *sizes: int | None) -> Objection | None:
        if all(getattr(self, name) is not None for name in self.operands):
            first, second = self.operands
            return Objection(
                second,
                f"{self.type} with `{first}` and `{second}` reads no value",
                f"`{first}` is given as well",
                "leave one of them out: it is the input then",
            )
        # super() does not find its way in classes that slots=True makes anew
        return Combination.objection(self, *sizes)


class Several(Combination):
    """Two operands or more, in any order; `constant` is one of them."""

    __slots__ = ()
    operands = ("constant",)

    @property
    def takes(self) -> tuple[int, int | None]:
        return (2 if getattr(self, "constant", None) is None else 1), None

    def filled(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        given = getattr(self, "constant", None)
        return tuple(inputs) if given is None else (*inputs, given)

    def open(self, inputs: int) -> Sequence[int]:
        return range(inputs)


def diagonal(entries: Array, value: Array) -> LinearMap:
    """diag(entries), one entry standing for all where all are equal."""
    if entries.shape == value.shape and entries.dtype == value.dtype:
        return Diagonal(entries)
    return Diagonal(np.broadcast_to(entries, value.shape).astype(value.dtype, copy=False))


def constant_term(constant: Array, letters: Letters) -> Term:
    """A constant operand: one short number as it is, else a letter."""
    single = np.ndim(constant) == 0
    written = number(float(constant)) if single else None
    return written or Term(letters.numbered("c"), single=single)
