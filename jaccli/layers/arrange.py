"""Layers that only move numbers: end to end, chosen entries, and numbers that nobody gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Layer, Objection, Unary
from jaccli.layers.fields import constant, integers
from jaccli.layers.notation import ATOM, Letters, Term, number
from jaccli.linmap import Form, LinearMap, Selection, SelectionForm
from jaccli.linmap.gather import Gather, GatherForm

MOST_ENTRIES = 4  # that a formula lists


class Concatenate(Layer):
    """z = all inputs, end to end."""

    __slots__ = ()
    type = "concatenate"
    plain = True
    also_called = ("concat", "cat", "stack")
    formula = "x1, x2, ... end to end"
    jacobian_rule = "rows of I"
    derivation = (
        "Every entry of an input stands in z once, as it is: J is I in these rows and 0 in the "
        "others. So J·v writes v to its place in z, and u·J reads this place of u."
    )
    example = MappingProxyType({"inputs": [[1, 2], [3]]})
    section = "13.3.4"

    @property
    def takes(self) -> tuple[int, int | None]:
        return 1, None

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        return Term(f"[{'; '.join(each.text for each in operands)}]")

    def forward(self, *inputs: Array) -> Array:
        return np.concatenate(inputs)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        sizes = [len(each) for each in inputs]
        total = sum(sizes)
        return tuple(
            Selection(total, size, np.arange(start, start + size), np.arange(size), each.dtype.str)
            for start, size, each in zip(_starts(sizes), sizes, inputs, strict=True)
        )

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        total = sum(sizes)
        alike = {size: SelectionForm(total, size) for size in sizes}
        return tuple([alike[size] for size in sizes])

    def output_size(self, *sizes: int) -> int:
        return sum(sizes)

    def primal(self, *sizes: int) -> Primal:
        return Primal()

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        sizes = [len(each) for each in inputs]
        start = list(_starts(sizes))[at]
        where = f"entries {start + 1} to {start + sizes[at]}"
        if sizes[at] == 1:
            where = f"entry {start + 1}"
        return f"the tangent goes to {where}" if forward else f"takes {where} of the adjoint"

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        return f"I in the rows of {names[at]}, 0 elsewhere"


@dataclass(frozen=True, slots=True, eq=False)
class Select(Unary):
    """z[i] = x[k], k = entries[i], counted from 1. An entry may be taken often, or not at all."""

    entries: Sequence[int] = integers()  # (m,)
    distinct: bool = field(init=False, default=False)  # whether no entry is taken twice

    type = "select"
    plain = True
    also_called = ("gather", "index", "slice", "take", "permute")
    formula = "x[entries]"
    jacobian_rule = "the rows `entries` of I"
    derivation = (
        "z[i] = x[k] with k = entries[i], so row i of J is e_kᵀ. J·v picks the same entries of v. "
        "u·J adds u[i] to entry k: an entry that is taken often adds up from all its places."
    )
    example = MappingProxyType({"inputs": [[5, 7, 9]], "entries": [3, 1, 3]})
    output_axis = "m"

    def __post_init__(self) -> None:
        object.__setattr__(self, "distinct", len(set(self.entries)) == len(self.entries))

    def output_size(self, *sizes: int) -> int:
        return len(self.entries)

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        if len(self.entries) > MOST_ENTRIES:
            return None
        return Term(f"{operands[0].within(ATOM)}[{', '.join(map(str, self.entries))}]")

    def forward(self, x: Array) -> Array:
        return x[self.known("_index", ())]

    def jacobian(self, x: Array) -> LinearMap:
        index = self.known("_index", ())
        if self.distinct:
            m = len(index)
            return Selection(m, len(x), np.arange(m), index, x.dtype.str)
        return Gather(len(x), index, x.dtype.str)

    def form(self, *sizes: int) -> Form:
        kind = SelectionForm if self.distinct else GatherForm
        return kind(len(self.entries), sizes[0])

    def primal(self, *sizes: int) -> Primal:
        return Primal()

    def objection(self, *sizes: int | None) -> Objection | None:
        (size,) = sizes
        beyond = [k for k in self.entries if size is not None and k > size]
        if not beyond:
            return None
        return Objection(
            "entries",
            f"entry {beyond[0]:,} is out of range",
            f"there are {size:,} numbers here",
            f"entries are counted from 1: write 1 to {size:,}",
        )

    def why(self, x: Array, vector: Array | None, *, forward: bool) -> str:
        if forward:
            return "only the chosen entries of the tangent go on"
        if self.distinct:
            return "the adjoint goes back to the chosen entries, the others get 0"
        return "each entry adds up the adjoints of all places that read it"

    def _index(self) -> Array:
        """The entries counted from 0."""
        index = np.asarray(self.entries, "intp") - 1
        index.flags.writeable = False  # one for every call
        return index


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Layer):
    """z = value: reads nothing, depends on nothing."""

    value: Array = constant("m")  # (m,)

    type = "constant"
    also_called = ("const", "literal")
    formula = "value"
    jacobian_rule = "none"
    derivation = (
        "It reads nothing, so there is no J: no tangent starts here, and an adjoint that comes "
        "here goes no further."
    )
    example = MappingProxyType({"value": [2, 3]})
    output_axis = "m"

    @property
    def takes(self) -> tuple[int, int | None]:
        return 0, 0

    def output_size(self, *sizes: int) -> int:
        return int(self.value.shape[0])

    def in_formula(self, operands: Sequence[Term], letters: Letters) -> Term | None:
        known = number(float(self.value[0])) if len(self.value) == 1 else None
        return known or Term(letters.numbered("c"))

    def forward(self, *inputs: Array) -> Array:
        return self.value

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        return ()

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        return ()

    def primal(self, *sizes: int) -> Primal:
        return Primal()


def _starts(sizes: Sequence[int]) -> Iterator[int]:
    at = 0
    for size in sizes:
        yield at
        at += size
