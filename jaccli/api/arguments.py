"""What a Python call is given: words, sizes, points and vectors, each refused where it is none.

Arrays are copied, so that nobody's are changed, and no later change of them is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, TypeVar

from jaccli.errors import JaccliError, Unfit, printable
from jaccli.machine import half_the_memory
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.arrays import Array, Recipe
    from jaccli.reports.common.product.find import Vector

W = TypeVar("W", bound=str)


def word(name: str, given: Any, choices: Sequence[W]) -> W:
    """The word that was given for a keyword. Raises Unfit, with the nearest valid one."""
    for choice in choices:
        if isinstance(given, str) and given == choice:
            return choice
    from jaccli.nearest import did_you_mean

    notes = did_you_mean(given, choices) if isinstance(given, str) else []
    listed = ", ".join(map(repr, choices))
    title = f"{name}: {printable(shown(given))} is none of {listed}"
    raise Unfit(title, notes=notes)


def flag(name: str, given: Any) -> bool:
    """True or False, NumPy's as well. Raises Unfit: a word such as "no" would be taken as true."""
    from jaccli.arrays import np

    if isinstance(given, bool | np.bool_):
        return bool(given)
    raise Unfit(f"{name}: expected True or False, found {printable(shown(given))}")


def whole(name: str, given: Any, least: int = 1, most: int | None = None) -> int:
    """A whole number of at least `least` and at most `most`. Raises Unfit."""
    number = given if isinstance(given, bool) else _integer(given)
    if number is None or isinstance(number, bool):
        raise Unfit(f"{name}: expected a whole number, found {printable(shown(given))}")
    if number < least:
        raise Unfit(f"{name}: expected a whole number of at least {least}, found {number}")
    if most is not None and number > most:
        raise Unfit(f"{name}: expected a whole number of at most {most}, found {number}")
    return number


def bytes_of(max_memory: Any) -> int:
    """How many bytes the arrays of a run may take: default half of the memory. Raises Unfit."""
    if max_memory is None:
        return half_the_memory()
    try:
        return whole("max_memory", max_memory)
    except Unfit as error:
        help = "it is a number of bytes: max_memory=2 * 2**30 is 2 GiB"
        raise Unfit(error.title, notes=[("help", help)]) from None


def sizes_of(sizes: Any) -> dict[str, int]:
    """Sizes by their names. Raises Unfit."""
    if sizes is None:
        return {}
    if not isinstance(sizes, Mapping):
        raise Unfit(f"sizes: expected a mapping such as {{'n': 64}}, found {_kind(sizes)}")
    return {str(name): whole(f"sizes, {name}", size) for name, size in sizes.items()}


def points(at: Any) -> list[Recipe]:
    """The point of each input. A tuple has one for each; anything else is one array.

    A list of arrays has one for each as well. What has parts, a dictionary or a dataclass, is one
    argument of a function, with recipes in place of its numbers and arrays. Raises Unfit.
    """
    if at is None:
        return []
    named = isinstance(at, tuple) and hasattr(at, "_fields")
    each = (isinstance(at, tuple) and not named) or (
        isinstance(at, list) and any(map(_is_array, at))
    )
    listed = list(at) if each else [at]
    names = [f"at, value {k}" for k in range(1, len(listed) + 1)] if each else ["at"]
    return [_argument(one, name) for one, name in zip(listed, names, strict=True)]


def _argument(given: Any, what: str) -> Any:
    """A recipe, or a value with parts whose leaves are recipes. Raises Unfit."""
    if isinstance(given, str | bytes | int | float) or hasattr(given, "__array__"):
        return point(given, what)  # without the modules that record
    from jaccli.trace.program.nested import is_nested, leaves_of, part_of, rebuilt

    try:
        if not is_nested(given):
            return point(given, what)
        part = part_of(given)
        return rebuilt(part, iter([point(leaf, name) for name, leaf in leaves_of(part, what)]))
    except RecursionError:
        raise Unfit(f"{what}: it holds itself, or parts within parts without an end") from None


def arrays_only(given: Sequence[Any]) -> Sequence[Any]:
    """The points of a chain file, which knows arrays alone. Raises Unfit."""
    for each in given:
        if not hasattr(each, "load"):
            kind = type(each).__name__
            raise Unfit(f"at: a chain file takes an array for each input, no {kind}")
    return given


def point_and_vector(
    x: Any, vector: Any, at: Any, what: str, *, pointless: bool
) -> tuple[Any, Any]:
    """The point, None where it is the chain's own, and the vector of a product.

    x, vector: what stands at the second and the third place; alone at the second, the vector.
    pointless: whether the chain has no point of its own. Raises Unfit.
    """
    if vector is None:
        if pointless and at is None and x is not None and not isinstance(x, str):
            help = f"a function has no point of its own: give both, x and {what}"
            title = f"{what} is missing: the vector to multiply J with, or 'all'"
            raise Unfit(title, notes=[("help", help)])
        x, vector = None, x
    if vector is None:
        raise Unfit(f"{what} is missing: the vector to multiply J with, or 'all'")
    if x is not None and at is not None:
        raise Unfit(f"the point is given twice: before {what}, and as at")
    return (at if x is None else x), vector


