"""Arrays of a report in one file, .npz or .safetensors: by name, as they were computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.arrays import Array

Named = tuple[str, "Array"]
OUTSIDE = re.compile(r"(^|[/\\])\.{0,2}[/\\]|^\w:[/\\]")  # a folder that is none of the archive's
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of every entry: the same arrays are the same bytes


def archive(arrays: Iterable[Named], format: str) -> Iterator[bytes]:
    """The file. A second array of a name gets a number behind it: "x (2)"."""
    from jaccli.arrays import np

    found: dict[str, Array] = {}
    for given, array in arrays:
        name = _inside(given) if format == "npz" else given
        free, number = name, 1
        while free in found:
            number += 1
            free = f"{name} ({number})"
        found[free] = np.ascontiguousarray(array)
    if format == "npz":
        yield _npz(found)
        return
    from safetensors.numpy import save

    yield bytes(save(found))


def _inside(name: str) -> str:
    """The name as that of a file which whoever unpacks the archive gets in no other folder."""
    if OUTSIDE.search(name):
        return name.replace("%", "%25").replace("/", "%2F").replace("\\", "%5C")
    return name


def _npz(arrays: Mapping[str, Array]) -> bytes:
    """As np.savez writes it, which takes names as keywords: `file` is one of its own."""
    import io
    import zipfile

    from jaccli.arrays import np

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", LONG_AGO)
            with file.open(entry, "w", force_zip64=True) as opened:
                np.lib.format.write_array(opened, array, allow_pickle=False)
    return stream.getvalue()
