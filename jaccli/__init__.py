"""jaccli: a Jacobian explorer. Forward mode, reverse mode, and what each costs.

>>> import jaccli
>>> found = jaccli.compare(jaccli.load("sample:mlp_cross_entropy"))
>>> found.verdict.cheaper
'reverse'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["JaccliError", "__version__", "compare", "grad", "load", "order", "show"]

if TYPE_CHECKING:
    from jaccli.errors import JaccliError as JaccliError
    from jaccli.reports.compare.find import compare as compare
    from jaccli.reports.grad.find import grad as grad
    from jaccli.reports.order.find import order as order
    from jaccli.reports.show.find import show as show
    from jaccli.spec import read as load

_HOMES = {
    "JaccliError": ("jaccli.errors", "JaccliError"),
    "grad": ("jaccli.reports.grad.find", "grad"),
    "compare": ("jaccli.reports.compare.find", "compare"),
    "load": ("jaccli.spec", "read"),
    "order": ("jaccli.reports.order.find", "order"),
    "show": ("jaccli.reports.show.find", "show"),
}


def __getattr__(name: str) -> Any:
    # At first use: `jaccli --version` and `--help` import none of it
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
