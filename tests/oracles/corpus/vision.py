import numpy as np
import logging

log = logging.getLogger(__name__)
K = np.array([[500., 0, 320], [0, 500, 240], [0, 0, 1]])


def rot(w):
    th = np.linalg.norm(w)
    k = w / th
    Kx = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
    return np.eye(3) + np.sin(th) * Kx + (1 - np.cos(th)) * (Kx @ Kx)


# at: [[0.1, 0.2, 2.0], [-0.3, 0.4, 3.0]], [0.1, -0.2, 0.05], [0.2, 0.1, 0.5]
def project(points, rvec, tvec):
    """Pinhole projection of N points."""
    cam = points @ rot(rvec).T + tvec
    uv = cam @ K.T
    return uv[:, :2] / uv[:, 2:]


# at: [0.1, -0.2, 0.05, 0.2, 0.1, 0.5, 480.0, 0.01, -0.002], [0.1, 0.2, 2.0]
def bundle_adjustment_residual(cam, X):
    """Nine camera parameters: rotation, translation, f, k1, k2."""
    R, t, f, k1, k2 = cam[:3], cam[3:6], cam[6], cam[7], cam[8]
    theta = np.sqrt(np.sum(R ** 2))
    with np.errstate(invalid="ignore"):
        v = R / theta
        v = np.nan_to_num(v)
    P = np.cos(theta) * X + np.sin(theta) * np.cross(v, X) + (1 - np.cos(theta)) * np.dot(v, X) * v + t
    p = -P[:2] / P[2]
    n = np.sum(p ** 2)
    r = 1 + k1 * n + k2 * n ** 2
    return p * r * f - np.array([10.0, 12.0])


# at: [0.2, -0.1], [0.1, 0.01, 0.001, 0.002]
def distort(xy, coeffs):
    k1, k2, p1, p2 = coeffs
    x, y = xy
    r2 = x * x + y * y
    radial = 1 + k1 * r2 + k2 * r2 * r2
    out = np.empty_like(xy)
    out[0] = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
    out[1] = y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
    return out


# at: [[0.1, 0.5, 0.2, 0.8], [0.7, 0.4, 0.3, 0.2], [0.9, 0.1, 0.6, 0.5], [0.2, 0.3, 0.6, 0.4]]
def sobel(img):
    gx = np.zeros_like(img)
    gy = np.zeros_like(img)
    kx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    h, w = img.shape
    for i in range(1, h - 1):
        for j in range(1, w - 1):
            window = img[i - 1:i + 2, j - 1:j + 2]
            gx[i, j] = (kx * window).sum()
            gy[i, j] = (kx.T * window).sum()
    mag = np.sqrt(gx ** 2 + gy ** 2 + 1e-6)
    log.debug("max %s", mag.max())
    return mag[1:-1, 1:-1]


# at: [[0.1, 0.5, 0.2], [0.7, 0.4, 0.3], [0.9, 0.1, 0.6]], 0.6, 1.3
def bilinear(img, y, x):
    x0, y0 = int(x), int(y)
    dx, dy = x - x0, y - y0
    return (img[y0, x0] * (1 - dx) * (1 - dy) + img[y0, x0 + 1] * dx * (1 - dy)
            + img[y0 + 1, x0] * (1 - dx) * dy + img[y0 + 1, x0 + 1] * dx * dy)


# at: [[0.1, 0.5, 0.2], [0.7, 0.4, 0.3]]
def resize_nearest_and_average(img):
    big = np.repeat(np.repeat(img, 2, axis=0), 2, axis=1)
    return (big[:-1, :-1] + big[1:, 1:]) / 2


# at: [[0.1, 0.5, 0.2], [0.7, 0.4, 0.3], [0.9, 0.1, 0.6]]
def box_blur(image):
    padded = np.pad(image, 1, mode="edge")
    out = np.zeros_like(image)
    for dy in range(3):
        for dx in range(3):
            out += padded[dy:dy + image.shape[0], dx:dx + image.shape[1]]
    return out / 9


# at: [[0.1, 0.5, 0.2, 0.4], [0.7, 0.4, 0.3, 0.9]]
def integral_image(img):
    s = img.cumsum(axis=0).cumsum(axis=1)
    padded = np.zeros((s.shape[0] + 1, s.shape[1] + 1))
    padded[1:, 1:] = s
    return padded[2:, 2:] - padded[:-2, 2:] - padded[2:, :-2] + padded[:-2, :-2]


