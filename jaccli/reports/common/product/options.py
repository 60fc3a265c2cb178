"""The options that jvp and vjp share."""

from __future__ import annotations

import click

from jaccli.reports.common import offers
from jaccli.reports.common.options import cost_option

STEPS = click.Option(
    ["--steps"], is_flag=True, help="Show every step, and with --details its reason."
)
PAUSE = click.Option(["--pause"], is_flag=True, help="Wait for Enter between steps (terminal).")
BLANK = click.Option(
    ["--blank", "blanks"],
    metavar="NAME",
    shell_complete=offers.offering(offers.values),
    multiple=True,
    help="Print ? for a value, such as x3, v2 or result: for exercises.",
)
COST = cost_option("The")
SEED = click.Option(
    ["--seed"],
    type=click.IntRange(0, 2**32 - 1),
    metavar="N",
    default=0,
    show_default=True,
    help="The random seed of the vector `random`.",
)
SHARED = (STEPS, PAUSE, BLANK, COST, SEED)


def vector(letter: str, what: str) -> click.Option:
    """The option that gives the vectors, -v or -u. what: a tangent of n entries"""
    return click.Option(
        [f"-{letter}", "--vector", "vectors"],
        metavar="VECTOR",
        shell_complete=offers.arrays("all", "random"),
        multiple=True,
        required=True,
        help=f"{what}: 1,0,2, e3, all, random or @file.npy; may be repeated.",
    )
