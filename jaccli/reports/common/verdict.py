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
    if rule.seeds == "free":
        if depth == 1:
            return "there is one Jacobian: with the start free nothing is multiplied"
        if depth == 2:
            return "two Jacobians have one product, and both modes make the same one"
        return (
            f"with the start free forward's products cost {_summed(forward, rule)}, "
            f"reverse's {_summed(reverse, rule)}"
        )
    return _passes(forward, reverse, rule, f"n = {forward.passes:,}")


def edge_reason(forward: ModeFacts, reverse: ModeFacts, rule: Rule, wrt: str = "input") -> str:
    """Why, on a graph, or where parameters are among what is differentiated by."""
    total = forward.passes
    needs = {
        "input": f"n = {total:,}",
        "parameters": f"{total:,} (one for each parameter)",
        "all": f"{total:,} (one for each input and parameter)",
    }
    return _passes(forward, reverse, rule, needs[wrt])


def _passes(forward: ModeFacts, reverse: ModeFacts, rule: Rule, needs: str) -> str:
    """What a pass costs in each mode, and how many each mode needs. needs: n = 6"""
    n, m = forward.passes, reverse.passes
    each, back = forward.costs[rule].flops // n, reverse.costs[rule].flops // m
    cost = f"a pass costs {each:,} in both modes"
    if each != back:
        cost = f"a pass forward costs {each:,}, a pass back {back:,}"
    if n == m and needs == f"n = {n:,}":
        return f"{cost}. Both need n = m = {n:,}"
    return f"{cost}. Forward needs {needs}, reverse m = {m:,}"


def _summed(mode: ModeFacts, rule: Rule) -> str:
    """The prices of a mode's steps as a sum, while they are few."""
    prices = [step.costs[rule].flops for step in mode.steps]
    total = f"{sum(prices):,}"
    if len(prices) > MOST_TERMS:
        return total
    return f"{' + '.join(f'{price:,}' for price in prices)} = {total}"
