"""What other programs call the keys and words of a chain file, and what is nowhere in one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

KEYS_ELSEWHERE = {
    **dict.fromkeys(("x", "x0", "x1", "point", "data", "in"), "input"),
    **dict.fromkeys(("network", "net", "model", "chain", "modules", "f"), "layers"),
    **dict.fromkeys(("title",), "name"),
    **dict.fromkeys(("random_seed", "random_state"), "seed"),
    **dict.fromkeys(("precision",), "dtype"),
    **dict.fromkeys(("dims", "dimensions"), "sizes"),
}
KEYS_NOWHERE = {
    **dict.fromkeys(
        ("epochs", "learning_rate", "lr", "optimizer", "batch_size"),
        "leave it out: jaccli trains no network, it differentiates one",
    ),
    **dict.fromkeys(("loss", "activation"), "write it as a layer, in a line of `layers:`"),
}
DTYPES_ELSEWHERE = {
    **dict.fromkeys(("float", "double", "f64", "int", "int32", "int64"), "float64"),
    **dict.fromkeys(("single", "half", "f32", "float16", "bfloat16"), "float32"),
}
INITS_ELSEWHERE = {
    **dict.fromkeys(("gaussian", "gauss", "random", "randn", "rand_n", "random_normal"), "normal"),
    **dict.fromkeys(("rand", "random_uniform"), "uniform"),
    **dict.fromkeys(("xavier", "glorot", "xavier_normal"), "glorot_normal"),
    **dict.fromkeys(("he", "kaiming", "kaiming_normal"), "he_normal"),
    **dict.fromkeys(("eye", "id", "unit"), "identity"),
    **dict.fromkeys(("zero", "null"), "zeros"),
    **dict.fromkeys(("one",), "ones"),
}
CHEAPER_ELSEWHERE = {
    **dict.fromkeys(("backward", "backwards", "backprop", "backpropagation", "vjp"), "reverse"),
    **dict.fromkeys(("fwd", "jvp"), "forward"),
    **dict.fromkeys(("equal", "same", "both", "draw"), "tie"),
}
FIELDS_ELSEWHERE = {
    **dict.fromkeys(("out_features", "units", "out", "outputs", "neurons", "width"), "size"),
    **dict.fromkeys(("W", "kernel", "matrix", "A"), "weight"),
    **dict.fromkeys(("b", "c", "biases", "beta"), "bias"),
    **dict.fromkeys(("y", "labels", "class"), "label"),
    **dict.fromkeys(("t", "targets", "y_true"), "target"),
    **dict.fromkeys(("input", "from", "reads"), "inputs"),
    **dict.fromkeys(("layer", "kind", "op", "function"), "type"),
    **dict.fromkeys(("alpha", "negative_slope"), "slope"),
    **dict.fromkeys(("indices",), "entries"),
    "eps": "epsilon",
    "p": "exponent",
}
FIELDS_NOWHERE = {
    **dict.fromkeys(
        ("in", "in_features", "input_dim", "input_size", "input_shape"),
        "leave it out: how many numbers a layer reads is known from those before it",
    ),
    **dict.fromkeys(("axis", "dim"), "leave it out: a layer takes all numbers that it reads"),
    **dict.fromkeys(
        ("init", "initializer", "kernel_initializer"), "write `weight: {init: normal}` in its place"
    ),
}
PROGRAM = "write it as a Python function: a CHAIN may be FILE.py:FUNCTION"
ABSENT = {  # types of layers elsewhere, and what is written here in their place
    **dict.fromkeys(
        ("sigmoid_cross_entropy", "binary_cross_entropy", "bce", "bce_with_logits"),
        "write `- negative` and below it `- softplus` for the label 1, "
        "`- softplus` alone for the label 0",
    ),
    **dict.fromkeys(
        ("flatten", "reshape", "view", "squeeze", "unsqueeze"),
        "leave it out: every value is one list of numbers",
    ),
    **dict.fromkeys(
        ("dropout", "dropout1d", "dropout2d"),
        "leave it out: a network that is used passes all numbers on",
    ),
    **dict.fromkeys(
        (
            *("conv", "conv1d", "conv2d", "conv3d", "max_pool", "max_pool1d", "max_pool2d"),
            *("avg_pool", "avg_pool1d", "avg_pool2d", "batch_norm", "batch_norm1d", "batch_norm2d"),
            *("lstm", "gru", "rnn", "embedding", "attention", "multihead_attention", "transformer"),
        ),
        PROGRAM,
    ),
}


@cache
def fields_elsewhere(known: tuple[str, ...]) -> Mapping[str, str]:
    """Other names for these fields: y is a label where there is one, else a target."""
    also = {"y": "target"} if "label" not in known else {}
    return {name: key for name, key in {**FIELDS_ELSEWHERE, **also}.items() if key in known}
