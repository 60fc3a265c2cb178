"""Whose memory an array sees: what NumPy would hand out as a view is one here, too.

NumPy itself tells: what moves the entries of a traced array is asked to move those of a plain
array that lies in memory as the traced one would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.trace.arrays.buffers import CONSTANT, Buffer
from jaccli.trace.arrays.made import as_made
from jaccli.trace.arrays.operands import chosen, plain_empty, plain_range
from jaccli.trace.arrays.value import Traced, is_array, made, of, seen_as

_NUMBER = np.intp(0)  # stands for a traced number
_NONE: Array = np.empty(0)  # the numbers of an array that nobody has looked up


def entries_of(x: Traced) -> Any:
    """0, 1, 2, … in the shape of x: moved, they tell which entries are meant."""
    if not is_array(x):
        return _NUMBER
    value = of(x)
    if value.numbering is None or value.numbering.shape != x.shape:
        # in the same order in memory: "K" and "A" ask for it
        value.numbering = _row_by_row(x.shape) if value.layout is None else _alike(value.layout)
    return value.numbering


def layout_of(x: Traced) -> Any:
    """A plain array that lies in memory as NumPy's would, and holds the places in the buffer."""
    if not is_array(x):
        return _NUMBER
    value = of(x)
    if value.layout is None:
        value.layout = entries_of(x)
    return value.layout


def buffer_of(x: Traced) -> Buffer:
    """The memory of an array. The first one that is asked for it lies in it row by row."""
    value, layout = of(x), layout_of(x)
    if value.buffer is None:
        value.lies_in(Buffer(value.recorder, value.name, value.flat), layout, known=True)
    assert value.buffer is not None
    return value.buffer


def moved(x: Traced, move: Callable[[Any], Any]) -> Any:
    """What `move` makes of an array, with the entries of x in it: x itself, a view or a copy."""
    return moved_together([x], lambda index: [move(index)])[0]


def moved_together(given: Sequence[Any], move: Callable[..., Any]) -> Any:
    """What `move` makes of several arrays, one result for each; plain ones stay plain."""
    entries = [entries_of(each) if isinstance(each, Traced) else each for each in given]
    layouts = [layout_of(each) if isinstance(each, Traced) else each for each in given]
    lying = move(*layouts)
    same = all(a is b for a, b in zip(entries, layouts, strict=True))
    found = lying if same or all(map(is_written, given)) else move(*entries)
    return type(found)(
        [
            _filled_in(x, layout, *pair) if isinstance(x, Traced) else pair[0]
            for x, layout, *pair in zip(given, layouts, found, lying, strict=True)
        ]
    )


def seen_through(x: Traced, view: Callable[[Array], Array]) -> Any:
    """What a view of the memory of x shows; it may reach beyond x, where that is a view itself."""
    buffer_of(x)
    layout = layout_of(x)
    return _looked_up(x, layout, view(layout))


def is_written(x: Any) -> bool:
    """Whether what an array sees has to be looked up, place by place."""
    if not isinstance(x, Traced):
        return True  # it stays as it is
    buffer = of(x).buffer
    return buffer is not None and not buffer.is_whole


def _filled_in(x: Traced, layout: Any, result: Any, lying: Any) -> Any:
    """The entries of x that `result` names, in the memory that `lying` has."""
    if lying is layout:
        return x
    if isinstance(result, list | tuple):
        parts = [_filled_in(x, layout, *pair) for pair in zip(result, lying, strict=True)]
        return type(result)(parts)
    if is_written(x):
        return _looked_up(x, layout, lying)
    found = chosen(x, result)
    if not isinstance(found, Traced) or not isinstance(result, np.ndarray):
        return found
    found = found if is_array(found) else seen_as(found, (), array=True)
    if np.may_share_memory(lying, layout):
        of(found).lies_in(buffer_of(x), lying, known=True)
    elif not lying.flags.writeable:
        of(found).layout = _alike(lying)
        of(found).layout.flags.writeable = False  # type: ignore[union-attr]
    _note_order(found, lying)
    return found


