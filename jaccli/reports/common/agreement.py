"""Whether both modes come to one J: by their Jacobians, or by a few random products.

The factors are the same, only their order is another: what is tested are the sweeps, and not the
derivatives.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from jaccli.accumulate import depending_on, pullback, sum_of_moved
from jaccli.accumulate.price import Mode
from jaccli.arrays import Array, np
from jaccli.reports.common.apart import Apart
from jaccli.reports.common.jacobian import Sweeps

TOLERANCE = {"float64": 1e-12, "float32": 1e-5}  # of max(1, max |J|), or of a product's terms
PAIRS = 3  # random pairs u, v whose products stand for a J by the other mode
MANY = 1 << 20  # numbers of all tangents, beyond which the pairs go one by one


class Agreement(NamedTuple):
    """How far the two modes are apart. pairs: of random vectors, 0 where Jacobians were compared"""

    max_abs_difference: float
    tolerance: float
    pairs: int = 0

    @property
    def by(self) -> Literal["jacobians", "products"]:
        """What was compared."""
        return "products" if self.pairs else "jacobians"

    @property
    def apart(self) -> Apart:
        """The same without how it was compared."""
        return Apart(self.max_abs_difference, self.tolerance)

    @property
    def ok(self) -> bool:
        """Whether they differ by rounding alone."""
        return self.apart.within


def of_jacobians(sweeps: Sweeps, jacobian: Array, mode: Mode, at_once: int) -> Agreement:
    """J beside the one that another mode builds, entry by entry. jacobian: (m, n)"""
    largest = max(abs(float(jacobian.max())), abs(float(jacobian.min())))
    tolerance = TOLERANCE[sweeps.graph.dtype] * max(1.0, largest)
    if at_once >= sweeps.passes(mode):
        return Agreement(_apart(sweeps.whole(mode), jacobian), tolerance)
    difference = 0.0
    for place, part in sweeps.parts(mode, at_once):
        own = jacobian[:, place] if mode == "forward" else jacobian[place]
        difference = max(difference, _apart(part, own))
    return Agreement(difference, tolerance)


def of_products(sweeps: Sweeps, jacobian: Array | None) -> Agreement:
    """u·(J v) by forward mode beside (u J)·v by reverse mode, and beside J itself where one of
    them has built it, (m, n). Of a few random u and v the pair that is furthest apart.
    """
    m, n = sweeps.shape
    rng = np.random.RandomState(0)
    at_once = pairs_at_once(n)
    found = []
    for _ in sweeps.progress.over("random products", range(0, PAIRS, at_once)):
        tangents = rng.standard_normal((n, at_once)).astype(sweeps.graph.dtype)
        adjoints = rng.standard_normal((at_once, m)).astype(sweeps.graph.dtype)
        with np.errstate(all="ignore"):  # products of products may overflow
            found += _pairs(sweeps, jacobian, tangents, adjoints)
    worst = max(found, key=lambda pair: pair[0] / pair[1])
    return Agreement(*worst, PAIRS)


def pairs_at_once(n: int) -> int:
    """How many pairs go through together. n: the numbers of a tangent"""
    return PAIRS if PAIRS * n <= MANY else 1


def _pairs(
    sweeps: Sweeps, jacobian: Array | None, tangents: Array, adjoints: Array
) -> list[tuple[float, float]]:
    """How far the products of each pair are apart, and how far they may be."""
    dtype = sweeps.graph.dtype
    ahead = adjoints.T * sweeps.product("forward", tangents)
    back = sweeps.product("reverse", adjoints).T * tangents
    others = [back.sum(axis=0)]
    if jacobian is not None:
        others.append(((adjoints @ jacobian).T * tangents).sum(axis=0))
    differences = np.max([np.abs(ahead.sum(axis=0) - other) for other in others], axis=0)
    terms = np.max([np.abs(ahead).sum(axis=0), np.abs(back).sum(axis=0)], axis=0)
    del back  # as large as J is wide
    terms = np.maximum(terms, _terms(sweeps, tangents, adjoints))
    limits = TOLERANCE[dtype] * terms.astype("float64") + float(np.finfo(dtype).tiny)
    return list(zip(differences.tolist(), limits.tolist(), strict=True))


def _apart(found: Array, other: Array) -> float:
    return float(np.abs(found - other).max())


def _terms(sweeps: Sweeps, tangents: Array, adjoints: Array) -> Array:
    """Σ |u_k||v_k| of each pair at the value where it is largest: rounding is of this order · ε.

    u_k and v_k are what the two sweeps carry at a value, and u·(J v) is u_k·v_k there on a chain;
    an entry of theirs that is rounded moves it by ε |u_k||v_k|. Where no terms cancel this is as
    much as |u·(J v)| itself. A limit of a fixed size would let any fault of a small J pass.
    """
    carried: dict[str, Array] = {}
    start = 0
    for name, size in sweeps.sources.items():
        carried[name] = tangents[start : start + size]
        start += size
    wanted = depending_on(sweeps.graph, sweeps.sources) - set(sweeps.sources)
    with np.errstate(all="ignore"):  # what is not finite was reported by the sweeps
        for step in sweeps.tape:
            moving = [(carried[name], each) for name, each in step.edges if name in carried]
            if moving:
                carried[step.node.name] = sum_of_moved(moving)
        pulled = pullback(sweeps.tape, sweeps.graph.output, adjoints, wanted)
        sizes = [np.abs(u.T * carried[name]).sum(axis=0) for name, u in pulled.items()]
    return np.nan_to_num(np.max([np.zeros(len(adjoints)), *sizes], axis=0), posinf=0.0)
