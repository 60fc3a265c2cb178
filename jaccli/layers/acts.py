"""What a Jacobian does to the vectors of a sweep, as a formula, and the vectors that act in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.linmap import LinearMap
from jaccli.nothing import NOTHING

Named = tuple[str, Array]  # a vector (n,) and what it is called


class Told(NamedTuple):
    """What a report calls the parts of a product.

    x: the input; moved: what arrives, a tangent v3 or an adjoint u4; jacobian: J3, or ∂z/∂x on a
    graph; rule: that as a formula; several: whether V3 holds tangents as columns, U4 adjoints as
    rows; letters: of the layer in the formulas of its network, W is W₁, and φ the layer's own name
    where the input has more than one φ
    """

    x: str = "x"
    moved: str = "v"
    jacobian: str = "J"
    rule: str = ""
    forward: bool = True
    several: bool = False
    letters: Mapping[str, str] = NOTHING

    def letter(self, own: str) -> str:
        """W₁ where the layer says W."""
        return self.letters.get(own, own)


class Acts(NamedTuple):
    """A product J v or u J as the layer makes it, u3 ⊙ φ′(x2), and the vectors in that: φ′(x2).

    remark: a few words on what they do here
    """

    product: str
    vectors: tuple[Named, ...] = ()
    remark: str = ""


def by_matrix(name: str, told: Told, *vectors: Named) -> Acts:
    """W·v3 or u4·W, of a matrix with a name."""
    product = f"{name}·{told.moved}" if told.forward else f"{told.moved}·{name}"
    return Acts(product, vectors)


def by_slopes(name: str, entries: Array, told: Told) -> Acts:
    """φ′(x2) ⊙ v2 or u3 ⊙ φ′(x2), of a diagonal matrix. entries: (n,)"""
    of = (name, entries)
    if told.several:
        return by_matrix(f"diag({name})", told, of)
    held = f"({name})" if " " in name else name
    if entries.size == 1:
        return by_matrix(held, told, of)
    return Acts(f"{held} ⊙ {told.moved}" if told.forward else f"{told.moved} ⊙ {held}", (of,))


def by_row(name: str, told: Told, *vectors: Named) -> Acts:
    """(p - y)ᵀ·v4 or u5 (p - y)ᵀ, of a Jacobian with one row. name: of its entries"""
    held = f"({name})ᵀ" if " " in name else f"{name}ᵀ"
    return Acts(f"{held}·{told.moved}" if told.forward else f"{told.moved} {held}", vectors)


def by_formula(product: str, told: Told, *vectors: Named) -> Acts:
    """A product with a formula of its own; of several vectors it is one with a matrix."""
    if told.several:
        return by_matrix(told.jacobian, told, *vectors)
    return Acts(product, vectors)


def in_general(jacobian: LinearMap, told: Told) -> Acts:
    """J3·v3 or u4·J3, and the entries of J where it is one row."""
    if jacobian.shape[0] > 1:
        return by_matrix(told.jacobian, told)
    return by_matrix(told.jacobian, told, (told.jacobian, jacobian.dense()[0]))


def by_rule(jacobian: LinearMap, told: Told) -> Acts:
    """What the rule says of a Jacobian that is diag(…), I or -I."""
    if told.rule in ("I", "-I"):
        return Acts(told.rule.replace("I", told.moved))
    name = told.rule.removeprefix("diag(").removesuffix(")")
    if name == told.rule:
        name = f"diag {told.jacobian}"  # its rule is no formula
    entries = jacobian.on_columns(np.ones((jacobian.shape[1], 1)))[:, 0]
    return by_slopes(name, entries, told)