def _looked_up(x: Traced, layout: Array, lying: Any) -> Any:
    """What lies at the places `lying`: nothing is read before somebody asks for it."""
    value, buffer = of(x), of(x).buffer
    assert buffer is not None
    if not isinstance(lying, np.ndarray):
        return number_at(x, lying)
    if not lying.size:
        return as_made(np.zeros(lying.shape, x.dtype))
    found = made(value.recorder, None, _NONE, lying.shape, array=True)
    if np.may_share_memory(lying, layout):
        of(found).lies_in(buffer, lying, known=False)
    else:
        rows = buffer.rows(lying)
        if (rows.sources == CONSTANT).all():
            return as_made(rows.numbers)
        order = _alike(lying)
        own = Buffer.of_rows(value.recorder, rows.reshaped((lying.size,)))
        of(found).lies_in(own, order, known=False)
    _note_order(found, lying)
    return found


def read_at(x: Traced, places: Array) -> Any:
    """What stands at these places of the memory of x, as a new vector (k,)."""
    rows = buffer_of(x).rows(places)
    if (rows.sources == CONSTANT).all():
        return rows.numbers
    recorder = of(x).recorder
    found = made(recorder, None, _NONE, places.shape, array=True)
    of(found).lies_in(Buffer.of_rows(recorder, rows), plain_range(places.size), known=False)
    return found


def number_at(x: Traced, place: Any) -> Any:
    """The number that stands at a place of the memory of x."""
    rows = buffer_of(x).rows(place)
    if rows.sources == CONSTANT:
        return rows.numbers
    source = of(x).recorder.numbered(int(rows.sources))
    return seen_as(source, ()) if source.size == 1 else chosen(source, rows.entries)


def _note_order(x: Traced, lying: Array) -> None:
    """Takes down that x does not lie row by row, which is what it is taken for otherwise."""
    if lying.flags.c_contiguous or lying.ndim < 2:
        return
    value = of(x)
    if value.layout is None:
        value.layout = _alike(lying)


def fresh(result: Any) -> Any:
    """The result of a function that hands out new arrays, whatever it was put together from."""
    if not isinstance(result, Traced) or not is_array(result):
        return result
    value = of(result)
    if value.buffer is None and value.layout is None:
        return result
    return seen_as(result, result.shape, array=True)


def lies_as_numpys(result: Any, given: Sequence[Any], plain: Callable[[], Any]) -> None:
    """Has a new array lie in memory as NumPy's would: by columns, if what it comes from does.

    given: what the function got; plain: gives NumPy's result, of arrays that lie as these do
    """
    if not isinstance(result, Traced) or len(result.shape) < 2 or of(result).layout is not None:
        return
    if all(map(_lies_row_by_row, given)):
        return
    lying = plain()
    if isinstance(lying, np.ndarray) and lying.shape == result.shape:
        _note_order(result, lying)


def _lies_row_by_row(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_lies_row_by_row, value))
    if isinstance(value, Traced):
        layout = of(value).layout
        return layout is None or bool(layout.flags.c_contiguous)
    if isinstance(value, str):
        return value not in ("F", "f")  # order=
    return not isinstance(value, np.ndarray) or bool(value.flags.c_contiguous)


def overlaps_itself(x: Traced) -> bool:
    """Whether entries of x lie in the same place, as after broadcasting."""
    layout = of(x).layout
    return layout is not None and any(
        step == 0 and length > 1 for step, length in zip(layout.strides, layout.shape, strict=True)
    )


def _row_by_row(shape: Shape) -> Array:
    found = plain_empty(shape, np.intp)  # its own, so that its flags are those of a new array
    found[...] = plain_range(found.size).reshape(shape)
    return found


def _alike(layout: Array) -> Array:
    """The numbers of the entries, in an array that has the order and the signs of the strides.

    Of entries that lie in one place, the first stands for all.
    """
    once: tuple[Any, ...] = (
        *(slice(1) if step == 0 else slice(None) for step in layout.strides),
        ...,
    )
    turned: tuple[Any, ...] = (
        *(slice(None, None, -1 if step < 0 else 1) for step in layout.strides),
        ...,
    )
    lying: Array = np.empty_like(layout[once][turned], np.intp)[turned]
    lying[...] = plain_range(layout.size).reshape(layout.shape)[once]
    return lying if lying.shape == layout.shape else np.broadcast_to(lying, layout.shape)
