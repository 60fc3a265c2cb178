"""jaccli vjp: products u J."""

from __future__ import annotations

from typing import Any

import click

from jaccli.commands.options import Common, common
from jaccli.commands.product import product_options, run_product


@click.command()
@common()
@click.option(
    "-u",
    "--vector",
    "vectors",
    metavar="VECTOR",
    multiple=True,
    required=True,
    help="An adjoint of m entries: 1,0,2, e3, all, random or @file.npy; may be repeated.",
)
@product_options
def command(
    chains: tuple[str, ...], vectors: tuple[str, ...], common: Common, **options: Any
) -> None:
    """One or several products u J of each CHAIN, in one pass back (algorithm 6).

    \b
    jaccli vjp sample:mlp_cross_entropy -u e1 --steps --pause
    jaccli vjp mlp.yaml -u all
    """
    run_product("reverse", vectors, chains, common, **options)
