"""jaccli jvp: products J v."""

from __future__ import annotations

from typing import Any

import click

from jaccli.commands.options import Common, common
from jaccli.commands.product import product_options, run_product


@click.command()
@common()
@click.option(
    "-v",
    "--vector",
    "vectors",
    metavar="VECTOR",
    multiple=True,
    required=True,
    help="A tangent of n entries: 1,0,2, e3, all, random or @file.npy; may be repeated.",
)
@product_options
def command(
    chains: tuple[str, ...], vectors: tuple[str, ...], common: Common, **options: Any
) -> None:
    """One or several products J v of each CHAIN, in one pass forward (algorithm 5).

    \b
    jaccli jvp sample:mlp_cross_entropy -v e3 --steps
    jaccli jvp mlp.yaml -v 1,0,2 -v random
    """
    run_product("forward", vectors, chains, common, **options)
