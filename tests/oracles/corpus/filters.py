import numpy as np
from numpy.linalg import inv, det, solve

DT = 0.1


class Kalman(object):
    """Constant velocity model; everything kept on the object."""

    def __init__(self, q=0.1, r=0.5):
        self.F = np.array([[1, DT], [0, 1]])
        self.H = np.array([[1.0, 0.0]])
        self.Q = q * np.eye(2)
        self.R = np.array([[r]])
        self.x = np.zeros(2)
        self.P = np.eye(2)

    def predict(self):
        self.x = self.F @ self.x
        self.P = self.F @ self.P @ self.F.T + self.Q

    def update(self, z):
        y = z - self.H @ self.x
        S = self.H @ self.P @ self.H.T + self.R
        K = self.P @ self.H.T @ np.linalg.inv(S)
        self.x = self.x + K @ y
        self.P = (np.eye(2) - K @ self.H) @ self.P
        return y, S


# at: [0.1, 0.3, 0.2, 0.6]
def filtered_track(zs):
    kf = Kalman()
    track = []
    for z in zs:
        kf.predict()
        kf.update(z)
        track.append(kf.x)
    return np.array(track)


# at: 0.2, 0.7
def kalman_log_likelihood(q, r):
    kf = Kalman(q, r)
    ll = 0.0
    for z in [0.1, 0.3, 0.2, 0.6]:
        kf.predict()
        y, S = kf.update(np.array([z]))
        ll += -0.5 * (np.log(det(2 * np.pi * S)) + y.T @ inv(S) @ y)
    return ll


# at: [0.5, -0.2], [[1.0, 0.2], [0.2, 0.8]], [0.4]
def information_form(x, P, z):
    H = np.array([[1.0, 0.5]])
    Y = inv(P)
    y = Y.dot(x)
    Y = Y + H.T.dot(H) / 0.1
    y = y + (H.T / 0.1).dot(z)
    return solve(Y, y)


# at: [0.2, 0.4, 0.3], [[1.0, 0.1, 0.0], [0.1, 0.9, 0.2], [0.0, 0.2, 0.8]]
def extended_update(x, P):
    """Range and bearing to a landmark."""
    lx, ly = 2.0, 1.0
    dx, dy = lx - x[0], ly - x[1]
    q = dx ** 2 + dy ** 2
    h = np.array([np.sqrt(q), np.arctan2(dy, dx) - x[2]])
    H = np.zeros((2, 3))
    H[0] = [-dx / np.sqrt(q), -dy / np.sqrt(q), 0]
    H[1] = [dy / q, -dx / q, -1]
    S = H @ P @ H.T + np.diag([0.1, 0.05])
    K = np.linalg.solve(S, H @ P).T
    r = np.array([2.0, 0.3]) - h
    x_new = x.copy()
    x_new += K @ r
    P_new = (np.eye(3) - K @ H) @ P
    return x_new, P_new


# at: [0.3, 0.6], [[0.5, 0.1], [0.1, 0.4]]
def sigma_points(mean, cov):
    n = mean.size
    lam = 1.0
    L = np.linalg.cholesky((n + lam) * cov)
    pts = np.zeros((2 * n + 1, n))
    pts[0] = mean
    for i in range(n):
        pts[i + 1] = mean + L[:, i]
        pts[n + i + 1] = mean - L[:, i]
    return np.sin(pts).mean(axis=0)


# at: [0.2, 0.5, 0.1, 0.9, 0.4], 0.3
def exponential_smoothing(series, alpha):
    result = [series[0]]
    for n in range(1, len(series)):
        result.append(alpha * series[n] + (1 - alpha) * result[n - 1])
    return result


# at: [0.2, 0.5, 0.1, 0.9, 0.4, 0.7]
def holt_winters(x, a=0.4, b=0.3):
    level, trend = x[0], x[1] - x[0]
    fitted = np.full(len(x), np.nan)
    for i, v in enumerate(x):
        last = level
        level = a * v + (1 - a) * (level + trend)
        trend = b * (level - last) + (1 - b) * trend
        fitted[i] = level + trend
    return fitted


