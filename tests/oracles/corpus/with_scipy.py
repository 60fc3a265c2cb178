import numpy as np
import scipy.linalg as sla
from scipy import special, stats
from scipy.special import expit, logsumexp, gammaln
from scipy.stats import norm


# at: [0.2, 0.9, -0.4]
def logistic_loss(w):
    X = np.array([[0.5, 1.0, -0.2], [1.2, -0.3, 0.8]])
    y = np.array([1, 0])
    p = expit(X @ w)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + 0.01 * np.dot(w, w)


# at: 100.0, 95.0, 0.25
def bs_put(S, K, sigma):
    T, r = 0.75, 0.02
    d1 = (np.log(S / K) + (r + sigma ** 2 / 2) * T) / (sigma * np.sqrt(T))
    d2 = d1 - sigma * np.sqrt(T)
    return K * np.exp(-r * T) * norm.cdf(-d2) - S * norm.cdf(-d1)


# at: 0.4, 1.3
def normal_loglik(mu, sigma):
    data = np.array([0.1, 0.7, -0.4])
    return np.sum(norm.logpdf(data, loc=mu, scale=sigma))


# at: [0.2, 0.9], [0.4, 0.7], [0.5, 0.3]
def gmm_loglik(mu, sd, logits):
    x = np.array([0.1, 0.8, 1.3])
    logw = logits - logsumexp(logits)
    comp = stats.norm.logpdf(x[:, None], mu, sd) + logw
    return logsumexp(comp, axis=1).sum()


# at: 2.5, 1.5
def gamma_loglik(a, b):
    x = np.array([0.5, 1.4, 2.2])
    return np.sum(a * np.log(b) - gammaln(a) + (a - 1) * np.log(x) - b * x)


# at: 2.5, 1.5
def beta_logpdf(a, b):
    return stats.beta.logpdf(np.array([0.2, 0.6]), a, b)


# at: 1.7
def poisson_nll(lam):
    k = np.array([1, 3, 0, 2])
    return -stats.poisson.logpmf(k, lam).sum()


# at: [0.3, -0.2]
def probit(beta):
    X = np.array([[1, 0.5], [1, -0.7], [1, 1.4]])
    q = 2 * np.array([1, 0, 1]) - 1
    return np.sum(norm.logcdf(q * (X @ beta)))


# at: [0.2, 0.5], [[1.2, 0.3], [0.3, 0.8]]
def mvn(mu, S):
    x = np.array([[0.1, 0.9], [0.4, 0.2]])
    return stats.multivariate_normal.logpdf(x, mean=mu, cov=S)


# at: 0.6, 3.0
def student_t(mu, df):
    return stats.t.logpdf(np.array([0.2, 1.5]), df, loc=mu)


# at: [0.2, 0.9, -0.4]
def softmax_entropy(z):
    p = special.softmax(z)
    return special.entr(p).sum() + special.log_softmax(z)[0]


# at: [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]], [0.3, 0.5, -0.2]
def cho_solve_system(A, b):
    c, low = sla.cho_factor(A, lower=True)
    return sla.cho_solve((c, low), b)


# at: [[4.0, 1.2, 0.5], [1.2, 3.0, -0.4], [0.5, -0.4, 2.0]], [0.3, 0.5, -0.2]
def triangular(A, b):
    L = sla.cholesky(A, lower=True)
    z = sla.solve_triangular(L, b, lower=True)
    return 0.5 * z @ z + np.log(np.diag(L)).sum()


# at: [0.2, 0.9, 1.4]
def error_functions(x):
    return special.erf(x) + special.erfc(x / 2) + special.ndtr(x)


# at: 0.3, 0.8
def voigt_like(sigma, gamma):
    x = np.array([0.0, 0.5, 1.0])
    eta = 1.36603 * (gamma / (gamma + sigma)) - 0.47719 * (gamma / (gamma + sigma)) ** 2
    return eta * stats.cauchy.pdf(x, 0, gamma) + (1 - eta) * stats.norm.pdf(x, 0, sigma)


# at: [0.2, 0.9, 1.4]
def digamma_update(alpha):
    return special.psi(alpha) - special.digamma(alpha.sum())


# at: 2.5, 0.7
def xlogy_deviance(y, mu):
    return 2 * (special.xlogy(y, y / mu) - (y - mu))


# at: 1.5, 0.4
def weibull_survival(c, scale):
    t = np.array([0.2, 0.5])
    return stats.weibull_min.sf(t, c, scale=scale), stats.expon.cdf(t, scale=scale)


# at: [0.2, 0.9, 1.4]
def bessel(x):
    return special.j0(x) + special.i0(x)


# at: 0.4
def integrated(a):
    from scipy.integrate import trapezoid
    t = np.linspace(0, 1, 6)
    return trapezoid(np.exp(-a * t), t)


# at: [0.2, 0.9, 0.4, 0.7]
def smoothed(y):
    from scipy.ndimage import gaussian_filter1d
    return gaussian_filter1d(y, 1.0)


# at: [0.2, 0.9, 0.4, 0.7]
def fitted_spline(y):
    from scipy.interpolate import CubicSpline
    return CubicSpline(np.arange(4), y)(1.5)


# at: [0.2, 0.9], [0.4, 0.7]
def cosine(u, v):
    from scipy.spatial.distance import cosine as cos_dist
    return cos_dist(u, v)


# at: 0.5
def root_of(c):
    from scipy.optimize import brentq
    return brentq(lambda x: x ** 3 + x - c, 0, 2)
