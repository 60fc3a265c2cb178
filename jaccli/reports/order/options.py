"""The options that `order` has for itself, and what their values may be."""

from __future__ import annotations

from typing import Any

import click

MOST_DIGITS = 40  # of how many numbers there may be


class Dims(click.ParamType[tuple[int, ...]]):
    """30,3,50,3,30"""

    name = "SIZES"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        from jaccli.spec.declared import LARGEST

        sizes: list[int] = []
        for text in str(value).split(","):
            text = text.strip()
            digits = text if text.isascii() and text.isdigit() else "0"
            if len(digits) > len(str(LARGEST)) or not 1 <= int(digits) <= LARGEST:
                found = repr(text) if text else "nothing"
                place = f"found {found} at place {len(sizes) + 1}"
                self.fail(
                    f"expected sizes from 1 to {LARGEST:,} such as 30,3,50,3,30, {place}",
                    param,
                    ctx,
                )
            sizes.append(int(text))
        if len(sizes) < 2:
            self.fail("one size is no chain: two are one Jacobian, 30,3 is 3×30", param, ctx)
        return tuple(sizes)


class Numbers(click.ParamType[int]):
    """How many numbers: 0, 600, 1000000."""

    name = "M"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit()):
            found = f"expected how many numbers a tape may hold, such as 600, found {text!r}"
            self.fail(found, param, ctx)
        if len(text) > MOST_DIGITS:
            self.fail(f"a number of more than {MOST_DIGITS} digits", param, ctx)
        return int(text)


OPTIONS = (
    click.Option(
        ["--dims"],
        type=Dims(),
        help="Sizes from the input on, in place of a CHAIN: 30,3,50,3,30 has J1 3×30.",
    ),
    click.Option(
        ["--cost", "model"],
        type=click.Choice(["dense", "structured"]),
        help="Count every J as full, or each in its own form.  "
        "[default: dense; structured with --matrix-free]",
    ),
    click.Option(
        ["--time", "timed"], is_flag=True, help="Measure forward, reverse and the best order."
    ),
    click.Option(
        ["--matrix-free"],
        is_flag=True,
        help="No Jacobian is given, only tangents and adjoints through each layer.",
    ),
    click.Option(
        ["--memory-limit"],
        type=Numbers(),
        help="With --matrix-free: numbers that the tape of an adjoint may hold.",
    ),
)
