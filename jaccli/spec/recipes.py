"""What stands in the place of an array, zeros, x.npy or {1, 2}: how a chain file writes it."""

from __future__ import annotations

import re
from collections import abc

from jaccli.arrays import Random
from jaccli.nearest import nearest
from jaccli.spec.document import Mapping, Node, Scalar, Sequence
from jaccli.spec.elsewhere import INITS_ELSEWHERE
from jaccli.spec.missing import ARRAYS
from jaccli.spec.numerals import NULLS, is_number, number_meant, numbers_meant
from jaccli.spec.parted import mapping_with, scalar_at, written

CALLED = r"(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)(?:\(([^()]*)\))?"
LISTED = r"(?:[A-Za-z_]\w*\.)*(?:array|asarray|tensor|Tensor|matrix)\(\s*(\[.*\])\s*\)"


def recipe_meant(text: str, axes: int, sized: bool) -> str:
    """The array that a word probably means; "" where none is near.

    axes: of the array; sized: whether nothing else says how many numbers it has

    >>> recipe_meant("x.npy", 1, True), recipe_meant("np.zeros(3)", 1, True)
    ('{file: x.npy}', '{init: zeros, size: 3}')
    >>> recipe_meant("xavier", 2, False), recipe_meant("np.array([1, 2])", 1, True)
    ('{init: glorot_normal}', '[1, 2]')
    """
    plain = text.strip()
    if plain.endswith(ARRAYS):
        return f"{{file: {plain}}}"
    if found := re.fullmatch(LISTED, plain):
        return found[1]
    called = re.fullmatch(CALLED, plain)
    init = nearest(called[1], Random.INITS, INITS_ELSEWHERE) if called else ""
    if called is None or not init or (init == "identity" and axes < 2):
        return ""
    first = re.match(r"\s*\(?\s*([1-9][0-9]*)", called[2] or "")
    return f"{{init: {init}, size: {first[1] if first else 4}}}" if sized else f"{{init: {init}}}"


def array_meant(node: Scalar, shape: tuple[int | None, ...]) -> str:
    """The array that a word means, zeros or x.npy; "" where it may be a number."""
    if number_meant(node.value) or node.value in NULLS:
        return ""
    return recipe_meant(node.value, len(shape), None in shape)


def flattened(node: Sequence) -> list[Scalar]:
    """The numbers of one row, or of rows of one number; none where something else is there."""
    rows = [item.items if isinstance(item, Sequence) else [item] for item in node.items]
    if len(rows) > 1 and any(len(row) != 1 for row in rows):
        return []
    items = [item for row in rows for item in row]
    plain = [item for item in items if isinstance(item, Scalar) and is_number(item.value)]
    return plain if len(plain) == len(items) else []


def rows_meant(node: Sequence) -> str:
    """The matrix whose rows are texts, 1 2 3; "" where one of them is none."""
    rows = [numbers_meant(item.value) if isinstance(item, Scalar) else [] for item in node.items]
    return f"[{', '.join(map(listed, rows))}]" if all(rows) else ""


def in_braces(node: Mapping) -> list[str]:
    """The numbers of {1, 2, 3}, which YAML reads as keys without values; none in other mappings."""
    for key, value in node.pairs:
        if not (isinstance(key, Scalar) and is_number(key.value)):
            return []
        if not (isinstance(value, Scalar) and value.value in NULLS):
            return []
    return [key.value for key, _ in node.pairs if isinstance(key, Scalar)]


def listed(numbers: abc.Sequence[str], axes: int = 1) -> str:
    """The numbers as a list of a chain file, in as many brackets as the array has axes."""
    return "[" * axes + ", ".join(numbers) + "]" * axes


def with_size(node: Node) -> str:
    """The recipe of random numbers with how many they are."""
    size = scalar_at(node, "size"), scalar_at(node, "4")
    return written(mapping_with(node, [*(node.pairs if isinstance(node, Mapping) else ()), size]))
