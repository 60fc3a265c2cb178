import numpy as np
from numpy import cos, sin, pi


def skew(v):
    return np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])


def dh(theta, d, a, alpha):
    ct, st = np.cos(theta), np.sin(theta)
    ca, sa = np.cos(alpha), np.sin(alpha)
    return np.array([
        [ct, -st * ca, st * sa, a * ct],
        [st, ct * ca, -ct * sa, a * st],
        [0, sa, ca, d],
        [0, 0, 0, 1],
    ])


# at: [0.1, -0.4, 0.7, 0.2, -0.9, 0.5]
def forward_kinematics(q):
    table = [(0.33, 0.05, -pi / 2), (0, 0.33, 0), (0, 0.035, -pi / 2), (0.335, 0, pi / 2), (0, 0, -pi / 2), (0.08, 0, 0)]
    T = np.eye(4)
    for qi, (d, a, alpha) in zip(q, table):
        T = T @ dh(qi, d, a, alpha)
    return T[:3, 3]


# at: [0.1, -0.4, 0.7]
def geometric_jacobian(q):
    """Columns z × (p_end − p), kept in a 6 × n array."""
    n = len(q)
    J = np.zeros((6, n))
    z = [np.array([0, 0, 1])]
    p = [np.zeros(3)]
    T = np.eye(4)
    for i in range(n):
        T = np.dot(T, dh(q[i], 0.1 * i, 0.5, 0.3))
        z.append(T[:3, 2])
        p.append(T[:3, 3])
    for i in range(n):
        J[:3, i] = np.cross(z[i], p[-1] - p[i])
        J[3:, i] = z[i]
    return J


# at: [0.8, 0.1, -0.3, 0.5]
def quaternion_to_matrix(q):
    w, x, y, z = q / np.linalg.norm(q)
    R = np.zeros((3, 3))
    R[0, 0] = 1 - 2 * (y ** 2 + z ** 2)
    R[0, 1] = 2 * (x * y - z * w)
    R[0, 2] = 2 * (x * z + y * w)
    R[1, 0] = 2 * (x * y + z * w)
    R[1, 1] = 1 - 2 * (x ** 2 + z ** 2)
    R[1, 2] = 2 * (y * z - x * w)
    R[2, 0] = 2 * (x * z - y * w)
    R[2, 1] = 2 * (y * z + x * w)
    R[2, 2] = 1 - 2 * (x ** 2 + y ** 2)
    return R


# at: [0.8, 0.1, -0.3, 0.5], [0.2, 0.7, 0.4, -0.1]
def quaternion_product(a, b):
    out = np.zeros(4)
    out[0] = a[0] * b[0] - np.dot(a[1:], b[1:])
    out[1:] = a[0] * b[1:] + b[0] * a[1:] + np.cross(a[1:], b[1:])
    return out


# at: [0.8, 0.1, -0.3, 0.5], [1.0, 2.0, -0.5]
def rotate_by_quaternion(q, v):
    q0, qv = q[0], q[1:]
    t = 2 * np.cross(qv, v)
    return v + q0 * t + np.cross(qv, t)


# at: [0.3, -0.2, 0.5]
def rodrigues(w):
    theta = np.sqrt(np.dot(w, w))
    if theta < 1e-8:
        return np.eye(3)
    K = skew(w / theta)
    return np.eye(3) + sin(theta) * K + (1 - cos(theta)) * K.dot(K)


# at: 0.2, -0.4, 1.1
def euler_zyx(roll, pitch, yaw):
    Rx = np.array([[1, 0, 0], [0, cos(roll), -sin(roll)], [0, sin(roll), cos(roll)]])
    Ry = np.array([[cos(pitch), 0, sin(pitch)], [0, 1, 0], [-sin(pitch), 0, cos(pitch)]])
    Rz = np.array([[cos(yaw), -sin(yaw), 0], [sin(yaw), cos(yaw), 0], [0, 0, 1]])
    return np.linalg.multi_dot([Rz, Ry, Rx])


