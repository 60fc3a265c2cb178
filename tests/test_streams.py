"""What is written in pieces: the same as the whole, in little memory, made no further than read.

The oracles make the whole at once: json.dumps of lists, repr of every number.
"""

from __future__ import annotations

import json
import math
from random import Random
from typing import Any

import numpy as np
import pytest

from jaccli import nested
from jaccli.nested import Nested, json_pieces, listed

NUMBERS = (-0.0, 0.0, 0.1, -2.5, 1e300, 5e-324, math.inf, -math.inf, math.nan)
SCALARS = (None, True, -7, 0.25, -0.0, "", "##[group]", 'é😀"\\\n', "#", "[")
PLACES = (0, 1, 1, 2, 3, 9)


def array_of(random: Random) -> np.ndarray:
    """Of no row, of one, of many; with numbers that JSON has none for."""
    shape = [random.choice(PLACES) for _ in range(random.randint(0, 3))]
    numbers = random.choices(NUMBERS[: random.choice((5, 9))], k=math.prod(shape))
    with np.errstate(over="ignore"):
        return np.array(numbers).reshape(shape).astype(random.choice(("float64", "float32")))


def tree_of(random: Random, depth: int = 4) -> Any:
    """Entries like those of a report, with arrays."""
    kind = random.randint(0, 4) if depth else 0
    if kind < 2:
        return array_of(random) if kind else random.choice(SCALARS)
    inner = [tree_of(random, depth - 1) for _ in range(random.choice(PLACES))]
    if kind == 2:
        return {random.choice(SCALARS[1:]): each for each in inner}
    return inner if kind == 3 else tuple(inner)


def in_lists(value: Any) -> Any:
    """The value with a list for each array, number by number."""
    match value:
        case np.ndarray() if value.ndim:
            return [*map(in_lists, value)]
        case np.ndarray() | np.floating():
            return float(value) + 0.0 if math.isfinite(value) else None
        case dict():
            return {key: in_lists(each) for key, each in value.items()}
        case list() | tuple():
            return [*map(in_lists, value)]
    return value


def entered(value: Any) -> Any:
    """The value as entries of a report have it."""
    match value:
        case np.ndarray():
            return listed(value)
        case dict():
            return {key: entered(each) for key, each in value.items()}
        case list() | tuple():
            return type(value)(map(entered, value))
    return value


def test_pieces_of_json_join_to_what_json_dumps_writes(monkeypatch) -> None:
    lengths = set()
    for seed in range(400):
        random = Random(seed)
        tree = tree_of(random)
        monkeypatch.setattr(nested, "PORTION", random.randint(1, 8))  # borders everywhere
        monkeypatch.setattr(nested, "FEW", random.randint(0, 8))
        pieces = [*json_pieces(entered(tree), apart=random.randint(0, 3))]
        assert "".join(pieces) == json.dumps(in_lists(tree)).replace("##[", "#\\u0023["), seed
        lengths.add(len(pieces))
    assert max(lengths) > 100


def test_an_array_in_json_is_equal_to_the_lists_that_it_stands_for(monkeypatch) -> None:
    monkeypatch.setattr(nested, "FEW", 0)
    for seed in range(200):
        array = array_of(Random(seed))
        found, lists = listed(array), in_lists(array)
        assert (found == lists, repr(found) == repr(lists)) == (True, True), seed
        if array.ndim:
            assert [*found] == lists
            assert found[1:] == lists[1:]
            assert found != [*lists, None]
        if array.size:
            assert found != in_lists(np.full_like(array, 7))


def test_no_piece_of_a_large_array_is_large() -> None:
    array = np.random.RandomState(0).randn(150, 200)
    for large in (array, array.ravel(), array[:1], array.reshape(-1, 1)):
        sizes = [len(each) for each in json_pieces({"steps": [{"J": Nested(large)}] * 2})]
        assert sum(sizes) > 2 * 18 * large.size
        assert max(sizes) < 30 * nested.PORTION


def test_a_number_that_is_not_finite_is_no_json_outside_of_arrays() -> None:
    with pytest.raises(ValueError, match="JSON"):
        "".join(json_pieces({"ratio": [math.inf]}, apart=1))
