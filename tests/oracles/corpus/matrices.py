import numpy as np
import scipy
from scipy import linalg
from scipy.linalg import expm, sqrtm


# at: [[0.2, 1.3], [-0.4, 0.1]], [1.0, 0.5], 0.7
def linear_system_flow(A, x0, t):
    return expm(A * t) @ x0


# at: [[3.2, 6.3, 1.0], [-4.4, 2.1, 0.5], [0.3, -0.7, 5.0]]
def large_exponential(A):
    return expm(A) / np.exp(5)


# at: [[0.0, 1.0], [-2.0, -0.3]], [[0.0], [1.0]], 0.1
def van_loan(F, G, dt):
    n = F.shape[0]
    M = np.zeros((2 * n, 2 * n))
    M[:n, :n] = -F * dt
    M[:n, n:] = G @ G.T * dt
    M[n:, n:] = F.T * dt
    E = expm(M)
    phi = E[n:, n:].T
    return phi, phi @ E[:n, n:]


# at: [0.3, 0.6], [[0.5, 0.1], [0.1, 0.4]]
def symmetric_sigma_points(x, P):
    root = scipy.linalg.sqrtm(3 * P)
    pts = x
    for i in range(len(x)):
        pts = np.vstack((pts, x + root[:, i], x - root[:, i]))
    return pts


# at: [[2.0, 0.4, 0.1], [0.3, 1.5, -0.2], [0.0, 0.6, 1.0]]
def root_of_a_matrix(A):
    S = sqrtm(A)
    return S, np.trace(S @ S)


# at: 0.7
def root_of_equal_eigenvalues(v):
    return sqrtm(v * np.eye(2))


# at: [1.0, 0.6, 0.3, 0.1]
def levinson_system(r):
    R = linalg.toeplitz(r[:-1])
    return np.linalg.solve(R + 0.1 * np.eye(3), -r[1:])


# at: [1.0, 0.6, 0.3], [1.0, 0.2, 0.5, 0.4]
def rectangular_toeplitz(c, r):
    return linalg.toeplitz(c, r) @ np.arange(4.0) + linalg.circulant(c)[1]
