"""Small networks written out by hand."""
from typing import List, Tuple

import numpy as np

rng = np.random.RandomState(0)
W_IN = rng.randn(5, 4) * 0.5
W_OUT = rng.randn(3, 5) * 0.5
EPS = 1e-5


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def relu(z):
    return np.maximum(0, z)


def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# at: [[0.3, -0.7, 1.2, 0.1], [1.0, 0.4, -0.2, 0.9]]
def forward_two_layers(X):
    H = relu(X.dot(W_IN.T) + 0.1)
    return H.dot(W_OUT.T)


# at: [0.3, -0.7, 1.2, 0.1], [[0.2, -0.1, 0.4, 0.3], [0.5, 0.6, -0.7, 0.1], [-0.3, 0.2, 0.1, 0.8]], [0.1, -0.2, 0.3]
def layers_in_a_list(x, W, b):
    """The same layer three times over, kept as a list of (W, b, activation)."""
    layers = [(W, b, np.tanh), (W[:, :3], b * 2, sigmoid), (W[:2, 1:], b[:2], None)]
    a = x
    for weight, bias, act in layers:
        z = np.dot(weight, a) + bias
        a = z if act is None else act(z)
    return a


# at: [[0.1, 0.5, -0.2, 0.8], [0.7, -0.4, 0.3, 0.2], [0.9, 0.1, 0.6, -0.5], [0.2, 0.3, -0.6, 0.4]], [[0.5, -0.3], [0.2, 0.7]], 0.1
def conv2d_valid(image, kernel, bias):
    H, W = image.shape
    kh, kw = kernel.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i:i + kh, j:j + kw] * kernel) + bias
    return out


# at: [[[0.1, 0.5, -0.2], [0.7, -0.4, 0.3], [0.9, 0.1, 0.6]], [[0.3, 0.2, 0.4], [-0.1, 0.8, 0.5], [0.6, -0.7, 0.2]]], [[[[0.2, -0.1], [0.3, 0.4]], [[0.1, 0.5], [-0.6, 0.2]]]]
def conv_layer_padded(x, w, pad=1, stride=2):
    """x: (C, H, W), w: (F, C, k, k)"""
    C, H, W = x.shape
    F, _, k, _ = w.shape
    xp = np.zeros((C, H + 2 * pad, W + 2 * pad))
    xp[:, pad:-pad, pad:-pad] = x
    Ho = (H + 2 * pad - k) // stride + 1
    Wo = (W + 2 * pad - k) // stride + 1
    y = np.zeros((F, Ho, Wo))
    for f in range(F):
        for i in range(Ho):
            for j in range(Wo):
                patch = xp[:, i * stride:i * stride + k, j * stride:j * stride + k]
                y[f, i, j] = (patch * w[f]).sum()
    return y


# at: [[0.1, 0.5, -0.2, 0.8], [0.7, -0.4, 0.3, 0.2], [0.9, 0.1, 0.6, -0.5], [0.2, 0.3, -0.6, 0.4]]
def im2col_pooling(image):
    k = 2
    cols = []
    for i in range(0, image.shape[0], k):
        for j in range(0, image.shape[1], k):
            cols.append(image[i:i + k, j:j + k].flatten())
    cols = np.array(cols).T
    return cols.max(axis=0) + 0.1 * cols.mean(axis=0)


# at: [[0.1, 0.5, -0.2, 0.8], [0.7, -0.4, 0.3, 0.2], [0.9, 0.1, 0.6, -0.5], [0.2, 0.3, -0.6, 0.4]]
def max_pool(image, size=2):
    h, w = image.shape[0] // size, image.shape[1] // size
    return image.reshape(h, size, w, size).max(axis=(1, 3))


# at: [0.5, -0.3, 0.8], [0.1, 0.2], [0.3, -0.4]
def lstm_cell(x, h_prev, c_prev):
    n = h_prev.shape[0]
    Wx = np.linspace(-0.5, 0.5, 4 * n * x.size).reshape(4 * n, x.size)
    Wh = np.cos(np.arange(4 * n * n)).reshape((4 * n, n))
    b = np.zeros(4 * n)
    b[n:2 * n] = 1.0
    gates = Wx @ x + Wh @ h_prev + b
    i = sigmoid(gates[:n])
    f = sigmoid(gates[n:2 * n])
    o = sigmoid(gates[2 * n:3 * n])
    g = np.tanh(gates[3 * n:])
    c = f * c_prev + i * g
    return o * np.tanh(c), c


# at: [[0.5, -0.3], [0.2, 0.8], [-0.6, 0.4]], [[0.3, -0.2, 0.5], [0.1, 0.7, -0.4]]
def rnn_over_time(seq, W):
    T = seq.shape[0]
    hidden = np.zeros((T + 1, 3))
    for t in range(T):
        hidden[t + 1] = np.tanh(seq[t] @ W + 0.5 * hidden[t])
    return hidden[1:]


# at: [[0.5, -0.3], [0.2, 0.8], [-0.6, 0.4]], [[0.3, -0.2], [0.1, 0.7]], [[0.4, 0.1], [-0.5, 0.6]]
def gru_sequence(xs, W, U):
    params = {"W": W, "U": U, "b": np.array([0.1, -0.1])}
    h = np.zeros(2)
    states = []
    for x in xs:
        z = sigmoid(params["W"] @ x + params["U"] @ h + params["b"])
        r = sigmoid(params["W"].T @ x + params["U"].T @ h)
        cand = np.tanh(params["W"] @ x + params["U"] @ (r * h))
        h = (1 - z) * h + z * cand
        states.append(h)
    return np.stack(states)


