"""A formula in the place of a layer, W x + b or x**2: the layer that computes it."""

from __future__ import annotations

import re
from collections.abc import Collection

from jaccli.spec.types import type_meant

OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
NAMED = r"(?:([A-Za-z]\w*)\s*=\s*)?(.+)"
BINARY = r"([A-Za-z]\w*)\s*([-+*/])\s*([A-Za-z]\w*)"
CALL = r"([A-Za-z_]\w*)\(\s*([A-Za-z]\w*)\s*\)"
POWER = r"([A-Za-z]\w*)\s*(?:\*\*|\^)\s*([0-9.]+)"
PRODUCT = r"(?:W\w*|A)\s*[*@·]?\s*[a-z]\w*|[a-z]\w*\s*@\s*W\w*"
AFFINE = rf"(?:{PRODUCT})(?:\s*\+\s*[bc]\w*)?"
SIGNS = "+*/^=@"


def formula_meant(text: str, names: Collection[str]) -> dict[str, str | list[str]]:
    """The keys of the layer that computes a formula; none where it is not known.

    names: of the values that may be read

    >>> formula_meant("z = x + y", ["x", "y"])
    {'name': 'z', 'type': 'add', 'inputs': ['x', 'y']}
    >>> formula_meant("x**2", ["x"]), formula_meant("W x + b", ["x"])
    ({'type': 'square'}, {'type': 'linear', 'size': '4'})
    """
    whole = re.fullmatch(NAMED, text.strip())
    if whole is None:
        return {}
    name, formula = whole.groups()
    found: dict[str, str | list[str]] = {} if name is None else {"name": name}
    if (sum := re.fullmatch(BINARY, formula)) and sum[1] in names and sum[3] in names:
        return found | {"type": OPERATORS[sum[2]], "inputs": [sum[1], sum[3]]}
    if (call := re.fullmatch(CALL, formula)) and call[2] in names and type_meant(call[1]):
        return found | {"type": type_meant(call[1])} | _read(call[2], names)
    if power := re.fullmatch(POWER, formula):
        fields = {"type": "power", "exponent": power[2]}
        return found | ({"type": "square"} if power[2] == "2" else fields) | _read(power[1], names)
    if re.fullmatch(AFFINE, formula):
        return found | {"type": "linear", "size": "4"}
    return {}


def is_formula(text: str) -> bool:
    """Whether a text has a sign that is in no name."""
    return any(sign in text for sign in SIGNS)


def _read(name: str, names: Collection[str]) -> dict[str, str | list[str]]:
    return {"inputs": name} if name in names and len(names) > 1 else {}
