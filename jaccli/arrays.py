"""numpy, imported at its first use, and the recipes of arrays that do not exist yet.

A run that only reads or refuses a file never pays for numpy. A recipe knows its shape; its
numbers come with `load`. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from jaccli.errors import JaccliError, Label, Place
from jaccli.finite import too_large
from jaccli.progress import UNSEEN, Stage

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
else:

    class _Numpy:
        """Stands for numpy and imports it when a name is first asked of it.

        Not importlib's LazyLoader, which leaves a half-made module to other threads.
        """

        def __getattr__(self, name: str) -> Any:
            import numpy

            found = getattr(numpy, name)
            setattr(self, name, found)
            return found

    np = _Numpy()
    Array = "np.ndarray"

__all__ = [
    "Array",
    "Inline",
    "Part",
    "Random",
    "Recipe",
    "Shape",
    "flat",
    "largest",
    "norm",
    "np",
    "parts",
    "size_in_bytes",
    "split",
]

Shape: TypeAlias = tuple[int, ...]
PART = 1 << 16  # numbers of a large array that are worked on at once


class Recipe(Protocol):
    """An array that can be made: its shape is known, its numbers come with `load`."""

    @property
    def shape(self) -> Shape:
        """Known without the numbers."""
        ...

    @property
    def place(self) -> Place | None:
        """Where it is written, for messages."""
        ...

    def load(self, dtype: str, stage: Stage = UNSEEN) -> Array:
        """The array, of `shape` and `dtype`, finite and read-only; JaccliError if it cannot be.

        stage: may count the bytes that are there already, where it takes long
        """
        ...


class Inline:
    """Numbers written out: flat, in row-major order."""

    __slots__ = ("numbers", "place", "shape")

    def __init__(
        self, numbers: Sequence[float] | Array, shape: Shape, place: Place | None = None
    ) -> None:
        self.numbers = numbers
        self.shape = shape
        self.place = place

    def load(self, dtype: str, stage: Stage = UNSEEN) -> Array:
        array = np.asarray(self.numbers, dtype="float64").reshape(self.shape)
        return finite(array, dtype, self.place, "this array")


class Random:
    """Numbers drawn at `load`, the same for the same seeds.

    normal N(0, 1), uniform on [0, 1), zeros, ones, identity, glorot_normal
    N(0, 2 / (fan_in + fan_out)) (Glorot & Bengio 2010), he_normal N(0, 2 / fan_in) (He et al.
    2015), each times `scale`. The stream is numpy.random.RandomState(seeds), which NumPy keeps
    frozen. A matrix (m, n) has fan_in n and fan_out m; a vector (n,) has n for both.
    """

    __slots__ = ("init", "place", "scale", "seeds", "shape")
    INITS = ("normal", "uniform", "zeros", "ones", "identity", "glorot_normal", "he_normal")

    def __init__(
        self,
        init: str,
        shape: Shape,
        seeds: int | tuple[int, ...],
        scale: float = 1.0,
        place: Place | None = None,
    ) -> None:
        self.init = init
        self.shape = shape
        self.seeds = seeds
        self.scale = scale
        self.place = place

    def load(self, dtype: str, stage: Stage = UNSEEN) -> Array:
        fan_out, fan_in = self.shape[0], self.shape[-1]
        match self.init:
            case "zeros":
                array = np.zeros(self.shape)
            case "ones":
                array = np.ones(self.shape)
            case "identity":
                array = np.eye(fan_out, fan_in)
            case "uniform":
                array = self._drawn(np.random.RandomState(self.seeds).random_sample, dtype, stage)
            case "normal" | "glorot_normal" | "he_normal":
                draw = np.random.RandomState(self.seeds).standard_normal
                array = self._drawn(draw, dtype, stage)
                if self.init == "glorot_normal":
                    array *= (2.0 / (fan_in + fan_out)) ** 0.5
                elif self.init == "he_normal":
                    array *= (2.0 / fan_in) ** 0.5
            case _:
                raise ValueError(f"no such init: {self.init}")
        if self.scale != 1.0:
            array *= self.scale
        return finite(array, dtype, self.place, "this array")

    def _drawn(self, draw: Callable[[int], Array], dtype: str, stage: Stage) -> Array:
        """The numbers of the stream in their order, a part at a time."""
        array = np.empty(self.shape)
        for part in parts(array):
            part[:] = draw(part.size)
            stage.done += size_in_bytes(part.shape, dtype)
        return array


class Part:
    """Some of the numbers of another array, in row-major order, as a vector."""

    __slots__ = ("of", "place", "shape", "start")

    def __init__(self, of: Recipe, start: int, size: int) -> None:
        self.of = of
        self.start = start
        self.shape = (size,)
        self.place = of.place

    def load(self, dtype: str, stage: Stage = UNSEEN) -> Array:
        return self.of.load(dtype, stage).reshape(-1)[self.start : self.start + self.shape[0]]


def flat(recipe: Recipe) -> Recipe:
    """The numbers of the array as a vector."""
    size = 1
    for axis in recipe.shape:
        size *= axis
    return recipe if recipe.shape == (size,) else Part(recipe, 0, size)


def split(recipe: Recipe, sizes: Sequence[int]) -> list[Recipe]:
    """A vector cut into vectors of these sizes, one after the other."""
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    return [Part(recipe, start, size) for start, size in zip(starts, sizes, strict=True)]


def finite(array: Array, dtype: str, place: Place | None, what: str) -> Array:
    """The array as `dtype`, read-only; JaccliError names the first entry not finite in it."""
    with np.errstate(over="ignore"):
        converted = array.astype(dtype, copy=False)
    if not np.isfinite(converted).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(converted))[0])
        entry = f"entry {', '.join(str(i + 1) for i in index)} of " if index else ""
        number = float(array[index])
        reason = f"{number!r} is not a finite number"
        if np.isfinite(array[index]):
            reason = too_large(repr(number), dtype)
        raise JaccliError(f"{entry}{what} is not finite", Label(place, reason))
    converted.flags.writeable = False
    return converted


def size_in_bytes(shape: Shape, dtype: str) -> int:
    """The bytes of an array of this shape, without making it.

    >>> size_in_bytes((1000, 1000), "float32")
    4000000
    """
    size = {"float32": 4, "float64": 8}[dtype]
    for axis in shape:
        size *= axis
    return size


def norm(array: Array) -> float:
    """√ of the sum of the squares, which may be too large where it is not."""
    largest = float(max(array.max(), -array.min())) or 1.0
    norms = [np.linalg.norm(part.astype("float64") / largest) for part in parts(array)]
    return largest * float(np.linalg.norm(norms))


def largest(array: Array) -> float:
    """The largest size of a finite number, 0 where there is none."""
    most = 0.0
    for part in parts(array):
        finite = np.isfinite(part)
        most = max(most, float(part.max(where=finite, initial=0.0)))
        most = max(most, -float(part.min(where=finite, initial=0.0)))
    return most


def parts(array: Array) -> Iterator[Array]:
    """The numbers as vectors of PART at most, in the order in which they lie in memory: what is
    made of one never is as large as the array."""
    numbers = array.ravel("K")
    return (numbers[at : at + PART] for at in range(0, numbers.size, PART))
