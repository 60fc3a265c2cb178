"""Options that several commands have, each written once."""

from __future__ import annotations

import click


def cost_option(of: str) -> click.Option:
    """--cost. of: what the cost model is of, as the help says it"""
    return click.Option(
        ["--cost", "model"],
        type=click.Choice(["dense", "structured"]),
        default="dense",
        show_default=True,
        help=f"{of} cost model: every J full, or each in its own form.",
    )


COST = cost_option("The verdict's")
SEEDS = click.Option(
    ["--seeds"],
    type=click.Choice(["counted", "free"]),
    default="counted",
    show_default=True,
    help="Whether the first product, with I_n or I_m, counts.",
)


def rule_words(model: str, seeds: str) -> tuple[str, ...]:
    """The options that name a rule, where it is not the default one."""
    cost = [f"--cost {model}"] if model != "dense" else []
    return (*cost, *([f"--seeds {seeds}"] if seeds != "counted" else []))
