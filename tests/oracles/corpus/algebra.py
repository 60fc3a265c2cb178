import numpy as np

SPD = [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]]


# at: [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]]
def cholesky_by_hand(A):
    n = A.shape[0]
    L = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = sum(L[i, k] * L[j, k] for k in range(j))
            if i == j:
                L[i, j] = np.sqrt(A[i, i] - s)
            else:
                L[i, j] = (A[i, j] - s) / L[j, j]
    return L


# at: [[2.0, 1.2, 0.5], [1.1, 3.0, -0.4], [0.6, -0.3, 2.5]], [1.0, 0.5, -0.7]
def gauss_elimination(A, b):
    n = len(b)
    for k in range(n - 1):
        for i in range(k + 1, n):
            if A[i, k] != 0.0:
                lam = A[i, k] / A[k, k]
                A[i, k + 1:n] = A[i, k + 1:n] - lam * A[k, k + 1:n]
                b[i] = b[i] - lam * b[k]
    for k in range(n - 1, -1, -1):
        b[k] = (b[k] - np.dot(A[k, k + 1:n], b[k + 1:n])) / A[k, k]
    return b


# at: [[0.2, 1.2, 0.5], [1.1, 3.0, -0.4], [2.6, -0.3, 2.5]], [1.0, 0.5, -0.7]
def gauss_with_pivots(A, b):
    M = np.hstack([A, b.reshape(-1, 1)])
    n = M.shape[0]
    for c in range(n):
        p = c + np.argmax(np.abs(M[c:, c]))
        M[[c, p]] = M[[p, c]]
        M[c] = M[c] / M[c, c]
        for r in range(n):
            if r != c:
                M[r] -= M[r, c] * M[c]
    return M[:, -1]


# at: [[2.0, 1.2, 0.5], [1.1, 3.0, -0.4], [0.6, -0.3, 2.5]]
def lu_doolittle(A):
    U = A.copy()
    L = np.eye(3)
    for k in range(2):
        for i in range(k + 1, 3):
            L[i, k] = U[i, k] / U[k, k]
            U[i] -= L[i, k] * U[k]
    return L, U


# at: [[2.0, 1.2], [1.1, 3.0], [0.6, -0.3]]
def gram_schmidt(A):
    Q = np.zeros(A.shape)
    R = np.zeros((A.shape[1], A.shape[1]))
    for j in range(A.shape[1]):
        v = A[:, j].copy()
        for i in range(j):
            R[i, j] = Q[:, i] @ A[:, j]
            v -= R[i, j] * Q[:, i]
        R[j, j] = np.linalg.norm(v)
        Q[:, j] = v / R[j, j]
    return Q, R


# at: [[2.0, 1.2], [1.1, 3.0], [0.6, -0.3]]
def householder_qr(A):
    m, n = A.shape
    R = A.copy()
    Q = np.eye(m)
    for k in range(n):
        x = R[k:, k]
        e = np.zeros_like(x)
        e[0] = np.copysign(np.linalg.norm(x), -A[k, k])
        u = x - e
        v = u / np.linalg.norm(u)
        H = np.eye(m)
        H[k:, k:] -= 2.0 * np.outer(v, v)
        R = H @ R
        Q = Q @ H.T
    return R[:n]


# at: [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]]
def power_iteration(A):
    v = np.ones(A.shape[0])
    for _ in range(8):
        w = A @ v
        v = w / np.linalg.norm(w)
    return v @ A @ v


# at: [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]], [1.0, 0.3, -0.5]
def conjugate_gradient(A, b):
    x = np.zeros_like(b)
    r = b - A @ x
    p = r.copy()
    rs = r @ r
    for i in range(2):
        Ap = A @ p
        alpha = rs / (p @ Ap)
        x += alpha * p
        r -= alpha * Ap
        new = r @ r
        if np.sqrt(new) < 1e-10:
            break
        p = r + (new / rs) * p
        rs = new
    return x


# at: [[4.0, 1.2], [1.2, 3.0]]
def jacobi_rotation(A):
    th = 0.5 * np.arctan2(2 * A[0, 1], A[1, 1] - A[0, 0])
    c, s = np.cos(th), np.sin(th)
    J = np.array([[c, s], [-s, c]])
    D = J.T @ A @ J
    return np.diag(D)


# at: [[0.2, 0.4], [-0.3, 0.1]]
def matrix_exponential(A):
    result = np.eye(2)
    term = np.eye(2)
    for k in range(1, 10):
        term = term @ A / k
        result += term
    return result


# at: [[2.0, 1.2, 0.5], [1.1, 3.0, -0.4], [0.6, -0.3, 2.5]]
def determinant_by_cofactors(m):
    if len(m) == 1:
        return m[0, 0]
    total = 0
    for c in range(len(m)):
        sub = np.delete(np.delete(m, 0, axis=0), c, axis=1)
        total += (-1) ** c * m[0, c] * determinant_by_cofactors(sub)
    return total


