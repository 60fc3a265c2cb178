"""Orders of accumulation by their names, one a file.

Importing this package imports every file in it, so that each order is found where it belongs.
"""

import importlib
import pkgutil

from jaccli.accumulate.orders.protocol import CHAIN, Answer, Find, Order, Orders, Step

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["CHAIN", "Answer", "Find", "Order", "Orders", "Step"]
