"""Operands of a node: constants as arrays of the graph's type, shapes that meet, entries chosen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.layers import TYPES
from jaccli.trace.arrays.record import Recorder
from jaccli.trace.arrays.value import Traced, concrete_of, of, seen_as
from jaccli.trace.source.refusal import Refusal

Operand: TypeAlias = "Traced | Array"
plain_array = np.asarray  # before it takes traced arrays, while the user's code runs
plain_range, plain_empty = np.arange, np.empty  # before they ask who calls
_NUMBERS = (float, int)
FEW = 256  # entries of a selection that are kept as a tuple, not as an array


def recorder_of(values: Iterable[Any]) -> Recorder:
    """The recorder of the first traced one."""
    for each in values:
        if isinstance(each, Traced):
            return of(each).recorder
    raise LookupError("nothing traced among them")


def operands(*values: Any) -> list[Operand]:
    """Each value as a traced array, or as a plain one of the graph's type."""
    given = [each if isinstance(each, Traced) else _gathered(each) for each in values]
    recorder = recorder_of(given)
    if recorder.is_written and len(given) > 1 and not constant_only(given):
        given = [
            concrete_of(each) if isinstance(each, Traced) and of(each).is_constant else each
            for each in given
        ]
    return [each if isinstance(each, Traced) else _constant(each, recorder) for each in given]


def traced(value: Any) -> Any:
    """The value itself, or what a list or an array of objects holds as one traced array."""
    return value if isinstance(value, Traced) else _gathered(value)


def holds_traced(value: Any) -> bool:
    """Whether there is a traced array in nested lists or in an array of objects."""
    if isinstance(value, Traced):
        return True
    if isinstance(value, list | tuple):
        return any(map(holds_traced, value))
    return (
        isinstance(value, np.ndarray)
        and value.dtype == object
        and any(map(holds_traced, value.flat))
    )


def first_traced(values: Any) -> Any:
    """The first traced array in nested lists; None without."""
    for each in values:
        if isinstance(each, Traced):
            return each
        if isinstance(each, list | tuple) or (
            isinstance(each, np.ndarray) and each.dtype == object
        ):
            found = first_traced(each if isinstance(each, list | tuple) else each.flat)
            if found is not None:
                return found
    return None


def constant_only(values: Iterable[Any]) -> bool:
    """Whether what is traced among nested lists holds constants now, all of it."""
    for each in values:
        if isinstance(each, Traced):
            if not of(each).is_constant:
                return False
        elif isinstance(each, list | tuple) and not constant_only(each):
            return False
    return True


def emit(type_name: str, inputs: Sequence[Traced], shape: Shape, **fields: Any) -> Traced:
    """One node: a layer of this type on the inputs, whose value is an array of this shape."""
    recorder = of(inputs[0]).recorder
    return recorder.emit(recorder.layer(type_name, **fields), inputs, shape)


def common_shape(*shapes: Shape) -> Shape:
    """The shape of the result of an operation entry by entry."""
    first, *others = shapes
    if all(each == first for each in others):
        return first
    return np.broadcast_shapes(*shapes)


def operand_fields(kind: str) -> tuple[str, str]:
    """The fields of a layer of two operands that hold the first, or the second, as a constant."""
    fields = TYPES[kind].operands  # type: ignore[attr-defined]  # of combinations
    return fields[0], fields[-1]


def spread(x: Operand, shape: Shape) -> Any:
    """The operand with the shape of the result: repeated by a selection where it is smaller.

    A constant is flat, (n,), or one number for all, ().
    """
    if isinstance(x, Traced):
        if x.shape == shape:
            return x
        if x.size == math.prod(shape):
            return seen_as(x, shape)
        return chosen(x, np.broadcast_to(numbering(x.shape), shape))
    if x.size == 1:
        return x.reshape(())
    return np.broadcast_to(x, shape).reshape(-1)


def chosen(x: Traced, index: Any) -> Any:
    """The entries of x with these positions, an array of the shape of `index`.

    No node where nothing moves; no traced array where there are no entries.
    """
    shape, flat = np.shape(index), np.ravel(index)
    if flat.size == 0:
        return np.zeros(shape, x.dtype)
    if flat.size == x.size and bool((flat == plain_range(x.size)).all()):
        return seen_as(x, shape)
    entries = flat + 1
    kept = tuple(entries.tolist()) if flat.size <= FEW else entries
    return emit("select", (x,), shape, entries=kept)


