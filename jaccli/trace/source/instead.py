"""What to write in place of what is not recorded, by its name: a line of Python, in backticks.

Lines that run by themselves do so on vectors x, y, square matrices A, B and the like.
"""

from __future__ import annotations

_WAVES = "2 * np.pi * np.outer(np.arange({rows}), np.arange({columns})) / {columns}"
_REAL = f"`np.cos({_WAVES}) @ x` is the real part; with -np.sin it is the imaginary one"
_FOURIER = _REAL.format(rows="len(x)", columns="len(x)")
_HALF = _REAL.format(rows="len(x) // 2 + 1", columns="len(x)")
_PLANE = (
    "`C @ A @ C - S @ A @ S` is the real part, with C and S = np.sin(t) of "
    f"`t = {_WAVES.format(rows='n', columns='n')}`"
)
_NEWTON = "`for _ in range(20): z = z - f(z) / df(z)`: Newton's steps, recorded as they run"
_STEPS = "`for _ in range(100): y = y + dt * rhs(y)`: fixed steps, recorded as they run"
_BEST = "give what it finds as a parameter, `def f(best, x): ...`, and differentiate that"
_BETWEEN = "`np.interp(x, places, values)`, straight lines between constant values"
_NEAR = "`np.sort(np.linalg.norm(A[:, None] - A, axis=2), axis=1)` has all distances in order"
_OUTSIDE = "`y = f(x)` first, and np.save(file, y) outside of the function"
_MASKED = "`np.mean(x, where=mask)` or `np.where(mask, x, 0.0)`, with a mask of what counts"
INSTEAD = {  # by the name in np, or in the library
    # in place
    "copyto": "`y = np.where(mask, x, y)`",
    "place": "`y = np.where(mask, x, y)`",
    "putmask": "`y = np.where(mask, x, y)`",
    "put": "`y = np.where(np.arange(len(y)) == i, x, y)`",
    "put_along_axis": "`A = np.where(np.arange(len(A)) == i, x, A)`",
    "fill_diagonal": "`A = np.where(np.eye(len(A)) == 1, value, A)`",
    "add.at": "`y = y + np.bincount(index, x, len(y))`",
    "subtract.at": "`y = y - np.bincount(index, x, len(y))`",
    # counts, roots, special functions
    "histogram2d": "`np.histogram2d(x, y, bins=[edges, edges])`, with constant edges",
    "histogramdd": "`np.histogramdd(A, bins=[edges] * A.shape[1])`, with constant edges",
    "i0": "`np.mean(np.exp(np.outer(x, np.cos(np.pi * (np.arange(32) + 0.5) / 32))), axis=1)`",
    "roots": "`r - np.polyval(p, r) / np.polyval(np.polyder(p), r)`, of a constant root r",
    "sort_complex": "`np.sort(x)`",
    "linalg.eig": "`np.linalg.eigh(A)` of a symmetric matrix; others have complex eigenvalues",
    "linalg.eigvals": "`np.linalg.eigvalsh(A)` of a symmetric matrix",
    "linalg.qr": "`np.linalg.cholesky(A.T @ A).T` is R but for the signs of its rows",
    # Fourier transforms
    **dict.fromkeys(("fft.fft", "fft.ifft", "fft.hfft", "fft.ihfft"), _FOURIER),
    **dict.fromkeys(("fft.rfft", "fft.irfft"), _HALF),
    "fft.*": _PLANE,
    # what looks into the memory, or makes arrays of another kind
    "nditer": "`for value in x.flat: ...`, or a loop over np.ndindex(x.shape)",
    "broadcast": "`np.broadcast_arrays(x, y)`, or np.broadcast_shapes(x.shape, y.shape)",
    "frombuffer": "`np.reshape(x, -1)` of the array itself",
    "memoryview": "`np.reshape(x, -1)` of the array itself",
    "asmatrix": "`np.atleast_2d(A)`, and A @ B for products",
    "matrix": "`np.atleast_2d(A)`, and A @ B for products",
    "mat": "`np.atleast_2d(A)`, and A @ B for products",
    "bmat": "`np.block([[A, B]])`",
    "arange": "`x[0] + 0.5 * np.arange(n)`: how many there are is no number with a derivative",
    "range": "`range(int(x))` reads the number",
    "empty": "`np.array([…])` of what goes into it",
    "ma.*": _MASKED,
    # of SciPy, by the last part of the name
    **dict.fromkeys(("scipy.fsolve", "scipy.root", "scipy.newton", "scipy.brentq"), _NEWTON),
    **dict.fromkeys(("scipy.bisect", "scipy.root_scalar"), _NEWTON),
    **dict.fromkeys(("scipy.odeint", "scipy.solve_ivp", "scipy.ode"), _STEPS),
    **dict.fromkeys(("scipy.minimize", "scipy.minimize_scalar", "scipy.linprog"), _BEST),
    **dict.fromkeys(("scipy.least_squares", "scipy.curve_fit", "scipy.fit"), _BEST),
    "scipy.quad": "`t, w = np.polynomial.legendre.leggauss(20)`, then `np.sum(w * f(t))` over -1…1",
    "scipy.logm": "`w, V = np.linalg.eigh(A)`, then `V * np.log(w) @ V.T`, of a symmetric matrix",
    **dict.fromkeys(("scipy.interp1d", "scipy.CubicSpline"), _BETWEEN),
    **dict.fromkeys(("scipy.KDTree", "scipy.cKDTree"), _NEAR),
    **dict.fromkeys(("scipy.convolve", "scipy.fftconvolve"), "`np.convolve(x, y)`"),
    "scipy.correlate": "`np.correlate(x, y)`",
    # files
    **dict.fromkeys(("save", "savetxt", "savez", "savez_compressed", "tofile"), _OUTSIDE),
    # random numbers
    "random.normal": "`x + y * np.random.default_rng(0).standard_normal(len(x))`",
    "random.uniform": "`x + (y - x) * np.random.default_rng(0).random(len(x))`",
    "random.exponential": "`x * np.random.default_rng(0).standard_exponential(len(x))`",
    "random.lognormal": "`np.exp(x + y * np.random.default_rng(0).standard_normal(len(x)))`",
    "random.multivariate_normal": "`x + np.linalg.cholesky(A) @ "
    "np.random.default_rng(0).standard_normal(len(x))`",
    "random.choice": "`x[np.random.default_rng(0).integers(len(x), size=n)]`",
    "random.*": "`np.random.default_rng(0).random(n)`: draw with constants, and compute with that",
    # polynomials whose lowest power comes first
    "polynomial.polynomial.polyvander": "`np.vander(x, n, increasing=True)`",
    "polynomial.polynomial.polyder": "`np.polyder(x[::-1])[::-1]`",
    "polynomial.polynomial.polyint": "`np.polyint(x[::-1])[::-1]`",
    "polynomial.polynomial.polyfit": "`np.polyfit(places, y, 2)[::-1]`",
    "polynomial.polynomial.polyfromroots": "`np.poly(x)[::-1]`",
    "polynomial.chebyshev.chebvander": "`np.cos(np.arange(n) * np.arccos(x / 9)[:, None])`",
    "polynomial.*": "`np.polyval(p, x)`, with the highest power first",
    # Python's own
    "complex": "`np.hypot(x, y)` for its size; keep the real and the imaginary part apart",
    "statistics.mean": "`np.mean(x)`",
    "statistics.fmean": "`np.mean(x)`",
    "statistics.median": "`np.median(x)`",
    "statistics.stdev": "`np.std(x, ddof=1)`",
    "statistics.variance": "`np.var(x, ddof=1)`",
    "statistics.pstdev": "`np.std(x)`",
    "statistics.pvariance": "`np.var(x)`",
    "Decimal": "`x` itself: a traced number keeps 16 digits",
    "Fraction": "`x` itself: a traced number is no fraction",
    "dot": "`A @ x`, or np.dot(A, x)",
    "logsumexp": "`np.max(x) + np.log(np.sum(np.exp(x - np.max(x))))`",
    "expit": "`1 / (1 + np.exp(-x))`",
}
WHY = {  # a function is refused, by its name or its family
    "fft": "it gives complex numbers, and derivatives are those of real functions",
    "linalg.eig": "it may give complex numbers, and derivatives are those of real functions",
    "linalg.eigvals": "it may give complex numbers, and derivatives are those of real functions",
    "roots": "it may give complex numbers, and derivatives are those of real functions",
    "sort_complex": "it gives complex numbers, and derivatives are those of real functions",
    "save": "what is written into a file would be read without its derivative",
    "savez": "what is written into a file would be read without its derivative",
    "savez_compressed": "what is written into a file would be read without its derivative",
    "savetxt": "what is written into a file would be read without its derivative",
    "ma": "a masked array hides its numbers from what takes notes",
}
RENAMED = {  # what older versions of NumPy called otherwise
    "trapz": "trapezoid",
    "in1d": "isin",
    "product": "prod",
    "cumproduct": "cumprod",
    "alltrue": "all",
    "sometrue": "any",
    "round_": "round",
    "row_stack": "vstack",
    "msort": "sort",
    "asfarray": "asarray",
}
EVERYWHERE = ("logsumexp", "expit", "Decimal", "Fraction")  # mean the same in every library


def instead_of(name: str) -> str:
    """What to write in place of a function, by its name after `np.` or that of its library."""
    family = name.partition(".")[0]
    return INSTEAD.get(name) or INSTEAD.get(f"{family}.*") or formula_of(name)


def why_not(name: str) -> str:
    """Why a function is refused."""
    return WHY.get(name) or WHY.get(name.partition(".")[0], "its derivative is not known here")


def formula_of(name: str) -> str:
    """What to write in place of a function of which nothing is known but its name."""
    own = name.rpartition(".")[2]
    own = own if own.isidentifier() else "formula"
    return f"`def {own}(x): ...` in the file: its formula, in operators and functions of np"
