"""Other libraries that take derivatives: autograd's programs run as they stand, the rest are told.

`autograd.numpy` is NumPy. Where autograd is not installed, what a program imports of it is here:
NumPy and SciPy, and derivatives that may be made (`g = grad(f)`) and not be called.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import FunctionType, ModuleType
from typing import Any, ClassVar

from jaccli.trace.arrays.libraries import stands_for
from jaccli.trace.program.nested import leaves_of, part_of, rebuilt
from jaccli.trace.source.refusal import Refusal

INSTEAD_OF = {  # what to write in place of a library's functions
    "jaxlib": "`import numpy as jnp` records what NumPy has too; jax.grad is `jaccli grad`",
    "autograd": "`jaccli grad FILE.py:FUNCTION` takes the derivative of the function inside",
    "jax": "`import numpy as jnp` records what NumPy has too; jax.grad is `jaccli grad`",
    "torch": "`import numpy as torch` records what NumPy has too; backward() is `jaccli grad`",
    "tensorflow": "`import numpy as np`, and write it with functions of NumPy",
    "cupy": "`import numpy as cp` records what NumPy has too",
    "numba": "`f.py_func` is the function that numba compiled: give FILE.py:f.py_func",
    "sympy": "`np.sin(x)` in place of sympy.sin(x): write it with functions of NumPy",
    "mpmath": "`np.sin(x)` in place of mpmath.sin(x): write it with functions of NumPy",
    "pandas": "`frame.to_numpy()` outside of the function, and give it the array",
}
METHODS_OF = {  # what to write in place of a method of JAX's or torch's arrays
    "at": "`y = x.copy(); y[0] = value` in place of y = x.at[0].set(value)",
    "detach": "`x` itself: leave .detach() out",
    "numpy": "`x` itself: leave .numpy() out",
    "cpu": "`x` itself: leave .cpu() out",
    "requires_grad": "`x` itself: every parameter of the function is an input",
    "requires_grad_": "`x` itself: every parameter of the function is an input",
    "grad": "`jaccli grad FILE.py:FUNCTION` has the gradient of every input",
    "backward": "`jaccli grad FILE.py:FUNCTION` has the gradient of every input",
    "unsqueeze": "`np.expand_dims(x, 0)` in place of x.unsqueeze(0)",
    "permute": "`np.transpose(A, (1, 0))` in place of A.permute(1, 0)",
    "mm": "`A @ B` in place of A.mm(B)",
    "matmul": "`A @ B` in place of A.matmul(B)",
    "t": "`A.T` in place of A.t()",
    "pow": "`x ** 2` in place of x.pow(2)",
    "norm": "`np.linalg.norm(x)` in place of x.norm()",
    "numel": "`x.size` in place of x.numel()",
    "clamp": "`np.clip(x, 0, 1)` in place of x.clamp(0, 1)",
    "relu": "`np.maximum(x, 0)` in place of x.relu()",
    "sigmoid": "`1 / (1 + np.exp(-x))` in place of x.sigmoid()",
    "abs": "`np.abs(x)` in place of x.abs()",
    "iloc": "`x[0]` in place of x.iloc[0]",
    "values": "`x` itself: leave .values out",
    "to_numpy": "`x` itself: leave .to_numpy() out",
}
METHODS_OF |= {
    name: f"`np.{name}(x)` in place of x.{name}()"
    for name in (
        "exp",
        "log",
        "sin",
        "cos",
        "tan",
        "tanh",
        "sqrt",
        "sign",
        "floor",
        "ceil",
        "square",
    )
}
_OPERATORS = """
    grad elementwise_grad jacobian hessian value_and_grad grad_and_aux hessian_vector_product
    hessian_tensor_product tensor_jacobian_product make_hvp make_ggnvp make_jvp make_vjp
    multigrad_dict deriv holomorphic_grad checkpoint vector_jacobian_product
