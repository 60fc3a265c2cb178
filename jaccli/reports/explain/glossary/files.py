"""A topic on the chain file: keys are those of its reader, fields those of the layers' classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jaccli.arrays import Random
from jaccli.layers import TYPES, ArrayKind, Kind, Layer, kinds
from jaccli.reports.explain.glossary.material import figure, graph_of, tape_of
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.spec.declared import CHAIN, LAYER, RECIPE
from jaccli.words import conjoined

SMALL = "{input: [1, -2], layers: [{type: linear, weight: [[3, 1], [0, 2]]}, square]}"
GRAPH = "{inputs: {a: 2, b: 3}, layers: [{name: ab, type: multiply, inputs: [a, b]}]}"
SHAPES = "{jacobians: [[4, 6], {shape: [3, 4], edges: 48, adjoint: 60}]}"
TOP: Mapping[str, str] = {key: each.meaning for key, each in CHAIN.keys.items()}
OF_A_LAYER: Mapping[str, str] = {key: each.meaning for key, each in LAYER.keys.items()}
ARRAYS: Mapping[str, str] = {
    "[1, -2]": "a vector",
    "3": "one number, where one is needed",
    "[[3, 1], [0, 2]]": "a matrix, a list for each row",
    "{file: w.npy}": "from a file, seen from the chain file",
    "{file: w.npz, key: W1}": "one of several; .safetensors too",
    "{init: normal, seed: 3, scale: 0.1}": "random numbers, or a pattern",
    "{init: ones, size: n}": "with its size, where no layer fixes it",
}


@idea(
    "chain-file",
    "the YAML file that says what is computed",
    group="files",
    also=("yaml", "chain file format", "file format", "format", "expect", "init"),
    formula=tuple(f"{key}: {text}" for key, text in TOP.items()),
    source="the reader of chain files: keys and fields are listed from its declarations",
    see=("options", "json", "functions", "linear", "confine"),
    tries="jaccli new mlp 6 4 3",
)
def chain_file() -> Iterator[Item]:
    """A chain file is YAML; JSON is YAML too. It needs an input and layers. Numbers are decimal
    and finite. Random numbers are the same in every run: they follow from `seed`, the place of
    the layer and the field. A file in which no layer says `inputs` is a chain: each layer reads
    the one before it. If one does, the file is a graph: a name may be read twice, and stands
    above what reads it. `jaccli new` writes a file with comments, `jaccli schema chain` the schema
    by which an editor checks and completes it. A file with `jacobians` or `edges` in place of
    layers has shapes alone: it is for `jaccli order`.
    """
    for text in (SMALL, GRAPH):
        value = ", ".join(figure(entry) for entry in tape_of(graph_of(text))[-1].value.tolist())
        yield Words(f"{text} gives ({value}).")
    yield Words("Keys of a layer, beside the fields of its type:")
    yield Rows(("key", "holds"), tuple(OF_A_LAYER.items()))
    yield Words("Wherever an array is expected:")
    yield Rows(("array", "is"), tuple(ARRAYS.items()))
    yield from _rules()
    yield from _types()


def _rules() -> Iterator[Item]:
    """What random numbers follow from, how near is near, how much a file may hold."""
    from jaccli.spec.document import MAX_ALIASED, MAX_DEPTH  # the list of topics needs no YAML

    yield Words(
        f"`init` is one of {conjoined(Random.INITS)}; keys are {conjoined([*RECIPE.keys])}. "
        "normal is N(0, 1), uniform is on [0, 1). `input: {size: n}` is normal, a `linear` with a "
        "size alone is glorot_normal. Numbers come from numpy.random.RandomState((seed, position, "
        "field)): position 0 is the input, 1 the first layer; a seed of its own is "
        "RandomState(seed)."
    )
    yield Words(
        "In `expect`, FLOPs are dense with the start counted, max_flops is the most of the cheaper "
        "mode. A number may be off by tolerance · max(1, |expected|), 1e-9 if not given."
    )
    yield Words(
        f"A file of shapes alone: {SHAPES}. J_1 comes first; a shape is [rows, columns]. `edges` "
        "is what one tangent or adjoint costs in multiply-adds, rows · columns if not given; "
        "`tangent` and `adjoint` where they differ."
    )
    yield Words(
        "A name is one line of signs that can be seen. Layers after the `output` are not run, and "
        "`show` says so. A layer that reads nothing is a `constant`. Where a file holds one array "
        "it needs no key. In JSON names stand in quotes, numbers do not. Shapes that fork are "
        "edges: {edges: [[x, a], [a, y]], sizes: {a: 3}}, 1 where no size is named."
    )
    yield Words(
        f"One document a file, no tags, at most {MAX_DEPTH} levels of nesting, and aliases that "
        f"repeat at most {MAX_ALIASED:,} values."
    )


def _types() -> Iterator[Item]:
    """The fields of every layer type, as its class declares them."""
    yield Words("Fields of the types that have some; [ ]: may be left out, =: the default.")
    fields = {name: _fields(kind) for name, kind in sorted(TYPES.items())}
    yield Rows(("type", "fields"), tuple((name, text) for name, text in fields.items() if text))
    bare = [name for name, text in fields.items() if not text]
    yield Words(f"The others have no fields: {conjoined(bare)}.")
    yield Words(
        "A field named after an operand (minuend, base, ...) holds a constant in its place. What a "
        "type computes: jaccli explain TYPE."
    )


def _fields(kind: type[Layer]) -> str:
    """weight (m, n) or size, [bias (m)]"""
    declared = kinds(kind).items()
    return ", ".join(_field(kind, name, what) for name, what in declared)


def _field(kind: type[Layer], name: str, what: Kind) -> str:
    if isinstance(what, ArrayKind):
        name += f" ({', '.join(what.axes)})"
        if what.init is not None:
            return f"{name} or size"
    elif isinstance(default := kind.__dataclass_fields__[name].default, int | float):
        name += f" = {default:g}"
    given = name.split()[0] in kind.required()
    return name if given else f"[{name}]"
