"""Sizes that do not meet because an array was written in another way: W turned, commas in decimals.

Both are told by what would fit: a W whose rows are as many as its inputs, and numbers in pairs of
which half as many are expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jaccli.arrays import Inline
from jaccli.errors import MOST_ERRORS, JaccliError, Label, Place
from jaccli.fit import Candidate
from jaccli.layers import ArrayKind, Layer, kinds
from jaccli.spec import document
from jaccli.spec.array import WRITTEN
from jaccli.spec.numerals import INTEGER, paired
from jaccli.spec.recipes import listed
from jaccli.words import count


class Turned(NamedTuple):
    """A weight that fits where rows and columns change places. error: that says so

    usual: what is wrong if it stands the right way; rows: how many outputs it has then
    """

    error: JaccliError
    usual: Sequence[JaccliError]
    rows: int
    columns: int


class Misread:
    """The layers of a file that give another size than they say, as far as it is read."""

    def __init__(self) -> None:
        self.turned: dict[str, Turned] = {}  # by the layer, and by those that keep its size
        self.decimals: dict[tuple[int, int], str] = {}  # by place: lists, their commas as points

    def look_at(self, place: Place, node: document.Sequence) -> None:
        """Remember a list that may be one of decimals."""
        if meant := decimals_in(node):
            self.decimals[_key(place)] = meant

    def size_of(
        self,
        candidate: Candidate,
        reads: Sequence[str],
        sizes: Sequence[int | None],
        errors: list[JaccliError],
        reported: list[JaccliError],
    ) -> int | None:
        """The size that a layer gives if a weight is transposed: its own, or that of one above.

        errors: what does not fit; they go to `reported`, as they are or as what they come from.
        None where nothing is transposed.
        """
        found = turned(candidate, reads, sizes, errors)
        if found is not None:
            reported.append(found.error)
            self.turned[candidate.name] = found
            return found.columns
        above = self.turned.get(reads[0]) if len(reads) == 1 else None
        if above is not None and candidate.layer.output_axis == "n":
            self.turned[candidate.name] = above
        if above is None or above.rows != expected_by(candidate.layer):
            looked_for = self.decimals if len(reported) < MOST_ERRORS else {}
            reported += [as_decimals(error, looked_for) for error in errors]
            return None
        if above.error in reported:  # what reads it says that it stands the right way
            reported.remove(above.error)
            reported += above.usual
        return candidate.layer.output_size(above.rows)


def turned(
    candidate: Candidate,
    reads: Sequence[str],
    sizes: Sequence[int | None],
    usual: list[JaccliError],
) -> Turned | None:
    """The layer's weight as the transposed one; None where it is not, or both ways fit.

    usual: what does not fit as it stands
    """
    layer, n = candidate.layer, sizes[0] if len(sizes) == 1 else None
    field = _matrix_of(layer)
    if n is None or not field or not usual:
        return None
    weight = getattr(layer, field)
    rows, columns = weight.shape
    beside = {found for axis, other, found in layer.axes() if axis == "m" and other != field}
    if rows != n or columns == n or not beside <= {columns}:
        return None
    error = JaccliError(
        f"{field} of {candidate.name} looks transposed: it is {rows}×{columns}, "
        f"{columns}×{rows} fits",
        Label(candidate.place_of(field), f"{rows}×{columns}"),
        notes=[
            (
                "why",
                f"{reads[0]} gives {count(n, 'number')}. W has a row for each output and a "
                "column for each input.",
            ),
            ("help", _written_turned(weight, rows, columns)),
        ],
    )
    return Turned(error, usual, rows, columns)


def expected_by(layer: Layer) -> int | None:
    """How many numbers the layer's fields say that it reads."""
    return next((found for axis, _, found in layer.axes() if axis == "n"), None)


def decimals_in(node: document.Sequence) -> str:
    """The list with points in its decimals, whose commas were read as commas between; or ""."""
    items = node.items
    if len(items) % 2 or len(items) > 2 * WRITTEN:
        return ""
    texts = []
    end = document.begin(node).column
    for item in items:
        if not isinstance(item, document.Scalar) or not INTEGER.fullmatch(item.value):
            return ""
        texts.append((item.value, document.begin(item).column > end + 1))
        end = document.begin(item).column + len(item.value)
    found = paired(texts)
    return listed(found) if found else ""


def as_decimals(error: JaccliError, decimals: Mapping[tuple[int, int], str]) -> JaccliError:
    """The error that says of a list of decimals that its commas part numbers; or the same."""
    if not decimals:
        return error  # its other places are looked for where they are drawn
    labels = [label for label in (error.label, *error.others) if label and label.place]
    for label in labels:
        assert label.place is not None
        meant = decimals.get(_key(label.place))
        if meant is not None:
            found = count(2 * len(meant.split(",")), "number")
            return JaccliError(
                f"a comma parts two numbers: this list has {found}",
                Label(label.place, "decimals have a point"),
                notes=[("help", f"write `{meant}`")],
            )
    return error


def _key(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _matrix_of(layer: Layer) -> str:
    """The one field of the layer that has a row for each output and a column for each input."""
    return next(
        (
            field
            for field, kind in kinds(type(layer)).items()
            if isinstance(kind, ArrayKind) and kind.axes == ("m", "n")
        ),
        "",
    )


def _written_turned(weight: object, rows: int, columns: int) -> str:
    """What to write for the transposed one."""
    if isinstance(weight, Inline) and rows * columns <= WRITTEN:
        numbers = [f"{number:g}" for number in weight.numbers]
        turned = [listed(numbers[at::columns]) for at in range(columns)]
        if [float(each) for each in numbers] == [*weight.numbers]:
            return f"write `{listed(turned)}`"
    return f"write W transposed: {count(columns, 'row')} of {count(rows, 'number')}"
