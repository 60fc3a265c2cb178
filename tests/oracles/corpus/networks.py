# graphs, transport, sequences
from itertools import product, combinations
from functools import reduce

import numpy as np


# at: [0.25, 0.25, 0.3, 0.2], 0.85
def pagerank_step(r, d):
    links = {0: [1, 2], 1: [2], 2: [0], 3: [0, 2]}
    n = len(r)
    new = np.ones(n) * (1 - d) / n
    for page, outs in links.items():
        for o in outs:
            new[o] += d * r[page] / len(outs)
    return new


# at: [0.5, 1.2, 0.7, 0.9]
def graph_laplacian(w):
    edges = [(0, 1), (1, 2), (2, 0), (1, 3)]
    n = 4
    L = np.zeros((n, n))
    for (i, j), wij in zip(edges, w):
        L[i, j] -= wij
        L[j, i] -= wij
        L[i, i] += wij
        L[j, j] += wij
    return L


# at: [[0.1, 0.9, 0.3], [0.8, 0.2, 0.5]]
def normalised_adjacency(X):
    A = np.array([[0, 1], [1, 0]]) + np.eye(2)
    D = np.diag(np.sum(A, axis=1) ** -0.5)
    return np.maximum(D @ A @ D @ X, 0)


# at: [[0.3, 0.8], [0.6, 0.1]], [0.4, 0.6], [0.5, 0.5]
def sinkhorn(C, a, b, reg=0.5):
    K = np.exp(-C / reg)
    u = np.ones_like(a)
    for _ in range(5):
        v = b / np.dot(K.T, u)
        u = a / np.dot(K, v)
    P = u[:, None] * K * v
    return np.sum(P * C)


# at: [0.1, 0.9, 0.4], [0.2, 0.7, 0.5, 0.3]
def dtw(s, t):
    n, m = len(s), len(t)
    D = np.full((n + 1, m + 1), np.inf)
    D[0, 0] = 0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = abs(s[i - 1] - t[j - 1])
            D[i, j] = cost + min(D[i - 1, j], D[i, j - 1], D[i - 1, j - 1])
    return D[n, m]


def softmin(values, gamma):
    z = np.array(values) / -gamma
    m = np.max(z)
    return -gamma * (np.log(np.sum(np.exp(z - m))) + m)


# at: [0.1, 0.9, 0.4], [0.2, 0.7, 0.5, 0.3]
def soft_dtw(x, y, gamma=1.0):
    R = np.zeros((len(x) + 1, len(y) + 1)) + 1e8
    R[0, 0] = 0.0
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            d = (x[i - 1] - y[j - 1]) ** 2
            R[i, j] = d + softmin([R[i - 1, j - 1], R[i - 1, j], R[i, j - 1]], gamma)
    return R[-1, -1]


# at: [[0.3, 0.8, 0.4], [0.6, 0.1, 0.9], [0.2, 0.7, 0.5]]
def cheapest_path(cost):
    best = cost.copy()
    n, m = best.shape
    for i, j in product(range(n), range(m)):
        if i == 0 and j == 0:
            continue
        options = []
        if i > 0:
            options.append(best[i - 1, j])
        if j > 0:
            options.append(best[i, j - 1])
        best[i, j] += min(options)
    return best[-1, -1]


# at: [[0.3, 0.8, 0.4], [0.6, 0.1, 0.9], [0.2, 0.7, 0.5]]
def floyd_warshall(dist):
    d = dist.copy()
    for k in range(3):
        for i in range(3):
            for j in range(3):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]
    return d


# at: [0.5, 0.3, 0.8], [2.0, 3.0, 1.0]
def value_iteration(reward, scale):
    V = np.zeros(3)
    T = np.array([[0.7, 0.3, 0.0], [0.1, 0.6, 0.3], [0.0, 0.2, 0.8]])
    for _ in range(4):
        Q = np.empty((2, 3))
        Q[0] = reward + 0.9 * T @ V
        Q[1] = reward * 0.5 + 0.9 * T.T @ V / scale
        V = Q.max(axis=0)
    return V


# at: [0.1, 0.2, 0.3, 0.4, 0.5]
def td_lambda_returns(rewards):
    G = np.zeros_like(rewards)
    running = 0
    for t in reversed(range(len(rewards))):
        running = rewards[t] + 0.99 * running
        G[t] = running
    G -= G.mean()
    G /= G.std()
    return G


# at: [0.1, 0.2, -0.3, 0.4], [0.5, 0.6, 0.7, 0.8, 0.1]
def gae(rewards, values):
    adv = np.zeros(len(rewards))
    last = 0.0
    for t in range(len(rewards) - 1, -1, -1):
        delta = rewards[t] + 0.99 * values[t + 1] - values[t]
        adv[t] = last = delta + 0.99 * 0.95 * last
    return adv


# at: [[0.3, 0.8], [0.6, 0.1], [0.2, 0.7]]
def triplet_margin(e):
    a, p, n = e
    dp = np.sum((a - p) ** 2)
    dn = np.sum((a - n) ** 2)
    return np.maximum(dp - dn + 0.5, 0)


# at: [[0.3, 0.8], [0.6, 0.1], [0.2, 0.7]]
def all_pairs_energy(pos):
    return sum(1 / np.linalg.norm(pos[i] - pos[j]) for i, j in combinations(range(len(pos)), 2))


# at: [0.2, 0.4, 0.1]
def chained_rotations(angles):
    mats = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
    return reduce(np.dot, mats)


# at: [0.5, 1.2, 0.7]
def master_equation(k):
    M = np.zeros((3, 3))
    M[0, 1], M[1, 0] = k[0], k[1]
    M[1, 2] = M[2, 1] = k[2]
    M -= np.diag(M.sum(axis=0))
    p = np.array([1.0, 0.0, 0.0])
    for _ in range(3):
        p = p + 0.1 * M.dot(p)
    return p


# at: [0.5, 0.2, 0.1], [0.3, 0.4, 0.3]
def replicator(x, f):
    W = np.array([[0, 1, 2], [2, 0, 1], [1, 2, 0]])
    fit = W @ x + f
    avg = x @ fit
    return x * (fit - avg)


# at: [0.9, 0.3], 0.8, 0.4
def leslie(n0, fec, surv):
    L = np.array([[0.0, fec], [surv, 0.1]])
    return np.linalg.matrix_power(L, 4) @ n0


# at: [0.4, 0.3, 0.2, 0.1]
def huffman_like_entropy(p):
    p = p / p.sum()
    nz = p[p > 0]
    return -(nz * np.log2(nz)).sum()


# at: [[0.1, 0.4, 0.2], [0.5, 0.3, 0.9], [0.7, 0.2, 0.6]]
def belief_propagation(pot):
    m = np.ones(3) / 3
    msgs = []
    for k in range(3):
        m = pot.T.dot(m)
        m /= m.sum()
        msgs += [m]
    return msgs[-1] * msgs[0]
