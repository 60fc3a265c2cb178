import math
from math import log, sqrt, exp, erf

import numpy as np


def N(x):
    return 0.5 * (1 + erf(x / sqrt(2)))


# at: 100.0, 105.0, 0.5, 0.03, 0.25
def black_scholes_call(S, K, T, r, sigma):
    d1 = (log(S / K) + (r + 0.5 * sigma ** 2) * T) / (sigma * sqrt(T))
    d2 = d1 - sigma * sqrt(T)
    return S * N(d1) - K * exp(-r * T) * N(d2)


# at: 100.0, 105.0, 0.5, 0.03, 0.25
def greeks(S, K, T, r, sigma):
    d1 = (np.log(S / K) + (r + 0.5 * sigma ** 2) * T) / (sigma * np.sqrt(T))
    pdf = math.exp(-0.5 * d1 ** 2) / math.sqrt(2 * math.pi)
    return {"delta": N(d1), "gamma": pdf / (S * sigma * math.sqrt(T)), "vega": S * pdf * math.sqrt(T)}


# at: 100.0, 105.0, 0.5, 0.03, 0.25
def binomial_tree(S, K, T, r, sigma):
    n = 6
    dt = T / n
    u = np.exp(sigma * np.sqrt(dt))
    d = 1 / u
    p = (np.exp(r * dt) - d) / (u - d)
    disc = np.exp(-r * dt)
    C = np.zeros(n + 1)
    for j in range(n + 1):
        C[j] = max(0.0, K - S * u ** j * d ** (n - j))
    for i in range(n - 1, -1, -1):
        for j in range(i + 1):
            cont = disc * (p * C[j + 1] + (1 - p) * C[j])
            C[j] = max(cont, K - S * u ** j * d ** (i - j))
    return C[0]


# at: 100.0, 0.2, 0.05
def monte_carlo_call(S0, sigma, r):
    rng = np.random.default_rng(42)
    Z = rng.standard_normal(20)
    ST = S0 * np.exp((r - 0.5 * sigma ** 2) + sigma * Z)
    return np.exp(-r) * np.mean(np.maximum(ST - 100.0, 0))


# at: 100.0, 0.2
def monte_carlo_paths(S0, sigma):
    np.random.seed(1)
    steps, n = 4, 3
    S = np.zeros((steps + 1, n))
    S[0] = S0
    for t in range(1, steps + 1):
        z = np.random.standard_normal(n)
        S[t] = S[t - 1] * np.exp(-0.5 * sigma ** 2 / 4 + sigma * 0.5 * z)
    return S.mean(axis=0)


# at: [-100.0, 30.0, 45.0, 60.0]
def irr_newton(cashflows):
    r = 0.1
    for _ in range(6):
        npv = sum(cf / (1 + r) ** i for i, cf in enumerate(cashflows))
        d = sum(-i * cf / (1 + r) ** (i + 1) for i, cf in enumerate(cashflows))
        r -= npv / d
    return r


# at: 0.04, 0.05
def bond_price_duration(y, coupon):
    times = np.arange(1, 11) * 0.5
    cf = np.full(times.shape, 100 * coupon / 2)
    cf[-1] += 100
    df = (1 + y / 2) ** (-2 * times)
    price = np.sum(cf * df)
    duration = np.sum(times * cf * df) / price
    return price, duration


# at: [0.03, -0.02, 0.01, 1.5]
def nelson_siegel(p):
    b0, b1, b2, tau = p
    rates = []
    for t in [0.5, 1, 2, 5, 10]:
        f = (1 - math.exp(-t / tau)) / (t / tau)
        rates.append(b0 + b1 * f + b2 * (f - math.exp(-t / tau)))
    return np.array(rates)


# at: [0.3, 0.5, 0.2]
def portfolio(w):
    mu = np.array([0.08, 0.12, 0.05])
    cov = np.array([[0.04, 0.01, 0.0], [0.01, 0.09, 0.02], [0.0, 0.02, 0.03]])
    ret = w.T @ mu
    risk = np.sqrt(np.dot(w.T, np.dot(cov, w)))
    return (ret - 0.02) / risk


# at: [[0.04, 0.01, 0.005], [0.01, 0.09, 0.02], [0.005, 0.02, 0.03]]
def minimum_variance(cov):
    ones = np.ones(len(cov))
    w = np.linalg.inv(cov) @ ones
    return w / w.sum()


# at: [100.0, 103.0, 99.0, 104.0, 108.0]
def drawdown(prices):
    peak = prices[0]
    worst = 0
    for p in prices:
        if p > peak:
            peak = p
        dd = (peak - p) / peak
        if dd > worst:
            worst = dd
    return worst


# at: [100.0, 103.0, 99.0, 104.0, 108.0]
def drawdown_by_accumulate(prices):
    running = np.maximum.accumulate(prices)
    return (running - prices) / running


# at: [100.0, 103.0, 99.0, 104.0, 108.0]
def volatility(prices):
    r = np.log(prices[1:] / prices[:-1])
    return np.std(r, ddof=1) * np.sqrt(252)


# at: 10.0, 100.0, 105.0
def implied_vol(price, S, K):
    lo_vol = 0.3
    for i in range(5):
        d1 = (np.log(S / K) + 0.5 * lo_vol ** 2) / lo_vol
        d2 = d1 - lo_vol
        diff = S * N(d1) - K * N(d2) - price
        vega = S * np.exp(-d1 ** 2 / 2) / np.sqrt(2 * np.pi)
        if abs(diff) < 1e-12:
            return lo_vol
        lo_vol = lo_vol - diff / vega
    return lo_vol


# at: 250000.0, 0.04
def amortisation(principal, annual):
    r = annual / 12
    n = 12
    pay = principal * r * (1 + r) ** n / ((1 + r) ** n - 1)
    balance = np.zeros(n + 1)
    interest = np.zeros(n)
    balance[0] = principal
    for k in range(n):
        interest[k] = balance[k] * r
        balance[k + 1] = balance[k] + interest[k] - pay
    return interest.sum(), pay


# at: 0.02, 0.5, 0.04
def vasicek_discount(r0, kappa, theta):
    s = 0.01
    T = np.array([1.0, 2.0, 5.0])
    B = (1 - np.exp(-kappa * T)) / kappa
    A = np.exp((theta - s ** 2 / (2 * kappa ** 2)) * (B - T) - s ** 2 / (4 * kappa) * B ** 2)
    return A * np.exp(-B * r0)