# at: [0.2, 0.5, 0.1, 0.9, 0.4, 0.7], [0.25, 0.5, 0.25]
def fir(x, h):
    y = np.zeros(len(x))
    for n in range(len(x)):
        for k in range(len(h)):
            if n - k >= 0:
                y[n] += h[k] * x[n - k]
    return y


# at: [0.2, 0.5, 0.1, 0.9, 0.4, 0.7]
def iir_in_place(signal):
    b0, b1, a1 = 0.3, 0.2, -0.5
    y = signal.copy()
    prev = signal[0]
    y[0] = b0 * prev
    for n in range(1, len(y)):
        cur = y[n]
        y[n] = b0 * cur + b1 * prev - a1 * y[n - 1]
        prev = cur
    return y


# at: [0.2, 0.5, 0.1, 0.9]
def dct_two(x):
    N = x.shape[0]
    X = np.zeros(N)
    for k in range(N):
        s = 0
        for n in range(N):
            s += x[n] * np.cos(np.pi * (n + 0.5) * k / N)
        X[k] = s * np.sqrt((1 if k == 0 else 2) / N)
    return X


# at: [0.2, 0.5, 0.1, 0.9, 0.3, 0.8, 0.4, 0.6]
def walsh_hadamard(a):
    a = a.copy()
    h = 1
    while h < len(a):
        for i in range(0, len(a), h * 2):
            for j in range(i, i + h):
                x = a[j]
                y = a[j + h]
                a[j] = x + y
                a[j + h] = x - y
        h *= 2
    return a


# at: [0.2, 0.5, 0.1, 0.9, 0.3, 0.8, 0.4, 0.6]
def haar(signal):
    out = np.array(signal)
    n = len(out)
    while n > 1:
        avg = (out[0:n:2] + out[1:n:2]) / np.sqrt(2)
        dif = (out[0:n:2] - out[1:n:2]) / np.sqrt(2)
        n //= 2
        out[:n] = avg
        out[n:2 * n] = dif
    return out


# at: [0.2, 0.5, 0.1, 0.9, 0.3, 0.8]
def power_spectrum(x):
    N = len(x)
    power = np.zeros(N // 2 + 1)
    n = np.arange(N)
    for k in range(N // 2 + 1):
        re = np.sum(x * np.cos(2 * np.pi * k * n / N))
        im = -np.sum(x * np.sin(2 * np.pi * k * n / N))
        power[k] = (re ** 2 + im ** 2) / N
    return power


# at: [0.2, 0.5, 0.1, 0.9, 0.3, 0.8]
def butterfly_fft(x):
    """Radix-2 when it can, plain sums otherwise; real and imaginary parts apart."""
    def rec(re, im):
        N = len(re)
        if N % 2:
            R, I = np.zeros(N), np.zeros(N)
            for k in range(N):
                for n in range(N):
                    c, s = np.cos(2 * np.pi * k * n / N), np.sin(2 * np.pi * k * n / N)
                    R[k] += re[n] * c + im[n] * s
                    I[k] += im[n] * c - re[n] * s
            return R, I
        er, ei = rec(re[::2], im[::2])
        odr, odi = rec(re[1::2], im[1::2])
        w = -2 * np.pi * np.arange(N // 2) / N
        tr = np.cos(w) * odr - np.sin(w) * odi
        ti = np.cos(w) * odi + np.sin(w) * odr
        return np.concatenate([er + tr, er - tr]), np.concatenate([ei + ti, ei - ti])
    return rec(x, np.zeros(len(x)))


# at: [0.2, 0.5, 0.1, 0.9, 0.3]
def autocorrelation(x):
    x = x - np.mean(x)
    result = np.correlate(x, x, mode="full")
    return result[result.size // 2:] / result[result.size // 2]


# at: [0.2, 0.5, 0.1, 0.9, 0.3, 0.8]
def moving_average(a, n=3):
    ret = np.cumsum(a, dtype=float)
    ret[n:] = ret[n:] - ret[:-n]
    return ret[n - 1:] / n


# at: [0.3, -0.2, 0.5], [0.2, 0.5, 0.1, 0.9, 0.3, 0.8]
def lms_filter(w, x):
    mu = 0.1
    errs = []
    for n in range(3, len(x)):
        u = x[n - 3:n][::-1]
        e = x[n] - w @ u
        w += 2 * mu * e * u
        errs.append(e)
    return w, np.array(errs)
