"""Orders of the one product J_K ⋯ J_1: sweeps, bracketings, matrix-free plans; what each costs."""

from jaccli.accumulate.edges import (
    Edge,
    depending_on,
    edges_of,
    idle_in,
    priced_edges,
    sources_of,
    sweep_memory,
    sweep_price,
    unused_in,
)
from jaccli.accumulate.held import kept_of, most_held
from jaccli.accumulate.price import Memory, memory, sweep_costs, total_of
from jaccli.accumulate.sweep import (
    forward,
    pullback,
    pushforward,
    reverse,
    side_by_side,
    sum_of_moved,
)

__all__ = [
    "Edge",
    "Memory",
    "depending_on",
    "edges_of",
    "forward",
    "idle_in",
    "kept_of",
    "memory",
    "most_held",
    "priced_edges",
    "pullback",
    "pushforward",
    "reverse",
    "side_by_side",
    "sources_of",
    "sum_of_moved",
    "sweep_costs",
    "sweep_memory",
    "sweep_price",
    "total_of",
    "unused_in",
]
