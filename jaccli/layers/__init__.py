"""Layers: functions and their Jacobians, one family a file.

Importing this package imports every file in it, so that each layer type is in `TYPES`.
"""

import importlib
import pkgutil

from jaccli.layers.base import TYPES, Layer, Objection, Unary
from jaccli.layers.elementwise import Elementwise
from jaccli.layers.fields import (
    ArrayKind,
    CountKind,
    IndexKind,
    IntegersKind,
    Kind,
    NumberKind,
    described,
    held,
    kinds,
    left_out,
)
from jaccli.layers.say import carried

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

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
    "Unary",
    "carried",
    "described",
    "held",
    "kinds",
    "left_out",
]
