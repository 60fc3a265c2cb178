"""Trains the classifier of digits.yaml and writes digits.npz. Needs scikit-learn.

python sample_chains/digits_train.py

64-32-16-10 with relu on scikit-learn's 8×8 digits (UCI, Alpaydin & Kaynak 1998), pixels divided
by 16, three quarters to train on. The archive holds the weights in float32, the accuracy on the
other quarter, and from that quarter one digit with its label.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SEED = 0

images, labels = load_digits(return_X_y=True)
images = images / 16.0
train_x, test_x, train_y, test_y = train_test_split(
    images, labels, test_size=0.25, random_state=SEED, stratify=labels
)
network = MLPClassifier((32, 16), activation="relu", alpha=1e-3, max_iter=2000, random_state=SEED)
network.fit(train_x, train_y)

weights = [matrix.T.astype(np.float32) for matrix in network.coefs_]
biases = [vector.astype(np.float32) for vector in network.intercepts_]


def logits(x):
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        x = np.maximum(weight @ x + bias, 0)
    return weights[-1] @ x + biases[-1]


right = np.array([logits(x).argmax() == y for x, y in zip(test_x, test_y, strict=True)])
example = int(np.flatnonzero(right)[0])
np.savez(
    Path(__file__).with_name("digits.npz"),
    **{f"W{k}": weight for k, weight in enumerate(weights, start=1)},
    **{f"b{k}": bias for k, bias in enumerate(biases, start=1)},
    x=test_x[example].astype(np.float32),
    label=np.int64(test_y[example]),
    test_right=np.int64(right.sum()),
    test_size=np.int64(right.size),
)
print(f"test accuracy {right.mean():.4f} ({right.sum()} of {right.size}); label {test_y[example]}")
