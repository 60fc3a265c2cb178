"""jaccli jvp: products J v."""

from __future__ import annotations

from dataclasses import dataclass

from jaccli.reports.common.product.command import Multiply
from jaccli.reports.common.product.options import SHARED, vector


@dataclass(frozen=True, eq=False)
class Jvp(Multiply):
    """What one call of `jvp` asks for."""

    name = "jvp"
    pictures = True
    help = """One or several products J·v of each CHAIN, in one pass forward (algorithm 5).

    \b
    jaccli jvp sample:mlp_cross_entropy -v e3 --steps
    jaccli jvp mlp.yaml -v 1,0,2 -v random
    """
    options = (vector("v", "A tangent of n entries"), *SHARED)
    mode = "forward"


COMMAND = Jvp
