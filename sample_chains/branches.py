# A graph that changes with the input: a branch and a loop, and what is recorded is what ran.
# Try: jaccli trace sample:branches.py:relaxation --at 1 --and-at 3
"""Functions whose computation graph depends on the point."""

import numpy as np


def relaxation(x):
    """The square root of 1 + x² by Heron's iteration, and a correction beyond 2."""
    target = 1 + x**2
    y = x
    while abs(y * y - target) > 0.1:
        y = (y + target / y) / 2
    if x > 2:
        y = y + np.exp(-x)
    return y


def huber(x):
    """A parabola near 0, a straight line further out: two graphs, and the slopes meet."""
    if abs(x) <= 1:
        return x**2 / 2
    return abs(x) - 0.5


def orbit(z):
    """The logistic map until it leaves [0.1, 0.9]: how often it runs depends on the start."""
    while 0.1 < z < 0.9:
        z = 3.9 * z * (1 - z)
    return z


def mirror(z):
    """A line right of 0, a root left of it: NumPy computes both, and one is read."""
    return np.where(z >= 0, 3 * z, np.sqrt(-z))
