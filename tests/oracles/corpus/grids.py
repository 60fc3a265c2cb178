import numpy as np


# at: [0.0, 0.3, 0.9, 0.4, 0.1, 0.0], 0.2
def heat_explicit(u, alpha):
    u = u.copy()
    for n in range(4):
        un = u.copy()
        for i in range(1, len(u) - 1):
            u[i] = un[i] + alpha * (un[i + 1] - 2 * un[i] + un[i - 1])
    return u


# at: [0.0, 0.3, 0.9, 0.4, 0.1, 0.0], 0.2
def heat_by_slices(u0, r):
    u = np.array(u0)
    for _ in range(3):
        u[1:-1] += r * (u[2:] - 2 * u[1:-1] + u[:-2])
    return u


# at: [0.0, 0.3, 0.9, 0.4, 0.1, 0.0]
def wave(u0, c=0.5):
    nt = 5
    u = np.zeros((nt, u0.size))
    u[0] = u0
    u[1, 1:-1] = u0[1:-1] + 0.5 * c ** 2 * (u0[2:] - 2 * u0[1:-1] + u0[:-2])
    for k in range(1, nt - 1):
        u[k + 1, 1:-1] = 2 * u[k, 1:-1] - u[k - 1, 1:-1] + c ** 2 * (u[k, 2:] - 2 * u[k, 1:-1] + u[k, :-2])
    return u[-1]


# at: [0.1, 0.3, 0.9, 0.4, 0.2]
def burgers(u, nu=0.07, dt=0.1, dx=1.0):
    for t in range(3):
        un = u.copy()
        u[1:-1] = un[1:-1] - un[1:-1] * dt / dx * (un[1:-1] - un[:-2]) + nu * dt / dx ** 2 * (un[2:] - 2 * un[1:-1] + un[:-2])
        u[0] = un[0] - un[0] * dt / dx * (un[0] - un[-2]) + nu * dt / dx ** 2 * (un[1] - 2 * un[0] + un[-2])
        u[-1] = u[0]
    return u


# at: [0.1, 0.3, 0.9, 0.4, 0.2], 0.6
def upwind_advection(u, c):
    for step in range(3):
        u = u - c * (u - np.roll(u, 1))
    return u


# at: [[0.0, 0.1, 0.2, 0.3], [0.4, 0.0, 0.1, 0.5], [0.6, 0.2, 0.3, 0.7], [0.8, 0.9, 1.0, 1.1]]
def jacobi(p):
    p = p.copy()
    for _ in range(3):
        pn = p.copy()
        p[1:-1, 1:-1] = 0.25 * (pn[1:-1, 2:] + pn[1:-1, :-2] + pn[2:, 1:-1] + pn[:-2, 1:-1])
        p[:, 0] = p[:, 1]
        p[-1, :] = p[-2, :]
    return p


# at: [[0.0, 0.1, 0.2, 0.3], [0.4, 0.0, 0.1, 0.5], [0.6, 0.2, 0.3, 0.7], [0.8, 0.9, 1.0, 1.1]]
def gauss_seidel(grid):
    u = grid
    n, m = u.shape
    for it in range(2):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                u[i, j] = (u[i + 1, j] + u[i - 1, j] + u[i, j + 1] + u[i, j - 1]) / 4
    return u


# at: [[0.2, 0.1, 0.2, 0.3], [0.4, 0.7, 0.1, 0.5], [0.6, 0.2, 0.3, 0.7], [0.8, 0.9, 1.0, 0.1]]
def sor_step(u, omega=1.5):
    h2 = 0.1
    f = np.ones_like(u)
    for i in range(1, 3):
        for j in range(1, 3):
            new = 0.25 * (u[i + 1][j] + u[i - 1][j] + u[i][j + 1] + u[i][j - 1] - h2 * f[i][j])
            u[i][j] = (1 - omega) * u[i][j] + omega * new
    return u[1:3, 1:3]


def laplacian(Z):
    return Z[:-2, 1:-1] + Z[1:-1, :-2] + Z[2:, 1:-1] + Z[1:-1, 2:] - 4 * Z[1:-1, 1:-1]


# at: [[0.9, 0.8, 0.7, 0.6], [0.5, 0.9, 0.8, 0.7], [0.6, 0.5, 0.9, 0.8], [0.7, 0.6, 0.5, 0.9]]
def gray_scott(U):
    V = 0.25 * np.ones(U.shape)
    Uc, Vc = U[1:-1, 1:-1], V[1:-1, 1:-1]
    for _ in range(2):
        uvv = Uc * Vc * Vc
        Lu, Lv = laplacian(U), laplacian(V)
        Uc += 0.16 * Lu - uvv + 0.035 * (1 - Uc)
        Vc += 0.08 * Lv + uvv - 0.095 * Vc
        U[0, :] = U[1, :]
        U[:, -1] = U[:, -2]
    return U + V


