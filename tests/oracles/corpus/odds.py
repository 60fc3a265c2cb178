"""Likelihoods, mixtures, chains."""
import math

import numpy as np

DATA = np.array([0.3, -0.5, 1.2, 0.7, 2.1, 1.8])
LOG2PI = math.log(2 * math.pi)


def log_gauss(x, mu, sd):
    return -0.5 * ((x - mu) / sd) ** 2 - math.log(sd) - 0.5 * LOG2PI


# at: 0.5, 1.2
def normal_nll(mu, sigma):
    n = len(DATA)
    return n / 2 * np.log(2 * np.pi * sigma ** 2) + 1 / (2 * sigma ** 2) * np.sum((DATA - mu) ** 2)


# at: 0.4, 1.1
def log_likelihood_in_a_loop(mu, sd):
    ll = 0
    for x in DATA:
        ll += log_gauss(x, mu, sd)
    return ll


# at: [0.2, 1.5], [0.5, 0.4], [0.6, 0.4]
def mixture_log_likelihood(means, stds, weights):
    total = 0.0
    for x in DATA:
        p = 0.0
        for k in range(len(means)):
            p += weights[k] * np.exp(-(x - means[k]) ** 2 / (2 * stds[k] ** 2)) / (stds[k] * np.sqrt(2 * np.pi))
        total += np.log(p)
    return total


# at: [0.2, 1.5], [0.5, 0.4], [0.6, 0.4]
def em_step(mu, var, pi):
    N, K = len(DATA), len(mu)
    resp = np.zeros((N, K))
    for k in range(K):
        resp[:, k] = pi[k] * np.exp(-0.5 * (DATA - mu[k]) ** 2 / var[k]) / np.sqrt(2 * np.pi * var[k])
    resp /= resp.sum(axis=1, keepdims=True)
    Nk = resp.sum(axis=0)
    mu = resp.T @ DATA / Nk
    for k in range(K):
        var[k] = np.sum(resp[:, k] * (DATA - mu[k]) ** 2) / Nk[k]
    return mu, var, Nk / N


# at: [0.4, 0.6], [[0.7, 0.3], [0.2, 0.8]], [[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]]
def hmm_forward(pi, A, B):
    obs = [0, 2, 1, 1]
    T, N = len(obs), len(pi)
    alpha = np.zeros((T, N))
    alpha[0, :] = pi * B[:, obs[0]]
    for t in range(1, T):
        for j in range(N):
            alpha[t, j] = alpha[t - 1].dot(A[:, j]) * B[j, obs[t]]
    return alpha[-1].sum()


# at: [0.4, 0.6], [[0.7, 0.3], [0.2, 0.8]], [[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]]
def hmm_scaled(start, trans, emit):
    seq = np.array([0, 2, 1, 1])
    c = np.zeros(len(seq))
    a = start * emit[:, seq[0]]
    c[0] = 1 / a.sum()
    a *= c[0]
    for t, o in enumerate(seq[1:], 1):
        a = (a @ trans) * emit[:, o]
        c[t] = 1.0 / np.sum(a)
        a = a * c[t]
    return -np.sum(np.log(c))


# at: [[0.7, 0.3], [0.2, 0.8]], [[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]]
def viterbi_score(A, B):
    obs = [0, 2, 1]
    delta = np.zeros((3, 2))
    psi = np.zeros((3, 2), dtype=int)
    delta[0] = np.log(B[:, obs[0]])
    for t in range(1, 3):
        for j in range(2):
            scores = delta[t - 1] + np.log(A[:, j])
            psi[t, j] = np.argmax(scores)
            delta[t, j] = scores[psi[t, j]] + np.log(B[j, obs[t]])
    return np.max(delta[-1])


# at: [[0.5, 0.2], [0.1, 0.9], [0.4, 0.3]], [[0.3, -0.2], [0.1, 0.4]]
def crf_log_partition(unary, pairwise):
    def lse(v):
        m = v.max()
        return m + np.log(np.exp(v - m).sum())
    msg = unary[0]
    for t in range(1, unary.shape[0]):
        new = np.zeros(unary.shape[1])
        for j in range(unary.shape[1]):
            new[j] = lse(msg + pairwise[:, j]) + unary[t, j]
        msg = new
    return lse(msg)


