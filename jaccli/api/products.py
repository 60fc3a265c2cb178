"""Single products with J: jvp pushes tangents forward, vjp pulls cotangents back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jaccli.accumulate.price import CostModel, Mode
from jaccli.api.arguments import bytes_of, point_and_vector, vectors, whole, word
from jaccli.api.load import Chain, is_unread_function, load
from jaccli.api.readonly import frozen
from jaccli.reports.common.modes import MODELS
from jaccli.spec.declared import SEED

if TYPE_CHECKING:
    from jaccli.graph import Graph
    from jaccli.reports.common.product.find import Products

Sizes = Mapping[str, int]


def jvp(
    chain: Chain,
    x: Any = None,
    v: Any = None,
    *,
    at: Any = None,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    cost: CostModel = "dense",
    max_memory: int | None = None,
    seed: int = 0,
) -> Products:
    """J v by forward mode, for one tangent or a stack of them: `tangents`, one row for each.

    Called as jvp(chain, v), or with a point as jvp(chain, x, v).

    v: (n,), or (c, n); "e3", "all" or "random"; of several inputs also a tuple with a part for
    each; seed: of "random". `primal` is f(x) (m,), `tangents` (c, m). Raises JaccliError as `load`
    does, for what is not finite, vectors of another size, and beyond `max_memory` bytes.

    >>> jvp(lambda x: x * x, [3.0, 4.0], [1.0, 0.0]).tangents
    array([[6., 0.]])
    """
    point, vector = point_and_vector(x, v, at, "v", pointless=is_unread_function(chain))
    graph = load(chain, at=point, sizes=sizes, rerun=rerun, confine=confine)
    return _product(graph, "forward", vector, cost, max_memory, seed)


def vjp(
    chain: Chain,
    x: Any = None,
    u: Any = None,
    *,
    at: Any = None,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    cost: CostModel = "dense",
    max_memory: int | None = None,
    seed: int = 0,
) -> Products:
    """uᵀ J by reverse mode, for one cotangent or a stack of them: `cotangents`, one row for each.

    Called as vjp(chain, u), or with a point as vjp(chain, x, u).

    u: (m,), or (c, m); "e3", "all" or "random"; seed: of "random". `primal` is f(x) (m,),
    `cotangents` (c, n). Raises JaccliError as `load` does, for what is not finite, vectors of
    another size, and beyond `max_memory` bytes.

    >>> vjp(lambda x: x * x, [3.0, 4.0], "all").cotangents
    array([[6., 0.],
           [0., 8.]])
    """
    point, vector = point_and_vector(x, u, at, "u", pointless=is_unread_function(chain))
    graph = load(chain, at=point, sizes=sizes, rerun=rerun, confine=confine)
    return _product(graph, "reverse", vector, cost, max_memory, seed)


def _product(
    graph: Graph, mode: Mode, given: Any, cost: CostModel, max_memory: int | None, seed: int
) -> Products:
    """One sweep with all vectors."""
    from jaccli.reports.common.product.find import products

    forward = mode == "forward"
    shapes = [each.shape or (each.size,) for each in graph.inputs]
    if not forward:
        output = next(node for node in graph.nodes if node.name == graph.output)
        shapes = [output.shape or (output.size,)]
    what, of = ("v", "the input") if forward else ("u", "the output")
    drawn = whole("seed", seed, *SEED)
    listed = vectors(given, shapes, graph.dtype, what, of, drawn)
    model = word("cost", cost, MODELS)
    return frozen(products(graph, mode, listed, model, max_memory=bytes_of(max_memory)))
