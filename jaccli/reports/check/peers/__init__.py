"""Other frameworks as witnesses: value, Jacobian and gradients of the same graph."""

from __future__ import annotations

from collections.abc import Callable

from jaccli.ceiling import lifted
from jaccli.errors import JaccliError, Mistakes
from jaccli.keywords import option
from jaccli.reports.check.case import Case
from jaccli.reports.check.peers.compared import Framework, compared_with
from jaccli.reports.common.derivatives.outcome import Outcome

PACKAGES = {"jax": "JAX", "torch": "PyTorch"}


def peer_checks(name: str) -> Callable[[Case], list[Outcome]]:
    """The checks beside that framework, `jax` or `torch`, which is imported here.

    Raises Mistakes where it is not installed.
    """
    try:
        with lifted():
            framework = _framework(name)
    except ImportError as error:
        missing = JaccliError(
            option("--against", name) + f" needs {PACKAGES[name]}, which is not installed here",
            notes=[
                ("why", str(error)),
                ("help", "pip install 'jaccli[peers]' installs it, and its like"),
                ("help", f"or this one alone: pip install {name}"),
            ],
        )
        raise Mistakes([missing]) from None

    def checks(case: Case) -> list[Outcome]:
        with lifted():  # XLA ends the process where it finds no memory
            return compared_with(framework, case)

    return checks


def _framework(name: str) -> Framework:
    if name == "jax":
        from jaccli.reports.check.peers.jax import Jax

        return Jax()
    from jaccli.reports.check.peers.torch import Torch

    return Torch()
