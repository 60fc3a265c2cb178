"""Layers of linear algebra: matrices given row by row, in batches end to end.

The values are those of `numpy.linalg`. The Jacobians are kept as products of matrices where that
is cheaper than writing them out (Giles 2008; Petersen & Pedersen 2012; Murphy 2022, section 7).
"""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
