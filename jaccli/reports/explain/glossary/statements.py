"""Section 13.3 of the book: its statements, the command that shows each, words of that screen.

Nothing here is computed: the suite runs each command and looks for the words that stand below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple


class Statement(NamedTuple):
    """What the chapter says, the command that shows it, and words of what that prints."""

    says: str
    command: str
    shown: tuple[str, ...]


WRITTEN = """\
## 13.3.1
o = f(x), f = f_4 ∘ f_3 ∘ f_2 ∘ f_1
    $ explain chain rule
    f = f_K ∘ … ∘ f_1
J = ∂o/∂x_4 ∂x_4/∂x_3 ∂x_3/∂x_2 ∂x_2/∂x
    $ explain chain rule
    ∂o/∂x = ∂o/∂x_4·∂x_4/∂x_3·∂x_3/∂x_2·∂x_2/∂x_1
= ∂f_4(x_4)/∂x_4 ⋯ ∂f_1(x)/∂x = J_4 J_3 J_2 J_1
    $ explain chain rule
    J_k = ∂x_{k+1}/∂x_k = ∂f_k(x_k)/∂x_k
    J = J_K ⋯ J_2·J_1
the same in numbers
    $ show sample:mlp_cross_entropy
    J4 (1×3) J3 (3×4) J2 (4×4) J1 (4×6)
    1.575 0.176 -4.550 -1.399 -2.975 0
J holds ∂f_i/∂x_j; its rows are ∇f_iᵀ, its columns ∂f/∂x_j
    $ explain jacobian
    J[i,j] = ∂o[i]/∂x[j]
    row i = ∇o[i]ᵀ, column j = ∂o/∂x[j]
J in these rows and columns
    $ show sample:affine_softmax
    ∂o/∂x[1] ∂o/∂x[2] ∂o/∂x[3] ∂o/∂x[4]
    ∇o[5]ᵀ 0.0758 0.3640 -0.2355 0.1152
m = 1: the output is a number, J one row
    $ explain gradient
    m = 1: J = (∇o)ᵀ, 1 × n
n < m: forward mode is cheaper, a column with each JVP
    $ compare sample:tall
    Forward is cheaper: 13,560 FLOPs
    Forward needs n = 3, reverse m = 40
J v from right to left, (m×m_3)(m_3×m_2)(m_2×m_1)(m_1×n)(n×1)
    $ jvp sample:mlp_cross_entropy -v e3 --steps
    (4×6)·(6×1) = (4×1)
    (4×4)·(4×1) = (4×1)
    (3×4)·(4×1) = (3×1)
    (1×3)·(3×1) = (1×1)
forward mode with m = 1 and equal widths: O(n³)
    $ explain order-of-growth
    forward: n tangents, 2 (K−1) n³ + 2 n² = O(n³)
algorithm 5
    $ explain forward
    V_1 = I_n, V_{k+1} = J_k·V_k, J = V_{K+1}
n > m: reverse mode is cheaper, a row with each VJP
    $ compare sample:mlp_cross_entropy
    Reverse is cheaper: 110 FLOPs
    Forward needs n = 6, reverse m = 1
uᵀJ from left to right, (1×m)(m×m_3)(m_3×m_2)(m_2×m_1)(m_1×n)
    $ vjp sample:mlp_cross_entropy -u e1 --steps
    (1×1)·(1×3) = (1×3)
    (1×3)·(3×4) = (1×4)
    (1×4)·(4×4) = (1×4)
    (1×4)·(4×6) = (1×6)
reverse mode with m = 1 and equal widths: O(n²)
    $ sweep sample:textbook --vary n=16:1024
    forward grows like n³, reverse like n²
algorithm 6
    $ explain reverse
    U_{K+1} = I_m, U_k = U_{k+1}·J_k, J = U_1
both algorithms take any collection of vectors
    $ vjp sample:affine_softmax -u e2 -u e4
    U·J is 2×4
    ∇o[2]ᵀ -0.1197 0.0626 0.3663 0.0781
    ∇o[4]ᵀ 0.1179 -0.2276 -0.2326 -0.1303
