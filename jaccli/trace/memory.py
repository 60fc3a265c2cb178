"""Whose memory an array sees: what NumPy would hand out as a view is one here, too.

NumPy itself tells: what moves the entries of a traced array is asked to move those of a plain
array that lies in memory as the traced one would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.trace.operands import chosen, joined
from jaccli.trace.value import Kin, Traced, is_array, of, seen_as

_NUMBER = np.intp(0)  # stands for a traced number


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
    """A plain array that lies in memory as NumPy's would. Its numbers mean nothing."""
    if not is_array(x):
        return _NUMBER
    value = of(x)
    if value.layout is None:
        value.layout = entries_of(x)
    return value.layout


def moved(x: Traced, move: Callable[[Any], Any]) -> Any:
    """What `move` makes of an array, with the entries of x in it: x itself, a view or a copy."""
    return moved_together([x], lambda index: [move(index)])[0]


def moved_together(given: Sequence[Any], move: Callable[..., Any]) -> Any:
    """What `move` makes of several arrays, one result for each; plain ones stay plain."""
    entries = [entries_of(each) if isinstance(each, Traced) else each for each in given]
    layouts = [layout_of(each) if isinstance(each, Traced) else each for each in given]
    found = move(*entries)
    same = all(a is b for a, b in zip(entries, layouts, strict=True))
    lying = found if same else move(*layouts)
    return type(found)(
        [
            _filled_in(x, layout, *pair) if isinstance(x, Traced) else pair[0]
            for x, layout, *pair in zip(given, layouts, found, lying, strict=True)
        ]
    )


def _filled_in(x: Traced, layout: Any, result: Any, lying: Any) -> Any:
    """The entries of x that `result` names, in the memory that `lying` has."""
    if lying is layout:
        return x
    if isinstance(result, list | tuple):
        parts = [_filled_in(x, layout, *pair) for pair in zip(result, lying, strict=True)]
        return type(result)(parts)
    found = chosen(x, result)
    if not isinstance(found, Traced) or not isinstance(result, np.ndarray):
        return found
    found = found if is_array(found) else seen_as(found, (), array=True)
    shared = np.may_share_memory(lying, layout)
    if shared or not lying.flags.writeable:
        of(found).layout = lying
    if shared:
        _join(x, found)
    _note_order(found, lying)
    return found


def _join(x: Traced, other: Traced) -> None:
    value = of(x)
    if value.kin is None:
        value.kin = Kin(x, layout_of(x))
    value.kin.add(other)
    of(other).kin = value.kin


def _note_order(x: Traced, lying: Array) -> None:
    """Takes down that x does not lie row by row, which is what it is taken for otherwise."""
    if lying.flags.c_contiguous or lying.ndim < 2:
        return
    value = of(x)
    value.recorder.all_row_by_row = False
    if value.layout is None:
        value.layout = np.empty_like(lying, np.intp)


def fresh(result: Any) -> Any:
    """The result of a function that hands out new arrays, whatever it was put together from."""
    if not isinstance(result, Traced) or not is_array(result):
        return result
    value = of(result)
    if value.kin is None and value.layout is None:
        return result
    return seen_as(result, result.shape, array=True)


def lies_as_numpys(result: Any, given: Sequence[Any], plain: Callable[[], Any]) -> None:
    """Has a new array lie in memory as NumPy's would: by columns, if what it comes from does.

    given: what the function got; plain: gives NumPy's result, of arrays that lie as these do
    """
    if not isinstance(result, Traced) or len(result.shape) < 2 or of(result).layout is not None:
        return
    if of(result).recorder.all_row_by_row or all(map(_lies_row_by_row, given)):
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
    return not isinstance(value, np.ndarray) or bool(value.flags.c_contiguous)


def write(x: Traced, result: Traced) -> None:
    """Gives x the entries of `result`, and to those that share its memory what they see of them."""
    kin = of(x).kin
    others = kin.others(x) if kin is not None else []
    for other, written in zip(others, _written(x, others), strict=True):
        if (written < 0).all():
            continue
        own = np.arange(written.size).reshape(written.shape)
        order = np.where(written < 0, own, written.size + written)
        whole = (written >= 0).all()
        _become(other, chosen(result, written) if whole else joined([other, result], order))
    _become(x, result)


def _become(x: Traced, result: Traced) -> None:
    value, new = of(x), of(result)
    value.name, value.flat = new.name, new.flat


def _written(x: Traced, others: Sequence[Traced]) -> list[Array]:
    """For the entries of each of the others, which entry of x lies in the same place, or -1."""
    kin = of(x).kin
    if kin is None or not others:
        return []
    for each in (x, *others):
        if of(each).numbering is kin.memory:
            of(each).numbering = None  # it is written into
    layout, locked = layout_of(x), not kin.memory.flags.writeable
    kin.memory.setflags(write=True)  # a program may have locked an array, and not its views
    kin.memory[...] = -1
    kin.memory.setflags(write=not locked)
    layout[...] = np.arange(layout.size).reshape(layout.shape)
    return [layout_of(each).copy() for each in others]


def overlaps_itself(x: Traced) -> bool:
    """Whether entries of x lie in the same place, as after broadcasting."""
    layout = of(x).layout
    return layout is not None and any(
        step == 0 and length > 1 for step, length in zip(layout.strides, layout.shape, strict=True)
    )


def _row_by_row(shape: Shape) -> Array:
    found = np.empty(shape, np.intp)  # its own, so that its flags are those of a new array
    found[...] = np.arange(found.size).reshape(shape)
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
    lying[...] = np.arange(layout.size).reshape(layout.shape)[once]
    return np.broadcast_to(lying, layout.shape)
