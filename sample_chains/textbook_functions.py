# Python functions to be recorded: the textbook's graphs and two small models.
# Try: jaccli compare sample:textbook_functions.py:figure --at 1 --at 2
"""Functions in ordinary NumPy."""

import numpy as np


def figure(x1, x2):
    """Murphy 2022, figure 13.11: x4 is read twice, so its adjoints add up."""
    x3 = np.exp(x1)
    x4 = x2 * x3
    x5 = x1 + x4
    x6 = np.sqrt(x5)
    return x4 * x6


def baydin(x1, x2):
    """Baydin et al. 2018: y = ln x1 + x1 x2 - sin x2, at (2, 5)."""
    return np.log(x1) + x1 * x2 - np.sin(x2)


def mlp(x):
    """The loss of a network with 3 inputs, 4 hidden units and 2 classes."""
    W1 = np.array([[0.5, -1.0, 0.3], [1.2, 0.4, -0.7], [-0.6, 0.8, 1.1], [0.2, -0.3, 2.0]])
    W2 = np.array([[1.0, -0.5, 0.3, 0.8], [-0.4, 0.9, 1.5, -1.0]])
    scores = W2 @ np.maximum(W1 @ x, 0)
    shifted = scores - np.max(scores)
    return np.log(np.sum(np.exp(shifted))) - shifted[0]


def attention(Q, K, V):
    """Self-attention: every row of the result is a mean of the rows of V, weighed by Q Kᵀ."""
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return (weights / np.sum(weights, axis=1, keepdims=True)) @ V


def robot_arm(angles):
    """Where the hand of an arm of three links is: a small Jacobian that every robot needs."""
    lengths = np.array([1.0, 0.8, 0.5])
    directions = np.cumsum(angles)
    return np.array([lengths @ np.cos(directions), lengths @ np.sin(directions)])