# at: [[[0.1, 0.5, 0.2], [0.7, 0.4, 0.3]], [[0.9, 0.1, 0.6], [0.3, 0.8, 0.5]]]
def grey_and_gamma(rgb, gamma=2.2):
    grey = np.dot(rgb[..., :3], [0.299, 0.587, 0.114])
    grey = grey.clip(0, 1)
    return grey ** (1 / gamma)


# at: 0.2, 0.6, 0.4
def rgb_to_hsv(r, g, b):
    mx, mn = max(r, g, b), min(r, g, b)
    df = mx - mn
    if mx == mn:
        h = 0
    elif mx == r:
        h = (60 * ((g - b) / df) + 360) % 360
    elif mx == g:
        h = (60 * ((b - r) / df) + 120) % 360
    else:
        h = (60 * ((r - g) / df) + 240) % 360
    s = 0 if mx == 0 else df / mx
    return h, s, mx


# at: [[0.1, 0.2], [1.3, 0.1], [1.5, 1.4], [0.2, 1.1]]
def homography_rows(pts):
    dst = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    A = []
    for (x, y), (u, v) in zip(pts, dst):
        A.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        A.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    b = dst.reshape(-1).astype(float)
    h = np.linalg.solve(np.array(A), b)
    return np.append(h, 1).reshape(3, 3)


# at: [[0.1, 0.2, 0.3], [1.3, 0.1, 0.5], [0.5, 1.4, -0.2]]
def triangle_normal_and_area(tri):
    a, b, c = tri
    n = np.cross(b - a, c - a)
    area = np.linalg.norm(n) / 2
    return n / np.linalg.norm(n), area


# at: [0.1, 0.2, -1.0], [0.0, 0.1, 1.0], [0.0, 0.0, 3.0], 1.0
def ray_sphere(origin, direction, centre, radius):
    d = direction / np.linalg.norm(direction)
    oc = origin - centre
    b = 2 * np.dot(oc, d)
    c = np.dot(oc, oc) - radius ** 2
    disc = b ** 2 - 4 * c
    if disc < 0:
        return None
    t = (-b - np.sqrt(disc)) / 2
    hit = origin + t * d
    n = (hit - centre) / radius
    light = np.array([1.0, 1.0, -1.0]) / np.sqrt(3)
    return max(np.dot(n, light), 0.0)


# at: [[0.1, 0.2], [1.3, 0.1], [0.5, 1.4]], [[0.2, 0.1], [1.2, 0.4], [0.3, 1.5]]
def procrustes_residual(A, B):
    A0 = A - A.mean(axis=0)
    B0 = B - B.mean(axis=0)
    U, S, Vt = np.linalg.svd(A0.T @ B0)
    R = U @ Vt
    return np.linalg.norm(A0 @ R - B0)


# at: [[0.1, 0.2], [1.3, 0.1], [0.5, 1.4]], [[0.2, 0.1], [1.2, 0.4]]
def chamfer(P, Q):
    d = np.sqrt(((P[:, None, :] - Q[None, :, :]) ** 2).sum(-1))
    return d.min(axis=1).mean() + d.min(axis=0).mean()


# at: [[0.1, 0.2], [1.3, 0.1], [0.5, 1.4], [0.9, 0.8]], [[0.2, 0.1], [1.2, 0.4]]
def kmeans_step(X, C):
    d = np.linalg.norm(X[:, np.newaxis] - C, axis=2)
    labels = np.argmin(d, axis=1)
    new = np.zeros_like(C)
    for k in range(C.shape[0]):
        new[k] = X[labels == k].mean(axis=0)
    return new


# at: [[0.1, 0.2], [1.3, 0.1], [0.5, 1.4]]
def tsne_like_affinities(Y):
    n = Y.shape[0]
    num = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                num[i, j] = 1 / (1 + np.sum(np.square(Y[i] - Y[j])))
    Q = num / np.sum(num)
    Q = np.maximum(Q, 1e-12)
    P = np.full((n, n), 1 / 6)
    np.fill_diagonal(P, 1e-12)
    return np.sum(P * np.log(P / Q))


# at: [[0.1, 0.2, 0.4], [1.3, 0.1, 0.7], [0.5, 1.4, 0.9], [0.8, 0.6, 0.2]]
def pca_scores(X):
    Xc = X - np.mean(X, axis=0)
    C = np.cov(Xc, rowvar=False)
    vals, vecs = np.linalg.eigh(C)
    order = np.argsort(vals)[::-1]
    return vals[order] / np.sum(vals)