# at: [[0.9, -0.3, 0.1], [0.3, 0.95, -0.2], [-0.1, 0.2, 0.97]]
def matrix_to_euler(R):
    sy = np.sqrt(R[0, 0] * R[0, 0] + R[1, 0] * R[1, 0])
    singular = sy < 1e-6
    if not singular:
        x = np.arctan2(R[2, 1], R[2, 2])
        y = np.arctan2(-R[2, 0], sy)
        z = np.arctan2(R[1, 0], R[0, 0])
    else:
        x = np.arctan2(-R[1, 2], R[1, 1])
        y = np.arctan2(-R[2, 0], sy)
        z = 0
    return np.array([x, y, z])


# at: [0.8, 0.1, -0.3, 0.5], [0.2, 0.7, 0.4, -0.1], 0.3
def slerp(q0, q1, t):
    q0 = q0 / np.linalg.norm(q0)
    q1 = q1 / np.linalg.norm(q1)
    dot = np.dot(q0, q1)
    if dot < 0:
        q1 = -q1
        dot = -dot
    if dot > 0.9995:
        return q0 + t * (q1 - q0)
    th = np.arccos(np.clip(dot, -1.0, 1.0))
    return (np.sin((1 - t) * th) * q0 + np.sin(t * th) * q1) / np.sin(th)


# at: [0.3, -0.5], [0.1, 0.4]
def two_link_dynamics(q, dq):
    m1, m2, l1, l2, g = 1.0, 0.8, 0.5, 0.4, 9.81
    M = np.zeros((2, 2))
    M[0, 0] = (m1 + m2) * l1 ** 2 + m2 * l2 ** 2 + 2 * m2 * l1 * l2 * cos(q[1])
    M[0, 1] = M[1, 0] = m2 * l2 ** 2 + m2 * l1 * l2 * cos(q[1])
    M[1, 1] = m2 * l2 ** 2
    c = np.array([-m2 * l1 * l2 * sin(q[1]) * (2 * dq[0] * dq[1] + dq[1] ** 2), m2 * l1 * l2 * dq[0] ** 2 * sin(q[1])])
    grav = np.array([(m1 + m2) * g * l1 * cos(q[0]) + m2 * g * l2 * cos(q[0] + q[1]), m2 * g * l2 * cos(q[0] + q[1])])
    tau = np.array([0.5, -0.2])
    return np.linalg.solve(M, tau - c - grav)


# at: [0.5, 0.2, 0.3], [1.0, 0.4]
def unicycle_step(state, control, dt=0.1):
    x, y, th = state
    v, w = control
    if abs(w) > 1e-6:
        x = x + v / w * (np.sin(th + w * dt) - np.sin(th))
        y = y - v / w * (np.cos(th + w * dt) - np.cos(th))
    else:
        x = x + v * np.cos(th) * dt
        y = y + v * np.sin(th) * dt
    th = (th + w * dt + np.pi) % (2 * np.pi) - np.pi
    return np.array([x, y, th])


# at: [0.4, -0.3]
def inverse_kinematics_newton(target):
    q = np.array([0.4, 0.8])
    for _ in range(4):
        f = np.array([cos(q[0]) + cos(q[0] + q[1]), sin(q[0]) + sin(q[0] + q[1])])
        J = np.empty((2, 2))
        J[0] = -sin(q[0]) - sin(q[0] + q[1]), -sin(q[0] + q[1])
        J[1] = cos(q[0]) + cos(q[0] + q[1]), cos(q[0] + q[1])
        q = q + 0.3 * np.linalg.inv(J + 0.1 * np.eye(2)).dot(target - f)
    return q


# at: [0.2, -0.1, 0.4, 0.3, 0.5, -0.6]
def twist_exponential(xi):
    v, w = xi[:3], xi[3:]
    th = np.linalg.norm(w)
    W = skew(w)
    R = np.eye(3) + np.sin(th) / th * W + (1 - np.cos(th)) / th ** 2 * W @ W
    V = np.eye(3) + (1 - np.cos(th)) / th ** 2 * W + (th - np.sin(th)) / th ** 3 * W @ W
    T = np.eye(4)
    T[:3, :3] = R
    T[:3, 3] = V @ v
    return T
