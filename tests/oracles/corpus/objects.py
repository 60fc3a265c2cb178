"""Models as classes."""
from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import partial
from typing import Callable, Optional, Sequence

import numpy as np

from units import BOLTZMANN, to_kelvin, ramp


@dataclass
class Spring:
    k: float = 2.0
    rest: float = 1.0

    def force(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        d = b - a
        length = np.linalg.norm(d)
        return self.k * (length - self.rest) * d / length


@dataclass
class World:
    springs: list[tuple[int, int, Spring]] = field(default_factory=list)

    def forces(self, pos):
        f = np.zeros(pos.shape)
        for i, j, s in self.springs:
            fij = s.force(pos[i], pos[j])
            f[i] += fij
            f[j] -= fij
        return f


# at: [[0.0, 0.1], [1.2, 0.3], [0.4, 1.5]]
def mesh_forces(pos: np.ndarray) -> np.ndarray:
    w = World()
    w.springs.append((0, 1, Spring()))
    w.springs.append((1, 2, Spring(k=3.0)))
    w.springs.append((2, 0, Spring(rest=0.5)))
    return w.forces(pos)


class Kernel(ABC):
    @abstractmethod
    def __call__(self, a, b): ...

    def __add__(self, other):
        return Sum(self, other)

    def __mul__(self, s):
        return Scaled(self, s)


class RBF(Kernel):
    def __init__(self, ell):
        self.ell = ell

    def __call__(self, a, b):
        return np.exp(-0.5 * ((a[:, None] - b[None, :]) / self.ell) ** 2)


class Periodic(Kernel):
    def __init__(self, p):
        self.p = p

    def __call__(self, a, b):
        return np.exp(-2 * np.sin(np.pi * np.abs(a[:, None] - b[None, :]) / self.p) ** 2)


class Sum(Kernel):
    def __init__(self, l, r):
        self.parts = (l, r)

    def __call__(self, a, b):
        return sum(k(a, b) for k in self.parts)


class Scaled(Kernel):
    def __init__(self, k, s):
        self.k, self.s = k, s

    def __call__(self, a, b):
        return self.s * self.k(a, b)


# at: 0.6, 1.3, 0.8
def composite_kernel(ell, period, scale):
    x = np.array([0.0, 0.4, 1.1])
    y = np.array([0.2, 0.9])
    return (RBF(ell) * scale + Periodic(period))(x, y)


class Layer:
    def __init__(self, shape, rng):
        self.params = {"w": rng.normal(size=shape) * 0.3, "b": np.zeros(shape[1])}
        self.cache = {}

    def forward(self, x):
        self.cache["x"] = x
        return x @ self.params["w"] + self.params["b"]


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers)

    def __call__(self, x):
        for l in self.layers:
            x = l.forward(x) if hasattr(l, "forward") else l(x)
        return x

    def __len__(self):
        return len(self.layers)


_rng = np.random.default_rng(7)
model = Sequential(Layer((3, 4), _rng), np.tanh, Layer((4, 2), _rng), lambda z: z / np.linalg.norm(z))


# at: [[0.2, -0.4, 0.6]]
def predict(x):
    assert len(model) == 4
    return model(x)


class Oscillator:
    def __init__(self, m=1.0, c=0.2, k=3.0, forcing: Optional[Callable] = None):
        self.m, self.c, self.k = m, c, k
        self.forcing = forcing or (lambda t: 0.0)

    @property
    def omega(self):
        return np.sqrt(self.k / self.m)

    @staticmethod
    def energy(m, k, x, v):
        return 0.5 * m * v ** 2 + 0.5 * k * x ** 2

    @classmethod
    def stiff(cls, k):
        return cls(k=k)

    def step(self, y, t, dt):
        x, v = y
        a = (self.forcing(t) - self.c * v - self.k * x) / self.m
        return np.array([x + dt * v, v + dt * a])


# at: [0.3, -0.1], 2.5
def oscillator_energy(y, k):
    osc = Oscillator.stiff(k)
    for i in range(4):
        y = osc.step(y, i * 0.1, 0.1)
    return Oscillator.energy(osc.m, osc.k, *y) / osc.omega


