"""The names of NumPy's functions whose results stay the same nearby: their derivative is 0."""

from __future__ import annotations

CONSTANT_FUNCTIONS = """
    all allclose any argmax argmin argpartition argsort argwhere array2string array_equal
    array_equiv array_repr array_str around empty_like fix flatnonzero imag in1d iscomplex
    iscomplexobj isclose isin isneginf isposinf isreal isrealobj ndim nonzero
    ones_like round searchsorted count_nonzero shape size zeros_like lexsort
    digitize result_type can_cast common_type min_scalar_type tril_indices_from triu_indices_from
    nanargmax nanargmin linalg.matrix_rank angle unravel_index
    ravel_multi_index diag_indices_from packbits unpackbits datetime_as_string
    busday_count busday_offset is_busday einsum_path
"""
CONSTANT_UFUNCS = """
    less less_equal greater greater_equal equal not_equal logical_and logical_or logical_xor
    logical_not sign floor ceil trunc rint isfinite isinf isnan signbit floor_divide bitwise_and
    bitwise_or bitwise_xor invert bitwise_count left_shift right_shift gcd lcm isnat spacing
"""