the standard basis gives the complete J
    $ jvp sample:affine_softmax -v all
    The start is the standard basis
    J·V is J itself, 5×4: column j is J·e_j, so e1 alone gives column 1
## 13.3.2
𝓛 = ½ ‖y − W_2 φ(W_1 x)‖²
    $ show sample:mlp_squared_error
    𝓛 = ½‖y − W₂ φ(W₁ x)‖², φ = tanh
𝓛 = f_4 ∘ f_3 ∘ f_2 ∘ f_1 with x_2 = W_1 x, x_3 = φ(x_2), x_4 = W_2 x_3
    $ explain mlp
    𝓛 = f_4 ∘ f_3 ∘ f_2 ∘ f_1
    x_2 = W₁ x, x_3 = φ(x_2), x_4 = W₂ x_3, 𝓛 = ½‖y − x_4‖²
∂𝓛/∂θ_2 = ∂𝓛/∂x_4 ∂x_4/∂θ_2
    $ explain backpropagation
    ∂L/∂θ_3 = ∂L/∂x_4·∂x_4/∂θ_3, which the book calls θ_2
∂𝓛/∂θ_1 = ∂𝓛/∂x_4 ∂x_4/∂x_3 ∂x_3/∂x_2 ∂x_2/∂θ_1
    $ explain backpropagation
    ∂L/∂θ_1 = ∂L/∂x_4·∂x_4/∂x_3·∂x_3/∂x_2·∂x_2/∂θ_1
∂𝓛/∂θ_k has d_k entries, as many as layer k has parameters
    $ grad sample:mlp_squared_error --steps --details
    ∂L/∂W₂ = u4 x3ᵀ: 2×4, d = 8
∂x_k/∂x_{k−1} is an n_k × n_{k−1} matrix
    $ explain shapes
    J_k is m_k × m_{k−1}
algorithm 7
    $ explain backpropagation
    u_k = u_{k+1}·∂f_k/∂x_k
## 13.3.3.1
z = −Σ y_c log p_c
    $ explain logits
    z = -Σ y[c] log p[c]
