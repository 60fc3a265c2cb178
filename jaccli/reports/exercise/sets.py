"""What --ask takes: sets of kinds of questions."""

from __future__ import annotations

from collections.abc import Mapping

SETS: Mapping[str, tuple[str, ...]] = {  # what --ask takes
    "values": ("value",),
    "shapes": ("shape",),
    "jacobians": ("jacobian", "product"),
    "forward": ("value", "tangent"),
    "backprop": ("value", "adjoint", "gradient"),
    "mode": ("flops", "mode"),
    "order": ("order",),
    "units": ("units",),
}
