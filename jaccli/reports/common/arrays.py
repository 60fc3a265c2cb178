"""Arrays of a report in one file, .npz or .safetensors: by name, as they were computed.

Their bytes are never copied as a whole: headers are made, and between them the arrays lie as they
are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.arrays import Array

Named = tuple[str, "Array"]
OUTSIDE = re.compile(r"(^|[/\\])\.{0,2}[/\\]|^\w:[/\\]")  # a folder that is none of the archive's
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of every entry: the same arrays are the same bytes
PORTION = 1 << 16  # bytes of an array that are copied at once


def archive(arrays: Iterable[Named], format: str) -> Iterator[bytes]:
    """The file, in pieces. A second array of a name gets a number behind it: "x (2)"."""
    from jaccli.arrays import np

    found: dict[str, Array] = {}
    for given, array in arrays:
        name = _inside(given) if format == "npz" else given
        free, number = name, 1
        while free in found:
            number += 1
            free = f"{name} ({number})"
        found[free] = np.ascontiguousarray(array)
    return _npz(found) if format == "npz" else _safetensors(found)


def _inside(name: str) -> str:
    """The name as that of a file which whoever unpacks the archive gets in no other folder."""
    if OUTSIDE.search(name):
        return name.replace("%", "%25").replace("/", "%2F").replace("\\", "%5C")
    return name


class _Laid:
    """A file that is not there: what is written at which place, arrays as they lie in memory."""

    def __init__(self) -> None:
        self.parts: dict[int, bytes | memoryview] = {}
        self.place = 0

    def write(self, data: bytes | memoryview) -> int:
        """Lay it at the place; what lay there, of the same length, is replaced."""
        size = len(data)
        if size:
            self.parts[self.place] = data
        self.place += size
        return size

    def tell(self) -> int:
        """The place."""
        return self.place

    def seek(self, place: int) -> int:
        """Go to a place where something was laid, or to the end."""
        self.place = place
        return place

    def flush(self) -> None:
        """Nothing waits."""

    def pieces(self) -> Iterator[bytes]:
        """All of it, in its order."""
        for _, part in sorted(self.parts.items()):
            yield from _copied(part)


def _npz(arrays: Mapping[str, Array]) -> Iterator[bytes]:
    """As np.savez writes it, which takes names as keywords: `file` is one of its own."""
    import zipfile

    from jaccli.arrays import np

    laid = _Laid()
    with zipfile.ZipFile(laid, "w") as file:  # type: ignore[call-overload]  # it needs no more
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", LONG_AGO)
            with file.open(entry, "w", force_zip64=True) as opened:
                header = np.lib.format.header_data_from_array_1_0(array)
                np.lib.format.write_array_header_1_0(opened, header)
                opened.write(_bytes_of(array))
    return laid.pieces()


def _safetensors(arrays: Mapping[str, Array]) -> Iterator[bytes]:
    """As safetensors.numpy.save makes it, which copies all of them."""
    import json

    kept = sorted(arrays.items(), key=lambda named: (-named[1].itemsize, named[0]))
    header, place = {}, 0
    for name, array in kept:
        until = place + array.nbytes
        kind = f"{array.dtype.kind.upper()}{8 * array.itemsize}"
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [place, until]}
        place = until
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    yield len(text).to_bytes(8, "little") + text
    for _, array in kept:
        yield from _copied(_bytes_of(array))


def _bytes_of(array: Array) -> memoryview:
    """Where the array lies in memory."""
    return array.reshape(-1).view("uint8").data


def _copied(data: bytes | memoryview) -> Iterator[bytes]:
    """A portion at a time."""
    return (bytes(data[at : at + PORTION]) for at in range(0, len(data), PORTION))
