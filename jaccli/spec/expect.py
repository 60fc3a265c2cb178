"""`expect:` of a chain file: what the command `check` verifies."""

from __future__ import annotations

from jaccli.spec import document
from jaccli.spec.array import ArrayReader

KEYS = (
    "cheaper",
    "forward_flops",
    "reverse_flops",
    "max_flops",
    "output",
    "jacobian",
    "tolerance",
)


def read_expect(reader: ArrayReader, node: document.Node) -> None:
    """Its mistakes are mistakes of the file."""
    given = reader.mapping(node, "`expect`", KEYS)
    for key, value in given.items():
        match key:
            case "cheaper":
                reader.choice(value, "cheaper", ("forward", "reverse", "tie"))
            case "output":
                reader.array(value, "expected output", (None,), ())
            case "jacobian":
                reader.array(value, "expected jacobian", (None, None), ())
            case "tolerance":
                tolerance = reader.number(value, "tolerance")
                if tolerance is not None and tolerance < 0:
                    reader.fail(value, "tolerance: expected a number of at least 0", "negative")
            case _:
                reader.integer(value, key, 0, maximum=10**18)