# at: [0.0, 0.3, 0.9, 0.4, 0.1], 0.3
def crank_nicolson(u, r):
    n = len(u)
    A = np.zeros((n, n))
    B = np.zeros((n, n))
    for i in range(n):
        A[i, i] = 1 + r
        B[i, i] = 1 - r
        if i > 0:
            A[i, i - 1] = -r / 2
            B[i, i - 1] = r / 2
        if i < n - 1:
            A[i, i + 1] = -r / 2
            B[i, i + 1] = r / 2
    return np.linalg.solve(A, B @ u)


# at: [-1.0, -1.0, -1.0], [4.0, 4.1, 4.2, 4.3], [-1.1, -1.2, -1.3], [1.0, 2.0, 3.0, 4.0]
def thomas(a, b, c, d):
    nf = len(d)
    ac, bc, cc, dc = map(np.array, (a, b, c, d))
    for it in range(1, nf):
        mc = ac[it - 1] / bc[it - 1]
        bc[it] = bc[it] - mc * cc[it - 1]
        dc[it] = dc[it] - mc * dc[it - 1]
    xc = bc
    xc[-1] = dc[-1] / bc[-1]
    for il in range(nf - 2, -1, -1):
        xc[il] = (dc[il] - cc[il] * xc[il + 1]) / bc[il]
    return xc


# at: [1.0, 0.9, 0.6, 0.5, 0.5], [0.1, 0.2, 0.0, -0.1, 0.0]
def shallow_water(h, hu):
    g, dt, dx = 9.81, 0.01, 0.5
    F1 = hu
    F2 = hu ** 2 / h + 0.5 * g * h ** 2
    hn, hun = h.copy(), hu.copy()
    hn[1:-1] = 0.5 * (h[2:] + h[:-2]) - dt / (2 * dx) * (F1[2:] - F1[:-2])
    hun[1:-1] = 0.5 * (hu[2:] + hu[:-2]) - dt / (2 * dx) * (F2[2:] - F2[:-2])
    return np.vstack([hn, hun])


# at: [0.9, 0.2, 0.5, 0.7, 0.1]
def minmod_reconstruction(u):
    d = np.diff(u)
    s = np.zeros(len(u))
    for i in range(1, len(u) - 1):
        a, b = d[i - 1], d[i]
        if a * b <= 0:
            s[i] = 0
        elif abs(a) < abs(b):
            s[i] = a
        else:
            s[i] = b
    return u + 0.5 * s


# at: [0.9, 0.2, 0.5, 0.7, 0.1]
def godunov_flux(u):
    uL, uR = u[:-1], u[1:]
    s = 0.5 * (uL + uR)
    fL, fR = 0.5 * uL ** 2, 0.5 * uR ** 2
    return np.where(uL > uR, np.where(s > 0, fL, fR), np.where(uL > 0, fL, np.where(uR < 0, fR, 0.0)))


# at: [0.1, 0.4, 0.8]
def fem_assembly(nodes):
    """Stiffness of linear elements on [0, nodes…, 1]."""
    x = np.concatenate([[0.0], nodes, [1.0]])
    n = len(x)
    K = np.zeros((n, n))
    for e in range(n - 1):
        h = x[e + 1] - x[e]
        ke = np.array([[1, -1], [-1, 1]]) / h
        K[e:e + 2, e:e + 2] += ke
    return K[1:-1, 1:-1]


# at: [1.0, 2.0, 0.5]
def truss(areas):
    K = np.zeros((6, 6))
    coords = np.array([[0.0, 0.0], [1.0, 0.0], [0.4, 0.8]])
    for A, (i, j) in zip(areas, [(0, 1), (1, 2), (0, 2)]):
        d = coords[j] - coords[i]
        L = np.linalg.norm(d)
        c, s = d / L
        k = A / L * np.outer([-c, -s, c, s], [-c, -s, c, s])
        dof = [2 * i, 2 * i + 1, 2 * j, 2 * j + 1]
        K[np.ix_(dof, dof)] += k
    free = [2, 4, 5]
    f = np.array([0.0, 0.1, -1.0])
    return np.linalg.solve(K[np.ix_(free, free)], f)


# at: [0.3, 0.6, 0.2, 0.9, 0.5]
def periodic_gradient(phi):
    g = np.zeros_like(phi)
    for i in range(phi.shape[0]):
        g[i] = (phi[(i + 1) % phi.shape[0]] - phi[i - 1]) / 2
    return g


# at: [[0.3, 0.6, 0.2], [0.9, 0.5, 0.1], [0.4, 0.7, 0.8]]
def ising_like_energy(s):
    total = 0
    for i in range(s.shape[0]):
        for j in range(s.shape[1]):
            nb = s[(i + 1) % 3, j] + s[i, (j + 1) % 3] + s[i - 1, j] + s[i, j - 1]
            total += -nb * s[i, j]
    return total / 4.


# at: [[0.3, 0.6, 0.2], [0.9, 0.5, 0.1], [0.4, 0.7, 0.8]]
def continuous_automaton(grid):
    k = np.zeros_like(grid)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            if (dx, dy) != (0, 0):
                k += np.roll(np.roll(grid, dx, axis=0), dy, axis=1)
    return 1 / (1 + np.exp(-4 * (k - 3))) * grid
