"""Topics on the two modes and what they need: sweeps, tape, memory, backpropagation."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate import forward as forward_sweep
from jaccli.accumulate import memory as memory_of
from jaccli.accumulate import pullback, sources_of, sweep_price
from jaccli.accumulate import reverse as reverse_sweep
from jaccli.arrays import np
from jaccli.graph import load
from jaccli.linmap import Dense
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.material import (
    figure,
    flops_of,
    graph_of,
    tape_of,
    vector,
    way,
)
from jaccli.reports.explain.glossary.topic import Item, Numbers, Rows, Words, idea
from jaccli.reports.show.formula import formula_of
from jaccli.words import count

DEPTHS = (2, 4, 8, 16)  # of the chain that shows what memory grows with
WIDTH = 100


@idea(
    "forward",
    "forward mode: a tangent for each input, to the output",
    also=("forward mode", "forward accumulation", "algorithm 5", "passes", "jacfwd"),
    formula=(
        "V_1 = I_n, V_{k+1} = J_k·V_k, J = V_{K+1}",
        "n · Σ 2 m_k m_{k−1} FLOPs, every J full",
    ),
    source="Murphy 2022, section 13.3.1, algorithm 5; Baydin et al. 2018, section 3.1",
    see=("reverse", "jvp", "tangent", "verdict", "memory"),
    tries="jaccli compare sample:tall",
)
def forward() -> Iterator[Item]:
    """Forward mode computes the values and their tangents together, layer by layer, from the
    input to the output. One pass gives one column of J, so all of J needs n passes (or one
    pass with n tangents side by side). It keeps no value for later. On a chain it is the
    cheaper mode where n < m.
    """
    graph = graph_of(material.CHAIN)
    tape = tape_of(graph)
    n = graph.input_size
    tangents = np.eye(n)
    yield Words(way(tape))
    yield Numbers("V1 = I", tangents)
    for k, step in enumerate(tape, start=1):
        tangents = forward_sweep([step], Dense(tangents)).dense()
        yield Numbers(f"V{k + 1} = J{k}·V{k}", tangents)
    flops = flops_of(graph, "forward")
    yield Words(f"{n} tangents at {flops // n} FLOPs each: {flops} FLOPs, every J full.")


@idea(
    "reverse",
    "reverse mode: an adjoint for each output, to the input",
    also=("reverse mode", "reverse accumulation", "adjoint mode", "algorithm 6", "jacrev"),
    formula=(
        "U_{K+1} = I_m, U_k = U_{k+1}·J_k, J = U_1",
        "m · Σ 2 m_k m_{k−1} FLOPs, every J full",
    ),
    source="Murphy 2022, section 13.3.1, algorithm 6; Baydin et al. 2018, section 3.2",
    see=("forward", "vjp", "adjoint", "tape", "memory", "verdict"),
    tries="jaccli compare sample:mlp_cross_entropy",
)
def reverse() -> Iterator[Item]:
    """Reverse mode first computes all values and keeps them. Then it walks back, from the
    output to the input, with an adjoint. One pass back gives one row of J, so all of J needs m
    passes (or one pass with m adjoints side by side). On a chain it is the cheaper mode where
    n > m. For a loss, m = 1: one pass is enough.
    """
    graph = graph_of(material.CHAIN)
    tape = tape_of(graph)
    m = graph.output_size
    adjoints = np.eye(m)
    yield Words(way(tape))
    yield Numbers(f"U{len(tape) + 1} = I", adjoints)
    for k, step in reversed(list(enumerate(tape, start=1))):
        adjoints = reverse_sweep([step], Dense(adjoints)).dense()
        yield Numbers(f"U{k} = U{k + 1}·J{k}", adjoints)
    flops = flops_of(graph, "reverse")
    yield Words(f"{m} adjoints at {flops // m} FLOPs each: {flops} FLOPs, every J full.")


@idea(
    "tape",
    "what reverse mode keeps to be able to walk back",
    also=("wengert list", "trace of values", "linearise", "record", "checkpointing"),
    formula=("J_k depends on x_k; it is needed for k = K, …, 1",),
    source="Murphy 2022, section 13.3.1; Griewank & Walther 2008; Wengert 1964",
    see=("memory", "reverse", "computation graph"),
    tries="jaccli vjp sample:mlp_cross_entropy -u e1 --steps",
)
def tape() -> Iterator[Item]:
    """The Jacobian of a layer depends on the value that goes into the layer. Reverse mode
    needs the last Jacobian first. At that time the values on the way are long computed, so it
    has to keep them. This list of layers and values is the tape. Forward mode uses each
    Jacobian at once and keeps nothing.
    """
    steps = tape_of(graph_of(material.CHAIN))
    rows = []
    for k, step in enumerate(steps, start=1):
        x = step.inputs[0]
        kept = ", ".join(figure(entry) for entry in x.tolist())
        rows.append((k, step.node.layer.type, f"x{k} = {kept}", len(x), len(steps) - k + 1))
    total = sum(len(step.inputs[0]) for step in steps)
    yield Rows(("forward as", "layer", "keeps", "numbers", "back as"), tuple(rows))
    yield Words(f"{count(total, 'number')} on the tape when the way back begins.")


@idea(
    "memory",
    "why reverse mode needs memory, and forward mode does not",
    also=(
        "stored",
        "carried",
        "why reverse needs memory",
        "why does reverse mode need memory",
        "bytes",
    ),
    formula=(
        "stored: reverse x_1 … x_K, forward nothing",
        "carried: forward n · max m_k, reverse m · max m_k numbers",
    ),
    source="Murphy 2022, section 13.3.1; Griewank & Walther 2008",
    group="costs",
    see=("tape", "reverse", "forward"),
    tries="jaccli compare sample:digits",
)
def memory() -> Iterator[Item]:
    """Stored is what has to wait for the way back. Reverse mode stores the input of every
    layer, so its memory grows with the depth of the network. Forward mode stores nothing.
    Carried is what goes from layer to layer: the tangents or adjoints of one value. It does
    not grow with the depth, but for all of J forward mode carries n tangents.
    """
    rows = []
    for depth in DEPTHS:
        sizes = [WIDTH] * depth + [1]
        ahead, back = (memory_of(sizes, mode, 8) for mode in ("forward", "reverse"))
        rows.append((depth, back.stored, back.carried, ahead.stored, ahead.carried))
    yield Words(f"Layers of {WIDTH} numbers, one output, in numbers (8 bytes each in float64):")
    yield Rows(
        ("K", *((mode, kept) for mode in ("reverse", "forward") for kept in ("stored", "carried"))),
        tuple(rows),
    )


@idea(
    "mlp",
    "a network: linear layers with a nonlinearity between them",
    also=(
        "network",
        "neural network",
        "multilayer perceptron",
        "feedforward",
        "hidden layer",
        "hidden unit",
        "unit",
        "activation",
        "activation function",
        "nonlinearity",
        "loss function",
    ),
    formula=(
        "𝓛 = f_4 ∘ f_3 ∘ f_2 ∘ f_1",
        "x_2 = W₁ x, x_3 = φ(x_2), x_4 = W₂ x_3, 𝓛 = ½‖y − x_4‖²",
    ),
    source="Murphy 2022, section 13.3.2",
    see=("backpropagation", "linear", "relu", "squared_error", "logits"),
    tries="jaccli show sample:mlp_squared_error",
)
def mlp() -> Iterator[Item]:
    """A multilayer perceptron is a chain: a linear layer, a function φ of each entry (the
    activation, such as relu or tanh), a linear layer, and so on. The values between are hidden
    layers, their entries hidden units. A loss at the end compares what comes out with the wanted y.
    The linear layers have parameters θ, the others have none.
    """
    graph = material.sample("mlp_squared_error")
    formula = formula_of(load(graph))
    assert formula is not None
    yield Words(f"sample:mlp_squared_error: {formula.said}")
    parameters = [sum(node.parameter_sizes.values()) for node in graph.nodes]
    rows = [
        (f"x{k + 1}", node.layer.type, node.size, d)
        for k, (node, d) in enumerate(zip(graph.nodes, parameters, strict=True), start=1)
    ]
    yield Rows(("value", "comes from", "entries", "parameters of it"), tuple(rows))


@idea(
    "backpropagation",
    "reverse mode for a loss, by all parameters at once",
    also=(
        "backprop",
        "backward pass",
        "parameter",
        "parameters",
        "weight",
        "weights",
        "bias",
        "parameter gradient",
        "theta",
        "θ",
        "W",
        "b",
        "cheap gradient principle",
        "algorithm 7",
    ),
    formula=(
        "u_k = u_{k+1}·∂f_k/∂x_k",
        "∂L/∂θ_k = ∂L/∂x_{k+1}·∂x_{k+1}/∂θ_k = u_{k+1}·∂f_k/∂θ_k; for W it is u xᵀ",
        "K = 4:  ∂L/∂θ_1 = ∂L/∂x_4·∂x_4/∂x_3·∂x_3/∂x_2·∂x_2/∂θ_1",
        "K = 4:  ∂L/∂θ_3 = ∂L/∂x_4·∂x_4/∂θ_3, which the book calls θ_2",
    ),
    source="Murphy 2022, section 13.3.2, algorithm 7, and 13.3.3; Griewank & Walther 2008",
    see=("gradient", "reverse", "adjoint", "kronecker", "linear"),
    tries="jaccli grad sample:mlp_cross_entropy --steps",
)
def backpropagation() -> Iterator[Item]:
    """Backpropagation is reverse mode for a loss. One pass back gives the adjoint of every
    layer's output. At each layer the adjoint is also multiplied by the Jacobian by the layer's
    parameters: ∂L/∂θ_k is a row vector of d_k numbers, one for each parameter of layer k. So one
    pass finds all gradients, however many parameters there are. Forward
    mode would need one pass for each parameter.
    """
    graph = graph_of(material.LOSS)
    steps = tape_of(graph, parameters=True)
    first = steps[0]
    wanted = {first.node.name, *first.node.parameter_sizes}
    found = pullback(steps, graph.output, vector([1.0])[None], wanted)
    (name,) = first.node.parameter_sizes
    yield Words("The loss is the sum of (W x)². Its gradient by W is an outer product:")
    yield Numbers("u2, the adjoint of W x", found[first.node.name][0])
    yield Numbers("x1", first.inputs[0])
    yield Numbers("∂L/∂W = u2 x1ᵀ", found[name].reshape(first.node.layer.arrays["weight"].shape))
    network = material.sample("mlp_cross_entropy")
    sources = sources_of(network, inputs=False, parameters=True)
    ahead, back = (
        sweep_price(network, sources, mode, "dense", "counted").total.flops
        for mode in ("forward", "reverse")
    )
    yield Words(
        f"sample:mlp_cross_entropy has {count(sum(sources.values()), 'parameter')}: "
        f"{back:,} FLOPs by reverse mode, {ahead:,} by forward mode, every J full."
    )
    yield Words(
        "`grad` shows small gradients in figures, each with the product that makes it, and large "
        "ones in a row each: --picture draws them, where a cell may stand for several entries, "
        "--values prints every entry, -o grads.npz writes them."
    )
