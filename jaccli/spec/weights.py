"""Arrays from .npy, .npz and .safetensors files: the header first, the numbers only with `load`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from jaccli.arrays import Array, Recipe, Shape, finite, np
from jaccli.errors import JaccliError, Label, Place, printable
from jaccli.spec.nearest import did_you_mean

SUM_TOLERANCE = 1e-6  # how far a distribution may be from summing to 1


class FromFile:
    """An array in a file: its shape from the header, its numbers when asked for."""

    __slots__ = ("_read", "name", "place", "shape")

    def __init__(self, shape: Shape, read: Callable[[], Array], name: str, place: Place | None):
        self.shape = shape
        self._read = read
        self.name = name
        self.place = place

    def load(self, dtype: str) -> Array:
        try:
            array = np.ascontiguousarray(self._read()).reshape(self.shape)
        except Exception as error:  # whatever a damaged file makes the readers raise
            raise _unreadable(self.name, self.place, error) from None
        return finite(array, dtype, self.place, self.name)


class Distribution:
    """A recipe whose entries are at least 0 and sum to 1."""

    __slots__ = ("recipe", "what")

    def __init__(self, recipe: Recipe, what: str) -> None:
        self.recipe = recipe
        self.what = what

    @property
    def shape(self) -> Shape:
        return self.recipe.shape

    @property
    def place(self) -> Place | None:
        return self.recipe.place

    def load(self, dtype: str) -> Array:
        array = self.recipe.load(dtype)
        if fault := distribution_fault(array.astype("float64").tolist()):
            raise JaccliError(
                f"{self.what}: expected entries of at least 0 that sum to 1",
                Label(self.place, fault),
            )
        return array


def distribution_fault(numbers: Iterable[float]) -> str:
    """Why the numbers are no probability distribution, or ""."""
    numbers = list(numbers)
    for index, number in enumerate(numbers):
        if number < 0:
            return f"entry {index + 1} is {number:g}"
    total = math.fsum(numbers)
    return "" if abs(total - 1) <= SUM_TOLERANCE else f"they sum to {total:.9g}"


def open_array(
    folder: Path, file: str, key: str | None, axes: int, what: str, place: Place | None
) -> FromFile:
    """The array `key` of `file`, its header read and its shape checked, no number loaded.

    axes: how many it must have. Raises JaccliError: no such file or key, not such a file, or an
    array of another kind.
    """
    path = folder / file
    openers = {".npy": _open_npy, ".npz": _open_npz, ".safetensors": _open_safetensors}
    opener = openers.get(path.suffix.lower())
    if opener is None:
        raise JaccliError(
            f"{what}: files of arrays end in {', '.join(openers)}",
            Label(place, f"`{printable(path.suffix)}` is not one of these" if path.suffix else ""),
        )
    if not path.is_file():
        near: list[str] = []
        if path.parent.is_dir():
            near = [each.name for each in path.parent.iterdir() if each.suffix in openers]
        raise JaccliError(
            f"{what}: there is no file `{printable(file)}`",
            Label(place, "not found"),
            notes=[*did_you_mean(path.name, near), ("note", f"looked in {_folder(path)}")],
        )
    try:
        shape, kind, read = opener(path, key)
    except KeyError as error:
        keys = list(error.args[0])
        missing = key is None
        notes = [] if key is None else did_you_mean(key, keys)
        notes.append(("note", f"keys in it: {', '.join(map(printable, keys)) or 'none'}"))
        raise JaccliError(
            f"{what}: `{printable(file)}` "
            + ("needs a `key`" if missing else f"has no `{printable(key or '')}`"),
            Label(place, "which array?" if missing else "no such key"),
            notes=notes,
        ) from None
    except Exception as error:  # whatever a damaged file makes the readers raise
        raise _unreadable(file, place, error) from None
    name = file if key is None else f"{file}[{key}]"
    if kind not in "fiu":
        raise JaccliError(
            f"{what}: {printable(name)} does not hold real numbers", Label(place, "not numbers")
        )
    if len(shape) < axes and math.prod(shape) == 1:
        shape = (1,) * axes
    if len(shape) != axes or 0 in shape:
        nouns = {1: "a vector", 2: "a matrix"}
        found = "×".join(map(str, shape)) or "a single number"
        raise JaccliError(
            f"{what}: expected {nouns[axes]}, {printable(name)} is {found}", Label(place, found)
        )
    return FromFile(shape, read, name, place)


Opened = tuple[Shape, str, Callable[[], Array]]


def _open_npy(path: Path, key: str | None) -> Opened:
    if key is not None:
        raise ValueError("a .npy file holds one array: leave `key` out")
    header: Any = np.load(path, mmap_mode="r", allow_pickle=False)
    return header.shape, header.dtype.kind, lambda: np.load(path, allow_pickle=False)


def _open_npz(path: Path, key: str | None) -> Opened:
    import zipfile

    formats: Any = np.lib.format
    with zipfile.ZipFile(path) as members:
        keys = [name.removesuffix(".npy") for name in members.namelist()]
        key = _only(keys) if key is None else key
        if key not in keys:
            raise KeyError(keys)
        with members.open(f"{key}.npy") as stream:
            version = formats.read_magic(stream)
            readers = {
                (1, 0): formats.read_array_header_1_0,
                (2, 0): formats.read_array_header_2_0,
            }
            shape, _, dtype = readers[version](stream)

    def read() -> Array:
        with np.load(path, allow_pickle=False) as arrays:
            found: Array = arrays[key]
            return found

    return shape, dtype.kind, read


def _open_safetensors(path: Path, key: str | None) -> Opened:
    from safetensors import safe_open

    with safe_open(path, framework="np") as tensors:
        keys = list(tensors.keys())
        key = _only(keys) if key is None else key
        if key not in keys:
            raise KeyError(keys)
        header = tensors.get_slice(key)
        shape, dtype = tuple(header.get_shape()), header.get_dtype()
    if dtype not in ("F64", "F32", "F16", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64"):
        raise ValueError(f"numpy has no numbers of type {dtype}: save it as float32")

    def read() -> Array:
        with safe_open(path, framework="np") as tensors:
            found: Array = tensors.get_tensor(key)
            return found

    return shape, dtype[0].lower(), read


def _only(keys: Sequence[str]) -> str:
    """The one key of a file with one array."""
    if len(keys) != 1:
        raise KeyError(keys)
    return keys[0]


def _folder(path: Path) -> str:
    return printable(str(path.parent))


def _unreadable(name: str, place: Place | None, error: Exception) -> JaccliError:
    reason = " ".join(str(error).split()) or type(error).__name__
    if "pickle" in reason or "Python objects" in reason:
        reason = "it does not hold an array of numbers"  # numpy would offer to run its code
    return JaccliError(
        f"`{printable(name)}` cannot be read",
        Label(place, "damaged, or not such a file"),
        notes=[("why", printable(reason))],
    )
