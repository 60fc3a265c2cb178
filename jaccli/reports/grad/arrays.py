"""Gradients as an archive of arrays, .npz or .safetensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.grad.find import Gradients

ENDINGS = (".npz", ".safetensors")


def archive(found: Gradients, name: str) -> bytes:
    """The file of that name: gradients under f1.weight, …, and the inputs' by their names."""
    from jaccli.arrays import np

    arrays: dict[str, Array] = {
        f"{layer}.{parameter}": gradient
        for layer, each in found.by_layer.items()
        for parameter, gradient in each.items()
    } | dict(found.input_gradients)
    if name.lower().endswith(".npz"):
        return _npz(arrays)
    from safetensors.numpy import save

    return bytes(save({key: np.ascontiguousarray(array) for key, array in arrays.items()}))


def _npz(arrays: Mapping[str, Array]) -> bytes:
    """As np.savez writes it, which takes names as keywords: `file` is one of its own."""
    import io
    import zipfile

    from jaccli.arrays import np

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, array in arrays.items():
            with file.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
    return stream.getvalue()
