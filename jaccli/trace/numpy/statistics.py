"""Covariances and correlations, counts in bins, and what lies at a given share of the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from numpy.lib.array_utils import normalize_axis_tuple

from jaccli.arrays import Array
from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import chosen, holds_traced, operands, traced
from jaccli.trace.arrays.table import concrete, find, implements, np
from jaccli.trace.numpy.reductions import kept
from jaccli.trace.source.refusal import Refusal


@implements("cov")
def _cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: int | None = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    check_dtype(dtype)
    rows = _rows(m, y, rowvar=rowvar)
    less = ddof if ddof is not None else int(not bias)
    if fweights is None and aweights is None:
        centred = rows - np.mean(rows, axis=1, keepdims=True)
        return np.squeeze(centred @ centred.T / max(rows.shape[1] - less, 0))
    weights: Any = 1.0
    for each in (fweights, aweights):
        if each is not None:
            weights = weights * (each if not isinstance(each, list | tuple) else np.array(each))
    total = np.sum(weights)
    centred = rows - np.sum(rows * weights, axis=1, keepdims=True) / total
    among = total - less
    if less and aweights is not None:
        among = total - less * np.sum(weights * np.asarray(aweights)) / total
    return np.squeeze((centred * weights) @ centred.T / among)


def _rows(m: Any, y: Any, *, rowvar: bool) -> Any:
    """A row for each variable, a column for each observation."""
    rows = np.atleast_2d(traced(m))
    rows = rows.T if not rowvar and np.ndim(concrete(m)) != 1 else rows
    if y is None:
        return rows
    more = np.atleast_2d(traced(y))
    more = more.T if not rowvar and more.shape[0] != 1 else more
    return np.concatenate([rows, more])


@implements("corrcoef")
def _corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    found = _cov(x, y, rowvar, dtype=dtype)
    if not found.shape:
        return found / found
    spread = np.sqrt(np.diagonal(found))
    return np.clip(found / spread[:, None] / spread[None, :], -1, 1)


def _by_shares(name: str) -> Callable[..., Any]:
    """NumPy says between which of the numbers the answer lies: it is asked of their ranks."""

    def handler(a: Any, *args: Any, **kwargs: Any) -> Any:
        a = traced(a)
        check_constant(name, args, kwargs)
        function, plain = find(name), concrete(a)
        keep = kept(kwargs.pop("keepdims", np._NoValue))
        axis = kwargs.pop("axis", None)
        if name in ("median", "nanmedian"):
            axis, args = (args[0], args[1:]) if args else (axis, ())
        elif len(args) > 1:
            axis, args = args[1], (args[0], *args[2:])
        axes = range(a.ndim) if axis is None else normalize_axis_tuple(axis, a.ndim)
        rest = [at for at in range(a.ndim) if at not in axes]
        index = np.transpose(np.arange(a.size).reshape(a.shape), [*rest, *axes])
        index = index.reshape(*(a.shape[at] for at in rest), -1)
        numbers = np.ravel(plain)[index]
        order = np.argsort(numbers, axis=-1, kind="stable")
        ranks = np.argsort(order, axis=-1).astype(float)
        ranks[np.isnan(numbers)] = np.nan
        between = np.asarray(function(ranks, *args, axis=-1, **kwargs))
        _check_numbers(name, between)
        found = _between_ranks(a, np.take_along_axis(index, order, -1), between)
        shares = between.shape[: between.ndim - len(rest)]
        ones = [1 if at in axes else length for at, length in enumerate(a.shape)]
        return np.reshape(found, (*shares, *ones)) if keep else found

    return handler


def check_constant(name: str, args: Any, kwargs: Any) -> None:
    """Refuses shares, bins and the like that are traced."""
    if holds_traced([*args, *kwargs.values()]):
        raise Refusal(
            f"np.{name} cannot be traced with a traced argument beside the array",
            "it says which entries are meant, and an index is no number with a derivative",
            f"`np.{name}(x)`" if "median" in name else f"`np.{name}(x, 0.5)`, with a constant",
        )


def _check_numbers(name: str, between: Array) -> None:
    if np.isnan(between).any():
        raise Refusal(
            f"np.{name} of what holds NaNs cannot be traced",
            "what is not a number has no derivative",
            f"`np.{name.removeprefix('nan')}(x[~np.isnan(x)])` of the numbers alone",
        )


def _between_ranks(a: Any, index: Array, between: Array) -> Any:
    """The entries of a that have these ranks, or what lies between two of them.

    index: (…, n), the entries of a in their order; between: (…, of the shares first)
    """
    low = np.floor(between).astype(int)
    share = between - low
    flat = index.reshape(-1, index.shape[-1])
    rows = np.broadcast_to(np.arange(len(flat)).reshape(index.shape[:-1]), between.shape)
    found = chosen(a, flat[rows, low])
    if not share.any():
        return found
    above = chosen(a, flat[rows, np.ceil(between).astype(int)])
    if (share == 0.5).all():
        return (found + above) / 2
    return found + (above - found) * share


for _name in ("quantile", "percentile", "median", "nanquantile", "nanpercentile", "nanmedian"):
    implements(_name)(_by_shares(_name))


@implements("histogram")
def _histogram(
    a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> Any:
    """Counts, which are constant, and the edges, which follow the smallest and the largest."""
    counts, edges = np.histogram(*concrete((a, bins, range)))
    if isinstance(bins, str):
        raise Refusal(
            f"np.histogram with bins={bins!r} cannot be traced",
            "how many bins there are depends on the numbers",
            "`np.histogram(x, bins=10)`",
        )
    edges = _edges(a, bins, range, edges)
    if weights is not None:
        a, weights = np.ravel(concrete(a)), np.ravel(traced(weights))
        at = np.clip(np.searchsorted(concrete(edges), a, side="right") - 1, 0, len(counts) - 1)
        inside = (a >= concrete(edges)[0]) & (a <= concrete(edges)[-1])
        counts = _added_up(at[inside], weights[inside], len(counts))
    if not density:
        return counts, edges
    return counts / np.diff(edges) / np.sum(counts), edges


def _edges(a: Any, bins: Any, limits: Any, plain: Array) -> Any:
    if np.ndim(bins):
        return traced(bins) if holds_traced(bins) else plain
    low, high = (np.min(a), np.max(a)) if limits is None else limits
    if not holds_traced([low, high]):
        return plain
    if concrete(low) == concrete(high):
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, len(plain))


@implements("bincount")
def _bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    plain = np.bincount(concrete(x), concrete(weights), minlength)
    return _added_up(np.asarray(concrete(x)), traced(weights), len(plain))


def _added_up(at: Array, weights: Any, length: int) -> Any:
    """The sums of the weights that belong to each of 0, 1, …: a matrix of ones and zeros."""
    belongs = np.arange(length)[:, None] == at
    return belongs.astype(float) @ weights if math.prod(belongs.shape) else np.zeros(length)


@implements("histogram_bin_edges")
def _histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:
    return _histogram(a, bins, range)[1]


@implements("histogram2d")
def _histogram2d(
    x: Any, y: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> Any:
    if not isinstance(bins, int) and len(bins) not in (1, 2):
        bins = [bins, bins]
    sample = np.stack([np.ravel(each) for each in operands(x, y)], axis=-1)
    counts, edges = _histogramdd(sample, bins, range, density, weights)
    return (counts, *edges)


@implements("histogramdd")
def _histogramdd(
    sample: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> Any:
    sample = traced(sample)
    counts, edges = np.histogramdd(*concrete((sample, bins, range)))
    if weights is not None or density:
        raise Refusal(
            "np.histogramdd cannot be traced with weights or as a density",
            "it is counted in C",
            "`np.histogram(x, bins=10, weights=y)`, of one variable",
        )
    columns = [sample[:, at] for at, _ in enumerate(edges)]
    each = [bins] * len(edges) if isinstance(bins, int) else bins
    limits = [None] * len(edges) if range is None else range
    return counts, tuple(map(_edges, columns, each, limits, edges))
