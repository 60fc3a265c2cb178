"""Arrays from .npy, .npz and .safetensors files: the header first, the numbers only with `load`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from jaccli.arrays import Array, Recipe, Shape, finite, np
from jaccli.errors import JaccliError, Label, Place, printable
from jaccli.nearest import did_you_mean

RENAMED = {  # what the readers say, in the user's words
    "File is not a zip file": "it is not a .npz archive",
    "Error while deserializing header": "it is not a .safetensors file",
}
LONGEST_HEADER = 10_000  # bytes; NumPy's own bound, which it checks only after reading
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
        except MemoryError:  # --max-memory: the file is not to blame
            raise
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
    folder: Path, file: str, key: str | None, axes: int | None, what: str, place: Place | None
) -> FromFile:
    """The array `key` of `file`, its header read and its shape checked, no number loaded.

    axes: how many it must have, None for any number. Raises JaccliError: no such file or key, not
    such a file, or an array of another kind.
    """
    path = folder / file
    openers = {".npy": _open_npy, ".npz": _open_npz, ".safetensors": _open_safetensors}
    opener = openers.get(path.suffix.lower())
    if opener is None:
        raise JaccliError(
            f"{what}: files of arrays end in {', '.join(openers)}",
            Label(place, f"`{printable(path.suffix)}` is not one of these" if path.suffix else ""),
        )
    if path.exists() and not path.is_file():
        raise JaccliError(
            f"{what}: `{file}` is a folder or a device", Label(place, "not a file of arrays")
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
    except _NoSuchKey as error:
        keys = error.keys
        missing = key is None
        notes = [] if key is None else did_you_mean(key, keys)
        notes.append(("note", f"keys in it: {', '.join(map(printable, keys)) or 'none'}"))
        raise JaccliError(
            f"{what}: `{printable(file)}` "
            + ("needs a `key`" if missing else f"has no `{printable(key or '')}`"),
            Label(place, "which array?" if missing else "no such key"),
            notes=notes,
        ) from None
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged file makes the readers raise
        raise _unreadable(file, place, error) from None
    name = file if key is None else f"{file}[{key}]"
    if kind not in "fiu":
        raise JaccliError(
            f"{what}: {printable(name)} does not hold real numbers", Label(place, "not numbers")
        )
    if axes is not None and len(shape) < axes and math.prod(shape) == 1:
        shape = (1,) * axes
    if 0 in shape:
        raise JaccliError(f"{what}: {name} holds no numbers", Label(place, "an empty array"))
    if axes is not None and len(shape) != axes:
        nouns = {1: "a vector", 2: "a matrix"}
        found = "×".join(map(str, shape)) or "a single number"
        raise JaccliError(
            f"{what}: expected {nouns[axes]}, {printable(name)} is {found}", Label(place, found)
        )
    return FromFile(shape, read, name, place)


Opened = tuple[Shape, str, Callable[[], Array]]


def keys_of(path: Path) -> list[str]:
    """The names of the arrays in a .npz or .safetensors archive. Raises JaccliError."""
    opener = _open_npz if path.suffix.lower() == ".npz" else _open_safetensors
    try:
        opener(path, "")
    except _NoSuchKey as error:
        return error.keys
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged file makes the readers raise
        raise _unreadable(str(path), None, error) from None
    return [""]


class _NoSuchKey(Exception):
    """An archive has no array of that name; `keys` it has."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__()
        self.keys = list(keys)


def _open_npy(path: Path, key: str | None) -> Opened:
    if key is not None:
        raise ValueError("a .npy file holds one array: leave `key` out")
    with open(path, "rb") as stream:
        shape, dtype = _header(stream)
        held = path.stat().st_size - stream.tell()
    _check_held(shape, dtype, held)
    return shape, dtype.kind, lambda: np.load(path, allow_pickle=False)


def _open_npz(path: Path, key: str | None) -> Opened:
    import zipfile

    with zipfile.ZipFile(path) as members:
        names = [name for name in members.namelist() if name.endswith(".npy")]
        keys = [name.removesuffix(".npy") for name in names]
        key = _only(keys) if key is None else key
        if key not in keys:
            raise _NoSuchKey(keys)
        with members.open(f"{key}.npy") as stream:
            shape, dtype = _header(stream)
            held = members.getinfo(f"{key}.npy").file_size - stream.tell()
    _check_held(shape, dtype, held)

    def read() -> Array:
        with np.load(path, allow_pickle=False) as arrays:
            found: Array = arrays[key]
            return found

    return shape, dtype.kind, read


def _header(stream: IO[bytes]) -> tuple[Shape, Any]:
    """Shape and dtype of an array in NumPy's format; its length is checked before it is read."""
    head = stream.read(12)
    version = head[6:7]
    if head[:6] != b"\x93NUMPY" or version not in (b"\x01", b"\x02", b"\x03"):
        raise ValueError("it is not an array in NumPy's format")
    length = int.from_bytes(head[8:10] if version == b"\x01" else head[8:12], "little")
    if length > LONGEST_HEADER:
        raise ValueError("its header is too long")
    stream.seek(8)
    formats: Any = np.lib.format
    # versions 2 and 3 differ in the encoding of field names, and numbers have none
    reader = formats.read_array_header_1_0 if version == b"\x01" else formats.read_array_header_2_0
    try:
        shape, _, dtype = reader(stream)
    except Exception:
        raise ValueError("its header does not describe an array") from None
    return shape, dtype


def _check_held(shape: Shape, dtype: Any, held: int) -> None:
    """A header may declare more than there is."""
    declared = math.prod(shape) * dtype.itemsize
    if declared > held and dtype.kind in "fiu":
        raise ValueError(f"its header declares {declared:,} bytes, {max(held, 0):,} are there")


def _open_safetensors(path: Path, key: str | None) -> Opened:
    from safetensors import safe_open

    with open(path, "rb"):  # so that Python knows of it: the reader is not written in Python
        pass
    with safe_open(path, framework="np") as tensors:
        keys = list(tensors.keys())
        key = _only(keys) if key is None else key
        if key not in keys:
            raise _NoSuchKey(keys)
        header = tensors.get_slice(key)
        shape, dtype = tuple(header.get_shape()), header.get_dtype()
    if dtype not in ("F64", "F32", "F16", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64"):
        raise ValueError(f"numpy has no numbers of type {dtype}; save the array as float32")

    def read() -> Array:
        with safe_open(path, framework="np") as tensors:
            found: Array = tensors.get_tensor(key)
            return found

    return shape, dtype[0].lower(), read


def _only(keys: Sequence[str]) -> str:
    """The one key of a file with one array."""
    if len(keys) != 1:
        raise _NoSuchKey(keys)
    return keys[0]


def _folder(path: Path) -> str:
    return printable(str(path.parent))


def _unreadable(name: str, place: Place | None, error: Exception) -> JaccliError:
    reason = " ".join(str(error).split()) or type(error).__name__
    if "pickle" in reason or "Python objects" in reason:
        reason = "it does not hold an array of numbers"  # numpy would offer to run its code
    reason = RENAMED.get(reason.partition(":")[0], reason)
    return JaccliError(
        f"`{printable(name)}` cannot be read",
        Label(place, "not usable"),
        notes=[("why", printable(reason))],
    )
