"""Kernels and losses from scipy's distances."""
import numpy as np
from scipy.spatial import distance
from scipy.spatial.distance import cdist, pdist, squareform
from scipy.spatial.distance import cosine as cos_dist


# at: [[0.1, 0.9], [0.8, 0.3], [1.5, -0.4]], [[0.2, 0.7], [1.0, 0.1]]
def rbf_by_cdist(X, Y, gamma=0.8):
    return np.exp(-gamma * cdist(X, Y, "sqeuclidean"))


# at: [[0.1, 0.9], [0.8, 0.3], [1.5, -0.4]], 0.6
def matern_by_pdist(X, ell):
    d = squareform(pdist(X / ell))
    k = (1 + np.sqrt(3) * d) * np.exp(-np.sqrt(3) * d)
    return k[0, 1:], k[2]


# at: [[0.1, 0.9], [0.8, 0.3], [1.5, -0.4]], [[0.2, 0.7], [1.0, 0.1]]
def many_metrics(X, Y):
    total = cdist(X, Y).sum()
    for metric in ("cityblock", "chebyshev", "cosine"):
        total += cdist(X, Y, metric=metric)[0].sum()
    return total + cdist(X, Y, "minkowski", p=3)[1, 1] + squareform(squareform(pdist(X))).max()


# at: [0.2, 0.9, -0.1], [0.4, 0.7, 0.5]
def between_two_vectors(u, v):
    return np.array([cos_dist(u, v), distance.euclidean(u, v), distance.cityblock(u, v),
                     distance.sqeuclidean(u, v), distance.chebyshev(u, v), distance.minkowski(u, v, 3)])


# at: [[0.1, 0.9], [0.8, 0.3], [1.5, -0.4]]
def stress_of_an_embedding(Y):
    wanted = np.array([1.0, 2.0, 0.7])
    return np.sum((pdist(Y) - wanted) ** 2) / np.sum(wanted ** 2)
