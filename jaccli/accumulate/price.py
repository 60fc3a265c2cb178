"""What a sweep costs and keeps, from shapes alone (Murphy 2022, section 13.3.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from jaccli.cost import Cost
from jaccli.linmap import DenseForm, Form, IdentityForm, price_in_order
from jaccli.spread import once

Mode = Literal["forward", "reverse"]
CostModel = Literal["dense", "structured"]
Seeds = Literal["counted", "free"]
MODES: tuple[Mode, ...] = ("forward", "reverse")
ROWS, COLUMNS = attrgetter("rows"), attrgetter("columns")  # of a form


class Memory(NamedTuple):
    """Numbers kept for the way back and the most that is carried at once; bytes of both."""

    stored: int
    carried: int
    bytes: int


def sweep_costs(
    forms: Sequence[Any],
    mode: Mode,
    model: CostModel,
    seeds: Seeds,
    apply: Callable[..., Any] = once,
) -> list[Any]:
    """The price of each step of a sweep over a chain, in the order of the sweep.

    forms: of J_1 … J_K. dense: every J_k a full matrix; structured: each in its own form.
    seeds counted: the sweep starts from a dense I_n or I_m; free: from the identity that it is,
    so the first product costs nothing. apply: as in `price_in_order`

    >>> chain = [DenseForm(4, 6), DenseForm(1, 4)]
    >>> [cost.flops for cost in sweep_costs(chain, "reverse", "dense", "counted")]
    [8, 48]
    """
    if model == "dense":
        forms = [apply(full, form) for form in forms]
    size = apply(COLUMNS, forms[0]) if mode == "forward" else apply(ROWS, forms[-1])
    start = apply(DenseForm if seeds == "counted" else IdentityForm, size, size)
    ordered = forms if mode == "forward" else list(reversed(forms))
    return price_in_order(ordered, start, leftwards=mode == "forward", apply=apply)


def full(form: Form) -> DenseForm:
    """The form of the same matrix written out."""
    return DenseForm(*form.shape)


def total_of(costs: Iterable[Any], apply: Callable[..., Any] = once) -> Any:
    """Their sum, alike ones counted. apply: as in `price_in_order`"""
    return apply(_summed, *chain.from_iterable(Counter(costs).items()))


def _summed(*costs: Any) -> Cost:
    """Of costs, each followed by how often it is paid."""
    found = Cost()
    for cost, times in zip(costs[::2], costs[1::2], strict=True):
        found += cost.times(times)
    return found


def memory(sizes: Sequence[int], mode: Mode, itemsize: int) -> Memory:
    """What a sweep keeps and carries. sizes: n = m_0, m_1, …, m_K = m; itemsize in bytes.

    Forward mode keeps nothing and carries n tangents; reverse mode keeps x_1 … x_K, the inputs
    of the layers, and carries m adjoints.
    """
    vectors = sizes[0] if mode == "forward" else sizes[-1]
    stored = 0 if mode == "forward" else sum(sizes[:-1])
    carried = vectors * max(sizes)
    return Memory(stored, carried, (stored + carried) * itemsize)
