"""A text, or the bytes of a file, in pieces: a large one never is in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeAlias

Pieces: TypeAlias = Iterable[str] | Iterable[bytes]
PORTION = 1 << 16  # signs that go to the system at once
HELD = 1 << 20  # signs that are made before the first one is written


def gathered(pieces: Pieces) -> Iterator[str | bytes]:
    """The pieces in portions of `PORTION` signs or some more: many are short, and some long.

    >>> texts = ["a", "b", "c" * PORTION, "d" * (2 * PORTION + 1), "e", "f"]
    >>> [len(portion) for portion in gathered(texts)]
    [65538, 65536, 65536, 3]
    """
    held: list[str | bytes] = []
    size = 0
    parts = (piece[at : at + PORTION] for piece in pieces for at in _cuts(len(piece)))
    for piece in parts:
        held.append(piece)
        size += len(piece)
        if size >= PORTION:
            yield _joined(held)
            held, size = [], 0
    if held:
        yield _joined(held)


def begun(pieces: Pieces) -> Pieces:
    """The pieces, the first `HELD` signs of them made already.

    What goes wrong in making those is raised here, before anything is written.

    >>> texts = iter(["a" * HELD, "b"])
    >>> some = begun(texts)
    >>> next(texts)
    'b'
    """
    rest: Iterator[str | bytes] = iter(pieces)
    first: list[str | bytes] = []
    size = 0
    for piece in rest:
        first.append(piece)
        size += len(piece)
        if size >= HELD:
            break
    return chain(first, rest)  # type: ignore[return-value]  # of one kind, all of them


def _cuts(size: int) -> Iterable[int]:
    return (0,) if size <= PORTION else range(0, size, PORTION)


def _joined(held: list[str | bytes]) -> str | bytes:
    """Texts, or bytes."""
    return held[0][:0].join(held)  # type: ignore[arg-type]  # of one kind, all of them
