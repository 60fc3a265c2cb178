"""Topics on derivatives: Jacobian, gradient, products, what is carried, the chain rule."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import np
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.material import (
    figure,
    graph_of,
    jacobian_of,
    pull,
    push,
    tape_at,
    tape_of,
    vector,
    way,
)
from jaccli.reports.explain.glossary.topic import Item, Numbers, Rows, Words, idea

EPSILON = 0.001  # a step along a tangent that a student can take by hand


@idea(
    "jacobian",
    "all first derivatives: rows are outputs, columns inputs",
    also=(
        "J",
        "layout",
        "jacobian layout",
        "rows",
        "columns",
        "full jacobian",
        "local jacobian",
        "derivative",
        "derivatives",
        "partial derivative",
        "partial derivatives",
        "matrix",
    ),
    formula=(
        "J = ∂o/∂x, m × n",
        "J[i,j] = ∂o[i]/∂x[j]",
        "row i = ∇o[i]ᵀ, column j = ∂o/∂x[j]",
    ),
    source="Murphy 2022, section 13.3.1",
    see=("gradient", "jvp", "vjp", "chain rule", "shapes"),
    tries="jaccli show sample:affine_softmax",
)
def jacobian() -> Iterator[Item]:
    """The Jacobian of f holds all first derivatives. f takes n numbers x and gives m numbers
    o. J has a row for each output and a column for each input, so it is m × n. Row i is the
    gradient of output o[i], transposed. Column j says how all outputs move when x[j] alone
    moves. J depends on the point x, unless f is linear.
    """
    graph = graph_of(material.CHAIN)
    tape = tape_of(graph)
    x, o, j = tape[0].inputs[0], tape[-1].value, jacobian_of(tape)
    yield Words("o = (W x)², entry by entry:")
    yield Numbers("W", tape[0].jacobian.dense())
    yield Numbers("x", x)
    yield Numbers("o", o)
    yield Numbers("J", j)
    raised = x + EPSILON * np.eye(len(x))[-1]
    moved = float(tape_at(graph, raised)[-1].value[-1] - o[-1])
    yield Words(
        f"The last entry is ∂o[{len(o)}]/∂x[{len(x)}] = {figure(float(j[-1, -1]))}. Raise "
        f"x[{len(x)}] by {EPSILON:g}: o[{len(o)}] moves by {moved:.6f}, which is "
        f"{figure(moved / EPSILON)} times as much."
    )


@idea(
    "gradient",
    "the Jacobian of one number, with the shape of x",
    also=("grad", "nabla", "∇", "loss", "steepest ascent"),
    formula=("m = 1:  J = (∇o)ᵀ, 1 × n", "df = ∇o · dx"),
    source="Murphy 2022, sections 13.3.1 and 13.3.2",
    see=("jacobian", "vjp", "backpropagation", "reverse"),
    tries="jaccli grad sample:mlp_cross_entropy",
)
def gradient() -> Iterator[Item]:
    """Let f have one output, a loss. Then its Jacobian is one row. The gradient ∇o is this
    row, written as a column: one slope for each entry of x. It points to where o grows
    fastest. One VJP with u = 1 finds all of it. This is why training uses reverse mode.
    """
    tape = tape_of(graph_of(material.LOSS))
    j = jacobian_of(tape)
    slope = j[0]
    yield Words("The loss is the sum of o = (W x)²:")
    yield Numbers("x", tape[0].inputs[0])
    yield Numbers("loss", tape[-1].value)
    yield Numbers("J", j)
    squared, before = float(slope @ slope), float(tape[-1].value[0])
    downhill = tape[0].inputs[0] - EPSILON * slope
    after = float(tape_at(graph_of(material.LOSS), downhill)[-1].value[0])
    yield Words(
        f"A step of -{EPSILON:g} ∇o lowers the loss by {figure(before - after)}, to "
        f"{after:.6g}. The slope alone promised {EPSILON:g} ‖∇o‖² = {figure(EPSILON * squared)}. "
        "The difference comes from the second derivatives."
    )


@idea(
    "jvp",
    "J·v, how the output moves when x moves along v",
    also=(
        "J v",
        "jacobian vector product",
        "pushforward",
        "push forward",
        "directional derivative",
    ),
    formula=("J·v = J_K·(… J_2·(J_1·v))", "J·v = d/dε f(x + ε v) at ε = 0"),
    source="Murphy 2022, section 13.3.1; Baydin et al. 2018, section 3.1",
    see=("vjp", "tangent", "forward", "jacobian", "shapes"),
    tries="jaccli jvp sample:mlp_cross_entropy -v e3 --steps",
)
def jvp() -> Iterator[Item]:
    """A Jacobian-vector product is J times a vector v of the input. It is computed from right
    to left: each layer takes a tangent and gives the next one. J itself is never written down.
    With v = e_j the result is column j of J. So n JVPs give all of J.
    """
    tape = tape_of(graph_of(material.CHAIN))
    yield Words(way(tape))
    v = vector(material.V)
    yield Numbers("v1 = v", v)
    for k, step in enumerate(tape, start=1):
        v = push(step.jacobian, v)
        yield Numbers(f"v{k + 1} = J{k}·v{k}", v)
    dense = jacobian_of(tape)
    yield Numbers("J", dense)
    yield Numbers("J·v, from the whole J", dense @ vector(material.V))


@idea(
    "vjp",
    "u·J, how the outputs, weighed by u, depend on x",
    also=("u J", "uᵀJ", "vector jacobian product", "pullback", "pull back"),
    formula=("u·J = ((u·J_K)·J_{K−1} …)·J_1", "u·J = the gradient of u·f(x), as a row"),
    source="Murphy 2022, sections 13.3.1 and 13.3.3; Baydin et al. 2018, section 3.2",
    see=("jvp", "adjoint", "reverse", "gradient", "shapes"),
    tries="jaccli vjp sample:mlp_cross_entropy -u e1 --steps",
)
def vjp() -> Iterator[Item]:
    """A vector-Jacobian product is a row u times J, with an entry of u for each output. It is
    computed from left to right: each layer takes the adjoint of its output and gives the
    adjoint of its input. J itself is never written down. With u = e_i the result is row i of
    J. So m VJPs give all of J, and a loss needs only one.
    """
    tape = tape_of(graph_of(material.CHAIN))
    yield Words(way(tape))
    u = vector(material.U)
    last = len(tape) + 1
    yield Numbers(f"u{last} = u", u)
    for k, step in reversed(list(enumerate(tape, start=1))):
        u = pull(u, step.jacobian)
        yield Numbers(f"u{k} = u{k + 1}·J{k}", u)
    dense = jacobian_of(tape)
    yield Numbers("J", dense)
    yield Numbers("u·J, from the whole J", vector(material.U) @ dense)


@idea(
    "tangent",
    "what forward mode carries: how a value moves with ε",
    also=("tangents", "v", "dual number", "dual numbers", "epsilon", "ε"),
    formula=("v_1 = v, v_{k+1} = J_k·v_k", "v_k = dx_k/dε for x_1 = x + ε v"),
    source="Murphy 2022, section 13.3.1; Baydin et al. 2018, section 3.1",
    see=("jvp", "forward", "adjoint", "primal"),
    tries="jaccli jvp sample:baydin -v e1 --steps",
)
def tangent() -> Iterator[Item]:
    """Move the input by ε v, with a tiny ε. Then every value x_k moves by about ε v_k. This
    v_k is the tangent of x_k: it has the same shape. Tangents go from the input to the output,
    beside the values, so nothing has to be kept. (x_k + ε v_k with ε² = 0 is called a dual
    number.)
    """
    graph = graph_of(material.CHAIN)
    tape = tape_of(graph)
    v, x = vector(material.V), tape[0].inputs[0]
    moved = tape_at(graph, x + EPSILON * v)
    yield Words(way(tape))
    yield Numbers("x1", x)
    yield Numbers("v1", v)
    for k, step in enumerate(tape, start=2):
        v = push(step.jacobian, v)
        yield Numbers(f"x{k}", step.value)
        yield Numbers(f"v{k}", v)
    quotient = (moved[-1].value - tape[-1].value) / EPSILON
    yield Numbers(f"(f(x + {EPSILON:g} v) - f(x)) / {EPSILON:g}", quotient)


@idea(
    "adjoint",
    "what reverse mode carries: how o depends on a value",
    also=("cotangent", "adjoints", "cotangents", "u", "sensitivity", "bar"),
    formula=("u_k = ∂o/∂x_k, a row", "u_k = u_{k+1}·J_k"),
    source="Murphy 2022, sections 13.3.1 and 13.3.4; Griewank & Walther 2008",
    see=("vjp", "reverse", "tangent", "meeting additions", "backpropagation"),
    tries="jaccli graph sample:figure_13_11 --values",
)
def adjoint() -> Iterator[Item]:
    """The adjoint of a value x_k says how strongly the output o depends on it: raise entry i
    of x_k by a tiny ε, and o grows by ε times entry i of u_k. Adjoints go from the output to
    the input. A value that several layers read adds up one part from each of them. Many
    programs call the adjoint a cotangent, or just `grad`.
    """
    tape = tape_of(graph_of(material.LOSS))
    u = vector([1.0])
    last = len(tape) + 1
    yield Words(way(tape))
    yield Numbers(f"x{last} = o", tape[-1].value)
    yield Numbers(f"u{last}", u)
    for k, step in reversed(list(enumerate(tape, start=1))):
        u = pull(u, step.jacobian)
        yield Numbers(f"x{k}", step.inputs[0])
        yield Numbers(f"u{k}", u)


@idea(
    "primal",
    "the values of f themselves, and what they cost",
    also=("value", "values", "transcendental", "transcendentals", "primal cost", "evaluation"),
    formula=("x_{k+1} = f_k(x_k)",),
    source="Griewank & Walther 2008; the counting rule is jaccli's own",
    see=("flop", "tangent", "adjoint", "layers"),
    tries="jaccli compare sample:mlp_cross_entropy",
)
def primal() -> Iterator[Item]:
    """Primal work computes f itself, without derivatives. Both modes do it once, so it does
    not change which mode is cheaper, and it is counted apart. Each +, −, * or / of a layer's
    formula is one FLOP. exp, log, tanh, erf, sqrt and the like are counted in a column of
    their own, for their price depends on the machine.
    """
    graph = material.sample("mlp_cross_entropy")
    rows = [(node.name, node.layer.type, node.layer.formula, *node.primal) for node in graph.nodes]
    total = graph.primal
    yield Rows(
        ("layer", "type", "formula", "FLOPs", "exp, log, …"),
        (*rows, ("total", "", "", total.flops, total.transcendentals)),
    )


@idea(
    "chain rule",
    "the Jacobian of a chain is a product",
    also=("composition", "product of jacobians", "associative", "associativity"),
    formula=(
        "f = f_K ∘ … ∘ f_1:  J = J_K ⋯ J_2·J_1",
        "K = 4:  ∂o/∂x = ∂o/∂x_4·∂x_4/∂x_3·∂x_3/∂x_2·∂x_2/∂x_1",
        "J_k = ∂x_{k+1}/∂x_k = ∂f_k(x_k)/∂x_k",
    ),
    source="Murphy 2022, section 13.3.1",
    see=("jacobian", "bracketing", "shapes", "forward", "reverse"),
    tries="jaccli show sample:mlp_cross_entropy",
)
def chain_rule() -> Iterator[Item]:
    """The Jacobian of a chain of layers is the product of their Jacobians. The last layer
    stands on the left. Each J_k is taken at the value x_k that its layer was given. The
    brackets may be set in any way: from the right this is forward mode, from the left reverse
    mode. The answer is the same. The price is not.
    """
    tape = tape_of(graph_of(material.CHAIN))
    yield Words(way(tape))
    for k, step in reversed(list(enumerate(tape, start=1))):
        yield Numbers(f"J{k} ({step.node.layer.type} at x{k})", step.jacobian.dense())
    yield Numbers("·".join(f"J{k}" for k in range(len(tape), 0, -1)), jacobian_of(tape))
