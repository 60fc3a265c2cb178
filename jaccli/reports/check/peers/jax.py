"""JAX as a witness: the graph in jax.numpy, differentiated by JAX in float64."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from jaccli.arrays import Array, np
from jaccli.reports.check.peers.compared import Program, Work


class Jax:
    """`Framework` for JAX."""

    name = "JAX"

    def __init__(self) -> None:
        self.jax = import_module("jax")
        self.jax.config.update("jax_enable_x64", True)
        jnp, nn = import_module("jax.numpy"), self.jax.nn
        ours = {
            "relu": nn.relu,
            "sigmoid": nn.sigmoid,
            "softplus": nn.softplus,
            "silu": nn.silu,
            "gelu": lambda x: nn.gelu(x, approximate=False),
            "elu": nn.elu,
            "leaky_relu": nn.leaky_relu,
            "softmax": nn.softmax,
            "log_softmax": nn.log_softmax,
            "logsumexp": nn.logsumexp,
        }
        numpy = {name: getattr(jnp, name) for name in dir(jnp) if not name.startswith("_")}
        self.functions = SimpleNamespace(**numpy | ours)

    def array(self, array: Array) -> Any:
        """The array in the framework."""
        return self.functions.asarray(array, dtype="float64")

    def numpy(self, value: Any) -> Array:
        """The framework's array in NumPy."""
        return np.asarray(value)

    def value(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Any:
        """f at the point."""
        return self.jax.jit(program)(x, dict(parameters))

    def jacobian(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Any:
        """J (m, n) by reverse mode."""
        return self.jax.jit(self.jax.jacrev(program))(x, dict(parameters))

    def gradients(self, program: Program, x: Any, parameters: Mapping[str, Any], u: Any) -> Any:
        """u ∂f/∂θ of each parameter, of its shape."""

        def weighted(theta: Mapping[str, Any]) -> Any:
            return u @ program(x, theta)

        return self.jax.jit(self.jax.grad(weighted))(dict(parameters))

    def flops(self, program: Program, x: Any, parameters: Mapping[str, Any]) -> Work | None:
        """JAX has no count that names its products alone."""
        return None
