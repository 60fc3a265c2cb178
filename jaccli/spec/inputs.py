"""`input:` and `inputs:` of a chain file, and another point in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jaccli.arrays import Inline, Recipe, flat, split
from jaccli.errors import JaccliError, Label, printable
from jaccli.keywords import Worded, option
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.listing import inputs_meant
from jaccli.spec.numerals import paired
from jaccli.words import count, named

SHORT = 12  # numbers that a help writes out
EACH = Worded(
    "give --at once for each input, in their order",
    "give at a tuple with one array for each input, in their order",
)


def given_inputs(
    reader: ArrayReader, root: document.Node, top: Mapping[str, document.Node]
) -> dict[str, document.Node]:
    """The inputs by name; the one of `input:` is called x."""
    if "input" in top and "inputs" in top:
        reader.fail(top["inputs"], "`input` and `inputs` are both given", "leave one of them out")
    if "input" in top:
        return {"x": top["input"]}
    if "inputs" in top:
        return _named(reader, top["inputs"])
    reader.fail(
        root,
        "`input` is missing",
        "the point x belongs in this mapping",
        [("help", "add `input: [1.0, 2.0]`, or `input: {size: 2}` for a random point")],
    )
    return {}


def _named(reader: ArrayReader, node: document.Node) -> dict[str, document.Node]:
    meant = inputs_meant(reader, node)
    if meant is None:
        return {}
    node = meant
    given = reader.mapping(node, "`inputs`", None)
    if not given and isinstance(node, document.Mapping) and not node.pairs:
        reader.fail(node, "`inputs`: expected one input", "none is named")
    reader.named_by(node, "a name in `inputs`")
    return given


def points_of(
    reader: ArrayReader, given: Mapping[str, document.Node], alone: bool, at: Sequence[Recipe]
) -> list[Recipe | None]:
    """The point of each input (n,), None where there is a mistake in it.

    alone: it is the one of `input:`; at: another point, one array for each input or one for all.
    """
    points = []
    for index, (name, node) in enumerate(given.items()):
        what = "input" if alone else f"input {printable(name)}"
        seeds = (reader.seed, 0, index)
        points.append(reader.array(node, what, (None,), seeds, default="normal"))
    return _moved(reader, given, points, at) if at and given else points


def _moved(
    reader: ArrayReader,
    given: Mapping[str, document.Node],
    points: list[Recipe | None],
    at: Sequence[Recipe],
) -> list[Recipe | None]:
    """The point of --at in place of the file's."""
    sizes = [None if point is None else point.shape[0] for point in points]
    if len(at) == 1 and len(points) > 1 and len(at[0].shape) == 1 and None not in sizes:
        total = sum(size or 0 for size in sizes)
        if at[0].shape[0] == total:
            return list(split(at[0], [size or 0 for size in sizes]))
    if len(at) != len(points):
        names = named(given, printable)
        reader.errors.append(
            JaccliError(
                option("--at") + f" is given {count(len(at), 'time')}, "
                f"the file has {count(len(points), 'input')}: {names}",
                notes=[("help", EACH)],
            )
        )
        return points
    moved: list[Recipe | None] = []
    for (name, node), value, point in zip(given.items(), at, points, strict=True):
        if point is None or (value.shape or (1,)) == point.shape:
            moved.append(flat(value))
            continue
        which = "the input" if len(points) == 1 else f"input {printable(name)}"
        found = "a matrix"
        if len(value.shape) < 2:
            found = count((value.shape or (1,))[0], "number")
        size = point.shape[0]
        reader.errors.append(
            JaccliError(
                option("--at") + f" gives {found}, {which} has {size:,}",
                Label(reader.place(node), f"{count(size, 'number')} here"),
                notes=[("help", _written(value, size))],
            )
        )
        moved.append(point)  # its size is what the layers expect
    return moved


def _written(value: Recipe, size: int) -> str:
    """What to write for a point of another size."""
    numbers = [f"{number:g}" for number in value.numbers] if isinstance(value, Inline) else []
    if len(numbers) == size <= SHORT:
        return "write " + Worded(f"`--at {','.join(numbers)}`", f"at=[{', '.join(numbers)}]")
    blanks = [(number, not at % 2) for at, number in enumerate(numbers)]
    if len(numbers) == 2 * size <= SHORT and (decimals := paired(blanks)):
        return "write " + Worded(f"`--at {','.join(decimals)}`", f"at=[{', '.join(decimals)}]")
    return f"write {count(size, 'number')} for it"