"""
_OPTIMISERS = "adam sgd rmsprop"


class _Derivative:
    """A derivative that autograd would take."""

    def __init__(self, operator: str, function: Any) -> None:
        self._operator, self._function = operator, function
        self.__name__ = f"{operator}({_name_of(function)})"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise Refusal(
            f"{self.__name__} of autograd cannot be traced",
            "the derivative of a derivative is not recorded",
            f"`jaccli grad FILE.py:{_name_of(self._function)}` takes a derivative itself",
        )


def _called_at_once(name: str) -> Callable[..., Any]:
    """What takes derivatives in the call itself."""
    return lambda fun=None, *args, **kwargs: _Derivative(name, fun)()


def _name_of(function: Any) -> str:
    return str(getattr(function, "__name__", "FUNCTION"))


def _operator(name: str) -> Callable[..., Any]:
    def operator(fun: Any = None, *args: Any, **kwargs: Any) -> Any:
        return _Derivative(name, fun)

    operator.__name__ = name
    return operator


def _flatten(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """All numbers of a value with parts in one vector, and how it is made of them again."""
    import numpy as np

    part = part_of(value)
    leaves = [each for _, each in leaves_of(part)]
    ends = np.cumsum([np.size(each) for each in leaves])
    shapes = [np.shape(each) for each in leaves]

    def unflatten(vector: Any) -> Any:
        pieces = np.split(vector, ends[:-1])
        filled = (np.reshape(x, shape) for x, shape in zip(pieces, shapes, strict=True))
        return rebuilt(part, filled)

    if not leaves:
        return np.zeros(0), unflatten
    return np.concatenate([np.ravel(each) for each in leaves]), unflatten


stands_for("autograd.misc.flatten.flatten")(_flatten)


def _as_it_is(function: Any) -> Any:
    return function


def _nothing(*args: Any, **kwargs: Any) -> None:
    """The derivative of a primitive is that of what it runs."""


_MODULES: dict[str, dict[str, Any]] = {
    "autograd": {name: _operator(name) for name in _OPERATORS.split()},
    "autograd.differential_operators": {name: _operator(name) for name in _OPERATORS.split()},
    "autograd.misc": {},
    "autograd.misc.flatten": {"flatten": _flatten},
    "autograd.misc.optimizers": {name: _called_at_once(name) for name in _OPTIMISERS.split()},
    "autograd.test_util": {"check_grads": _called_at_once("check_grads")},
    "autograd.builtins": {
        name: getattr(builtins, name) for name in ("dict", "isinstance", "list", "tuple", "type")
    },
    "autograd.extend": {
        "primitive": _as_it_is,
        "notrace_primitive": _as_it_is,
        "defvjp": _nothing,
        "defjvp": _nothing,
        "defvjp_argnums": _nothing,
        "defvjp_argnum": _nothing,
    },
}
_ALIASES = ("autograd.numpy", "autograd.scipy")


def _wrapped(name: str) -> Any:
    """What of NumPy or SciPy autograd wraps under a name of a module."""
    own = name.removeprefix("autograd.")
    try:
        return importlib.import_module(own)
    except ModuleNotFoundError:
        package, _, last = own.rpartition(".")
        if not package:
            raise
        return getattr(importlib.import_module(package), last)  # scipy.stats.norm is an object


def without_autograd(value: Any) -> Any:
    """NumPy's or SciPy's module or function in place of the one that autograd makes of it."""
    if isinstance(value, FunctionType):
        made = value.__globals__.get("__name__") == "autograd.tracer"
        return getattr(value, "fun", value) if made else value
    if not isinstance(value, ModuleType) or not value.__name__.startswith(_ALIASES):
        return value
    try:
        return _wrapped(value.__name__)
    except (ImportError, AttributeError):  # a part that is autograd's alone
        return value


class _Absent(MetaPathFinder, Loader):
    """Finds autograd where it is not installed."""

    provided: ClassVar[list[str]] = []  # the names of the modules that it gave

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] != "autograd" or PathFinder.find_spec("autograd") is not None:
            return None
        if name not in _MODULES and not name.startswith(_ALIASES):
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        """As Python does."""

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        self.provided.append(name)
        if name in _MODULES:
            vars(module).update(_MODULES[name])
        else:  # the import gives what stands under the name now
            sys.modules[name] = _wrapped(name)


_ABSENT = _Absent()


@contextmanager
def autograd_is_found() -> Iterator[None]:
    """Programs may import autograd in here, also where it is not installed."""
    sys.meta_path.insert(0, _ABSENT)
    try:
        yield
    finally:
        sys.meta_path.remove(_ABSENT)
        while _ABSENT.provided:
            sys.modules.pop(_ABSENT.provided.pop(), None)
