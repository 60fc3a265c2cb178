"""Layers: functions and their Jacobians, one family a file.

Importing this package imports every file in it, so that each layer type is in `TYPES`.
"""

import importlib
import pkgutil

from jaccli.layers.base import TYPES, Elementwise, Layer, Objection, kinds
from jaccli.layers.fields import ArrayKind, IndexKind, Kind, NumberKind

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = [
    "TYPES",
    "ArrayKind",
    "Elementwise",
    "IndexKind",
    "Kind",
    "Layer",
    "NumberKind",
    "Objection",
    "kinds",
]