# at: [[0.2, -0.4, 0.6], [0.8, 0.1, -0.3]], [[0.5, 0.2, -0.1], [-0.7, 0.4, 0.3]], [[1.0, -0.5], [0.3, 0.9]]
def scaled_dot_product_attention(Q, K, V):
    d_k = Q.shape[-1]
    scores = np.matmul(Q, K.T) / np.sqrt(d_k)
    mask = np.triu(np.ones(scores.shape), k=1).astype(bool)
    scores[mask] = -1e9
    weights = softmax(scores)
    return np.matmul(weights, V)


# at: [[0.2, -0.4, 0.6, 0.5], [0.8, 0.1, -0.3, 0.7], [-0.2, 0.9, 0.4, 0.1]]
def multi_head_attention(x, n_heads: int = 2) -> np.ndarray:
    seq, d = x.shape
    hd = d // n_heads
    q = x.reshape(seq, n_heads, hd).transpose(1, 0, 2)
    k = (x * 0.5).reshape(seq, n_heads, hd).transpose(1, 0, 2)
    att = softmax(np.einsum("hqd,hkd->hqk", q, k) / hd ** 0.5)
    out = np.einsum("hqk,hkd->qhd", att, q)
    return out.reshape(seq, d)


# at: [[0.2, -0.4, 0.6], [0.8, 0.1, -0.3], [-0.2, 0.9, 0.4]], [1.0, 0.5, 1.5], [0.1, 0.0, -0.1]
def batch_norm(x, gamma, beta):
    mu = np.mean(x, axis=0)
    xmu = x - mu
    var = 1.0 / x.shape[0] * np.sum(xmu ** 2, axis=0)
    ivar = 1.0 / np.sqrt(var + EPS)
    xhat = xmu * ivar
    return gamma * xhat + beta


# at: [[0.2, -0.4, 0.6], [0.8, 0.1, -0.3]]
def layer_norm_in_place(x):
    out = x.copy()
    out -= out.mean(axis=1, keepdims=True)
    out /= np.sqrt((out ** 2).mean(axis=1, keepdims=True) + EPS)
    return out


# at: [0.5, -1.2, 0.3, 2.0]
def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)))


# at: [0.5, -1.2, 0.3, 2.0]
def elu_by_mask(x, alpha=1.0):
    out = x.copy()
    neg = x < 0
    out[neg] = alpha * (np.exp(x[neg]) - 1)
    return out


# at: [[0.5, -1.2, 0.3], [2.0, 0.1, -0.4]]
def cross_entropy_of_labels(logits):
    labels = np.array([2, 0])
    p = softmax(logits, axis=1)
    n = labels.shape[0]
    return -np.log(p[np.arange(n), labels]).mean()


# at: [[0.5, -1.2, 0.3], [2.0, 0.1, -0.4]]
def softmax_gradient_by_hand(logits):
    y = [1, 2]
    grad = softmax(logits)
    grad[range(2), y] -= 1
    grad /= len(y)
    return grad


# at: [0.3, -0.7, 1.2, 0.1]
def dropout_with_fixed_mask(x):
    np.random.seed(3)
    keep = np.random.rand(*x.shape) < 0.7
    return x * keep / 0.7


# at: [0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, 0.8, 0.9, -0.1, 0.2, 0.3, 0.4]
def unflatten_parameters(theta):
    sizes: List[Tuple[int, ...]] = [(2, 3), (2,), (2, 2), (1,)]
    params, start = [], 0
    for s in sizes:
        stop = start + int(np.prod(s))
        params.append(theta[start:stop].reshape(s))
        start = stop
    W1, b1, W2, b2 = params
    x = np.array([0.5, -0.5, 1.0])
    h = np.tanh(W1 @ x + b1)
    return W2 @ h + b2 * np.ones(2)


class Dense:
    def __init__(self, n_in, n_out, seed=1):
        r = np.random.default_rng(seed)
        self.W = r.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)
        self.last = None

    def __call__(self, x):
        self.last = x
        return self.W @ x + self.b


class Net:
    def __init__(self, *sizes):
        self.layers = [Dense(a, b, k) for k, (a, b) in enumerate(zip(sizes[:-1], sizes[1:]))]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = np.tanh(layer(x))
        return self.layers[-1](x)

    def loss(self, x, target):
        return np.mean((self.forward(x) - target) ** 2)


net = Net(3, 4, 2)


# at net.forward: [0.4, -0.9, 0.2]
# at net.loss: [0.4, -0.9, 0.2], [1.0, -1.0]


# at: [0.4, -0.9, 0.2]
def backward_by_hand(x):
    """Gradient of half the squared output with respect to the input."""
    acts = [x]
    for layer in net.layers:
        acts.append(np.tanh(layer(acts[-1])))
    delta = acts[-1] * (1 - acts[-1] ** 2)
    for k in reversed(range(len(net.layers))):
        delta = np.dot(net.layers[k].W.T, delta)
        if k > 0:
            delta *= 1 - acts[k] ** 2
    return delta


# at: [0.2, 0.5, -0.3, 0.7, 0.1], [0.3, -0.5, 0.2]
def conv1d_same(x, w):
    pad = len(w) // 2
    xp = np.pad(x, (pad, pad), mode="constant")
    y = np.empty_like(x)
    for i in range(len(x)):
        y[i] = np.dot(xp[i:i + len(w)], w[::-1])
    return y


# at: [[0.3, 0.1], [0.5, -0.2], [0.7, 0.9]]
def embedding_bag(E):
    idx = np.array([0, 2, 2, 1, 0])
    vectors = E[idx]
    pooled = np.zeros((2, E.shape[1]))
    np.add.at(pooled, [0, 0, 1, 1, 1], vectors)
    return pooled / np.array([[2.0], [3.0]])