# at: [[0.1, 0.9], [0.8, 0.3], [1.5, -0.4]], 0.7, 1.3, 0.1
def gp_marginal_likelihood(X, ell, sf, sn):
    y = np.array([0.2, 0.9, -0.3])
    sq = np.sum(X ** 2, 1).reshape(-1, 1) + np.sum(X ** 2, 1) - 2 * np.dot(X, X.T)
    K = sf ** 2 * np.exp(-0.5 / ell ** 2 * sq) + sn ** 2 * np.eye(len(X))
    L = np.linalg.cholesky(K)
    alpha = np.linalg.solve(L.T, np.linalg.solve(L, y))
    return 0.5 * y.dot(alpha) + np.sum(np.log(np.diag(L))) + 0.5 * len(X) * np.log(2 * np.pi)


# at: [0.1, 0.8, 1.7], 0.6
def gp_posterior(xs, ell):
    xt = np.array([0.0, 0.5, 1.0, 1.5])
    yt = np.sin(xt)
    kern = lambda a, b: np.exp(-np.subtract.outer(a, b) ** 2 / (2 * ell ** 2))
    K = kern(xt, xt) + 1e-2 * np.eye(4)
    Ks = kern(xs, xt)
    Kinv = np.linalg.inv(K)
    mu = Ks @ Kinv @ yt
    cov = kern(xs, xs) - Ks @ Kinv @ Ks.T
    return mu, np.diag(cov)


# at: [0.5, 0.2], [[1.2, 0.3], [0.3, 0.8]]
def multivariate_normal_logpdf(mu, Sigma):
    x = np.array([0.1, 0.9])
    d = x - mu
    sign, logdet = np.linalg.slogdet(Sigma)
    return -0.5 * (len(x) * np.log(2 * np.pi) + logdet + d @ np.linalg.inv(Sigma) @ d)


# at: [0.5, 0.2], [[1.2, 0.3], [0.3, 0.8]], [0.1, -0.2], [[0.9, 0.1], [0.1, 1.1]]
def kl_between_gaussians(m0, S0, m1, S1):
    iS1 = np.linalg.inv(S1)
    diff = m1 - m0
    return .5 * (np.trace(iS1 @ S0) + np.log(np.linalg.det(S1) / np.linalg.det(S0)) + diff.T @ iS1 @ diff - m0.shape[0])


# at: [0.3, -0.4, 0.8]
def poisson_regression(beta):
    X = np.array([[1, 0.2, 0.5], [1, 0.7, -0.3], [1, -0.4, 0.9], [1, 1.1, 0.1]])
    y = np.array([2, 1, 3, 0])
    eta = X @ beta
    lam = np.exp(eta)
    return np.sum(y * eta - lam - np.array([math.lgamma(k + 1) for k in y]))


# at: [0.3, -0.4]
def logistic_newton_step(beta):
    X = np.c_[np.ones(4), [0.2, 0.7, -0.4, 1.1]]
    y = np.array([1, 0, 1, 1])
    p = 1 / (1 + np.exp(-X.dot(beta)))
    W = np.diag(p * (1 - p))
    H = X.T.dot(W).dot(X)
    return beta + np.linalg.solve(H, X.T.dot(y - p))


# at: [0.3, -0.4], 0.5
def aic_of_linear_model(beta, sigma):
    x = np.arange(6)
    resid = DATA - (beta[0] + beta[1] * x)
    n = resid.size
    ll = -n * math.log(sigma) - n / 2 * LOG2PI - (resid ** 2).sum() / (2 * sigma ** 2)
    k = 3
    return {"aic": 2 * k - 2 * ll, "bic": k * math.log(n) - 2 * ll}


# at: 1.5, 2.5
def weibull_loglik(k, lam):
    t = np.array([0.5, 1.2, 2.2, 3.1])
    event = np.array([True, True, False, True])
    logh = np.log(k / lam) + (k - 1) * np.log(t / lam)
    H = (t / lam) ** k
    return np.sum(logh[event]) - np.sum(H)


# at: [0.4, -0.6]
def cox_partial_likelihood(beta):
    Z = np.array([[0.1, 0.5], [0.7, -0.2], [-0.3, 0.4], [0.9, 0.8]])
    risk = np.exp(np.dot(Z, beta))
    loglik = 0.0
    for i in [0, 1, 3]:
        loglik += np.dot(Z[i], beta) - np.log(np.sum(risk[i:]))
    return loglik


