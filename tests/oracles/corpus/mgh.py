"""Least-squares test problems of Moré, Garbow and Hillstrom, residual vectors only."""
import math

import numpy as np

BARD = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39]
V = [4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
KOWALIK = [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
MEYER = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744,
         8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872]
OSBORNE1 = [0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751,
            0.718, 0.685, 0.658, 0.628, 0.603, 0.58, 0.558, 0.538, 0.522, 0.506, 0.49,
            0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406]
OSBORNE2 = [1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679,
            0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644,
            0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375, 0.372, 0.391,
            0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668,
            0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581,
            0.428, 0.292, 0.162, 0.098, 0.054]


# at: [1.0, 0.7, -0.4, 2.0]
def linear_full_rank(x, m=7):
    n = len(x)
    temp = 0.0
    for j in range(n):
        temp = temp + x[j]
    temp = 2.0 * temp / m + 1.0
    fvec = np.zeros(m)
    for i in range(m):
        fvec[i] = -temp
        if i < n:
            fvec[i] = fvec[i] + x[i]
    return fvec


# at: [1.0, 0.7, -0.4, 2.0]
def linear_rank_one(x, m=6):
    n = len(x)
    s = 0
    for j in range(n):
        s += (j + 1) * x[j]
    fvec = np.zeros(m)
    for i in range(m):
        fvec[i] = (i + 1) * s - 1
    return fvec


# at: [1.0, 0.7, -0.4, 2.0]
def linear_rank_one_zero(x, m=6):
    n = len(x)
    s = 0
    for j in range(1, n - 1):
        s += (j + 1) * x[j]
    fvec = np.zeros(m)
    for i in range(m - 1):
        fvec[i] = i * s - 1.0
    fvec[m - 1] = -1.0
    return fvec


# at: [-1.2, 1.0]
def rosenbrock(x):
    fvec = np.zeros(2)
    fvec[0] = 10 * (x[1] - x[0] ** 2)
    fvec[1] = 1 - x[0]
    return fvec


# at: [-1.0, 0.3, 0.2]
def helical_valley(x):
    fvec = np.zeros(3)
    if x[0] > 0:
        th = math.atan(x[1] / x[0]) / (2 * math.pi)
    elif x[0] < 0:
        th = math.atan(x[1] / x[0]) / (2 * math.pi) + 0.5
    elif x[0] == x[1] == 0:
        th = 0.0
    else:
        th = 0.25
    r = math.sqrt(x[0] ** 2 + x[1] ** 2)
    fvec[0] = 10 * (x[2] - 10 * th)
    fvec[1] = 10 * (r - 1)
    fvec[2] = x[2]
    return fvec


# at: [3.0, -1.0, 0.2, 1.0]
def powell_singular(x):
    fvec = np.zeros(4)
    fvec[0] = x[0] + 10 * x[1]
    fvec[1] = math.sqrt(5) * (x[2] - x[3])
    fvec[2] = (x[1] - 2 * x[2]) ** 2
    fvec[3] = math.sqrt(10) * (x[0] - x[3]) ** 2
    return fvec


# at: [0.5, -2.0]
def freudenstein_roth(x):
    fvec = np.empty(2)
    fvec[0] = -13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1]
    fvec[1] = -29 + x[0] + ((1 + x[1]) * x[1] - 14) * x[1]
    return fvec


# at: [1.0, 1.2, 0.8]
def bard(x):
    fvec = np.zeros(15)
    for i in range(15):
        t1 = i + 1
        t2 = 15 - i
        t3 = t1
        if i > 7:
            t3 = t2
        fvec[i] = BARD[i] - (x[0] + t1 / (x[1] * t2 + x[2] * t3))
    return fvec


# at: [0.25, 0.39, 0.415, 0.39]
def kowalik_osborne(x):
    fvec = np.zeros(11)
    for i in range(11):
        num = V[i] * (V[i] + x[1])
        den = V[i] * (V[i] + x[2]) + x[3]
        fvec[i] = KOWALIK[i] - x[0] * num / den
    return fvec


# at: [0.02, 4000.0, 250.0]
def meyer(x):
    fvec = np.zeros(16)
    for i in range(16):
        t = 5 * (i + 1) + 45 + x[2]
        fvec[i] = x[0] * np.exp(x[1] / t) - MEYER[i]
    return fvec


# at: [0.5, -0.3, 0.4, 0.2, -0.1, 0.6]
def watson(x):
    n = len(x)
    fvec = np.zeros(31)
    for i in range(29):
        div = (i + 1) / 29.0
        s1 = 0
        dx = 1
        for j in range(1, n):
            s1 = s1 + j * dx * x[j]
            dx = div * dx
        s2 = 0
        dx = 1
        for j in range(n):
            s2 = s2 + dx * x[j]
            dx = div * dx
        fvec[i] = s1 - s2 ** 2 - 1
    fvec[29] = x[0]
    fvec[30] = x[1] - x[0] ** 2 - 1
    return fvec


# at: [0.2, 10.0, 18.0]
def box_3d(x, m=10):
    fvec = np.zeros(m)
    for i in range(m):
        t = (i + 1) / 10.0
        fvec[i] = math.exp(-t * x[0]) - math.exp(-t * x[1]) + (math.exp(-(i + 1)) - math.exp(-t)) * x[2]
    return fvec


# at: [0.3, 0.4]
def jennrich_sampson(x, m=10):
    fvec = np.zeros(m)
    for i in range(m):
        fvec[i] = 2 * (i + 2) - np.exp((i + 1) * x[0]) - np.exp((i + 1) * x[1])
    return fvec


