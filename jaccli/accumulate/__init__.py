"""Orders of the one product J_K ⋯ J_1: forward and reverse sweeps, their prices and memory."""

from jaccli.accumulate.price import Memory, memory, sweep_costs
from jaccli.accumulate.sweep import forward, reverse

__all__ = ["Memory", "forward", "memory", "reverse", "sweep_costs"]