def point(given: Any, what: str) -> Recipe:
    """One array of finite numbers as a recipe. Raises Unfit."""
    if hasattr(given, "load") and hasattr(given, "shape"):
        return given  # a recipe
    from jaccli.arrays import Inline

    array = numbers(given, what)
    return Inline(array.ravel(), array.shape)


def numbers(given: Any, what: str, dtype: str = "float64") -> Array:
    """A copy of an array of numbers that are finite in the dtype. Raises Unfit."""
    from jaccli.arrays import finite, np

    try:
        array = np.asarray(given)
    except (ValueError, TypeError):  # NumPy's words for ragged lists
        raise Unfit(f"{what}: lists of different lengths are no array") from None
    if array.dtype.kind not in "iuf":
        raise Unfit(f"{what}: expected numbers, found {_contents(given, array)}")
    if not array.size:
        raise Unfit(f"{what}: expected at least one number, found none")
    try:
        return finite(array.astype("float64"), dtype, None, what)
    except JaccliError as error:
        why = f": {error.label.text}" if error.label else ""
        raise Unfit(f"{error.title}{why}") from None


def vectors(
    given: Any, shapes: Sequence[tuple[int, ...]], dtype: str, what: str, of: str, seed: int
) -> list[Vector]:
    """The vectors that a product is made with.

    given: one vector, a stack of them, each also in the shape of the one input; a tuple with a
    part for each of several inputs; "e3", "all" or "random"; or a list of these words. shapes: of
    the parts; what: the argument; of: whose entries they are. Raises Unfit.
    """
    from jaccli.reports.common.product.find import Vector

    if isinstance(given, str):
        return _named([given], shapes, dtype, what, of, seed)
    if isinstance(given, list) and given and all(isinstance(each, str) for each in given):
        return _named(given, shapes, dtype, what, of, seed)
    if isinstance(given, tuple) and len(given) == len(shapes) > 1:
        array = _side_by_side(given, shapes, what, dtype)
    else:
        array = numbers(given, what, dtype)
    size = sum(map(prod, shapes))
    own = shapes[0] if len(shapes) == 1 else (size,)
    if array.shape in ((size,), own) or (array.ndim == 0 and size == 1):
        array = array.reshape(1, size)
    elif array.shape[1:] == own:
        array = array.reshape(len(array), size)
    if array.ndim != 2 or array.shape[1] != size:
        help = f"one vector has the shape ({size},), a stack of c has (c, {size})"
        entries = count(size, "entry", "entries")
        title = f"{what} has the shape {array.shape}, and {of} has {entries}"
        raise Unfit(title, notes=[("help", help)])
    names = [what] if len(array) == 1 else [f"{what}{k}" for k in range(1, len(array) + 1)]
    return [Vector(name, row) for name, row in zip(names, array, strict=True)]


def _side_by_side(
    given: Sequence[Any], shapes: Sequence[tuple[int, ...]], what: str, dtype: str
) -> Array:
    """The parts of a vector that several inputs have, as one vector."""
    from jaccli.arrays import np

    parts = [numbers(part, what, dtype) for part in given]
    for part, shape in zip(parts, shapes, strict=True):
        if part.size != prod(shape):
            raise Unfit(f"{what}: a part has the shape {part.shape}, its input {shape}")
    return np.concatenate([part.ravel() for part in parts])


def _named(
    words: Iterable[str],
    shapes: Sequence[tuple[int, ...]],
    dtype: str,
    what: str,
    of: str,
    seed: int,
) -> list[Vector]:
    """The vectors that the words name."""
    from jaccli.arrays import np
    from jaccli.reports.common.vectors import named

    found: list[Vector] = []
    drawn = np.random.RandomState(seed)
    for given in words:
        try:
            vectors = named(given, sum(map(prod, shapes)), dtype, drawn, of)
        except JaccliError as error:
            raise Unfit(f"{what}: {error.title}", notes=error.notes) from None
        if vectors is None:
            help = "a vector is an array, or 'e3', 'all' or 'random'"
            raise Unfit(f"{what}: {printable(shown(given))} is no vector", notes=[("help", help)])
        found += vectors
    return found


def _integer(given: Any) -> int | None:
    """The integer, NumPy's as well; None if it is none."""
    try:
        return int(given.__index__())
    except (AttributeError, TypeError):
        return None


def _is_array(given: Any) -> bool:
    """Whether this is an array or a recipe of one, and no number of NumPy's."""
    return hasattr(given, "load") or (hasattr(given, "__array__") and getattr(given, "ndim", 1) > 0)


def _contents(given: Any, array: Array) -> str:
    """What stands in an array that holds no numbers."""
    kind = {"b": "truth values", "c": "complex numbers", "U": "text", "S": "text"}
    found = kind.get(array.dtype.kind, _kind(given))
    if array.dtype.kind == "U":
        found += f" such as {str(array.ravel()[0])!r}" if array.size else ""
    return printable(found)


def _kind(given: Any) -> str:
    name = type(given).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def shown(given: Any) -> str:
    """Its repr, cut where it is long; what it is where its own `__repr__` raises."""
    try:
        text = repr(given)
    except Exception:
        return _kind(given)
    return text if len(text) <= 40 else f"{text[:37]}..."
