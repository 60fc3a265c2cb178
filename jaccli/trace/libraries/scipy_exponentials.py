"""What stands for sums of exponentials of scipy.special: logsumexp, softmax and its logarithm."""

from __future__ import annotations

from typing import Any

from jaccli.arrays import Array
from jaccli.trace.arrays.libraries import stands_for
from jaccli.trace.arrays.operands import emit, operands
from jaccli.trace.arrays.table import concrete, np
from jaccli.trace.numpy.reductions import kept


@stands_for("scipy.special.logsumexp")
def logsumexp(
    a: Any, axis: Any = None, b: Any = None, keepdims: bool = False, return_sign: bool = False
) -> Any:
    """log Σ b exp(a), shifted by a constant: the shift has no part in the slope."""
    a, b = operands(a, b) if b is not None else (*operands(a), None)
    if b is None and not return_sign and (axis is None or a.ndim == 1):
        found = emit("logsumexp", (np.ravel(a),), ())
        return np.reshape(found, (1,) * a.ndim) if kept(keepdims) else found
    shift = _shift(concrete(a), b, axis)
    terms = np.exp(a - shift) if b is None else b * np.exp(a - shift)
    total = np.sum(terms, axis=axis, keepdims=True)
    sign = np.sign(concrete(total))
    if not return_sign and (sign < 0).any():
        raise ValueError("the logarithm of a negative sum is no number")
    found = np.log(np.abs(total) if return_sign else total) + shift
    if not kept(keepdims):
        axes = tuple(range(a.ndim)) if axis is None else axis
        found, sign = np.squeeze(found, axes), np.squeeze(sign, axes)
    return (found, sign) if return_sign else found


def _shift(a: Array, b: Any, axis: Any) -> Array:
    """The largest exponent of each run that has a weight; 0 where none is finite."""
    if b is not None:
        a = np.where(
            np.broadcast_to(concrete(b), np.broadcast_shapes(a.shape, b.shape)) == 0, -np.inf, a
        )
    largest = np.max(a, axis=axis, keepdims=True)
    found: Array = np.where(np.isfinite(largest), largest, 0.0)
    return found


@stands_for("scipy.special.softmax")
def _softmax(x: Any, axis: Any = None) -> Any:
    (x,) = operands(x)
    if axis is None or x.ndim == 1:
        return emit("softmax", (np.ravel(x),), x.shape)
    raised = np.exp(x - np.max(concrete(x), axis=axis, keepdims=True))
    return raised / np.sum(raised, axis=axis, keepdims=True)


@stands_for("scipy.special.log_softmax")
def _log_softmax(x: Any, axis: Any = None) -> Any:
    (x,) = operands(x)
    if axis is None or x.ndim == 1:
        return emit("log_softmax", (np.ravel(x),), x.shape)
    shifted = x - np.max(concrete(x), axis=axis, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))
