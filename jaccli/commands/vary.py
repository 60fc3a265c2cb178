"""--vary: which sizes are varied together, and over what."""

from __future__ import annotations

from typing import Any

import click

from jaccli.reports.sweep.vary import Vary, variation


class Variation(click.ParamType[Vary]):
    """NAME[,NAME…]=A:B[:STEPS], or a list of sizes."""

    name = "NAME=A:B[:STEPS]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Vary:
        if isinstance(value, Vary):
            return value
        try:
            return variation(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
