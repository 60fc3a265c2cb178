"""jaccli: a Jacobian explorer. Forward mode, reverse mode, and what each costs.

`load` reads a chain: a file, a sample, a mapping, YAML text, or a Python function at a point. The
other functions take what it gave, or anything that it takes, and return their report as a plain
value with NumPy arrays.

>>> import jaccli
>>> jaccli.compare("sample:mlp_cross_entropy").verdict.cheaper
'reverse'
>>> jaccli.jvp(lambda x: x * x, [3.0, 4.0], [1.0, 0.0]).tangents
array([[6., 0.]])
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False  # as in `typing`, which is slow: until `main` is called Ctrl-C is Python's

__version__ = "0.1.0"
__all__ = [
    "JaccliError",
    "__version__",
    "check",
    "compare",
    "exercise",
    "grad",
    "grade",
    "jvp",
    "load",
    "order",
    "plans",
    "show",
    "sweep",
    "trace",
    "vjp",
]

if TYPE_CHECKING:
    from typing import Any

    from jaccli.api.exercises import exercise as exercise
    from jaccli.api.exercises import grade as grade
    from jaccli.api.load import load as load
    from jaccli.api.products import jvp as jvp
    from jaccli.api.products import vjp as vjp
    from jaccli.api.reports import check as check
    from jaccli.api.reports import compare as compare
    from jaccli.api.reports import grad as grad
    from jaccli.api.reports import order as order
    from jaccli.api.reports import plans as plans
    from jaccli.api.reports import show as show
    from jaccli.api.reports import sweep as sweep
    from jaccli.api.trace import trace as trace
    from jaccli.errors import JaccliError as JaccliError

_HOMES = {  # of the others jaccli.api.reports
    "JaccliError": "jaccli.errors",
    "exercise": "jaccli.api.exercises",
    "grade": "jaccli.api.exercises",
    "jvp": "jaccli.api.products",
    "load": "jaccli.api.load",
    "trace": "jaccli.api.trace",
    "vjp": "jaccli.api.products",
}


def __getattr__(name: str) -> Any:
    # At first use: `jaccli --version` and `--help` import none of it
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "jaccli.api.reports")), name)


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """`jaccli.trace` is the function, also once the folder of that name has been imported."""

    @property
    def trace(self) -> Any:
        return __getattr__("trace")

    @trace.setter
    def trace(self, _: ModuleType) -> None:  # what an import sets
        pass


sys.modules[__name__].__class__ = _Package
