"""The options that `order` has for itself, and what their values may be."""

from __future__ import annotations

import re
from typing import Any

import click

from jaccli.reports.order import BUDGET

MOST_DIGITS = 40  # of how many numbers there may be
MOST_SECONDS = 10**9  # of a search, some thirty years


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


class Whole(click.ParamType[int]):
    """A whole number: 0, 600, 1000000. what: it is, for messages"""

    def __init__(self, name: str, what: str) -> None:
        self.name = name
        self.what = what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit()):
            self.fail(f"expected {self.what}, such as 600, found {text!r}", param, ctx)
        if len(text) > MOST_DIGITS:
            self.fail(f"a number of more than {MOST_DIGITS} digits", param, ctx)
        return int(text)


class Seconds(click.ParamType[float]):
    """A time: 10, 0.5, 1e3."""

    name = "SECONDS"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        text = str(value).strip()
        if not re.fullmatch(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?", text):
            self.fail(f"expected seconds such as 10, 0.5 or 1e3, found {text!r}", param, ctx)
        seconds = float(text)
        if not seconds <= MOST_SECONDS:
            self.fail(f"at most {MOST_SECONDS:,} seconds, found {text!r}", param, ctx)
        return seconds


OPTIONS = (
    click.Option(["--dims"], type=Dims(), help="In place of a CHAIN: 30,3,50,3,30 has J1 3×30."),
    click.Option(
        ["--cost", "model"],
        type=click.Choice(["dense", "structured"]),
        help="Count every J as full, or each in its own form.  "
        "[default: dense; structured with --matrix-free]",
    ),
    click.Option(
        ["--order", "given"],
        metavar="NAMES",
        help="One more order of a graph: v3,v1, or @report.json.",
    ),
    click.Option(
        ["--eliminate", "by"],
        type=click.Choice(["vertices", "edges"]),
        metavar="WHAT",
        help="What goes from a graph: vertices or edges.",
    ),
    click.Option(["--scalars"], is_flag=True, help="A value for each number, of a NumPy function."),
    click.Option(
        ["--budget"],
        type=Seconds(),
        metavar="SECONDS",
        help=f"Ends the search on a graph.  [default: {BUDGET:g}]",
    ),
    click.Option(
        ["--seed"],
        type=Whole("N", "a whole number"),
        default=0,
        help="Of that search.  [default: 0]",
    ),
    click.Option(
        ["--time", "timed"], is_flag=True, help="Measure forward, reverse and the best order."
    ),
    click.Option(
        ["--matrix-free"], is_flag=True, help="No J is given, only vectors through each layer."
    ),
    click.Option(
        ["--memory-limit"],
        type=Whole("M", "how many numbers a tape may hold"),
        help="With --matrix-free: numbers on an adjoint's tape.",
    ),
)
