"""Layers: functions and their Jacobians, one family a file.

Importing this package imports every file in it, so that each layer type is in `TYPES`. Its folders
hold what fewer chains need (linear algebra); they are imported when `TYPES` is asked for more.
"""

import importlib
import pkgutil
from functools import partial

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

for _module in pkgutil.iter_modules(__path__):
    _load = partial(importlib.import_module, f"{__name__}.{_module.name}")
    TYPES.later(_load) if _module.ispkg else _load()

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
