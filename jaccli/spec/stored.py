"""How arrays lie in .npy, .npz and .safetensors files: what a header says, and the numbers behind.

Nothing in a file is run: no pickles, no objects. What is no such file makes the readers raise.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple

from jaccli.arrays import Array, Shape, np

if TYPE_CHECKING:
    from zipfile import ZipInfo

LONGEST_HEADER = 10_000  # bytes; NumPy's own bound, which it checks only after reading
LONGEST_NAMES = 16 << 20  # bytes with which a .safetensors file begins, a .npz archive ends
NO_MEMBERS = b"PK\5\6" + bytes(18)  # an archive, of its last record alone
LONGEST_COMMENT = 0xFFFF  # bytes behind that; before it there may be two more records
FURTHER = 76
PART = 1 << 18  # bytes that are read at once
FILES = 4  # whose directories are kept: a chain asks for many arrays of a few files, in turn
NUMBERS = {  # NumPy's for those of safetensors, bytes at the end: F32, I8
    f"{letter}{8 * size}": f"<{letter.lower()}{size}"
    for letter, sizes in (("F", (2, 4, 8)), ("I", (1, 2, 4, 8)), ("U", (1, 2, 4, 8)))
    for size in sizes
}


class NoSuchKey(Exception):
    """An archive has no array of that name; `keys` it has."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__()
        self.keys = list(keys)


class Header(NamedTuple):
    """What stands before the numbers. fortran_order: whether they lie column by column"""

    shape: Shape
    dtype: Any  # NumPy's
    fortran_order: bool = False


class Stored(NamedTuple):
    """An array that was found. stream: stands before its numbers; key: its name in an archive"""

    header: Header
    stream: IO[bytes]
    key: str | None

    def numbers(self, dtype: str | None = None) -> Array:
        """The array, of the shape of its header, row by row, as `dtype`, None for that of the
        header: only a part of the file is held beside it. Raises ValueError: it is cut off."""
        shape, kind, fortran_order = self.header
        array = np.empty(shape, dtype or kind)
        entries: Any = array.T.flat if fortran_order else array.reshape(-1)
        room = PART // kind.itemsize
        for begin in range(0, array.size, room):
            part = np.empty(min(room, array.size - begin), kind)
            self._fill(part.view("uint8"))
            with np.errstate(over="ignore"):  # it is infinite in `dtype`, as `finite` says
                entries[begin : begin + len(part)] = part
        return array

    def _fill(self, part: Any) -> None:
        """Read as many bytes as the part has."""
        begin = 0
        while begin < len(part):
            if not (read := self.stream.readinto(part[begin:])):  # type: ignore[attr-defined]  # of files
                raise ValueError("it ends too early")
            begin += read


def _npy(stream: BinaryIO, key: str | None) -> Stored:
    if key is not None:
        raise ValueError("a .npy file holds one array: leave `key` out")
    size = stream.seek(0, 2)
    stream.seek(0)
    return Stored(_header(stream, size), stream, None)


def _npz(stream: BinaryIO, key: str | None) -> Stored:
    import zipfile

    members = _archived(stream)
    key = _known(key, [*members])
    archive = zipfile.ZipFile(io.BytesIO(NO_MEMBERS))  # no directory is read a second time
    archive.fp = stream
    member = archive.open(members[key])
    return Stored(_header(member, members[key].file_size), member, key)


def _archived(stream: BinaryIO) -> Mapping[str, ZipInfo]:
    """Where the arrays of a .npz archive lie, by name."""
    return _members(_End(stream))


def _safetensors(stream: BinaryIO, key: str | None) -> Stored:
    tensors, begin = _named(stream)
    key = _known(key, [*tensors])
    dtype, shape, start = tensors[key]
    if dtype not in NUMBERS:
        raise ValueError(f"numpy has no numbers of type {dtype}; save the array as float32")
    stream.seek(begin + start)
    return Stored(Header(shape, np.dtype(NUMBERS[dtype])), stream, key)


