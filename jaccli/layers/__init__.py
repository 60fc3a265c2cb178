"""Layers: functions and their Jacobians, one family a file.

A family is imported when `TYPES` is asked for a type that no family before has: those first that
most chains hold, those in folders, which fewest need (linear algebra), last.
"""

from functools import partial
from importlib import import_module

from jaccli.layers.base import TYPES, Layer, Objection, Unary
from jaccli.layers.elementwise import Elementwise
from jaccli.layers.fields import (
    ArrayKind,
    CountKind,
    IndexKind,
    IntegersKind,
    Kind,
    NumberKind,
    TextKind,
    described,
    held,
    kinds,
    left_out,
)
from jaccli.layers.say import carried

__all__ = [
    "TYPES",
    "ArrayKind",
    "CountKind",
    "Elementwise",
    "IndexKind",
    "IntegersKind",
    "Kind",
    "Layer",
    "NumberKind",
    "Objection",
    "TextKind",
    "Unary",
    "carried",
    "described",
    "held",
    "kinds",
    "left_out",
]

LIKELY = (  # families that most chains hold
    *("linear", "activations", "loss", "arithmetic", "arrange", "powers", "exponentials"),
    *("transcendental", "normalise", "gelu"),
)


def _others() -> None:
    """Has the other families loaded later, too; the folders last, which fewest need."""
    from pkgutil import iter_modules

    for module in sorted(iter_modules(__path__), key=lambda each: each.ispkg):
        TYPES.later(partial(import_module, f"{__name__}.{module.name}"))


for _family in LIKELY:
    TYPES.later(partial(import_module, f"{__name__}.{_family}"))
TYPES.later(_others)