p_c = e^{x_c} / Σ e^{x_c'}
    $ explain logits
    p[c] = exp(x[c]) / Σ exp(x[c′])
J = ∂z/∂x = (p − y)ᵀ, 1×C
    $ explain cross_entropy
    J = (p - y)ᵀ, p = softmax(x)
    ∂z/∂x[j] = -y[j] + p[j] Σ y[c] = p[j] - y[j]
## 13.3.3.2
z_i = φ(x_i), so ∂z_i/∂x_j = φ′(x_j) if i = j, 0 otherwise
    $ explain relu
    z[i] = φ(x[i]) depends on x[i] alone: ∂z[i]/∂x[j] = φ′(x[j]) if i = j, 0 otherwise
J = diag(φ′(x)) and uᵀJ = uᵀ ⊙ φ′(x)
    $ explain relu
    J = diag(φ′(x))
    u·J = u ⊙ φ′(x)
relu: φ′(x) = 1 if x > 0, 0 otherwise = H(x)
    $ explain step function
    relu′(x) = H(x) = 1 if x > 0, 0 otherwise
at 0 any subderivative in [0, 1]; often 0 is taken
    $ explain subgradient
    relu at 0: any number in [0, 1]; the book takes 0
## 13.3.3.3
z = W x, and J = W since ∂z_i/∂x_j = W_ij
    $ explain linear
    z[i] = Σ_k W[i,k] x[k] + b[i], so ∂z[i]/∂x[j] = W[i,j]
    J = W
uᵀ ∂z/∂x = uᵀW
    $ explain linear
    u·J = u·W
∂z/∂W is m × (m×n), complex to deal with
    $ grad sample:mlp_cross_entropy --layer f3
    ∂z/∂W₂ is 3×(3·4): 36 entries
∂z_k/∂W_ij = x_j if i = k, else 0
    $ explain linear
    ∂z[k]/∂W[i,j] = x[j] if k = i, else 0
∂z/∂W_ij = [0, …, x_j, …, 0]ᵀ, x_j at place i
    $ grad sample:mlp_cross_entropy --layer f3
    ∂z/∂W₂[2,1] = [0 1 0]ᵀ
uᵀ ∂z/∂W_ij = u_i x_j, all of them u xᵀ
    $ grad sample:mlp_cross_entropy --layer f3
    u·∂z/∂W₂[i,j] = u[i] x[j]
    All 12 together are ∂L/∂W₂ = u4 x3ᵀ
## 13.3.3.4
its u_2 and u_1 are our u4 and u2
    $ vjp sample:mlp_cross_entropy -u e1 --steps
    our u4 is the book's u_2, our u2 is the book's u_1 (section 13.3.3.4)
u_2 = ∇_{x_4} 𝓛 = p − y
    $ vjp sample:mlp_cross_entropy -u e1 --steps
    u4 = u5 (p - y)ᵀ = [-0.9100 0.6652 0.2447]
u_1 = ∇_{x_2} 𝓛 = (W_2ᵀ u_2) ⊙ H(x_2)
    $ vjp sample:mlp_cross_entropy -u e1 --steps
    u3 = u4·W₂
    φ′(x2) = [1 0 1 1]
    u2 = u3 ⊙ φ′(x2) = [-1.575 0 1.575 -1.399]
∂𝓛/∂W_2 = u_2 x_3ᵀ, C×K
    $ grad sample:mlp_cross_entropy
    ∂L/∂f3.weight = u4 x3ᵀ
    [ 0.665 0 1.996 0.665 ]
∂𝓛/∂W_1 = u_1 x_1ᵀ, K×D
    $ grad sample:mlp_cross_entropy
    ∂L/∂f1.weight = u2 x1ᵀ
    [ 1.575 0 -1.575 3.150 0 1.575 ]
## 13.3.4
a network as a DAG, figure 13.11
    $ graph sample:figure_13_11 --values
    5 layers, 8 edges. x1 and x4 are read twice
∂o/∂x_4 = ∂o/∂x_5 ∂x_5/∂x_4 + ∂o/∂x_7 ∂x_7/∂x_4
    $ graph sample:figure_13_11 --values
    ∂o/∂x4 = ∂o/∂x5 ∂x5/∂x4 + ∂o/∂x7 ∂x7/∂x4 = 1.071·1 + 1·2.537 = 3.608
∂o/∂x_k, the adjoint, is computed once
    $ explain computation graph
    It is computed once
    u_j = Σ u_k·∂x_k/∂x_j
a static graph is built ahead of time
    $ explain static graph
    A static graph is written down before any number is known
a traced graph is recorded by running the function
    $ trace sample:textbook_functions.py:figure --at 1 --at 2
    - {name: x4, type: multiply, inputs: [x2, x3]} # x2 * x3
the paths of a dynamic graph can change with the input
    $ trace sample:branches.py:relaxation --at 1 --and-at 3
    only at 1: 6 operations
    only at 3: 3 operations
"""  # a statement; below it `$`, a command without `jaccli`, and words of its screen


def _read() -> Iterator[tuple[str, tuple[Statement, ...]]]:
    number = ""
    for opens, lines in groupby(WRITTEN.splitlines(), lambda line: line.startswith("## ")):
        if opens:
            number = next(iter(lines)).removeprefix("## ")
        else:
            yield number, tuple(_statements([*lines]))


def _statements(lines: list[str]) -> Iterator[Statement]:
    starts = [at for at, line in enumerate(lines) if not line.startswith(" ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        says, command, *shown = (line.strip() for line in lines[start:end])
        yield Statement(says, "jaccli " + command.removeprefix("$ "), tuple(shown))


SECTIONS: Mapping[str, tuple[Statement, ...]] = dict(_read())
