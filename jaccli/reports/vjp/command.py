"""jaccli vjp: products u J."""

from __future__ import annotations

from dataclasses import dataclass

from jaccli.reports.common.product.command import Multiply
from jaccli.reports.common.product.options import SHARED, vector


@dataclass(frozen=True, eq=False)
class Vjp(Multiply):
    """What one call of `vjp` asks for."""

    name = "vjp"
    pictures = True
    help = """One or several products u·J of each CHAIN, in one pass back (algorithm 6).

    \b
    jaccli vjp sample:mlp_cross_entropy -u e1 --steps --pause
    jaccli vjp mlp.yaml -u all
    """
    options = (vector("u", "An adjoint of m entries"), *SHARED)
    mode = "reverse"


COMMAND = Vjp
