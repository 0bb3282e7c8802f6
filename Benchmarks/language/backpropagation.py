# Backpropagation by hand through a 3-2-2 network, ten thousand times.
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


X = np.array([[1, 0, -1], [0.5, -0.5, 2], [-1, 1.5, 0], [0, 0.25, 0.5]])
Y = np.array([[1.0, 0], [0, 1], [1, 0], [0, 1]])
W1, b1 = np.array([[0.2, -0.4], [0.7, 0.1], [-0.3, 0.5]]), np.array([0.1, -0.2])
W2, b2 = np.array([[0.6, -0.1], [-0.5, 0.8]]), np.array([0.05, -0.05])
for k in range(10000):
    Z1 = X @ W1 + b1
    A1 = sigmoid(Z1)
    P = softmax(A1 @ W2 + b2)
    d2 = P - Y
    d1 = (d2 @ W2.T) * A1 * (1 - A1)
    W2g, b2g = A1.T @ d2, d2.sum(axis=0)
    W1g, b1g = X.T @ d1, d1.sum(axis=0)
expected = [[0.0337136507, -0.1189694578], [-0.1231012180, 0.2755216654], [0.2253790131, -0.4087246876]]
assert np.abs(W1g - expected).max() < 1e-9