# at: [2.5, 0.5, -0.5, -0.1]
def brown_dennis(x, m=20):
    fvec = np.zeros(m)
    for i in range(m):
        t = (i + 1) / 5.0
        a = x[0] + t * x[1] - np.exp(t)
        b = x[2] + np.sin(t) * x[3] - np.cos(t)
        fvec[i] = a * a + b * b
    return fvec


# at: [0.15, 0.3, 0.45, 0.6, 0.8]
def chebyquad(x, m=7):
    n = len(x)
    fvec = np.zeros(m)
    for j in range(n):
        t1 = 1
        t2 = 2 * x[j] - 1
        t = 2 * t2
        for i in range(m):
            fvec[i] = fvec[i] + t2
            th = t * t2 - t1
            t1 = t2
            t2 = th
    iev = -1
    for i in range(m):
        fvec[i] = fvec[i] / n
        if iev > 0:
            fvec[i] = fvec[i] + 1.0 / ((i + 1) ** 2 - 1)
        iev = -iev
    return fvec


# at: [0.5, 0.6, 0.7, 0.8]
def brown_almost_linear(x):
    n = len(x)
    total = -(n + 1)
    prod = 1
    for j in range(n):
        total = total + x[j]
        prod = x[j] * prod
    fvec = np.zeros(n)
    for i in range(n - 1):
        fvec[i] = x[i] + total
    fvec[n - 1] = prod - 1
    return fvec


# at: [0.5, 1.5, -1.0, 0.01, 0.02]
def osborne_1(x):
    fvec = np.zeros(33)
    for i in range(33):
        t = 10.0 * i
        e1 = np.exp(-x[3] * t)
        e2 = np.exp(-x[4] * t)
        fvec[i] = OSBORNE1[i] - (x[0] + x[1] * e1 + x[2] * e2)
    return fvec


# at: [1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5]
def osborne_2(x):
    fvec = np.zeros(65)
    for i in range(65):
        t = i / 10.0
        e1 = np.exp(-x[4] * t)
        e2 = np.exp(-x[5] * (t - x[8]) ** 2)
        e3 = np.exp(-x[6] * (t - x[9]) ** 2)
        e4 = np.exp(-x[7] * (t - x[10]) ** 2)
        fvec[i] = OSBORNE2[i] - (x[0] * e1 + x[1] * e2 + x[2] * e3 + x[3] * e4)
    return fvec


# at: [1.0, 1.1, 0.9, 1.2, 0.8, 1.3]
def bdqrtic(x):
    n = len(x)
    fvec = np.zeros(2 * (n - 4))
    for i in range(n - 4):
        fvec[i] = -4 * x[i] + 3.0
        fvec[n - 4 + i] = (x[i] ** 2 + 2 * x[i + 1] ** 2 + 3 * x[i + 2] ** 2
                           + 4 * x[i + 3] ** 2 + 5 * x[n - 1] ** 2)
    return fvec


# at: [0.5, 0.6, 0.4, 0.8]
def cube(x):
    n = len(x)
    fvec = np.zeros(n)
    fvec[0] = x[0] - 1.0
    for i in range(1, n):
        fvec[i] = 10 * (x[i] - x[i - 1] ** 3)
    return fvec


# at: [1.5, 2.5, 0.7, 3.2]
def mancino(x):
    n = len(x)
    fvec = np.zeros(n)
    for i in range(n):
        ss = 0
        for j in range(n):
            v2 = np.sqrt(x[i] ** 2 + (i + 1) / (j + 1))
            ss = ss + v2 * ((np.sin(np.log(v2))) ** 5 + (np.cos(np.log(v2))) ** 5)
        fvec[i] = 1400 * x[i] + (i - 49) ** 3 + ss
    return fvec


# at: [-0.3, -0.39, 0.3, -0.344, -1.2, 2.69, 1.59, -1.5]
def heart8(x):
    fvec = np.zeros(8)
    fvec[0] = x[0] + x[1] + 0.69
    fvec[1] = x[2] + x[3] + 0.044
    fvec[2] = x[4] * x[0] + x[5] * x[1] - x[6] * x[2] - x[7] * x[3] + 1.57
    fvec[3] = x[6] * x[0] + x[7] * x[1] + x[4] * x[2] + x[5] * x[3] + 1.31
    fvec[4] = (x[0] * (x[4] ** 2 - x[6] ** 2) - 2.0 * x[2] * x[4] * x[6]
               + x[1] * (x[5] ** 2 - x[7] ** 2) - 2.0 * x[3] * x[5] * x[7] + 2.65)
    fvec[5] = (x[2] * (x[4] ** 2 - x[6] ** 2) + 2.0 * x[0] * x[4] * x[6]
               + x[3] * (x[5] ** 2 - x[7] ** 2) + 2.0 * x[1] * x[5] * x[7] - 2.0)
    fvec[6] = (x[0] * x[4] * (x[4] ** 2 - 3.0 * x[6] ** 2) + x[2] * x[6] * (x[6] ** 2 - 3.0 * x[4] ** 2)
               + x[1] * x[5] * (x[5] ** 2 - 3.0 * x[7] ** 2) + x[3] * x[7] * (x[7] ** 2 - 3.0 * x[5] ** 2) + 12.6)
    fvec[7] = (x[2] * x[4] * (x[4] ** 2 - 3.0 * x[6] ** 2) - x[0] * x[6] * (x[6] ** 2 - 3.0 * x[4] ** 2)
               + x[3] * x[5] * (x[5] ** 2 - 3.0 * x[7] ** 2) - x[1] * x[7] * (x[7] ** 2 - 3.0 * x[5] ** 2) - 9.48)
    return fvec
