"""scipy.spatial.distance, where the program has imported it: distances as sums of differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jaccli.trace.arrays.libraries import stands_for
from jaccli.trace.arrays.operands import traced
from jaccli.trace.arrays.table import np

_MODULE = "scipy.spatial.distance"


def _cosine(u: Any, v: Any) -> Any:
    along = np.sum(u * v, axis=-1)
    return 1 - along / (np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1))


def _apart(order: float) -> Callable[[Any, Any], Any]:
    return lambda u, v: np.linalg.norm(u - v, order, axis=-1)


_METRICS: dict[str, Callable[..., Any]] = {  # of two stacks of points, (…, n)
    "euclidean": lambda u, v: np.linalg.norm(u - v, axis=-1),
    "sqeuclidean": lambda u, v: np.sum(np.square(u - v), axis=-1),
    "cityblock": _apart(1),
    "chebyshev": _apart(np.inf),
    "cosine": _cosine,
}


def _metric(name: Any, p: Any) -> Callable[..., Any]:
    """The distance of this name. Raises TypeError for one that is not known here."""
    if name == "minkowski":
        return _apart(2 if p is None else p)
    if not isinstance(name, str) or name not in _METRICS or p is not None:
        raise TypeError(f"the metrics {', '.join([*_METRICS, 'minkowski'])} are known here")
    return _METRICS[name]


@stands_for(f"{_MODULE}.cdist")
def _cdist(XA: Any, XB: Any, metric: Any = "euclidean", *, p: Any = None) -> Any:
    rows, columns = traced(XA), traced(XB)
    return _metric(metric, p)(np.expand_dims(rows, 1), np.expand_dims(columns, 0))


@stands_for(f"{_MODULE}.pdist")
def _pdist(X: Any, metric: Any = "euclidean", *, p: Any = None) -> Any:
    points = traced(X)
    first, second = np.triu_indices(len(points), 1)
    return _metric(metric, p)(points[first], points[second])


@stands_for(f"{_MODULE}.squareform")
def _squareform(X: Any, force: str = "no", checks: bool = True) -> Any:
    x = traced(X)
    if force != "no":
        raise TypeError("`force` is not known here")
    if x.ndim == 2:
        return x[np.triu_indices(len(x), 1)]
    size = round((1 + (1 + 8 * len(x)) ** 0.5) / 2)
    place = np.zeros((size, size), int)
    place[np.triu_indices(size, 1)] = np.arange(len(x)) + 1
    return np.concatenate([np.zeros(1), x])[place + place.T]


def _single(name: str) -> None:
    @stands_for(f"{_MODULE}.{name}")
    def distance(u: Any, v: Any) -> Any:
        return _METRICS[name](traced(u), traced(v))


for _name in _METRICS:
    _single(_name)


@stands_for(f"{_MODULE}.minkowski")
def _minkowski(u: Any, v: Any, p: Any = 2) -> Any:
    return _apart(p)(traced(u), traced(v))