def _named(stream: BinaryIO) -> tuple[Mapping[str, tuple[str, Shape, int]], int]:
    """What `_tensors` says of a .safetensors file, and where their bytes begin."""
    size = stream.seek(0, 2)
    stream.seek(0)
    length = int.from_bytes(stream.read(8), "little")
    begin = 8 + length
    if not 2 <= length <= min(LONGEST_NAMES, size - 8):
        raise ValueError("it is not a .safetensors file")
    return _tensors(stream.read(length), size - begin), begin


FORMATS: Mapping[str, Callable[[BinaryIO, str | None], Stored]] = {
    ".npy": _npy,
    ".npz": _npz,
    ".safetensors": _safetensors,
}  # by the ending; each finds the array of a key, None for the only one, and raises NoSuchKey


KEYS: Mapping[str, Callable[[BinaryIO], Iterable[str]]] = {
    ".npz": _archived,
    ".safetensors": lambda stream: _named(stream)[0],
}  # of archives, by the ending: the names of their arrays


def _known(key: str | None, keys: Sequence[str]) -> str:
    """The key; of a file with one array that one. Raises NoSuchKey."""
    if key is None and len(keys) == 1:
        return keys[0]
    if key is None or key not in keys:
        raise NoSuchKey(keys)
    return key


def _header(stream: IO[bytes], size: int) -> Header:
    """The header of an array in NumPy's format; its length is checked before it is read.

    size: bytes of the whole; a header may declare more than there is.
    """
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
        shape, fortran_order, dtype = reader(stream)
    except Exception:
        raise ValueError("its header does not describe an array") from None
    declared, held = math.prod(shape) * dtype.itemsize, size - stream.tell()
    if declared > held and dtype.kind in "fiu":
        raise ValueError(f"its header declares {declared:,} bytes, {max(held, 0):,} are there")
    return Header(shape, dtype, fortran_order)


class _End:
    """The end of an archive, its directory: equal where two are the same, byte by byte."""

    __slots__ = ("data", "size", "stream")

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = stream.seek(0, 2)
        self.data = self._last(len(NO_MEMBERS) + LONGEST_COMMENT)
        at = self.data.rfind(NO_MEMBERS[:4])
        if at < 0:
            return  # no archive, as zipfile will say
        behind = len(self.data) - at
        long = int.from_bytes(self.data[at + 12 : at + 16], "little") + FURTHER + behind
        if long > LONGEST_NAMES:
            raise ValueError("it holds too many arrays")
        if long > len(self.data):
            self.data = self._last(long)

    def _last(self, most: int) -> bytes:
        self.stream.seek(max(0, self.size - most))
        return self.stream.read(most)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _End) and (self.size, self.data) == (other.size, other.data)

    def __hash__(self) -> int:
        return hash(self.data)


@lru_cache(FILES)
def _members(end: _End) -> Mapping[str, ZipInfo]:
    """Where the arrays of an archive lie, by name. Raises zipfile.BadZipFile."""
    import zipfile

    every = zipfile.ZipFile(end.stream).infolist()
    arrays = [each for each in every if each.filename.endswith(".npy")]
    return {each.filename.removesuffix(".npy"): each for each in arrays}


@lru_cache(FILES)
def _tensors(names: bytes, held: int) -> Mapping[str, tuple[str, Shape, int]]:
    """Type, shape and first byte of each array, by name. Raises ValueError.

    held: bytes behind the names, which the arrays fill end to end: none is part of another.
    """
    import json

    end = 0
    found: dict[str, tuple[str, Shape, int]] = {}
    try:
        said = json.loads(names)
        said.pop("__metadata__", None)
        for key, each in sorted(said.items(), key=lambda entry: entry[1]["data_offsets"]):
            begin, stop = map(_size, each["data_offsets"])
            kind, shape = str(each["dtype"]), tuple(map(_size, each["shape"]))
            wanted = begin + math.prod(shape) * np.dtype(NUMBERS.get(kind, "u1")).itemsize
            if begin != end or (kind in NUMBERS and stop != wanted):
                raise ValueError(key)
            found[key] = kind, shape, begin
            end = stop
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        end = -1
    if end != held:
        raise ValueError("it is not a .safetensors file")
    return found


def _size(number: object) -> int:
    """A size that JSON gives. Raises TypeError."""
    if type(number) is not int or number < 0:
        raise TypeError(number)
    return number
