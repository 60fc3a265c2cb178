"""Programs that are written for other libraries: autograd's run, JAX's and torch's are told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import jaccli
from jaccli.errors import Mistakes
from jaccli.trace import trace

AUTOGRAD = """
import autograd.numpy as np
import autograd.numpy.random as npr
from autograd import elementwise_grad, grad, jacobian
from autograd.extend import defvjp, primitive
from autograd.misc.flatten import flatten
from autograd.misc.optimizers import adam
from autograd.numpy.linalg import norm

rs = npr.RandomState(0)
params = [(rs.randn(2, 3) * 0.1, rs.randn(3) * 0.1), (rs.randn(3, 1), rs.randn(1))]


def net(x):
    for W, b in params:
        x = np.tanh(np.dot(x, W) + b)
    return np.sum(x) + norm(x) + np.array([x[0], 2.0])[0]


@primitive
def lse(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


defvjp(lse, lambda ans, x: lambda g: g * np.exp(x - ans))


def packed(x):
    vector, unflatten = flatten([x, (x[0], 2.0)])
    return np.sum(vector**2) * unflatten(vector)[1][0] + lse(x)


slope = grad(lse)
slopes = elementwise_grad(np.tanh), jacobian(net)


def curved(x):
    return slope(x)[0]


def trained(x):
    return adam(slope, x)
"""
PEERS = [
    ("import jax.numpy as jnp\ndef f(x): return jnp.sin(x)\n", "`import numpy as jnp`"),
    ("import torch\ndef f(x): return torch.sin(x)\n", "`import numpy as torch`"),
    ("def f(x): return x.at[0].set(1.0)\n", "`y = x.copy(); y[0] = value`"),
    ("def f(x): return x.detach() * 2\n", "leave .detach() out"),
    ("def f(x): return x.sum().backward()\n", "`jaccli grad FILE.py:FUNCTION`"),
    ("def f(x): return x.sum(dim=0)\n", "`x.sum(axis=0)`"),
]


@pytest.mark.parametrize("name", ["net", "packed"])
def test_a_program_of_autograd_runs_as_it_stands(name: str, program: Callable[[str], Path]) -> None:
    path = program(AUTOGRAD)
    x = np.array([0.3, -0.7])
    found = jaccli.compare(f"{path}:{name}", x)
    assert jaccli.check(f"{path}:{name}", x).ok
    assert found.jacobian.shape == (1, 2)
    assert sys.modules.get("autograd.numpy") is not np  # what was provided is gone


@pytest.mark.parametrize("name", ["slope", "curved", "trained"])
def test_a_derivative_by_autograd_is_refused_with_the_command_that_takes_it(
    name: str, program: Callable[[str], Path]
) -> None:
    with pytest.raises(Mistakes, match=r"`jaccli grad FILE\.py:") as caught:
        trace(f"{program(AUTOGRAD)}:{name}", [[0.3, -0.7]])
    assert "autograd" in str(caught.value)


@pytest.mark.parametrize(("text", "said"), PEERS)
def test_arrays_of_another_library_are_told_what_to_write(
    text: str, said: str, program: Callable[[str], Path]
) -> None:
    with pytest.raises(Mistakes) as caught:
        trace(f"{program(text)}:f", [[0.3, -0.7]])
    assert said in " ".join(str(caught.value).split())
