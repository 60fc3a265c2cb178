"""Does it fit together? A layer at its place in a graph: its fields, and the values it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jaccli.errors import JaccliError, Label, Note, Place
from jaccli.graph import Input, Node
from jaccli.layers import Layer, Objection
from jaccli.words import count

Values = Mapping[str, Input | Node]
MOST_KEEPING = 2  # the nearest; a long run of layers that keep the size says nothing new
MOST_GIVERS = 8  # values that are pointed at


class Candidate(NamedTuple):
    """A layer that asks for its place in a graph."""

    name: str
    layer: Layer
    place: Place | None  # of its type
    places: Mapping[str, Place]  # of its fields
    position: int  # from 1

    def place_of(self, field: str) -> Place | None:
        """Where a field stands, or the layer's type where it is not written."""
        return self.places.get(field, self.place)


def check_fit(
    candidate: Candidate, reads: Sequence[str], sizes: Sequence[int | None], values: Values
) -> tuple[Sequence[int | None], list[JaccliError]]:
    """The input sizes to go on with, and what does not fit.

    reads: the values that the layer reads; sizes: theirs, None where a mistake hides them;
    values: those that are known, by name.
    """
    layer = candidate.layer
    bound, errors = _bound(candidate)
    if wrong := _wrong_number(candidate, len(reads)):
        # constants in the place of every operand are the mistake to mend first
        objection = layer.objection() if layer.takes == (0, 0) else None
        return sizes, [*errors, wrong if objection is None else _objected(candidate, objection)]
    if "n" in bound:
        field, expected = bound["n"]
        for name, size in zip(reads, sizes, strict=True):
            if size is not None and size != expected and name in values:
                errors.append(_misfit(candidate, values[name], values, field, expected))
        sizes = [expected] * len(sizes)
    objection = layer.objection(*sizes)
    if objection:
        others = _givers(reads, sizes, values) if objection.field == "inputs" else ()
        errors.append(_objected(candidate, objection, others))
    return sizes, errors


def _objected(
    candidate: Candidate, objection: Objection, others: Sequence[Label] = ()
) -> JaccliError:
    return JaccliError(
        f"{candidate.name}: {objection.title}",
        Label(candidate.place_of(objection.field), objection.found),
        others=others,
        notes=[("help", objection.help)],
    )


def _bound(candidate: Candidate) -> tuple[dict[str, tuple[str, int]], list[JaccliError]]:
    """The sizes that the fields say, by axis, and where two of them differ."""
    errors: list[JaccliError] = []
    layer = candidate.layer
    bound: dict[str, tuple[str, int]] = {}
    for axis, field, found in layer.axes():
        first, expected = bound.setdefault(axis, (field, found))
        if found != expected:
            errors.append(
                JaccliError(
                    f"{candidate.name}: `{first}` and `{field}` do not fit together",
                    Label(candidate.place_of(field), _shape(layer, field)),
                    others=[Label(candidate.place_of(first), _shape(layer, first))],
                    notes=[("help", f"write {count(expected, 'entry', 'entries')} here")],
                )
            )
    return bound, errors


def _wrong_number(candidate: Candidate, found: int) -> JaccliError | None:
    """The layer reads too few values, or too many."""
    least, most = candidate.layer.takes
    if least <= found and (most is None or found <= most):
        return None
    kind = candidate.layer.type
    wanted = f"{least:,} or more values" if most is None else count(least, "value")
    if most is not None and most > least:
        wanted = f"{least} to {most} values"
    help = "name them: `inputs: [x, f1]`" if least else "leave `inputs` out"
    if found > least and most == 1:
        help = "`add`, `multiply`, `concatenate` and their like read several values"
    return JaccliError(
        f"{candidate.name}: {kind} reads {wanted}, found {found}",
        Label(candidate.place_of("inputs"), f"{count(found, 'value')} here"),
        notes=[("help", help)],
    )


