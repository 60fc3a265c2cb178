"""Products over named axes: einsum, tensordot, kron.

Two operands are one product of matrices, their axes put in the order (shared and kept, own,
summed) by a selection. More of them meet in one nest of loops, or in the order that is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from string import ascii_letters
from typing import Any, NamedTuple

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.memory import fresh, moved
from jaccli.trace.arrays.operands import as_value, emit, operands, recorder_of
from jaccli.trace.arrays.table import implements, np
from jaccli.trace.arrays.value import Traced
from jaccli.trace.numpy.contract import product


class _Factor(NamedTuple):
    """An operand of einsum and the letters of its axes, no letter twice."""

    array: Any
    letters: str


@implements("einsum", shares=True)
def _einsum(*args: Any, optimize: Any = False, dtype: Any = None, **_: Any) -> Any:
    check_dtype(dtype)
    terms, result, arrays = _spelt(*args)
    if len(arrays) == 1 and set(terms[0]) == set(result):  # nothing is summed up
        return moved(arrays[0], lambda index: np.einsum(f"{terms[0]}->{result}", index))
    sizes: dict[str, int] = {}
    for term, array in zip(terms, arrays, strict=True):
        if len(term) != array.ndim:
            raise ValueError(f"{term!r} has {len(term)} letters for {array.ndim} axes")
        for letter, size in zip(term, array.shape, strict=True):
            if sizes.setdefault(letter, size) != size:
                if 1 not in (size, sizes[letter]):
                    raise ValueError(f"axis {letter!r} has {sizes[letter]} and {size}")
                sizes[letter] = max(size, sizes[letter])
    factors = [
        _squeezed(_unrepeated(array, term), sizes)
        for term, array in zip(terms, arrays, strict=True)
    ]
    for step in _steps(terms, result, arrays, optimize):
        taken = [factors[at] for at in step]
        factors = [each for at, each in enumerate(factors) if at not in step]
        needed = set(result).union(*(each.letters for each in factors))
        factors.append(_met(taken, needed, sizes))
    (total,) = factors
    return fresh(_arranged(_summed(total, set(result)), result, sizes))


def _steps(
    terms: Sequence[str], result: str, arrays: Sequence[Any], optimize: Any
) -> Sequence[Sequence[int]]:
    """Which factors meet in each step, by their places among those that are left."""
    if optimize is False or len(terms) < 2:
        return [range(len(terms))]  # one nest of loops, as it stands
    plain = [np.broadcast_to(0.0, array.shape) for array in arrays]
    path = np.einsum_path(f"{','.join(terms)}->{result}", *plain, optimize=optimize)[0]
    return path[1:]


def _met(taken: Sequence[_Factor], needed: set[str], sizes: dict[str, int]) -> _Factor:
    """The product of factors in one step, summed over what nobody needs any more."""
    if len(taken) == 1:
        return taken[0]
    if not any(isinstance(each.array, Traced) for each in taken):
        letters = "".join(
            x for x in dict.fromkeys("".join(t.letters for t in taken)) if x in needed
        )
        spelt = ",".join(each.letters for each in taken)
        plain = np.einsum(f"{spelt}->{letters}", *(each.array for each in taken))
        return _Factor(np.asarray(plain), letters)
    if len(taken) == 2:
        a, b = taken
        alone = (set(a.letters) ^ set(b.letters)) - needed
        if not alone:
            return _contracted(a, b, needed)
    return _nested(taken, needed, sizes)


def _nested(taken: Sequence[_Factor], needed: set[str], sizes: dict[str, int]) -> _Factor:
    """The same in one nest of loops over all letters."""
    letters = "".join(dict.fromkeys("".join(each.letters for each in taken)))
    kept = "".join(x for x in letters if x in needed)
    names = ascii_letters if "Z" in letters else letters  # the layer has a Z of its own
    named = str.maketrans(dict(zip(letters, names, strict=False)))
    spelt = ",".join(each.letters for each in taken)
    recorder = recorder_of([each.array for each in taken])
    return _Factor(
        emit(
            "einsum",
            [as_value(each.array, recorder) for each in taken],
            tuple(sizes[x] for x in kept),
            subscripts=f"{spelt}->{kept}".translate(named),
            sizes=tuple(sizes[x] for x in letters),
        ),
        kept,
    )


def _spelt(*args: Any) -> tuple[list[str], str, list[Any]]:
    """The letters of each operand and of the result, ellipses spelt out, and the operands."""
    if not isinstance(args[0], str):
        terms = ["".join(_letter(each) for each in axes) for axes in args[1::2]]
        text = ",".join(terms)
        if len(args) % 2:
            text += "->" + "".join(_letter(each) for each in args[-1])
        args = (text, *args[0 : len(args) - len(args) % 2 : 2])
    given = operands(*args[1:])
    left, arrow, result = args[0].replace(" ", "").partition("->")
    terms = left.split(",")
    free = [letter for letter in ascii_letters if letter not in args[0]]
    spare = [
        x.ndim - len(t.replace("...", "")) if "..." in t else 0
        for t, x in zip(terms, given, strict=True)
    ]
    most = "".join(free[: max(spare)])
    terms = [t.replace("...", most[len(most) - k :]) for t, k in zip(terms, spare, strict=True)]
    if not arrow:
        every = "".join(terms)
        once = sorted(x for x in set(every) if every.count(x) == 1 and x not in most)
        result = most + "".join(once)
    return terms, result.replace("...", most), given


def _letter(axis: Any) -> str:
    return "..." if axis is Ellipsis else ascii_letters[axis]


def _unrepeated(array: Any, letters: str) -> _Factor:
    """The diagonal of axes that have one letter."""
    for letter in dict.fromkeys(letters):
        while letters.count(letter) > 1:
            i = letters.index(letter)
            j = letters.index(letter, i + 1)
            array = np.diagonal(array, axis1=i, axis2=j)  # the diagonal becomes the last axis
            letters = letters[:i] + letters[i + 1 : j] + letters[j + 1 :] + letter
    return _Factor(array, letters)


def _squeezed(factor: _Factor, sizes: dict[str, int]) -> _Factor:
    """Without axes of one entry that stand for many."""
    array, letters = factor
    kept = [at for at, x in enumerate(letters) if array.shape[at] == sizes[x]]
    shape = [array.shape[at] for at in kept]
    return _Factor(np.reshape(array, shape), "".join(letters[at] for at in kept))


def _summed(factor: _Factor, needed: set[str]) -> _Factor:
    """Summed over the axes that nobody needs any more."""
    axes = tuple(at for at, x in enumerate(factor.letters) if x not in needed)
    if not axes:
        return factor
    kept = "".join(x for x in factor.letters if x in needed)
    return _Factor(np.sum(factor.array, axis=axes), kept)


def _contracted(a: _Factor, b: _Factor, needed: set[str]) -> _Factor:
    """The product of two factors as matrices, summed over what both have and nobody needs."""
    a, b = min([(a, b), (b, a)], key=lambda pair: _turned(pair[0], pair[1], needed))
    batch, p, summed, r = _grouped(a, b, needed)
    left, right = _ordered(a, batch + p + summed), _ordered(b, batch + summed + r)
    if not p and not r and not summed:
        return _Factor(left * right, batch)
    size = dict(zip(a.letters + b.letters, (*a.array.shape, *b.array.shape), strict=True))
    many = [math.prod(size[x] for x in group) for group in (batch, p, summed, r)]
    kept = batch + p + r
    return _Factor(product(left, right, many, [size[x] for x in kept]), kept)


def _grouped(a: _Factor, b: _Factor, needed: set[str]) -> tuple[str, str, str, str]:
    """The letters that both have and somebody needs, of a alone, that are summed, of b alone."""
    shared = [x for x in a.letters if x in b.letters]
    batch = "".join(x for x in shared if x in needed)
    summed = "".join(x for x in shared if x not in needed)
    p = "".join(x for x in a.letters if x not in shared)
    return batch, p, summed, "".join(x for x in b.letters if x not in shared)


def _turned(a: _Factor, b: _Factor, needed: set[str]) -> int:
    """How many of the two have to be transposed to be a product of matrices."""
    batch, p, summed, r = _grouped(a, b, needed)
    return (a.letters != batch + p + summed) + (b.letters != batch + summed + r)


def _ordered(factor: _Factor, letters: Sequence[str]) -> Any:
    """The array of a factor with its axes in this order."""
    return np.transpose(factor.array, [factor.letters.index(x) for x in letters])


def _arranged(factor: _Factor, result: str, sizes: dict[str, int]) -> Any:
    """The array with the axes of the result."""
    missing = [x for x in result if x not in factor.letters]
    if missing:  # an axis of one entry in every operand
        raise ValueError(f"{missing[0]!r} is no axis of an operand")
    return _ordered(factor, result)


@implements("tensordot", "linalg.tensordot")
def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    a, b = operands(a, b)
    if isinstance(axes, int):
        axes = (range(a.ndim - axes, a.ndim), range(axes))
    first, second = (
        normalize_axis_tuple(each, x.ndim) for each, x in zip(axes, (a, b), strict=True)
    )
    letters = iter(ascii_letters)
    left = [next(letters) for _ in a.shape]
    right = [next(letters) for _ in b.shape]
    for i, j in zip(first, second, strict=True):
        if a.shape[i] != b.shape[j]:
            raise ValueError("shape-mismatch for sum")
        right[j] = left[i]
    free = [x for at, x in enumerate(left) if at not in first]
    free += [x for at, x in enumerate(right) if at not in second]
    return _einsum(f"{''.join(left)},{''.join(right)}->{''.join(free)}", a, b)


@implements("kron")
def _kron(a: Any, b: Any) -> Any:
    a, b = operands(a, b)
    ndim = max(a.ndim, b.ndim)
    left = (1,) * (ndim - a.ndim) + a.shape
    right = (1,) * (ndim - b.ndim) + b.shape
    pairs = product(a, b, (1, a.size, 1, b.size), left + right)
    woven = [axis for pair in zip(range(ndim), range(ndim, 2 * ndim), strict=True) for axis in pair]
    return np.reshape(np.transpose(pairs, woven), [m * n for m, n in zip(left, right, strict=True)])
