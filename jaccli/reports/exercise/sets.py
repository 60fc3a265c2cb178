"""What --ask takes: sets of kinds of questions."""

from __future__ import annotations

from collections.abc import Mapping

ALL = "all"
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
SAID: Mapping[str, str] = {  # to a shell
    "values": "x2, x3, … and the output",
    "shapes": "the shape of each Jacobian",
    "jacobians": "J1, J2, … and J",
    "forward": "values and tangents",
    "backprop": "values, adjoints and gradients",
    "mode": "FLOPs of both modes and the verdict",
    "order": "the cheapest order and its price",
    "units": "which relu units block",
    ALL: "everything",
}
# Where nothing is asked for, these in turn, as long as the sheet stays short: by outputs
USUAL = {
    1: ("mode", "adjoint", "gradient", "value", "units"),
    2: ("mode", "product", "value", "jacobian", "units", "shape"),
}
MOST = 20  # questions of a sheet where nothing is asked for
