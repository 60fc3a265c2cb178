"""Writes digits.json: values and derivatives by mpmath (1.4), and how well they are conditioned.

    pip install mpmath && python tests/oracles/digits/generate.py

Derivatives are central differences with a step of 1e-400 at 1,400 digits. The condition of a
number g(x) is Σ |x_j ∂g/∂x_j|: what it moves by when every x_j moves by one part in one. A sound
implementation is off by a few units of rounding times |g| + condition, no better and no worse.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from functions import ENTRIES, PAIRS, POINTS, VECTORS, Hard, hard
from mpmath import mp, mpf  # type: ignore[import-untyped]  # has no types

STEP = mpf(10) ** -400
NUDGE = mpf(10) ** -300
LARGEST, SMALLEST = mpf("1.7e308"), mpf("1e-305")


def jacobian(function: Callable[..., Any], x: Sequence[Any]) -> list[list[Any]]:
    """Column by column, transposed: rows of J."""
    columns = []
    for at, each in enumerate(x):
        step = STEP * max(abs(each), SMALLEST)
        ahead, behind = ([*x[:at], each + s, *x[at + 1 :]] for s in (step, -step))
        pairs = zip(function(ahead), function(behind), strict=True)
        columns.append([(a - b) / (2 * step) for a, b in pairs])
    return [list(row) for row in zip(*columns, strict=True)]


def flat(function: Callable[..., Any], x: Sequence[Any]) -> list[Any]:
    return [*function(x), *(each for row in jacobian(function, x) for each in row)]


def conditioned(function: Callable[..., Any], x: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Value and Jacobian, one after the other, and the condition of every number."""
    here = flat(function, x)
    condition = [mpf(0)] * len(here)
    for at, each in enumerate(x):
        moved = flat(function, [*x[:at], each * (1 + NUDGE), *x[at + 1 :]])
        for k, (a, b) in enumerate(zip(moved, here, strict=True)):
            condition[k] += abs(a - b) / NUDGE
    return here, condition


def representable(numbers: Sequence[Any]) -> bool:
    return all(mp.im(each) == 0 and abs(each) < LARGEST for each in numbers)


def entry(name: str, x: float) -> list[float] | None:
    """x, value, slope and their conditions; None outside the domain."""

    def function(given: Sequence[Any]) -> list[Any]:
        return [ENTRIES[name](given[0])]

    try:
        here, condition = conditioned(function, [mpf(x)])
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    if not representable([*here, *condition]):
        return None
    return [x, *(float(each) for each in here), *(rough(each) for each in condition)]


def rough(number: Any) -> float:
    return float(f"{float(number):.2g}")


def vector(case: Hard) -> dict[str, Any] | None:
    if case.layer in PAIRS:

        def function(x: Sequence[Any]) -> list[Any]:
            return [PAIRS[case.layer](*x)]
    else:
        function = partial(VECTORS[case.layer], **case.fields)
    here, condition = conditioned(function, [mpf(each) for each in case.x])
    if not representable([*here, *condition]):
        return None
    size = len(function([mpf(each) for each in case.x]))
    return {
        "layer": case.layer,
        "fields": case.fields,
        "x": case.x,
        "value": [float(each) for each in here[:size]],
        "jacobian": [float(each) for each in here[size:]],
        "condition": [rough(each) for each in condition],
    }


def main() -> None:
    mp.dps = 1400
    entries = {name: [entry(name, x) for x in POINTS] for name in ENTRIES}
    kept = {name: [row for row in rows if row] for name, rows in entries.items()}
    vectors = [found for case in hard() if (found := vector(case))]
    lines = [f'"{name}": {json.dumps(rows)}' for name, rows in kept.items()]
    cases = [json.dumps(each) for each in vectors]
    text = '{"entries": {\n' + ",\n".join(lines) + '\n},\n"vectors": [\n' + ",\n".join(cases)
    Path(__file__).with_name("digits.json").write_text(text + "\n]}\n", "utf-8")


if __name__ == "__main__":
    main()
