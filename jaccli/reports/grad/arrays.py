"""Gradients as an archive of arrays, .npz or .safetensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.grad.find import Gradients

ENDINGS = (".npz", ".safetensors")


def archive(found: Gradients, name: str) -> bytes:
    """The file of that name: gradients under f1.weight, …, and the inputs' by their names."""
    import io

    from jaccli.arrays import np

    arrays: dict[str, Array] = {
        f"{layer}.{parameter}": gradient
        for layer, each in found.by_layer.items()
        for parameter, gradient in each.items()
    } | dict(found.input_gradients)
    if name.lower().endswith(".npz"):
        stream = io.BytesIO()
        np.savez(stream, **arrays)  # type: ignore[arg-type]  # none is called allow_pickle
        return stream.getvalue()
    from safetensors.numpy import save

    return bytes(save({key: np.ascontiguousarray(array) for key, array in arrays.items()}))
