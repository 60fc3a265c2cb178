"""Kinds of values that options take: bytes, and a size by its name."""

from __future__ import annotations

from typing import Any

import click

UNITS = {"": 1, "B": 1} | {
    f"{letter}{kind}": base**power
    for power, letter in enumerate("KMGTPE", start=1)
    for kind, base in (("", 1024), ("B", 1000), ("iB", 1024))
}


class Size(click.ParamType[int]):
    """Bytes: 2G, 500M, 1.5GiB, 1000."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        text = str(value).strip()
        number = text.rstrip("BKMGTPEibkmgtpe")
        unit = text[len(number) :].strip().upper().replace("IB", "iB")
        try:
            amount = float(number) * UNITS[unit]
            if not 1 <= amount < float("inf"):
                raise ValueError
        except (ValueError, KeyError, OverflowError):
            self.fail(f"{value!r} is not a size such as 2G, 500M or 1.5GiB", param, ctx)
        return int(amount)


class Assignment(click.ParamType[tuple[str, int]]):
    """NAME=INT."""

    name = "NAME=INT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        name, text = name.strip(), text.strip()
        if not name or not equals or not (text.isascii() and text.isdigit()):
            self.fail(f"{value!r} is not NAME=INT, such as n=64", param, ctx)
        if len(text) > 15:
            self.fail(f"{value!r}: a size of more than 15 digits", param, ctx)
        if int(text) < 1:
            self.fail(f"{value!r}: a size is at least 1", param, ctx)
        return name, int(text)
