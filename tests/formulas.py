"""Reads a formula as a person would, and computes it. Nothing here imports jaccli.

Products bind more closely the less is written between their factors: W x before a ⊙ b and a·b,
these before a / b, and that before sums.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
from scipy import special

Array = np.ndarray[Any, np.dtype[Any]]
CALL = r"[A-Za-zφ]\w*(?:\[[\d.e-]+\])?\("  # a space before the bracket makes it a product
TOKEN = re.compile(rf"\s*([\d.]+(?:e-?\d+)?|{CALL}|[A-Za-z][A-Za-z0-9_]*|.)")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def computed(formula: str, known: Mapping[str, Array], functions: Mapping[str, Any] = {}) -> Array:
    """The value of `name = text,  p = …,  φ = tanh`. known: arrays by their letters; functions:
    what else there is beside FUNCTIONS"""
    (_, text), *where = (each.split(" = ", 1) for each in formula.split(",  "))
    names = dict(functions)
    values = {name.translate(SUBSCRIPTS): each for name, each in known.items()}
    for name, said in reversed(where):  # what is defined last uses nothing that is defined before
        if name == "φ":
            names["φ"] = (FUNCTIONS | names).get(said) or parametrised(said)
        else:
            values[name] = _Reader(said, values, names).whole()
    return _Reader(text, values, names).whole()


def parametrised(name: str) -> Any:
    """leaky_relu[0.2]"""
    function, number = name.removesuffix("]").split("[")
    return lambda x: FUNCTIONS[function](x, float(number))


def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    return np.maximum(x, 0) + slope * np.minimum(x, 0)


def elu(x: Array, alpha: float = 1.0) -> Array:
    return np.maximum(x, 0) + alpha * (np.exp(np.minimum(x, 0)) - 1)


def rms_norm(x: Array, epsilon: float = 1e-5) -> Array:
    return x / math.sqrt((x**2).mean() + epsilon)


def layer_norm(x: Array, epsilon: float = 1e-5) -> Array:
    return (x - x.mean()) / math.sqrt(x.var() + epsilon)


def softmax(x: Array) -> Array:
    return np.exp(x) / np.exp(x).sum()


def extreme(several: Any, one: Any) -> Any:
    """The largest of one vector, or of several numbers entry by entry."""
    return lambda *each: reduce(several, each) if len(each) > 1 else np.atleast_1d(one(each[0]))


def number_of(function: Any) -> Any:
    return lambda x: np.atleast_1d(function(x))


FUNCTIONS: dict[str, Any] = {
    **{name: getattr(np, name) for name in ("tanh", "sin", "cos", "exp", "log", "abs", "tan")},
    **{name: getattr(np, name) for name in ("arcsin", "arccos", "arctan", "sinh", "cosh")},
    **{name: getattr(np, name) for name in ("arcsinh", "arccosh", "arctanh", "expm1", "exp2")},
    **{name: getattr(np, name) for name in ("log1p", "log2", "log10", "cbrt", "sinc", "where")},
    **{name: getattr(np, name) for name in ("arctan2", "hypot", "logaddexp")},
    "relu": lambda x: x * (x > 0),
    "leaky_relu": leaky_relu,
    "elu": elu,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "gelu": lambda x: x * np.array([(1 + math.erf(each / math.sqrt(2))) / 2 for each in x]),
    "softmax": softmax,
    "log_softmax": lambda x: np.log(softmax(x)),
    "logsumexp": number_of(lambda x: np.log(np.exp(x).sum())),
    "sum": number_of(np.sum),
    "mean": number_of(np.mean),
    "product": number_of(np.prod),
    "max": extreme(np.maximum, np.max),
    "min": extreme(np.minimum, np.min),
    "layer_norm": layer_norm,
    "rms_norm": rms_norm,
    "polygamma": lambda x, order=1: special.polygamma(int(order), x),
}


class _Reader:
    """A formula from left to right, one rule for each way in which parts hang together."""

    def __init__(self, text: str, values: Mapping[str, Array], names: Mapping[str, Any]) -> None:
        text = re.sub(r"Σ (\w+)_c log (\w+)_c", r"entropy(\1, \2)", text)
        entropy = {"entropy": lambda y, p: np.atleast_1d(y @ np.log(p))}
        self.functions = FUNCTIONS | entropy | dict(names)
        self.values = values
        self.tokens = [each for each in TOKEN.findall(text.translate(SUBSCRIPTS)) if each.strip()]

    def whole(self) -> Array:
        value = self.sum()
        assert not self.tokens, self.tokens
        return value

    def next(self, *signs: str) -> str:
        """The next token if it is one of these."""
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in signs else ""

    def sum(self) -> Array:
        value = -self.quotient() if self.next("−") else self.quotient()
        while sign := self.next("+", "−"):
            value = value + (self.quotient() if sign == "+" else -self.quotient())
        return value

    def quotient(self) -> Array:
        value = self.product()
        while self.next("/"):
            value = value / self.product()
        return value

    def product(self) -> Array:
        value = self.matrix()
        while self.next("·", "⊙"):
            value = value * self.matrix()
        return value

    def matrix(self) -> Array:
        factors = [self.power()]
        while self.tokens and (self.tokens[0] in "([½√" or self.tokens[0][0].isalnum()):
            factors.append(self.power())
        value = factors.pop()
        while factors:
            left = factors.pop()
            value = left * value if np.ndim(left) == 0 else left @ value
        return value

    def power(self) -> Array:
        if self.next("½"):
            return self.power() / 2
        if self.next("√"):
            return np.sqrt(self.atom())
        value = self.atom()
        if raised := self.next("²", "³"):
            return value ** {"²": 2, "³": 3}[raised]
        return value ** self.atom() if self.next("^") else value

    def atom(self) -> Array:
        token = self.tokens.pop(0)
        if token == "(":
            value, _ = self.sum(), self.tokens.pop(0)
        elif token == "‖":
            value, _ = np.atleast_1d(np.linalg.norm(self.sum())), self.tokens.pop(0)
        elif token == "[":
            value = np.concatenate(self.listed(";"))
        elif token[0].isdigit():
            value = np.array(float(token))
        elif token[-1] == "(":
            name = token.removesuffix("(")
            function = self.functions.get(name) or parametrised(name)
            value = function(*self.listed(","))
        else:
            value = self.values[token]
        if self.next("["):
            value = np.atleast_1d(value)[[int(each) - 1 for each in self.listed(",")]]
        return value

    def listed(self, sign: str) -> list[Array]:
        """What stands between brackets."""
        found = [self.sum()]
        while self.next(sign):
            found.append(self.sum())
        self.tokens.pop(0)
        return found