class Welford:
    """Running mean and variance."""

    def __init__(self):
        self.n, self.mean, self.m2 = 0, 0.0, 0.0

    def update(self, x):
        self.n += 1
        delta = x - self.mean
        self.mean += delta / self.n
        self.m2 += delta * (x - self.mean)


# at: [0.3, -0.1, 0.8, 0.5]
def running_variance(xs):
    w = Welford()
    for x in xs:
        w.update(x)
    return w.mean, w.m2 / (w.n - 1)


class Adam:
    def __init__(self, lr=0.1, b1=0.9, b2=0.999):
        self.lr, self.b1, self.b2, self.t = lr, b1, b2, 0
        self.m = self.v = None

    def step(self, w, g):
        if self.m is None:
            self.m, self.v = np.zeros_like(w), np.zeros_like(w)
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g ** 2
        mh = self.m / (1 - self.b1 ** self.t)
        vh = self.v / (1 - self.b2 ** self.t)
        return w - self.lr * mh / (np.sqrt(vh) + 1e-8)


# at: [0.5, -1.2]
def adam_on_a_bowl(w):
    opt = Adam()
    for _ in range(3):
        w = opt.step(w, np.array([2.0, 8.0]) * w)
    return w


class RMSProp:
    def __init__(self, n):
        self.cache = np.zeros(n)

    def update(self, params, grads):
        self.cache *= 0.9
        self.cache += 0.1 * grads ** 2
        params -= 0.01 * grads / (np.sqrt(self.cache) + 1e-6)


# at: [0.5, -1.2]
def rmsprop_in_place(p):
    opt = RMSProp(2)
    for _ in range(3):
        opt.update(p, 2 * p)
    return p


# at: 25.0, 0.4
def boltzmann_weights(celsius, gap):
    T = to_kelvin(celsius)
    E = np.array([0.0, gap, 2 * gap])
    w = np.exp(-E * 1.6e-20 / (BOLTZMANN * T))
    return w / w.sum() + ramp(gap)


def _damped(t, x0, gamma, omega):
    return x0 * np.exp(-gamma * t) * np.cos(omega * t)


fast = partial(_damped, 0.5, omega=6.0)


# at: 1.2, 0.3
def through_a_partial(x0, gamma):
    return fast(x0, gamma) + fast(x0, gamma=2 * gamma)


# at: [0.4, 0.1, 0.9]
def callbacks(x: Sequence[float], *fs: Callable, power: int = 2, **options) -> float:
    history = []
    fs = fs or (np.sin, np.exp)
    for f in fs:
        value = np.sum(f(x) ** power)
        history.append(value)
    scale = options.get("scale", 1.0)
    return scale * sum(history)


# at: [0.4, 0.1, 0.9, 0.7, 0.2]
def generator_pairs(x):
    def pairs(seq):
        it = iter(seq)
        prev = next(it)
        for cur in it:
            yield prev, cur
            prev = cur
    return np.array([b - a * a for a, b in pairs(x)])


# at: [0.4, 0.1]
def closure_counter(x):
    total = 0.0

    def visit(v, depth):
        nonlocal total
        total += v[0] * depth
        if depth < 4:
            visit(np.sin(v[::-1]), depth + 1)

    visit(x, 1)
    return total


class Vec3:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __add__(self, o):
        return Vec3(self.x + o.x, self.y + o.y, self.z + o.z)

    def __mul__(self, s):
        return Vec3(self.x * s, self.y * s, self.z * s)

    __rmul__ = __mul__

    def dot(self, o):
        return self.x * o.x + self.y * o.y + self.z * o.z

    def array(self):
        return np.array([self.x, self.y, self.z])


# at: 0.3, 0.7, -0.2
def vectors_of_our_own(x, y, z):
    v = Vec3(x, y, z)
    w = v * 2.0 + Vec3(1.0, 0.0, 0.5)
    return np.append((0.5 * w).array(), v.dot(w))