# at: [[2.0, 1.2, 0.5], [1.1, 3.0, -0.4], [0.6, -0.3, 2.5]]
def log_abs_det(M):
    s, ld = np.linalg.slogdet(M)
    return s * ld


# at: [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]]
def spectrum(A):
    w = np.linalg.eigvalsh((A + A.T) / 2)
    return np.log(w).sum(), w[-1] / w[0]


# at: [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]]
def matrix_square_root(A):
    w, V = np.linalg.eigh((A + A.T) / 2)
    return V @ np.diag(np.sqrt(w)) @ V.T


# at: [[2.0, 1.2], [1.1, 3.0], [0.6, -0.3]]
def nuclear_norm(A):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return s.sum()


# at: [[2.0, 1.2], [1.1, 3.0], [0.6, -0.3]], [1.0, 0.4, -0.6]
def least_squares(X, y):
    beta, res, rank, sv = np.linalg.lstsq(X, y, rcond=None)
    return beta


# at: [[2.0, 1.2], [1.1, 3.0], [0.6, -0.3]], [1.0, 0.4, -0.6], 0.3
def ridge(X, y, lam):
    return np.linalg.inv(X.T.dot(X) + lam * np.eye(X.shape[1])).dot(X.T).dot(y)


# at: [[2.0, 1.2], [1.1, 3.0], [0.6, -0.3]]
def pseudo_inverse(A):
    return np.linalg.pinv(A)


# at: [[0.2, 0.4], [-0.3, 0.1]], [[0.5, 0.1], [0.2, 0.7]]
def sylvester_by_kron(A, B):
    C = np.array([[1.0, 0.2], [0.3, -0.5]])
    n = 2
    K = np.kron(np.eye(n), A + 2 * np.eye(n)) + np.kron(B.T, np.eye(n))
    return np.linalg.solve(K, C.flatten(order="F")).reshape((n, n), order="F")


# at: [[2.0, 1.2, 0.5], [1.1, 3.0, -0.4], [0.6, -0.3, 2.5]]
def newton_inverse(A):
    X = A.T / (np.linalg.norm(A, 1) * np.linalg.norm(A, np.inf))
    for i in range(4):
        X = 2 * X - X @ A @ X
    return X


# at: [1.0, -0.6, 0.3, 0.2], [0.5, 1.1]
def polynomial_tools(c, x):
    y = np.zeros_like(x)
    for a in c[::-1]:
        y = y * x + a
    d = np.polyder(np.poly1d([1.0, 2.0, 3.0]))
    return y + d(x)


# at: [1.0, 0.7, -0.5, 0.3]
def companion(c):
    n = len(c)
    C = np.diag(np.ones(n - 1), -1)
    C[:, -1] = -c
    return C @ C


# at: [0.5, 1.1, 1.7]
def vandermonde(x):
    V = np.ones((len(x), 4))
    for j in range(1, 4):
        V[:, j] = V[:, j - 1] * x
    return V


# at: [0.5, 1.1, 1.7], [0.2, 0.9, 0.4], 0.8
def lagrange(xs, ys, t):
    total = 0.0
    for i in range(len(xs)):
        term = ys[i]
        for j in range(len(xs)):
            if j != i:
                term *= (t - xs[j]) / (xs[i] - xs[j])
        total += term
    return total


# at: [0.2, 0.9, 0.4, 0.7, 0.1]
def natural_spline(y):
    n = len(y)
    A = np.zeros((n, n))
    rhs = np.zeros(n)
    A[0, 0] = A[-1, -1] = 1
    for i in range(1, n - 1):
        A[i, i - 1:i + 2] = [1, 4, 1]
        rhs[i] = 6 * (y[i + 1] - 2 * y[i] + y[i - 1])
    M = np.linalg.solve(A, rhs)
    t = 0.4
    a, b = 1 - t, t
    return a * y[:-1] + b * y[1:] + ((a ** 3 - a) * M[:-1] + (b ** 3 - b) * M[1:]) / 6


# at: [[0.0, 0.1], [0.4, 1.0], [1.1, 0.8], [1.5, 0.0]], 0.35
def de_casteljau(points, t):
    pts = points.copy()
    n = len(pts)
    for r in range(1, n):
        for i in range(n - r):
            pts[i] = (1 - t) * pts[i] + t * pts[i + 1]
    return pts[0]


# at: [0.1, 0.5, 0.9, 0.3, 0.6]
def bspline_value(c):
    k, x = 2, 2.4
    t = np.arange(8.0)
    d = [c[j + 4 - k - 1] for j in range(0, k + 1)]
    for r in range(1, k + 1):
        for j in range(k, r - 1, -1):
            alpha = (x / 1.5 + 2 - t[j + 2 - k + 1]) / (t[j + 1 + 3 - r] - t[j + 3 - k - 1 + 1])
            d[j] = (1.0 - alpha) * d[j - 1] + alpha * d[j]
    return d[k]


# at: [0.2, 0.9, 0.4, 0.7, 0.1], 1.3
def linear_interpolation(table, x):
    i = int(np.floor(x))
    frac = x - i
    return table[i] * (1 - frac) + table[i + 1] * frac
