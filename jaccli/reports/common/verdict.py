"""Which mode is cheaper, by how much, and why, in words with the chain's own numbers."""

from __future__ import annotations

from math import gcd
from typing import Literal, NamedTuple

from jaccli.reports.common.modes import ModeFacts, Rule

Cheaper = Literal["forward", "reverse", "tie"]
MOST_TERMS = 8  # of a sum that is written out


class Verdict(NamedTuple):
    """Which mode costs fewer FLOPs under a rule, and dearer / cheaper as a reduced fraction."""

    cheaper: Cheaper
    numerator: int
    denominator: int
    reason: str


def cheaper_of(forward_flops: int, reverse_flops: int) -> Cheaper:
    """The mode of fewer FLOPs, or a tie."""
    if forward_flops == reverse_flops:
        return "tie"
    return "forward" if forward_flops < reverse_flops else "reverse"


def verdict_of(forward_flops: int, reverse_flops: int, reason: str) -> Verdict:
    """Which mode is cheaper, and by how much."""
    high, low = max(forward_flops, reverse_flops), min(forward_flops, reverse_flops)
    cheaper = cheaper_of(forward_flops, reverse_flops)
    if cheaper == "tie":
        return Verdict(cheaper, 1, 1, reason)
    common = gcd(high, low)  # of 0 and a number it is the number: 1/0
    return Verdict(cheaper, high // common, low // common, reason)


def in_words(cheaper: Cheaper) -> str:
    """Forward is cheaper, or it is a tie."""
    return "it is a tie" if cheaper == "tie" else f"{cheaper} is cheaper"


def chain_reason(depth: int, forward: ModeFacts, reverse: ModeFacts, rule: Rule) -> str:
    """Why, with the chain's own numbers."""
    n, m = forward.passes, reverse.passes
    if rule.seeds == "free":
        if depth == 1:
            return "there is one Jacobian: with the start free nothing is multiplied"
        if depth == 2:
            return "two Jacobians have one product, and both modes make the same one"
        return (
            f"with the start free forward's products cost {_summed(forward, rule)}, "
            f"reverse's {_summed(reverse, rule)}"
        )
    each, back = forward.costs[rule].flops // n, reverse.costs[rule].flops // m
    if each != back:
        return (
            f"a pass forward costs {each:,}, and it takes n = {n:,}. "
            f"A pass back costs {back:,}, and it takes m = {m:,}"
        )
    if n == m:
        return f"a pass costs {each:,} in both modes, and both need n = m = {n:,}"
    return f"a pass costs {each:,} in both modes. Forward needs n = {n:,}, reverse m = {m:,}"


def edge_reason(forward: ModeFacts, reverse: ModeFacts, rule: Rule) -> str:
    """Why, on a graph, or where parameters are among what is differentiated by."""
    total, m = forward.passes, reverse.passes
    numbers = f"one for each of {total:,} numbers" if total > 1 else "one"
    return (
        f"a pass forward costs {forward.costs[rule].flops // total:,}, and it takes {numbers}. "
        f"A pass back costs {reverse.costs[rule].flops // m:,}, and it takes m = {m:,}"
    )


def _summed(mode: ModeFacts, rule: Rule) -> str:
    """The prices of a mode's steps as a sum, while they are few."""
    prices = [step.costs[rule].flops for step in mode.steps]
    total = f"{sum(prices):,}"
    if len(prices) > MOST_TERMS:
        return total
    return f"{' + '.join(f'{price:,}' for price in prices)} = {total}"
