"""What an order of elimination is counted in, in words."""

from __future__ import annotations

from jaccli.accumulate.price import CostModel
from jaccli.words import count, flops


def unit(model: CostModel) -> str:
    """What stands over a column."""
    return "multiplications" if model == "dense" else "FLOPs"


def spelt(number: int, model: CostModel) -> str:
    """88 multiplications; 1 FLOP"""
    return count(number, "multiplication") if model == "dense" else flops(number)