def _givers(reads: Sequence[str], sizes: Sequence[int | None], values: Values) -> tuple[Label, ...]:
    """Who gave the sizes that do not meet; of many, one for each size."""
    labels: dict[str, Label] = {}
    seen: set[int] = set()
    for name, size in zip(reads, sizes, strict=True):
        if size is None or name not in values or (len(reads) > MOST_GIVERS and size in seen):
            continue
        seen.add(size)
        labels[name] = Label(values[name].place, f"{name} gives {count(size, 'number')}")
        if len(labels) == MOST_GIVERS:
            break
    return tuple(labels.values())


def _misfit(
    candidate: Candidate, last: Input | Node, values: Values, field: str, expected: int
) -> JaccliError:
    """Two layers whose sizes differ: both places, and the matrix product that fails."""
    name = candidate.name
    return JaccliError(
        f"layers do not fit together: {last.name} gives {count(last.size, 'number')}, "
        f"{name} expects {expected:,}",
        Label(
            candidate.place_of(field),
            f"{_shape(candidate.layer, field)}, so {name} expects {count(expected, 'number')}",
        ),
        others=lambda: _giver(last, values)[1],
        notes=lambda: _why_misfit(candidate, last, values, field, expected),
    )


def _why_misfit(
    candidate: Candidate, last: Input | Node, values: Values, field: str, expected: int
) -> Iterator[Note]:
    """The product that fails, and what to write."""
    layer = candidate.layer
    giver, _ = _giver(last, values)
    outputs = layer.output_size(expected)
    if isinstance(last, Node) and last.input_sizes:
        factor = f"({last.size}×{last.input_sizes[0]})"
        names = [each for each, value in values.items() if isinstance(value, Node)]
        k = candidate.position
        product = "the product of their Jacobians"
        if names.index(last.name) == k - 2:
            product = f"J{k}·J{k - 1}"
        why = f"{product} would be ({outputs}×{expected})·{factor}."
    else:
        why = f"J1·v would be ({outputs}×{expected})·({last.size})."
    shape = list(getattr(layer, field).shape)
    shape[-1] = last.size
    mended = f"a {field} of {count(last.size, 'entry', 'entries')}"
    if len(shape) > 1:
        mended = f"a {'×'.join(map(str, shape))} {field}"
    sized = isinstance(giver, Node) and "size" in giver.places
    help_giver = (
        f"give {giver.name} `size: {expected}`"
        if sized
        else f"let {giver.name} give {count(expected, 'number')}"
    )
    help = f"{help_giver}, or use {mended}"
    if field == "target":
        help = f"write {count(last.size, 'entry', 'entries')} here, or {help_giver}"
    yield "why", f"{why} The inner sizes {expected} and {last.size} must be equal."
    yield "help", help


def _giver(last: Input | Node, values: Values) -> tuple[Input | Node, list[Label]]:
    """Who set the size that the value has, and the labels from there on."""
    labels: list[Label] = []
    giver = last
    for _ in values:  # of two layers with one name the second may read the first
        if not isinstance(giver, Node) or giver.layer.output_axis != "n":
            break
        if len(labels) < MOST_KEEPING:
            keeps = f"{giver.name} keeps the size: {count(giver.size, 'number')}"
            labels.append(Label(giver.place and giver.place.after("type"), keeps))
        before = values.get(giver.inputs[0])
        if before is None:
            break
        giver = before
    place = giver.place
    if isinstance(giver, Node):
        field = next((each for each in ("size", "weight") if each in giver.places), "type")
        place = giver.places.get(field, giver.place)
        place = place and place.after(field)
    return giver, [*labels, Label(place, f"{giver.name} gives {count(giver.size, 'number')}")]


def _shape(layer: Layer, field_name: str) -> str:
    recipe = getattr(layer, field_name)
    called = getattr(recipe, "name", field_name)  # of the file that it stands in
    if len(recipe.shape) == 1:
        return f"{called} has {count(recipe.shape[0], 'entry', 'entries')}"
    return f"{called} is {'×'.join(map(str, recipe.shape))}"
