"""Which mode is cheaper, by how much, and why, in words with the chain's own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import Literal, NamedTuple

from jaccli.reports.common.modes import ModeFacts, Rule
from jaccli.words import count

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


def chain_reason(depth: int, forward: ModeFacts, reverse: ModeFacts, rule: Rule) -> str:
    """Why, with the chain's own numbers."""
    n, m = forward.passes, reverse.passes
    if rule.seeds == "free":
        if depth <= 2:
            return (
                "one Jacobian alone: with seeds free there is nothing to multiply"
                if depth == 1
                else "two Jacobians have one product, whichever mode makes it"
            )
        return (
            f"with seeds free the first product of each mode costs nothing, and the order of the "
            f"others differs: forward's products cost {_summed(forward, rule)}, reverse's "
            f"{_summed(reverse, rule)} FLOPs"
        )
    each, back = forward.costs[rule].flops // n, reverse.costs[rule].flops // m
    if each != back:
        return (
            f"one JVP costs {each:,} FLOPs and one VJP {back:,}; forward needs n = {n:,} of the "
            f"first, reverse needs m = {m:,} of the second"
        )
    if n == m:
        return (
            f"one JVP and one VJP cost the same, {each:,} FLOPs, and n = m = {n:,}: "
            f"each mode needs {n:,}"
        )
    return (
        f"one JVP and one VJP cost the same, {each:,} FLOPs; forward needs n = {n:,} of them, "
        f"reverse needs m = {m:,}"
    )


def edge_reason(
    sources: Mapping[str, int], forward: ModeFacts, reverse: ModeFacts, rule: Rule
) -> str:
    """Why, where parameters are among what is differentiated by."""
    total, m = forward.passes, reverse.passes
    sizes = [f"{size:,}" for size in sources.values()]
    summed = f" ({' + '.join(sizes)})" if 1 < len(sizes) <= MOST_TERMS else ""
    each = "each of " if total > 1 else ""
    return (
        f"forward needs one pass for {each}{count(total, 'number')}{summed}, "
        f"{forward.costs[rule].flops // total:,} FLOPs a pass; reverse needs m = {m:,}, "
        f"{reverse.costs[rule].flops // m:,} FLOPs a pass"
    ) + (f", and one pass back finds all {total:,} slopes of an output" if total > 1 else "")


def _summed(mode: ModeFacts, rule: Rule) -> str:
    """The prices of a mode's steps as a sum, while they are few."""
    prices = [step.costs[rule].flops for step in mode.steps]
    total = f"{sum(prices):,}"
    if len(prices) > MOST_TERMS:
        return total
    return f"{' + '.join(f'{price:,}' for price in prices)} = {total}"