# at: 0.1, 0.2, 0.7
def garch_loglik(omega, alpha, beta):
    eps = DATA - DATA.mean()
    T = len(eps)
    s2 = np.zeros(T)
    s2[0] = np.var(eps)
    for t in range(1, T):
        s2[t] = omega + alpha * eps[t - 1] ** 2 + beta * s2[t - 1]
    return -0.5 * np.sum(np.log(2 * np.pi) + np.log(s2) + eps ** 2 / s2)


# at: [0.5, -0.3], 0.8
def ar2_innovations(phi, mu):
    e = np.zeros_like(DATA)
    for t in range(2, len(DATA)):
        e[t] = (DATA[t] - mu) - phi[0] * (DATA[t - 1] - mu) - phi[1] * (DATA[t - 2] - mu)
    return e[2:]


# at: [1.0, 2.0, 0.5]
def dirichlet_log_density(alpha):
    x = np.array([0.2, 0.5, 0.3])
    log_b = sum(math.lgamma(a) for a in alpha) - math.lgamma(sum(alpha))
    return np.sum((alpha - 1) * np.log(x)) - log_b


# at: [0.2, 0.5, 0.3], [0.3, 0.3, 0.4]
def jensen_shannon(p, q):
    m = (p + q) / 2
    kl = lambda a, b: sum(ai * math.log(ai / bi) for ai, bi in zip(a, b) if ai > 0)
    return math.sqrt((kl(p, m) + kl(q, m)) / 2)


# at: [0.2, 0.9, 0.4, 0.7], [0.1, 0.5, 0.8, 0.6]
def pearson(x, y):
    mx, my = x.mean(), y.mean()
    num = ((x - mx) * (y - my)).sum()
    den = np.sqrt(((x - mx) ** 2).sum() * ((y - my) ** 2).sum())
    return num / den


# at: [0.2, 0.9, 0.4, 0.7, -0.3]
def median_absolute_deviation(x):
    med = np.median(x)
    return 1.4826 * np.median(np.abs(x - med))


# at: [0.2, 2.9, 0.4, -1.7, -0.3]
def tukey_biweight(r, c=1.5):
    rho = np.ones_like(r) * c ** 2 / 6
    inside = np.abs(r) <= c
    rho[inside] = c ** 2 / 6 * (1 - (1 - (r[inside] / c) ** 2) ** 3)
    return rho.sum()


# at: [0.2, 2.9, 0.4, -1.7, -0.3]
def huber_loop(r):
    out = np.zeros(r.shape)
    for i, v in enumerate(r):
        if abs(v) < 1:
            out[i] = v * v / 2
        else:
            out[i] = abs(v) - 0.5
    return out


# at: [0.2, 2.9, 0.4, -1.7, -0.3]
def trimmed_mean(x):
    s = np.sort(x)
    return s[1:-1].mean()


# at: [0.2, 2.9, 0.4, -1.7, -0.3]
def quantile_loss(q):
    e = DATA[:5] - q
    return np.mean(np.maximum(0.9 * e, (0.9 - 1) * e))


# at: [0.2, 2.9, 0.4, -1.7, -0.3]
def rank_weighted(x):
    order = np.argsort(-x)
    w = np.array([0.5, 0.25, 0.15, 0.07, 0.03])
    out = np.empty_like(x)
    out[order] = w
    return out @ x


# at: [0.9, 0.4, 0.7, 0.3]
def gini(x):
    x = np.sort(x)
    n = len(x)
    index = np.arange(1, n + 1)
    return (np.sum((2 * index - n - 1) * x)) / (n * np.sum(x))


# at: [0.9, 0.4, 0.7, 0.3]
def skew_kurt(x):
    mu, sd = np.mean(x), np.std(x, ddof=1)
    z = (x - mu) / sd
    return np.mean(z ** 3), np.mean(z ** 4) - 3


# at: [0.3, 0.8, 1.4]
def kernel_density(points):
    grid = np.linspace(-0.5, 2, 5)
    dens = np.zeros_like(grid)
    for p in points:
        dens += np.exp(-0.5 * ((grid - p) / 0.3) ** 2) / (0.3 * np.sqrt(2 * np.pi))
    return dens / len(points)
