from numpy import *


# at: [0.0, 0.5, 1.2, 2.0], [1.0, 1.0, 0.4, 0.3]
def pseudo_voigt(x, p):
    amp, x0, w, eta = p
    L = 1 / (1 + ((x - x0) / w) ** 2)
    G = exp(-log(2) * ((x - x0) / w) ** 2)
    return amp * (eta * L + (1 - eta) * G)


# at: [1.0, 0.8, 0.2, 0.5, 1.6, 0.3]
def sum_of_lorentzians(params):
    x = linspace(0, 2, 5)
    y = zeros_like(x)
    for i in range(0, len(params), 3):
        a, c, w = params[i:i + 3]
        y += a * w ** 2 / ((x - c) ** 2 + w ** 2)
    return y


# at: [1.0, 0.8, 0.2, 0.1]
def gaussian_with_offset(p):
    x = arange(0, 2, 0.4)
    return p[0] * exp(-(x - p[1]) ** 2 / (2 * p[2] ** 2)) + p[3]


# at: 5800.0, 5e-7
def planck(T, lam):
    h, c, k = 6.626e-34, 2.998e8, 1.381e-23
    return 2 * h * c ** 2 / lam ** 5 / (exp(h * c / (lam * k * T)) - 1) * 1e-13


# at: 0.4, 1.5
def fresnel(theta, n):
    st = sin(theta) / n
    ct = sqrt(1 - st ** 2)
    rs = (cos(theta) - n * ct) / (cos(theta) + n * ct)
    rp = (n * cos(theta) - ct) / (n * cos(theta) + ct)
    return array([rs ** 2, rp ** 2])


# at: [0.5, 0.2], 1.5, 0.4
def thin_lens_ray(ray, f, d):
    M = dot(array([[1, d], [0, 1]]), array([[1, 0], [-1 / f, 1]]))
    return dot(M, ray)


# at: 0.4, 1.2, 0.3
def michelson(d, lam, tilt):
    x = linspace(-1, 1, 4)
    phase = 4 * pi * (d + tilt * x) / lam
    return 0.5 * (1 + cos(phase))


# at: 0.02, 500.0
def breit_wigner(gamma, m):
    out = []
    for e in (480.0, 500.5, 520.0):
        k = 2 * sqrt(2) * m * gamma * sqrt(m ** 2 * (m ** 2 + gamma ** 2)) / (pi * sqrt(m ** 2 + sqrt(m ** 2 * (m ** 2 + gamma ** 2))))
        out.append(k / ((e ** 2 - m ** 2) ** 2 + m ** 2 * gamma ** 2))
    return array(out) * 1e6


# at: [0.3, 0.9, 0.4, 0.6]
def ackley(x):
    n = len(x)
    return -20 * exp(-0.2 * sqrt(sum(x ** 2) / n)) - exp(sum(cos(2 * pi * x)) / n) + 20 + e


# at: [0.3, 0.9, 0.4]
def griewank(x):
    i = arange(1, len(x) + 1)
    return sum(x ** 2) / 4000 - prod(cos(x / sqrt(i))) + 1


# at: [0.3, 0.9, 0.4]
def rastrigin(x):
    return 10 * len(x) + sum([xi ** 2 - 10 * cos(2 * pi * xi) for xi in x])


# at: [0.3, 0.9]
def himmelblau(p):
    x, y = p
    return (x ** 2 + y - 11) ** 2 + (x + y ** 2 - 7) ** 2


# at: [0.3, 0.9, 0.4]
def levy(x):
    w = 1 + (x - 1) / 4
    t1 = sin(pi * w[0]) ** 2
    t3 = (w[-1] - 1) ** 2 * (1 + sin(2 * pi * w[-1]) ** 2)
    s = 0
    for wi in w[:-1]:
        s = s + (wi - 1) ** 2 * (1 + 10 * sin(pi * wi + 1) ** 2)
    return t1 + s + t3


# at: [0.3, 0.9]
def branin(x):
    a, b, c, r, s, t = 1, 5.1 / (4 * pi ** 2), 5 / pi, 6, 10, 1 / (8 * pi)
    return a * (x[1] - b * x[0] ** 2 + c * x[0] - r) ** 2 + s * (1 - t) * cos(x[0]) + s


# at: [0.3, 0.9, 0.4, 0.2, 0.6, 0.7]
def hartmann6(x):
    alpha = array([1.0, 1.2, 3.0, 3.2])
    A = array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
    P = 1e-4 * array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]])
    outer_sum = 0
    for ii in range(4):
        inner_sum = 0
        for jj in range(6):
            inner_sum = inner_sum + A[ii, jj] * (x[jj] - P[ii, jj]) ** 2
        outer_sum += alpha[ii] * exp(-inner_sum)
    return -outer_sum


# at: [420.0, 300.0]
def schwefel(x):
    return 418.9829 * x.size - (x * sin(sqrt(abs(x)))).sum()


# at: [0.3, 0.9, 0.4]
def styblinski_tang(x):
    return ((x ** 4) - 16 * (x ** 2) + 5 * x).sum() / 2


# at: [0.3, 0.9]
def six_hump_camel(X):
    x, y = X[0], X[1]
    return (4 - 2.1 * x ** 2 + x ** 4 / 3) * x ** 2 + x * y + (-4 + 4 * y ** 2) * y ** 2


# at: [0.3, 0.9]
def goldstein_price(x):
    f1 = 1 + (x[0] + x[1] + 1) ** 2 * (19 - 14 * x[0] + 3 * x[0] ** 2 - 14 * x[1] + 6 * x[0] * x[1] + 3 * x[1] ** 2)
    f2 = 30 + (2 * x[0] - 3 * x[1]) ** 2 * (18 - 32 * x[0] + 12 * x[0] ** 2 + 48 * x[1] - 36 * x[0] * x[1] + 27 * x[1] ** 2)
    return f1 * f2


# at: [0.3, 0.9, 0.4, 0.8]
def rosenbrock_gradient(x):
    xm = x[1:-1]
    xm_m1 = x[:-2]
    xm_p1 = x[2:]
    der = zeros_like(x)
    der[1:-1] = 200 * (xm - xm_m1 ** 2) - 400 * (xm_p1 - xm ** 2) * xm - 2 * (1 - xm)
    der[0] = -400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0])
    der[-1] = 200 * (x[-1] - x[-2] ** 2)
    return der


# at: [0.3, 0.9, 0.4]
def rosenbrock_hessian(x):
    H = diag(-400 * x[:-1], 1) - diag(400 * x[:-1], -1)
    diagonal = zeros(len(x), dtype=x.dtype)
    diagonal[0] = 1200 * x[0] ** 2 - 400 * x[1] + 2
    diagonal[-1] = 200
    diagonal[1:-1] = 202 + 1200 * x[1:-1] ** 2 - 400 * x[2:]
    return H + diag(diagonal)
