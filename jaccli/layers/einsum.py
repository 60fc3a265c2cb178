"""Sums of products over named axes, as one nest of loops: np.einsum as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from types import MappingProxyType

from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.base import Layer, Objection
from jaccli.layers.fields import integers, text
from jaccli.layers.say import carried
from jaccli.linmap import Form, LinearMap
from jaccli.linmap.nest import Nest, NestForm
from jaccli.words import count

MOST = 8  # factors among which the cheapest path is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Einsum(Layer):
    """z = Σ Π of the factors, over the letters that are not in the result, in one nest of loops.

    subscripts: as of np.einsum, "ij,jk,kl->il"; sizes: of its letters, in the order in which they
    appear, where the inputs are no vectors.
    """

    subscripts: str = text("i,i->")
    sizes: Sequence[int] | None = integers(optional=True)

    type = "einsum"
    also_called = ("einstein_sum", "tensor_product")
    formula = "sum of products over the letters"
    jacobian_rule = "the same loops without the input's factor"
    derivation = (
        "z is a sum of products, linear in each factor alone. So by one input J·v is the same nest "
        "of loops with v in its place, and u·J the one with u in the place of z, summed to the "
        "letters of the input."
    )
    example = MappingProxyType(
        {
            "inputs": [[1, 2], [3, 1, 0, 2], [1, -1]],
            "subscripts": "i,ij,j->",
            "sizes": [2, 2],
        }
    )
    output_axis = "m"

    @property
    def terms(self) -> tuple[list[str], str]:
        """The letters of each factor, and of the result."""
        left, _, result = self.subscripts.replace(" ", "").partition("->")
        return left.split(","), result

    @property
    def takes(self) -> tuple[int, int | None]:
        number = len(self.terms[0])
        return number, number

    def by_letter(self, *sizes: int) -> dict[str, int]:
        """How many entries the axis of each letter has."""
        terms, _ = self.terms
        letters = dict.fromkeys("".join(terms))
        if self.sizes is not None:
            return dict(zip(letters, self.sizes, strict=False))
        return {term: size for term, size in zip(terms, sizes, strict=False) if len(term) == 1}

    def output_size(self, *sizes: int) -> int:
        known = self.by_letter(*sizes)
        return prod(known.get(x, 1) for x in self.terms[1])  # where they are not all given, too

    def forward(self, *inputs: Array) -> Array:
        value: Array = np.einsum(self.subscripts, *self._factors(inputs))
        return np.asarray(value).reshape(-1)

    def jacobians(self, *inputs: Array) -> tuple[LinearMap, ...]:
        terms, result = self.terms
        known = self.by_letter(*map(len, inputs))
        factors = list(zip(terms, self._factors(inputs), strict=True))
        return tuple(
            Nest(term, result, factors[:at] + factors[at + 1 :], known, inputs[at].dtype.str)
            for at, term in enumerate(terms)
        )

    def forms(self, *sizes: int) -> tuple[Form, ...]:
        known = self.by_letter(*sizes)
        rows, rounds = self.output_size(*sizes), prod(known.values())
        return tuple(NestForm(rows, size, rounds, len(sizes), sum(sizes) - size) for size in sizes)

    def primal(self, *sizes: int) -> Primal:
        rounds = prod(self.by_letter(*sizes).values())
        added = rounds if rounds > self.output_size(*sizes) else 0
        return Primal((len(sizes) - 1) * rounds + added)

    def objection(self, *sizes: int | None) -> Objection | None:
        terms, result = self.terms
        spelt = self.subscripts.replace(" ", "")
        every = "".join(terms)
        fine = "->" in spelt and all(each.isascii() and each.isalpha() for each in terms)
        repeated = any(len(set(each)) < len(each) for each in (*terms, result))
        if not fine or repeated or not set(result) <= set(every) or "Z" in every:
            return Objection(
                "subscripts",
                f"{self.subscripts!r} are no subscripts of einsum",
                "not such as ij,jk->ik",
                "a letter for each axis, none twice in a factor; behind -> those of the result",
            )
        known = self.by_letter(*(size or 0 for size in sizes))
        letters = "".join(dict.fromkeys(every))
        if len(known) < len(letters) or (self.sizes and len(self.sizes) != len(letters)):
            return Objection(
                "sizes",
                f"einsum needs the sizes of {', '.join(letters)}",
                f"{count(len(self.sizes or ()), 'size')} here",
                f"`sizes` has one for each letter: {', '.join(letters)}",
            )
        for at, (term, size) in enumerate(zip(terms, sizes, strict=False), start=1):
            expected = prod(known[x] for x in term)
            if size is not None and size != expected:
                return Objection(
                    "inputs",
                    f"input {at} is {term}: {expected:,} numbers, found {size:,}",
                    f"{size:,} numbers at {term}",
                    "the sizes of its letters make up how many numbers an input has",
                )
        return None

    def rule(self, at: int, names: Sequence[str], value: str = "z") -> str:
        terms, result = self.terms
        rest = [term for place, term in enumerate(terms) if place != at]
        return f"einsum {','.join(rest)}->{result} with {terms[at]}"

    def reason(
        self, at: int, inputs: Sequence[Array], vector: Array | None, *, forward: bool
    ) -> str:
        where = f"in the place of {self.terms[0][at]}" if forward else "in the place of the value"
        return f"the same loops with the {carried(forward=forward)} {where}"

    def remark(self, *inputs: Array) -> str:
        known = self.by_letter(*map(len, inputs))
        own = self.primal(*map(len, inputs)).flops
        found = cheapest(*self.terms, known)
        if found is None or found[1] >= own:
            return ""
        pairs, price = found
        return (
            f"one nest of loops, {own:,} FLOPs; in pairs, {pairs}, it costs {price:,}: "
            "optimize='optimal'"
        )

    def _factors(self, inputs: Sequence[Array]) -> list[Array]:
        """The inputs as arrays with their axes."""
        known = self.by_letter(*map(len, inputs))
        pairs = zip(self.terms[0], inputs, strict=True)
        return [each.reshape([known[x] for x in term]) for term, each in pairs]


def cheapest(terms: Sequence[str], result: str, sizes: dict[str, int]) -> tuple[str, int] | None:
    """The cheapest order in pairs, in words, and its FLOPs; None where there is but one step."""
    if not 3 <= len(terms) <= MOST:
        return None
    like = [np.broadcast_to(0.0, [sizes[x] for x in term]) for term in terms]
    path = np.einsum_path(f"{','.join(terms)}->{result}", *like, optimize="optimal")[0][1:]
    left, said, price = list(terms), [], 0
    for step in path:
        taken = [left[at] for at in step]
        for at in sorted(step, reverse=True):
            del left[at]
        needed = set(result).union(*left)
        letters = dict.fromkeys("".join(taken))
        kept = "".join(x for x in letters if x in needed)
        rounds = prod(sizes[x] for x in letters)
        price += (len(taken) - 1) * rounds + (rounds if len(letters) > len(kept) else 0)
        said.append(",".join(taken))
        left.append(kept)
    return " then ".join(said), price
