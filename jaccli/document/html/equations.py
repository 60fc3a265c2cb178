"""Products on a page as equations in numbers: u3 · J2 = u2, matrices in figures or as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.document.figures import figures
from jaccli.document.html.pen import Pen, element, text
from jaccli.document.html.raster import pictured
from jaccli.document.ledger import Named
from jaccli.words import shape

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.document.moving import Local, Phase, Product, Stepper

MOST_ROWS = 6  # and columns of a matrix in figures
MOST_OF_ONE = 8  # entries of one row or column in figures
WIDEST, PICTURE = 64, 24  # signs of its rows in figures, and of a picture
LONG = 88  # signs of an equation that is written smaller


def equation(product: Product, phase: Phase, found: Stepper, pen: Pen) -> str:
    """u3 · J2 = u2 in numbers, and above it as the layer makes it."""
    by = found.locals[product.at]
    carried = _term(product.carried, "carried", pen)
    jacobian = slot(product.at, found)
    factors = [jacobian, carried] if phase.forward else [carried, jacobian]
    made = _term(alone(product.made), "result", pen)
    inner = f"{_sign('·').join(factors)}{_sign('=')}{made}"
    rule = f"{by.name} = {by.rule}" if by.rule else by.name
    said = element("b", text(product.made.name)) + element("span", text(rule))
    three = (product.carried.values, by.entries, product.made.values)
    long = sum(_wide(each) for each in three) > LONG
    kind = "jr-product jr-small" if long else "jr-product"
    return element("p", said, class_="jr-formula") + element("div", inner, class_=kind)


def slot(at: int, found: Stepper) -> str:
    """The place of a local Jacobian: its name, until the script puts its numbers there."""
    return element("div", text(found.locals[at].name), class_="jr-slot", data_local=f"{at}")


def alone(named: Named) -> Named:
    """Under its name alone, without the formula that makes it."""
    return named._replace(name=named.name.split(" = ")[0])


def _sign(said: str) -> str:
    return element("span", said, class_="jr-sign")


def _term(named: Named, kind: str, pen: Pen) -> str:
    """A matrix in an equation, with its name and its size below."""
    if named.values is None:
        return element("figure", "?", class_=f"jr-term jr-{kind}")
    said = _under(named.name, "", named.values.shape)
    inner = numbers(named.values, named.name, pen)
    return element("figure", inner + said, class_=f"jr-term jr-{kind}", data_of=named.name)


def _under(name: str, form: str, sizes: tuple[int, ...]) -> str:
    """What stands below a matrix: its name, and its size where it is no number."""
    size = "" if set(sizes) == {1} else element("small", text(f"{shape(sizes)} {form}".rstrip()))
    return element("figcaption", f"{text(name)} {size}".rstrip())


def numbers(entries: Array, name: str, pen: Pen) -> str:
    """A matrix in figures between brackets, a large one as a picture."""
    if is_picture(entries):
        return pictured(name, entries, shape(entries.shape), pen)
    kind = "jr-matrix" if entries.size == 1 else "jr-matrix jr-brackets"
    lines = (
        element("tr", "".join(element("td", each.strip()) for each in row))
        for row in figures(entries)
    )
    return element("table", element("tbody", "".join(lines)), class_=kind)


def is_picture(entries: Array | None) -> bool:
    """Whether there are too many for figures."""
    if entries is None:
        return False
    rows, columns = entries.shape
    most = MOST_OF_ONE if 1 in (rows, columns) else MOST_ROWS
    return max(rows, columns) > most or _signs(entries) > WIDEST


def _signs(entries: Array) -> int:
    """How many signs a row of it has in figures."""
    return sum(len(each) + 2 for each in figures(entries)[0])


def _wide(entries: Array | None) -> int:
    """How many signs it takes on a line, a picture among others."""
    return PICTURE if entries is None or is_picture(entries) else _signs(entries)


def total(named: Named, pen: Pen) -> str:
    """What comes out, after the formula that makes it."""
    name, row = element("b", text(named.name)), as_row(named)
    if row.values is None:
        return element("p", f"{name} = ?", class_="jr-formula")
    inner = numbers(row.values, named.name, pen)
    term = element("figure", inner, class_="jr-term jr-result", data_of=alone(named).name)
    return element("div", f"{name}{_sign('=')}{term}", class_="jr-product jr-sum")


def as_row(named: Named) -> Named:
    """A vector as a matrix of one row."""
    rows = named.values
    return named if rows is None or rows.ndim == 2 else named._replace(values=rows[None, :])


def local(found: Local, pen: Pen) -> str:
    """A local Jacobian, once; the script puts it where it is at work."""
    inner = element("p", "too large to be drawn", class_="jr-quiet")
    if found.entries is not None:
        inner = numbers(found.entries, found.name, pen)
    said = _under(found.name, found.form, found.shape)
    return element("figure", inner + said, class_="jr-term jr-jacobian")
