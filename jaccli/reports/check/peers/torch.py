"""PyTorch as a witness: the graph in torch, differentiated and its matrix products counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from jaccli.arrays import Array
from jaccli.reports.check.peers.compared import Program, Work

TAKEN = (
    "sin cos tan tanh sigmoid exp log sqrt square reciprocal abs negative arcsin arccos arctan "
    "sinh cosh arcsinh arccosh arctanh exp2 expm1 log1p log2 log10 sinc sum mean prod amax amin "
    "add multiply maximum minimum arctan2 hypot where concatenate relu"
)


class Torch:
    """`Framework` for PyTorch."""

    name = "PyTorch"

    def __init__(self) -> None:
        self.torch = torch = import_module("torch")
        nn = import_module("torch.nn.functional")
        ours = {
            "softplus": lambda x: nn.softplus(x, threshold=40),  # its default, 20, costs digits
            "silu": nn.silu,
            "gelu": nn.gelu,
            "elu": nn.elu,
            "leaky_relu": nn.leaky_relu,
            "softmax": lambda x: torch.softmax(x, 0),
            "log_softmax": lambda x: torch.log_softmax(x, 0),
            "logsumexp": lambda x: torch.logsumexp(x, 0),
            "cbrt": lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3),
        }
        self.functions = SimpleNamespace(
            **{name: getattr(torch, name) for name in TAKEN.split()} | ours
        )

    def array(self, array: Array) -> Any:
        """The array in the framework."""
        return self.torch.tensor(array.tolist(), dtype=self.torch.float64)

    def numpy(self, value: Any) -> Array:
        """The framework's array in NumPy."""
        return value.detach().numpy()

    def value(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Any:
        """f at the point."""
        return program(x, parameters)

    def jacobian(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Any:
        """J (m, n) by reverse mode."""
        return self.torch.func.jacrev(lambda at: program(at, parameters))(x)

    def gradients(self, program: Program, x: Any, parameters: Mapping[str, Any], u: Any) -> Any:
        """u ∂f/∂θ of each parameter, of its shape."""
        _, pull = self.torch.func.vjp(lambda theta: program(x, theta), dict(parameters))
        (found,) = pull(u)
        return found

    def flops(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Work | None:
        """The matrix products of jacfwd and of jacrev, as FlopCounterMode counts them."""

        def at(point: Any) -> Any:
            return program(point, parameters)

        return Work(
            self._counted(self.torch.func.jacfwd(at), x),
            self._counted(self.torch.func.jacrev(at), x),
        )

    def _counted(self, jacobian: Callable[[Any], Any], x: Any) -> int:
        counter = import_module("torch.utils.flop_counter").FlopCounterMode(display=False)
        with counter:
            jacobian(x)
        return int(counter.get_total_flops())
