"""One function for each command: a chain in, its report out, a plain value with NumPy arrays.

Every chain may be what `load` gave or anything that `load` takes, with the point `at`, `sizes`,
`rerun` and `confine` as there. The arrays of a report are read-only. A price is in FLOPs,
`max_memory` in bytes, as on the command line half of the machine's where it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from jaccli.accumulate.price import CostModel, Seeds
from jaccli.api.arguments import bytes_of, flag, sizes_of, whole, word
from jaccli.api.load import Chain, chain_of, jacobians_in, load
from jaccli.api.readonly import frozen
from jaccli.reports.common.modes import MODELS, SEEDS, Rule

if TYPE_CHECKING:
    from jaccli.reports.check.find import Checked
    from jaccli.reports.compare.find import Comparison, Wrt
    from jaccli.reports.compare.running import Run
    from jaccli.reports.grad.find import Gradients
    from jaccli.reports.order.elimination.asked import By
    from jaccli.reports.order.elimination.find import Eliminating
    from jaccli.reports.order.find import Ordering
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.show.find import Showing
    from jaccli.reports.sweep.find import Sweep

WRT: tuple[Wrt, ...] = ("input", "parameters", "all")
RUNS: tuple[Run, ...] = ("forward", "reverse", "both", "none")
PEERS = ("jax", "torch")
Sizes = Mapping[str, int]


def compare(
    chain: Chain,
    at: Any = None,
    *,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    wrt: Wrt = "input",
    cost: CostModel = "dense",
    seeds: Seeds = "counted",
    run: Run | None = None,
    max_memory: int | None = None,
    timed: bool = False,
) -> Comparison:
    """The full Jacobian by forward and by reverse mode, what each costs, and which is cheaper.

    wrt: by what, "input", "parameters" or "all"
    cost: the verdict's cost model, "dense" or "structured"
    seeds: whether the first product, with I_n or I_m, is "counted" or "free"
    run: the modes that build J, "forward", "reverse", "both" or "none"; default the cheaper one,
        and the other where it is cheap
    max_memory: bytes, default half of the machine's; what needs more is priced and not run
    timed: whether the clock is asked as well

    `jacobian` is (m, n), by the parameters (m, Σ d_k), None where no mode built it; `forward.costs`
    and `reverse.costs` are FLOPs by rule. Raises JaccliError as `load` does, for what is not
    finite, where `wrt` leaves nothing to differentiate by, and where a mode that `run` names needs
    more than `max_memory`.

    >>> found = compare("sample:mlp_cross_entropy")
    >>> found.verdict.cheaper, found.jacobian.shape
    ('reverse', (1, 6))
    """
    from jaccli.reports.compare.find import compare

    return frozen(
        compare(
            load(chain, at=at, sizes=sizes, rerun=rerun, confine=confine),
            Rule(word("cost", cost, MODELS), word("seeds", seeds, SEEDS)),
            wrt=word("wrt", wrt, WRT),
            run=None if run is None else word("run", run, RUNS),
            max_memory=bytes_of(max_memory),
            clock=perf_counter if flag("timed", timed) else None,
        )
    )


def grad(
    chain: Chain,
    at: Any = None,
    *,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    max_memory: int | None = None,
) -> Gradients:
    """Backpropagation: `loss`, `input_gradients` by name, `parameter_gradients` by layer and name.

    Each gradient has the shape of what it is by (algorithm 7 of Murphy 2022, 13.3.3). Raises
    JaccliError as `load` does, for what is not finite, for a loss of more than one number, and
    beyond `max_memory`.

    >>> found = grad(lambda x: (x * x).sum(), [3.0, 4.0])
    >>> found.loss, found.input_gradients["x"]
    (25.0, array([6., 8.]))
    """
    from jaccli.reports.grad.find import grad

    graph = load(chain, at=at, sizes=sizes, rerun=rerun, confine=confine)
    found = grad(graph, max_memory=bytes_of(max_memory))
    by = found.input_gradients
    shapes = {x.name: (x.size,) if x.shape is None else x.shape for x in graph.inputs}
    shaped = {name: each.reshape(shapes[name]) for name, each in by.items()}
    return frozen(found._replace(input_gradients=shaped))


def order(
    chain: Chain | Sequence[int],
    at: Any = None,
    *,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    cost: CostModel = "dense",
    order: Sequence[str] | None = None,
    eliminate: By | None = None,
    scalars: bool = False,
    budget: float | None = None,
    seed: int = 0,
    max_memory: int | None = None,
    timed: bool = False,
) -> Ordering | Eliminating:
    """The cheapest order to multiply the Jacobians of a chain, or to eliminate the values of a
    graph, beside forward and reverse mode.

    chain: also sizes from the input on, (30, 3, 50, 3, 30) has J1 3×30, or a file of shapes alone;
    cost: what is to be least, the "dense" or the "structured" price; timed: whether the clock is
    asked as well. Of a graph, order: another order, by the names of the values between; eliminate:
    its values, "vertices", or single "edges"; scalars: with a value for each number; budget:
    seconds of the search, 10 unless given; seed: of it. Raises JaccliError as `load` does, and for
    more Jacobians or edges than can be ordered.

    >>> order((30, 3, 50, 3, 30)).best.bracketing
    '(J4·(J3·J2))·J1'
    >>> order({"edges": [["x", "a"], ["a", "y"], ["a", "z"]]}).best.order.vertices
    ('a',)
    """
    from jaccli.arrays import np
    from jaccli.factors import Factors
    from jaccli.reports.order.find import order as of_a_chain

    found = jacobians_in(chain, at=at, sizes=sizes, rerun=rerun, confine=confine)
    model, most = word("cost", cost, MODELS), bytes_of(max_memory)
    rng = np.random.RandomState(0) if flag("timed", timed) else None  # of shapes alone
    as_graph = flag("scalars", scalars) or order is not None or eliminate is not None
    if isinstance(found, Factors) and not as_graph:
        clock = perf_counter if timed else None
        return frozen(of_a_chain(found, model, max_memory=most, clock=clock, rng=rng))
    from jaccli.api.order import of_a_graph

    return frozen(
        of_a_graph(
            found,
            model,
            order,
            eliminate=eliminate or "vertices",
            scalars=scalars,
            budget=budget,
            seed=seed,
            max_memory=most,
            timed=timed,
        )
    )


def plans(
    chain: Chain | Sequence[int],
    at: Any = None,
    *,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    cost: CostModel = "structured",
    memory_limit: int | None = None,
    max_memory: int | None = None,
) -> MatrixFree:
    """What `order` asks where no Jacobian is given, only tangents and adjoints through each layer.

    memory_limit: the numbers that the tape of an adjoint may hold (Naumann 2024, arXiv:2406.11862).
    Raises JaccliError as `order` does.

    >>> plans("sample:tall").methods[0].method
    'optimal'
    """
    from jaccli.reports.order.matrix_free.find import matrix_free

    limit = None if memory_limit is None else whole("memory_limit", memory_limit, least=0)
    factors = chain_of(jacobians_in(chain, at=at, sizes=sizes, rerun=rerun, confine=confine))
    model = word("cost", cost, MODELS)
    return frozen(matrix_free(factors, model, limit=limit, max_memory=bytes_of(max_memory)))


def sweep(
    chain: Chain,
    vary: str | Mapping[str, Sequence[int]],
    *,
    at: Any = None,
    sizes: Sizes | None = None,
    confine: bool = False,
    cost: CostModel = "dense",
    seeds: Seeds = "counted",
    max_memory: int | None = None,
    timed: bool = False,
) -> Sweep:
    """How the cost of J grows with a size that a chain file names: points, slopes, the crossover.

    vary: "n=16:1024" (13 sizes in equal ratios), "n=16:1024:7", "n=1,10,100", "n,h=8:1024", or a
    mapping, {"n": [16, 64, 256]}; cost, seeds: as in `compare`; max_memory, timed: of the runs
    that are timed. Raises JaccliError as `load` does, where the file does not fit at a size, and
    for more sizes than there is time for.

    >>> sweep("sample:tall", "n=1,10,100").crossover.size
    40
    """
    from jaccli.api.sweep import no_sizes, swept

    if callable(chain):  # whether it has a point or none
        from jaccli.trace.program.alive import name_of

        raise no_sizes(name_of(chain))
    rule = Rule(word("cost", cost, MODELS), word("seeds", seeds, SEEDS))
    timed = flag("timed", timed)
    graph = load(chain, at=at, sizes=sizes, confine=confine)
    return frozen(swept(graph, vary, sizes_of(sizes), rule, bytes_of(max_memory), timed=timed))


def check(
    chain: Chain,
    at: Any = None,
    *,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    against: Literal["jax", "torch"] | None = None,
    max_memory: int | None = None,
) -> Checked:
    """Derivatives by differences and the complex step, sweeps, counts, and a file's `expect:`.

    against: another framework that value, Jacobian and gradients are compared with. `ok` tells
    whether nothing failed, `outcomes` what each check found. Raises JaccliError as `load` does, for
    what is not finite, and beyond `max_memory`; a check that fails raises nothing.

    >>> check("sample:mlp_cross_entropy").ok
    True
    """
    from jaccli.reports.check.find import check

    peer = None
    if against is not None:
        from jaccli.reports.check.peers import peer_checks

        peer = peer_checks(word("against", against, PEERS))
    graph = load(chain, at=at, sizes=sizes, rerun=rerun, confine=confine)
    return frozen(check(graph, max_memory=bytes_of(max_memory), peer=peer))


def show(
    chain: Chain,
    at: Any = None,
    *,
    sizes: Sizes | None = None,
    rerun: bool = True,
    confine: bool = False,
    max_memory: int | None = None,
) -> Showing:
    """The layers at the point, each local Jacobian with its structure, and J, their product.

    `jacobian` is (m, n). Raises JaccliError as `load` does, for what is not finite, and
    beyond `max_memory`.

    >>> found = show("sample:affine_softmax")
    >>> [layer.jacobians[0].structure for layer in found.layers]
    ['dense', 'diagonal', 'dense', 'diagonal+low-rank']
    """
    from jaccli.reports.show.find import show

    graph = load(chain, at=at, sizes=sizes, rerun=rerun, confine=confine)
    return frozen(show(graph, max_memory=bytes_of(max_memory)))
