"""`expect:` of a chain file: what the command `check` verifies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from jaccli.arrays import Inline
from jaccli.errors import Place
from jaccli.graph import Expect, Expectation
from jaccli.nearest import nearest
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.declared import CHEAPER, EXPECT, FLOPS
from jaccli.spec.elsewhere import CHEAPER_ELSEWHERE
from jaccli.spec.numerals import integer_meant

NAMED = ("values", "adjoints", "gradients")  # whose keys are names of questions
MOST_PLACES = 4096  # of the entries of an array; beyond, its own place has to do


def read_expect(reader: ArrayReader, node: document.Node) -> Expect:
    """What the file expects of itself, with places. Its mistakes are mistakes of the file."""
    if isinstance(node, document.Scalar) and (meant := _meant(node)):
        reader.expect(node, "`expect`", "a mapping of keys to values", f"write `{meant}`")
        return Expect()
    given = reader.mapping(node, "`expect`", EXPECT.keys)
    tolerance = 1e-9
    found: list[Expectation] = []
    for key, value in given.items():
        if key == "tolerance":
            tolerance = _tolerance(reader, value)
        elif key in NAMED:
            found += _named(reader, key, value)
        elif (expectation := _expectation(reader, key, value)) is not None:
            found.append(expectation)
    return Expect(tuple(found), tolerance)


def _expectation(reader: ArrayReader, key: str, node: document.Node) -> Expectation | None:
    place = reader.place(node)
    match key:
        case "cheaper":
            word = reader.choice(node, key, CHEAPER.choices, CHEAPER_ELSEWHERE)
            return None if word is None else Expectation(key, word, place)
        case "output" | "jacobian":
            axes = (None,) if key == "output" else (None, None)
            array = reader.array(node, f"expected {key}", axes, ())
            if array is None:
                return None
            inline = isinstance(array, Inline)
            return Expectation(key, array, place, _places(reader, node) if inline else ())
        case "loss":
            loss = reader.number(node, key)
            return None if loss is None else Expectation(key, Inline((loss,), (1,), place), place)
        case "best_order":
            order = reader.text(node, key)
            return None if order is None else Expectation(key, order, place)
    number = reader.integer(node, key, *FLOPS)
    return None if number is None else Expectation(key, number, place)


def _named(reader: ArrayReader, key: str, node: document.Node) -> Iterator[Expectation]:
    """One expectation for each name, whose array may be flat or in rows."""
    for name, value in reader.mapping(node, key, None).items():
        nested = isinstance(value, document.Sequence) and any(
            isinstance(item, document.Sequence) for item in value.items
        )
        axes = (None, None) if nested else (None,)
        array = reader.array(value, f"expected {name}", axes, ())
        if array is not None:
            yield Expectation(f"{key}: {name}", array, reader.place(value), _places(reader, value))


def _places(reader: ArrayReader, node: document.Node) -> tuple[Place, ...]:
    """Where each number stands; none where they are many."""
    entries = tuple(islice(_entries(reader, node), MOST_PLACES + 1))
    return entries if len(entries) <= MOST_PLACES else ()


def _meant(node: document.Scalar) -> str:
    """The expectation that one word means, which may be a mode or a number of FLOPs."""
    if cheaper := nearest(node.value, CHEAPER.choices, CHEAPER_ELSEWHERE):
        return f"{{cheaper: {cheaper}}}"
    return f"{{max_flops: {flops}}}" if (flops := integer_meant(node.value)) else ""


def _tolerance(reader: ArrayReader, node: document.Node) -> float:
    tolerance = reader.number(node, "tolerance")
    if tolerance is not None and tolerance < 0:
        reader.fail(node, "tolerance: expected a number of at least 0", "negative")
    return tolerance or 0.0


def _entries(reader: ArrayReader, node: document.Node) -> Iterator[Place]:
    """Where the numbers of an array stand, row by row."""
    if isinstance(node, document.Sequence):
        for item in node.items:
            yield from _entries(reader, item)
    elif isinstance(node, document.Scalar):
        yield reader.place(node)
