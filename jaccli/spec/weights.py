"""Arrays from .npy, .npz and .safetensors files: the header first, the numbers only with `load`."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from jaccli.arrays import Array, Shape, finite, np
from jaccli.errors import JaccliError, Label, Note, Place, printable, reason_of
from jaccli.nearest import did_you_mean
from jaccli.opened import Folder, Outside
from jaccli.progress import UNSEEN, Stage
from jaccli.spec.stored import FORMATS, KEYS, Header, NoSuchKey, Stored
from jaccli.words import listed

RENAMED = {"File is not a zip file": "it is not a .npz archive"}  # what readers say, in our words
MOST_NAMED = 12  # keys that a message lists


class FromFile:
    """An array in a file: its shape from the header, its numbers when asked for."""

    __slots__ = ("_read", "name", "place", "shape")

    def __init__(
        self, shape: Shape, read: Callable[[str | None], Array], name: str, place: Place | None
    ):
        self.shape = shape
        self._read = read
        self.name = name
        self.place = place

    def load(self, dtype: str, stage: Stage = UNSEEN) -> Array:
        array = self._as(dtype)
        if not np.isfinite(array).all():
            array = self._as(None)  # the number that is said is the one in the file
        return finite(array, dtype, self.place, self.name)

    def _as(self, dtype: str | None) -> Array:
        try:
            return self._read(dtype).reshape(self.shape)
        except MemoryError:  # --max-memory: the file is not to blame
            raise
        except Exception as error:  # whatever a damaged file makes the readers raise
            raise _unreadable(self.name, self.place, error) from None


def open_array(
    folder: Folder, file: str, key: str | None, axes: int | None, what: str, place: Place | None
) -> FromFile:
    """The array `key` of `file`, its header read and its shape checked, no number loaded.

    axes: how many it must have, None for any number. Raises JaccliError: no such file or key, one
    that the folder is kept from, not such a file, or an array of another kind.
    """
    ending = os.path.splitext(file)[1]
    if ending.lower() not in FORMATS:
        raise JaccliError(
            f"{what}: files of arrays end in {', '.join(FORMATS)}",
            Label(place, f"`{printable(ending)}` is not one of these" if ending else ""),
        )
    try:
        with _stored(folder, file, key) as found:
            header, key = found.header, found.key
    except NoSuchKey as error:
        raise _no_such_key(file, key, error.keys, what, place) from None
    except OSError as error:
        raise _unopened(folder, file, error, what, place) from None
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged file makes the readers raise
        raise _unreadable(file, place, error) from None
    name = printable(file if key is None else f"{file}[{key}]")
    if header.dtype.kind not in "fiu":
        raise JaccliError(f"{what}: {name} does not hold real numbers", Label(place, "not numbers"))
    shape = header.shape
    if axes is not None and len(shape) < axes and math.prod(shape) == 1:
        shape = (1,) * axes
    if 0 in shape:
        raise JaccliError(f"{what}: {name} holds no numbers", Label(place, "an empty array"))
    if axes is not None and len(shape) != axes:
        nouns = {1: "a vector", 2: "a matrix"}
        spelt = f"an array of {len(shape):,} axes"
        if len(shape) <= MOST_NAMED:
            spelt = "×".join(map(str, shape)) or "a single number"
        raise JaccliError(f"{what}: expected {nouns[axes]}, {name} is {spelt}", Label(place, spelt))
    return FromFile(shape, partial(_numbers, folder, file, key, header), name, place)


def keys_of(folder: Folder, file: str) -> list[str]:
    """The names of the arrays in a .npz or .safetensors archive. Raises JaccliError, OSError."""
    try:
        with folder.opened(file) as stream:
            return [*KEYS[os.path.splitext(file)[1].lower()](stream)]
    except (MemoryError, OSError):
        raise
    except Exception as error:  # whatever a damaged file makes the readers raise
        raise _unreadable(file, None, error) from None


@contextmanager
def _stored(folder: Folder, file: str, key: str | None) -> Iterator[Stored]:
    with folder.opened(file) as stream:
        yield FORMATS[os.path.splitext(file)[1].lower()](stream, key)


def _numbers(
    folder: Folder, file: str, key: str | None, header: Header, dtype: str | None
) -> Array:
    """The array as `dtype`, None for its own; its file may be another than its header was of."""
    with _stored(folder, file, key) as found:
        if found.header != header:
            raise ValueError("it was written anew while it was read")
        return found.numbers(dtype)


def _no_such_key(
    file: str, key: str | None, keys: Sequence[str], what: str, place: Place | None
) -> JaccliError:
    shown = listed([printable(each) for each in keys], MOST_NAMED) or "none"
    notes = [*([] if key is None else did_you_mean(key, keys)), ("note", f"keys in it: {shown}")]
    has = "needs a `key`" if key is None else f"has no `{printable(key)}`"
    label = Label(place, "which array?" if key is None else "no such key")
    return JaccliError(f"{what}: `{printable(file)}` {has}", label, notes=notes)


def _unopened(
    folder: Folder, file: str, error: OSError, what: str, place: Place | None
) -> JaccliError:
    """That there is no such file, that it is none, or that it lies where nothing is looked at."""
    name = printable(file)
    if isinstance(error, Outside):
        label = Label(place, "outside of the folder")
        title = f"{what}: this file lies elsewhere"
        return JaccliError(title, label, notes=[("help", folder.kept)])
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        title = f"{what}: cannot read `{name}`: {reason_of(error)}"
        return JaccliError(title, Label(place, "not a file of arrays"))

    def notes() -> Iterator[Note]:
        there = [each for each in folder.beside(file) if each.endswith(tuple(FORMATS))]
        yield from did_you_mean(os.path.basename(file), there)
        yield "note", f"looked in {printable(os.path.dirname(folder.join(file)) or '.')}"

    title = f"{what}: there is no file `{name}`"
    return JaccliError(title, Label(place, "not found"), notes=notes)


def _unreadable(name: str, place: Place | None, error: Exception) -> JaccliError:
    reason = " ".join(str(error).split()) or type(error).__name__
    reason = RENAMED.get(reason, reason)
    return JaccliError(
        f"`{printable(name)}` cannot be read",
        Label(place, "not usable"),
        notes=[("why", printable(reason))],
    )
