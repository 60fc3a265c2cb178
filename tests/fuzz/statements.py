"""Statements that write into arrays, drawn for the arrays that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

Array = Any
NAMES = re.compile(r"x|M|a\d+")  # of the parameters and of what the statements make
SCALARS = ("0.3", "-0.7", "1.1")
UNARY = ("np.sin", "np.tanh", "np.cos", "np.negative", "np.square", "np.arctan")
BINARY = ("np.add", "np.subtract", "np.multiply")


def statement(rng: np.random.Generator, left: dict[str, Any], k: int) -> list[str]:
    """A statement for the arrays that are left; now and then two that belong together."""
    named = {name: each for name, each in left.items() if NAMES.fullmatch(name)}
    arrays = {name: each for name, each in named.items() if isinstance(each, np.ndarray)}
    kinds = (_made, _viewed, _viewed, _written, _written, _written, _computed, _looped)
    return list(kinds[rng.integers(len(kinds))](rng, arrays, f"a{k}"))


def _pick(rng: np.random.Generator, options: Any) -> Any:
    options = list(options)
    return options[rng.integers(len(options))]


def _any(rng: np.random.Generator, arrays: dict[str, Array], ndim: int | None = None) -> str:
    return str(_pick(rng, [n for n, each in arrays.items() if ndim in (None, each.ndim)]))


def _like(rng: np.random.Generator, arrays: dict[str, Array], shape: Any) -> str:
    """An expression of this shape, of arrays that have it or of one that is stretched."""
    names = [name for name, each in arrays.items() if each.shape == tuple(shape)]
    if names and rng.random() < 0.8:
        name = _pick(rng, names)
        return str(_pick(rng, (name, f"{name} * {name}", f"np.sin({name})", f"{name} + 0.2")))
    number = _number(rng, arrays)
    return str(_pick(rng, (number, f"{number} * np.ones({tuple(shape)})")))


def _number(rng: np.random.Generator, arrays: dict[str, Array]) -> str:
    name = _any(rng, arrays)
    at = tuple(int(rng.integers(n)) for n in arrays[name].shape)
    entry = f"{name}[{', '.join(map(str, at))}]" if at else name
    ways = (entry, f"np.sin({entry})", f"{name}.sum()", f"np.max({name})", f"{entry} * {entry}")
    return str(_pick(rng, (*ways, *SCALARS[:1])))


def _index(rng: np.random.Generator, n: int) -> str:
    """An index of an axis of n entries."""
    i = int(rng.integers(n))
    ways = [
        f"{i}",
        f"{i - n}",
        f"{i}:",
        f":{i + 1}",
        "::2",
        "::-1",
        ":",
        "1:-1",
        f"[{i}, 0]",
        "...",
    ]
    return str(_pick(rng, ways))


def _target(rng: np.random.Generator, arrays: dict[str, Array], name: str) -> str:
    """A place of an array that can be written into."""
    each = arrays[name]
    if rng.random() < 0.2:
        return f"{name}[{name} > {_pick(rng, ('0.137', '-0.211'))}]"
    if each.ndim == 0:
        return f"{name}[...]"
    if each.ndim == 1:
        return f"{name}[{_index(rng, each.size)}]"
    rows = _index(rng, each.shape[0])
    if rows == "..." or rng.random() < 0.3:
        return f"{name}[{rows}]"
    return f"{name}[{rows}, {_index(rng, each.shape[1]).replace('...', ':')}]"


def _made(rng: np.random.Generator, arrays: dict[str, Array], new: str) -> Iterator[str]:
    name = _any(rng, arrays)
    shape = arrays[name].shape
    ways = (
        f"{new} = np.zeros({shape})",
        f"{new} = np.zeros_like({name})",
        f"{new} = np.ones({shape})",
        f"{new} = np.full({shape}, 0.3)",
        f"{new} = np.full({shape}, {_number(rng, arrays)})",
        f"{new} = {name}.copy()",
        f"{new} = np.array({name})",
        f"{new} = np.eye(3)",
        f"{new} = np.empty({shape})\n{new}[...] = {_like(rng, arrays, shape)}",
        f"{new} = np.empty_like({name})\n{new}.fill({_number(rng, arrays)})",
        f"{new} = np.linspace(0.1, 0.9, 4)",
        f"{new} = np.zeros((3, 2), order='F')",
    )
    yield _pick(rng, ways)


def _viewed(rng: np.random.Generator, arrays: dict[str, Array], new: str) -> Iterator[str]:
    name = _any(rng, arrays)
    size = arrays[name].size
    ways = [
        f"{name}[0]",
        f"{name}.T",
        f"{name}[::-1]",
        f"{name}",
        f"{name}.ravel()",
        f"{name}.reshape(-1)",
    ]
    ways += [f"{name}[None]", f"np.asarray({name})", f"{name}.flatten()", f"np.ravel({name})"]
    ways += [f"{name}[1:]", f"{name}[::2]", f"{name}.T.ravel()", f"{name}[[0, 1]]", f"{name}[0]"]
    ways += [f"{name}.T.reshape({size})", f"np.atleast_2d({name})", f"{name}[..., None]"]
    ways += [
        f"{name}.view()",
        f"np.flip({name})",
        f"np.ascontiguousarray({name}.T)",
    ]
    ways += [
        f"{name}.astype(float, copy=False)",
        f"np.array({name}, copy=None)",
        f"{name}.astype(float)",
    ]
    ways += [f"np.expand_dims({name}, 0)", f"np.squeeze({name})", f"np.asfortranarray({name})"]
    ways += [
        f"{name}.ravel(order='F')",
        f"{name}.reshape({size}, order='F')",
        f"np.array_split({name}, 2)[0]",
    ]
    ways += [f"np.moveaxis({name}, 0, -1)", f"np.repeat({name}, 2)", f"{name}.squeeze()[1:]"]
    ways += [f"np.require({name})", f"np.asanyarray({name}, dtype=float)"]
    ways += [f"np.broadcast_arrays({name}, 0.5)[0].copy()", f"np.nan_to_num({name}, copy=False)"]
    ways += [f"{name}.take([0, 1])", f"np.concatenate([{name}, {name}])", f"np.copy({name})"]
    if arrays[name].ndim == 2:
        ways += [f"np.rot90({name})", f"np.fliplr({name})", f"np.hsplit({name}[:, :2], 2)[0]"]
        ways += [f"{name}.diagonal()", f"np.diag({name})", f"np.vstack([{name}, {name}[:1]])"]
        ways += [
            f"{name}.T.reshape(-1)",
            f"{name}[::-1, ::-1]",
            f"{name}[[1, 0]]",
            f"{name}[:, [0, 1]]",
        ]
        ways += [f"{name}[:, 1]", f"{name}[1:, :2]", f"{name}.swapaxes(0, 1)[1]"]
        ways += [f"np.transpose({name})", f"{name}.T[::2]", f"np.squeeze({name}[:1])"]
    if size == 6:
        ways += [f"{name}.reshape(2, 3)", f"{name}.reshape(3, 2).T", f"np.reshape({name}, (3, -1))"]
    if size == 4:
        ways += [f"{name}.reshape(2, 2)", f"np.split({name}.ravel(), 2)[1]"]
    yield f"{new} = {_pick(rng, ways)}"


def _written(rng: np.random.Generator, arrays: dict[str, Array], new: str) -> Iterator[str]:
    name = _any(rng, arrays)
    each = arrays[name]
    target = _target(rng, arrays, name)
    shape = eval(target.replace("0.137", "0.0"), {"np": np}, arrays).shape
    other = _like(rng, arrays, shape)
    same = _like(rng, arrays, each.shape)
    n = len(each) if each.ndim else 1
    i, j = int(rng.integers(n)), int(rng.integers(n))
    ways = [f"{target} {sign} {other}" for sign in ("=", "=", "=", "+=", "-=", "*=")]
    ways += [f"{name} {sign} {same}" for sign in ("+=", "-=", "*=")]
    ways += [f"{target} /= 1.5 + np.square({other})", f"{name} **= 2", f"{name} /= 1.3"]
    ways += [f"{_pick(rng, UNARY)}({same}, out={name})", f"{name}.fill({_number(rng, arrays)})"]
    ways += [f"{_pick(rng, BINARY)}({same}, {same}, out={name})", f"np.copyto({name}, {same})"]
    ways += [f"{name}[:] = {name}[::-1]", f"{name}[1:] = {name}[:-1]", f"{name}[1:] += {name}[:-1]"]
    ways += [f"np.add.at({name}, [{i}, {j}, {i}], {_number(rng, arrays)})"]
    ways += [f"np.copyto({name}, {same}, where={name} > 0.137)", f"halve({name})"]
    ways += [f"np.put({name}, [{i}, 0], {_number(rng, arrays)})", f"{name}.flat[{i}] = 0.4"]
    ways += [f"{name}[{i}], {name}[{j}] = {name}[{j}], {name}[{i}]", f"{new} = shifted({name})"]
    ways += [f"{name}[[{i}, {j}]] = {name}[[{j}, {i}]]", f"{name}.T[{j}] *= 0.6"]
    ways += [f"{name}.ravel()[{i}] = {_number(rng, arrays)}", f"{name}.flatten()[0] = 9.0"]
    ways += [f"np.clip({name} + 0.0173, -1.0, 0.7, out={name})"]
    ways += [f"np.maximum({name}, {_number(rng, arrays)} + 0.0217, out={name})"]
    ways += [f"np.putmask({name}, {name} < 0.0371, {_number(rng, arrays)})"]
    ways += [
        f"{name}.flat[::2] = {_number(rng, arrays)}",
        f"{name}[[{i}, {i}]] += {other.split(' ')[0]}.sum()",
    ]
    ways += [f"np.cumsum({name}, out={name}.ravel())", f"np.negative({name}[::-1], out={name})"]
    ways += [
        f"np.minimum.at({name}, [{i}, {j}], 0.0217)",
        f"np.multiply.at({name}, [{i}, {i}], 0.7)",
    ]
    ways += [
        f"{name}.put([0, {i}], [0.1, {_number(rng, arrays)}])",
        f"{name}[{name} > 0.137] *= 0.5",
    ]
    ways += [
        f"np.add({name}, 0.1, out={name}, where={name} > 0.137)",
        f"{name}[...] = {name}.T.reshape({each.shape})",
    ]
    ways += [f"np.place({name}, {name} > 0.137, [0.2, {_number(rng, arrays)}])"]
    if each.ndim == 1:
        ways += [f"{name}.sort()", f"{name}[np.argsort({name})] = {name}"]
        ways += [f"{name}[np.argmax({name} + 0.0137 * np.linspace(0, 1, {n}))] = 0.3"]
        offsets = f"0.0137 * np.linspace(1, {n}, {n})"
        ways += [f"{name} += {offsets}\n{name}.sort()", f"{new} = np.sort({name} + {offsets})"]
        ways += [f"{new} = fill(np.zeros({n}), {name})", f"fill({name}, {name})"]
    if each.ndim == 2:
        ways += [
            f"np.fill_diagonal({name}, {_number(rng, arrays)})",
            f"{name}[:, 0] += {name}[:, 1]",
        ]
        ways += [
            f"{name}[[0, 1], [1, 0]] = {_number(rng, arrays)}",
            f"{name}[np.triu_indices(2)] = 0.2",
        ]
        ways += [f"{name}[0], {name}[1] = {name}[1].copy(), {name}[0].copy()"]
        ways += [
            f"{name}[[0, 1]] = {name}[[1, 0]]",
            f"np.add.at({name}, ([0, 1, 0], [1, 0, 1]), 0.5)",
        ]
    yield _pick(rng, ways)


def _computed(rng: np.random.Generator, arrays: dict[str, Array], new: str) -> Iterator[str]:
    name = _any(rng, arrays)
    each = arrays[name]
    ways = [f"{new} = {_like(rng, arrays, each.shape)}", f"{new} = np.abs({name} + 0.0371)"]
    ways += [f"{new} = np.where({name} > 0.137, {name}, 0.5 * {name} + 0.01)"]
    ways += [f"{name} = {name} + {_number(rng, arrays)}", f"{new} = np.cumsum({name})"]
    ways += [f"{new} = np.array([{_number(rng, arrays)}, {_number(rng, arrays)}, 0.5])"]
    ways += [f"if {_number(rng, arrays)} > 0.0531:\n    {name} *= 0.7\nelse:\n    {name} -= 0.1"]
    ways += [f"rows = [{name}, {name} * 2]\nrows[0] += 0.3\n{new} = np.stack(rows)"]
    ways += [f"kept = dict(z={name})\nkept['z'][0] = 0.2\n{new} = kept['z'] * 1.5"]
    if each.ndim == 2:
        ways += [f"{new} = {name} @ {name}.T", f"{new} = {name}.sum(axis=0)"]
        ways += [f"{new} = {name}.max(axis=1)", f"{new} = np.diagonal({name}) * 1.5"]
    yield _pick(rng, ways)


def _looped(rng: np.random.Generator, arrays: dict[str, Array], new: str) -> Iterator[str]:
    name = _any(rng, arrays)
    each = arrays[name]
    n = len(each) if each.ndim else 1
    number = _number(rng, arrays)
    ways = [
        f"for i in range(1, {n}):\n    {name}[i] = 0.5 * {name}[i - 1] + {name}[i]",
        f"for row in {name}:\n    row *= 0.8",
        f"{new} = {name}[0]\n{name}[0] = 0.35\n{name}[-1] += {new}",
        f"for i in range({n} - 1):\n    kept = {name}[i]\n    {name}[i] = {name}[i + 1]\n"
        f"    {name}[i + 1] = kept",
        f"for i, row in enumerate({name}):\n    {name}[i] = row * (i + 0.5)",
        f"{new} = np.zeros({n})\nfor i in range({n}):\n    {new}[i] = np.sum({name}[i]) * {number}",
        f"{new} = np.zeros(({n}, 2))\n"
        f"for i in range({n}):\n    {new}[i, i % 2] += np.sum({name}[i])",
        f"k = {n} - 1\nwhile k > 0:\n    {name}[k] -= 0.3 * {name}[k - 1]\n    k -= 1",
        f"for i in range({n}):\n    if np.sum({name}[i]) > 0.0531:\n        continue\n"
        f"    {name}[i] = 0.4",
        f"for _ in range(3):\n    {name}[1:-1] += 0.1 * ({name}[2:] - {name}[:-2])",
        f"{new} = {name}.copy()\nfor _ in range(2):\n    {new}, {name} = {name}, {new} * 0.9",
    ]
    if each.ndim == 2:
        ways += [
            f"for i in range({each.shape[0]}):\n    for j in range({each.shape[1]}):\n"
            f"        {name}[i, j] += 0.2 * {name}[i - 1, j]",
            f"for row in {name}:\n    row[0] = row[1] * 0.5\n    row[1:] += row[0]",
            f"for column in {name}.T:\n    column -= column.mean()",
        ]
    yield _pick(rng, ways)
