"""Right-hand sides and the loops that integrate them."""
from dataclasses import dataclass

import numpy as np

G = 6.674e-11
sigma, rho, beta = 10.0, 28.0, 8.0 / 3


def lorenz(t, u):
    du = np.zeros(3)
    du[0] = sigma * (u[1] - u[0])
    du[1] = u[0] * (rho - u[2]) - u[1]
    du[2] = u[0] * u[1] - beta * u[2]
    return du


def rk4(f, y, t, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


# at: [1.0, 2.0, 15.0]
def lorenz_trajectory(u0, n=5, h=0.01):
    us = np.zeros((n + 1, 3))
    us[0] = u0
    for k in range(n):
        us[k + 1] = rk4(lorenz, us[k], k * h, h)
    return us[-1]


# at: [0.99, 0.01, 0.0], 0.3, 0.1
def sir(y0, beta, gamma):
    dt = 0.5
    S = np.zeros(11)
    I = np.zeros(11)
    R = np.zeros(11)
    S[0], I[0], R[0] = y0
    for t in range(10):
        new = beta * S[t] * I[t] * dt
        rec = gamma * I[t] * dt
        S[t + 1] = S[t] - new
        I[t + 1] = I[t] + new - rec
        R[t + 1] = R[t] + rec
    return np.array([S[-1], I.max(), R[-1]])


@dataclass
class Seir:
    beta: float
    sigma: float = 0.2
    gamma: float = 0.1

    def rhs(self, y):
        s, e, i, r = y
        n = s + e + i + r
        return np.array([-self.beta * s * i / n, self.beta * s * i / n - self.sigma * e,
                         self.sigma * e - self.gamma * i, self.gamma * i])


# at: [0.9, 0.05, 0.04, 0.01], 0.4
def seir_euler(y, beta):
    model = Seir(beta)
    out = [y]
    for _ in range(4):
        out.append(out[-1] + 0.1 * model.rhs(out[-1]))
    return np.array(out)[:, 2]


# at: [1.0, 0.0, 0.0, 1.1]
def kepler_verlet(state):
    """Velocity Verlet, written into one array of positions and one of velocities."""
    r = state[:2].copy()
    v = state[2:].copy()
    acc = lambda r: -r / np.sum(r ** 2) ** 1.5
    a = acc(r)
    dt = 0.05
    for _ in range(8):
        r += v * dt + 0.5 * a * dt * dt
        a_new = acc(r)
        v += 0.5 * (a + a_new) * dt
        a = a_new
    return np.concatenate((r, v))


# at: [[0.0, 0.0], [1.0, 0.2], [-0.3, 1.1]], [1.0, 0.5, 2.0]
def gravity_forces(pos, mass):
    n = pos.shape[0]
    acc = np.zeros_like(pos)
    for i in range(n):
        for j in range(n):
            if i == j:
                continue
            d = pos[j] - pos[i]
            acc[i] += mass[j] * d / (np.dot(d, d) + 1e-3) ** 1.5
    return acc


# at: [[0.0, 0.0], [1.0, 0.2], [-0.3, 1.1]]
def lennard_jones(pos):
    energy = 0.0
    force = np.zeros(pos.shape)
    for i in range(len(pos)):
        for j in range(i + 1, len(pos)):
            r = pos[i] - pos[j]
            r2 = (r * r).sum()
            s6 = 1.0 / r2 ** 3
            energy += 4 * (s6 ** 2 - s6)
            f = 24 * (2 * s6 ** 2 - s6) / r2 * r
            force[i] += f
            force[j] -= f
    return energy, force


# at: 0.5, 0.1, 9.81, 1.2
def pendulum(theta, omega, g, length):
    dt = 0.02
    traj = []
    for i in range(5):
        omega -= g / length * np.sin(theta) * dt
        theta += omega * dt
        traj.append((theta, omega))
    return np.array(traj)


# at: [0.1, 0.2]
def double_pendulum_energy(y):
    th1, th2 = y
    w1, w2 = 0.3, -0.4
    T = 0.5 * (2 * w1 ** 2 + w2 ** 2 + 2 * w1 * w2 * np.cos(th1 - th2))
    V = -9.81 * (2 * np.cos(th1) + np.cos(th2))
    return T + V


# at: [1.5, 0.5], [1.0, 3.0]
def brusselator(y, params):
    a, b = params
    x, z = y
    return [a + x * x * z - (b + 1) * x, b * x - x * x * z]


# at: [1.0, 0.0, 0.0]
def robertson(y):
    k1, k2, k3 = 0.04, 3e7, 1e4
    yprime = np.empty(3)
    yprime[0] = -k1 * y[0] + k3 * y[1] * y[2]
    yprime[2] = k2 * y[1] ** 2
    yprime[1] = -yprime[0] - yprime[2]
    return yprime


# at: -65.0, 0.05, 0.6, 0.32
def hodgkin_huxley(V, m, h, n):
    am = 0.1 * (V + 40) / (1 - np.exp(-(V + 40) / 10))
    bm = 4 * np.exp(-(V + 65) / 18)
    ah = 0.07 * np.exp(-(V + 65) / 20)
    bh = 1 / (1 + np.exp(-(V + 35) / 10))
    an = 0.01 * (V + 55) / (1 - np.exp(-(V + 55) / 10))
    bn = 0.125 * np.exp(-(V + 65) / 80)
    I = 120 * m ** 3 * h * (V - 50) + 36 * n ** 4 * (V + 77) + 0.3 * (V + 54.4)
    return np.array([10 - I, am * (1 - m) - bm * m, ah * (1 - h) - bh * h, an * (1 - n) - bn * n])


# at: [0.1, 0.3, -0.2, 0.5, 0.4, 0.1]
def coupled_oscillators(y):
    n = len(y) // 2
    q, p = y[:n], y[n:]
    dydt = np.zeros(len(y))
    dydt[:n] = p
    dydt[n:] -= 2 * q
    dydt[n + 1:] += q[:-1]
    dydt[n:-1] += q[1:]
    return dydt


# at: [0.1, 0.7, 1.9, 2.8]
def kuramoto(theta, K=1.5):
    omega = np.linspace(-1, 1, theta.size)
    diff = theta[None, :] - theta[:, None]
    return omega + K / theta.size * np.sin(diff).sum(axis=1)


# at: 1.3, 0.7
def adaptive_euler(y0, rate):
    """Halves the step until the two-step answer is near."""
    t, y, h = 0.0, y0, 0.4
    while t < 1.0:
        one = y + h * -rate * y ** 2
        half = y + h / 2 * -rate * y ** 2
        two = half + h / 2 * -rate * half ** 2
        if abs(one - two) > 0.02:
            h *= 0.5
            continue
        y = two
        t += h
    return y


# at: [2.0, 0.1], 1.1
def implicit_van_der_pol(y, mu):
    """Backward Euler with Newton steps."""
    h = 0.05
    for step in range(2):
        z = y.copy()
        for it in range(3):
            F = z - y - h * np.array([z[1], mu * (1 - z[0] ** 2) * z[1] - z[0]])
            J = np.array([[1.0, -h], [h * (2 * mu * z[0] * z[1] + 1), 1 - h * mu * (1 - z[0] ** 2)]])
            z -= np.linalg.solve(J, F)
        y = z
    return y


# at: [0.5, 1.0, 0.2], 0.1
def leapfrog_with_list(q, eps):
    p = [0.1, -0.2, 0.3]
    q = list(q)
    for s in range(3):
        for i in range(3):
            p[i] = p[i] - eps / 2 * q[i]
        for i in range(3):
            q[i] = q[i] + eps * p[i]
        for i in range(3):
            p[i] -= eps / 2 * q[i]
    return q + p