def numbering(shape: Shape) -> Array:
    """0, 1, 2, … as an array of this shape: indexed, it tells which entries are meant."""
    return plain_range(math.prod(shape)).reshape(shape)


def joined(pieces: Sequence[Operand], order: Array) -> Any:
    """The entries of all pieces, one piece after the other, arranged as `order` says."""
    merged: list[Operand] = []
    for piece in pieces:
        if piece.size == 0:
            continue
        last = merged[-1] if merged else None
        if last is not None and not isinstance(last, Traced) and not isinstance(piece, Traced):
            merged[-1] = np.concatenate([last.ravel(), piece.ravel()])
        else:
            merged.append(piece)
    recorder = recorder_of(merged)
    values = [x if isinstance(x, Traced) else recorder.constant(np.ravel(x)) for x in merged]
    total = sum(each.size for each in values)
    if len(values) == 1:
        return chosen(values[0], order)
    in_place = order.size == total and bool((order.ravel() == plain_range(total)).all())
    whole = emit("concatenate", values, order.shape if in_place else (total,))
    return whole if in_place else chosen(whole, order)


def stacked(value: Any) -> Any:
    """Nested lists, or an array of objects, with traced arrays in it: one array."""
    leaves: list[Any] = []
    shape = _collect(value, leaves)
    return joined(operands(*leaves), numbering(shape))


def as_value(x: Operand, recorder: Recorder) -> Traced:
    """A constant as a node, a traced array as it is."""
    return x if isinstance(x, Traced) else seen_as(recorder.constant(x), x.shape)


def _gathered(value: Any) -> Any:
    """A traced array of what nested lists hold; anything else as it is."""
    if type(value) in _NUMBERS:
        return value
    return stacked(value) if holds_traced(value) else value


def _collect(value: Any, leaves: list[Any]) -> Shape:
    """The shape of the nested value; its arrays and numbers go to `leaves`, in order."""
    if not isinstance(value, list | tuple) and not _holds_objects(value):
        leaves.append(value)
        return value.shape if isinstance(value, Traced) else np.shape(value)
    shapes = [_collect(each, leaves) for each in value]
    if any(shape != shapes[0] for shape in shapes):
        raise ValueError(
            "setting an array element with a sequence. The requested array has an inhomogeneous "
            f"shape: its parts have the shapes {', '.join(map(str, dict.fromkeys(shapes)))}."
        )
    return (len(shapes), *(shapes[0] if shapes else ()))


def _holds_objects(value: Array | Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == object and value.ndim > 0


@cache
def _calculates_otherwise(kind: Any) -> bool:
    """Whether a class of arrays has operators of its own, as np.matrix and masked arrays do."""
    own: set[str] = set().union(*map(vars, kind.__mro__[: kind.__mro__.index(np.ndarray)]))
    return not own.isdisjoint({"__array_ufunc__", "__add__", "__mul__", "__rmul__", "__matmul__"})


def _constant(value: Any, recorder: Recorder) -> Array:
    if type(value) in _NUMBERS:
        return plain_array(value, recorder.dtype)
    kind: Any = type(value)
    array = plain_array(value)
    if isinstance(value, np.ndarray) and _calculates_otherwise(kind):
        raise Refusal(
            f"an array of the class {kind.__name__} meets a traced one",
            "what comes out is decided by its own operators, which are not recorded",
            "`np.asarray(A)` is a plain array; `np.where(mask, x, 0.0)` leaves entries out",
        )
    if array.dtype.kind == "c":
        raise Refusal(
            "complex numbers cannot be traced",
            "derivatives are those of real functions",
            "`np.hypot(x, y)` for the size: keep the real and the imaginary part apart",
        )
    if isinstance(value, int) and array.dtype == object:  # beyond 64 bits
        array = np.asarray(float(value))
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{value!r} is no number")
    if array.dtype == recorder.dtype and isinstance(value, np.ndarray):
        return recorder.kept(value)  # the program may change it later
    return array.astype(recorder.dtype)  # a copy: a buffer of the program may stand behind it
