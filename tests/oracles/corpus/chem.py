"""Kinetics, phases, properties. SI units unless said otherwise."""
from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

R: float = 8.314462618
ANTOINE = {"water": (8.07131, 1730.63, 233.426), "ethanol": (8.20417, 1642.89, 230.3)}


class State(NamedTuple):
    T: float
    P: float


# at: 320.0, 0.001, 0.3640, 4.267e-5
def van_der_waals(T: float, V: float, a: float, b: float) -> float:
    assert V > b, "too small"
    return R * T / (V - b) - a / V ** 2


# at: 350.0
def antoine_pressures(T: float) -> list[float]:
    return [10 ** (A - B / (C + T - 273.15)) for A, B, C in ANTOINE.values()]


# at: 0.3, 350.0
def raoult(x1, T):
    p = antoine_pressures(T)
    total = x1 * p[0] + (1 - x1) * p[1]
    y1 = x1 * p[0] / total
    return total, y1


# at: [0.2, 0.3, 0.5], [1.8, 1.1, 0.4]
def rachford_rice(z, K):
    """Vapour fraction by Newton steps."""
    V = 0.5
    for i in range(20):
        den = 1 + V * (K - 1)
        f = np.sum(z * (K - 1) / den)
        df = -np.sum(z * (K - 1) ** 2 / den ** 2)
        V_new = V - f / df
        if abs(V_new - V) < 1e-12:
            break
        V = V_new
    return V


# at: [1.0, 0.5, 0.1], [0.3, 0.05]
def reaction_rates(c, k):
    """A + B -> 2 C, C -> A"""
    nu = np.array([[-1, 1], [-1, 0], [2, -1]])
    r = np.zeros(2)
    r[0] = k[0] * c[0] * c[1]
    r[1] = k[1] * c[2]
    return nu @ r


# at: [1e13, 80000.0], 400.0
def arrhenius(p, T):
    A, Ea = p
    return math.log(A * math.exp(-Ea / (R * T)))


# at: 0.15, 2.0, 0.4
def michaelis_menten(S, vmax, km):
    v = vmax * S / (km + S)
    inhibited = vmax * S / (km * (1 + 0.2 / 0.5) + S)
    return np.array([v, inhibited])


# at: 300.0, 101325.0
def peng_robinson(T, P):
    Tc, Pc, w = 190.6, 4.6e6, 0.008
    st = State(T, P)
    k = 0.37464 + 1.54226 * w - 0.26992 * w ** 2
    alpha = (1 + k * (1 - math.sqrt(st.T / Tc))) ** 2
    a = 0.45724 * R ** 2 * Tc ** 2 / Pc * alpha
    b = 0.0778 * R * Tc / Pc
    A, B = a * st.P / (R * st.T) ** 2, b * st.P / (R * st.T)
    Z = 1.0
    for _ in range(6):
        f = Z ** 3 - (1 - B) * Z ** 2 + (A - 3 * B ** 2 - 2 * B) * Z - (A * B - B ** 2 - B ** 3)
        fp = 3 * Z ** 2 - 2 * (1 - B) * Z + (A - 3 * B ** 2 - 2 * B)
        Z = Z - f / fp
    return Z


# at: [0.3, 0.7], [[0.0, 0.8], [1.2, 0.0]]
def nrtl(x, tau):
    G = np.exp(-0.3 * tau)
    n = len(x)
    lng = np.zeros(n)
    for i in range(n):
        num = den = 0
        for j in range(n):
            num += x[j] * tau[j, i] * G[j, i]
            den += x[j] * G[j, i]
        lng[i] = num / den
        for j in range(n):
            s = sum(x[k] * G[k, j] for k in range(n))
            t = sum(x[k] * tau[k, j] * G[k, j] for k in range(n))
            lng[i] += x[j] * G[i, j] / s * (tau[i, j] - t / s)
    return np.exp(lng)


# at: 0.05, 7.2
def henderson_hasselbalch(acid, ph):
    pka = 4.76
    ratio = 10 ** (ph - pka)
    return acid / (1 + ratio), acid * ratio / (1 + ratio)


# at: [0.0, 0.1, 0.5, 1.2], [0.9, 0.3]
def langmuir_fit(p, params):
    qmax, b = params
    q_obs = [0.0, 0.02, 0.1, 0.2]
    residuals = []
    for pi, qi in zip(p, q_obs):
        residuals.append(qmax * b * pi / (1 + b * pi) - qi)
    return np.asarray(residuals)


# at: 298.0, 500.0
def heat_of_reaction(T1: float, T2: float) -> float:
    def cp(T):
        return 25.0 + 0.01 * T - 2e5 / T ** 2
    n = 10
    h = (T2 - T1) / n
    s = cp(T1) + cp(T2)
    for i in range(1, n):
        s += 4 * cp(T1 + i * h) if i % 2 else 2 * cp(T1 + i * h)
    return -100e3 + h / 3 * s


# at: [[0.0, 0.0, 0.0], [0.96, 0.0, 0.0], [-0.24, 0.93, 0.0]]
def bond_angle(xyz):
    b1 = xyz[1] - xyz[0]
    b2 = xyz[2] - xyz[0]
    cosang = np.dot(b1, b2) / np.linalg.norm(b1) / np.linalg.norm(b2)
    return np.rad2deg(np.arccos(cosang))


# at: [[0.0, 0.1, 0.0], [1.5, 0.0, 0.2], [2.0, 1.4, 0.1], [3.4, 1.5, 0.9]]
def dihedral(p):
    b0 = -(p[1] - p[0])
    b1 = p[2] - p[1]
    b2 = p[3] - p[2]
    b1 /= np.linalg.norm(b1)
    v = b0 - np.dot(b0, b1) * b1
    w = b2 - np.dot(b2, b1) * b1
    x = np.dot(v, w)
    y = np.dot(np.cross(b1, v), w)
    return np.degrees(np.arctan2(y, x))


# at: [[0.0, 0.1, 0.0], [1.5, 0.0, 0.2], [2.0, 1.4, 0.1]], [0.4, -0.2, 0.3]
def coulomb_matrix(coords, q):
    n = len(q)
    M = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            if i == j:
                M[i][j] = 0.5 * q[i] ** 2
            else:
                M[i][j] = q[i] * q[j] / np.linalg.norm(coords[i] - coords[j])
    return M


# at: 0.1, 0.5, 2.0
def cstr_steady_state(k, tau, c0):
    c = c0
    for _ in range(30):
        g = c0 - c - k * tau * c ** 2
        c -= g / (-1 - 2 * k * tau * c)
    return {"c": c, "conversion": 1 - c / c0}


# at: 25.0, 60.0
def dew_point(T, RH):
    a, b = 17.62, 243.12
    gamma = a * T / (b + T) + math.log(RH / 100.0)
    return round(0) + b * gamma / (a - gamma)


# at: 0.01, 1e5, 0.00005
def colebrook(d_rough, re, guess):
    f = 0.02 + guess
    for _ in range(8):
        f = 1 / (-2 * math.log10(d_rough / 3.7 + 2.51 / (re * math.sqrt(f)))) ** 2
    return f
