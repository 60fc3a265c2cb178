"""What a chain file may hold, mapping by mapping: its keys, what stands at each, what it means.

The reader takes keys and bounds from here; `explain chain-file` and `schema chain` tell the same.
The fields of a layer are not here: its class declares them (`jaccli.layers.fields`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.arrays import Random
from jaccli.keywords import option
from jaccli.words import conjoined

LARGEST = 10**15  # sizes and seeds beyond it are slips of the keyboard
MOST_DIGITS = 90  # of what layers make of sizes, vast ones included; ratios of prices are floats


class Text(NamedTuple):
    """A text that can be printed; what is called something has one line."""


class Integer(NamedTuple):
    """An integer with minimum <= integer <= maximum."""

    minimum: int
    maximum: int = LARGEST


class Number(NamedTuple):
    """A finite decimal number."""

    minimum: float | None = None


class Size(NamedTuple):
    """A positive integer, or a name from `sizes`."""


class Choice(NamedTuple):
    """One of these words."""

    choices: tuple[str, ...]


class Numbers(NamedTuple):
    """An array of 1 axis or 2, in one of the ways of `RECIPE`.

    init: of {size: n} alone; fixed: whether a layer fixes its size
    """

    axes: int
    init: str | None = None
    fixed: bool = False


class ListOf(NamedTuple):
    """A list. length: how many, None for one or more; alone: one may stand for a list of it."""

    of: Kind
    length: int | None = None
    alone: bool = False


class NamesOf(NamedTuple):
    """A mapping of names to what each stands for."""

    of: Kind
    least: int = 0


class Keys(NamedTuple):
    """A mapping with these keys and no others."""

    keys: Mapping[str, Key]
    required: tuple[str, ...] = ()


class Pair(NamedTuple):
    """A list, or a mapping in its place."""

    listed: ListOf
    mapping: Keys


class Layer(NamedTuple):
    """A layer: the name of its type, or a mapping with it and its fields."""


Kind = Text | Integer | Number | Size | Choice | Numbers | ListOf | NamesOf | Keys | Pair | Layer


class Key(NamedTuple):
    """What stands at a key, and what it means."""

    holds: Kind
    meaning: str


SEED = Integer(0, 2**32 - 1)
DTYPE = Choice(("float64", "float32"))
FLOPS = Integer(0, 10**18)
WORK = Integer(0, 10**30)  # multiply-adds of one vector
ANY_SIZE = Integer(1)
CHEAPER = Choice(("forward", "reverse", "tie"))
TITLE = {
    "name": Key(Text(), "a title"),
    "description": Key(Text(), "a sentence on it"),
}
SIZES = Key(
    NamesOf(ANY_SIZE),
    "names for sizes, {n: 6, h: 4}: `size: h` is 4, and " + option("--set") + " h=64 takes another",
)

RECIPE = Keys(
    {
        "file": Key(Text(), "a .npy, .npz or .safetensors file beside the chain file"),
        "key": Key(Text(), "which array of the file, where it has several"),
        "init": Key(Choice(Random.INITS), "random numbers, or a pattern"),
        "seed": Key(SEED, "of these random numbers, in place of those that follow from the file's"),
        "scale": Key(Number(), "what each number is multiplied by; default 1"),
        "size": Key(Size(), "how many numbers, where no layer fixes it"),
    }
)
NAMED = NamesOf(Numbers(2), 1)
EXPECT = Keys(
    {
        "cheaper": Key(CHEAPER, "the cheaper mode, or tie"),
        "forward_flops": Key(FLOPS, "FLOPs of forward mode, dense, with the start counted"),
        "reverse_flops": Key(FLOPS, "FLOPs of reverse mode, dense, with the start counted"),
        "max_flops": Key(FLOPS, "the most FLOPs that the cheaper mode may cost"),
        "output": Key(Numbers(1), "the value at the point"),
        "jacobian": Key(Numbers(2), "J by the input, a row for each output"),
        "loss": Key(Number(), "the output, where it is one number"),
        "values": Key(NAMED, "values by name, {x3: [0, 2]}: numbers row by row"),
        "adjoints": Key(NAMED, "adjoints by name, {u2: [1, 0]}"),
        "gradients": Key(NAMED, "gradients by name, {g1.weight: [[1, 0], [0, 2]]}"),
        "best_order": Key(Text(), "the cheapest order, (J3·J2)·J1, forward or reverse"),
        "tolerance": Key(Number(0), "a number may be off by it, times max(1, |expected|)"),
    }
)
LAYER = Keys(
    {
        "type": Key(Text(), "relu, linear, ...: `jaccli explain layers` lists them"),
        "name": Key(Text(), "default f1, f2, ... by position"),
        "inputs": Key(
            ListOf(Text(), alone=True),
            "what it reads, one name or a list; default the layer before it",
        ),
    },
    ("type",),
)
SIZE_OF_A_LAYER = Key(Size(), "how many numbers come out; weights that are not given are drawn")
POINT = Numbers(1, "normal")
CHAIN = Keys(
    {
        **TITLE,
        "dtype": Key(DTYPE, "float64, the default, or float32"),
        "seed": Key(SEED, "of all random numbers in the file; default 0"),
        "sizes": SIZES,
        "input": Key(POINT, "the point x, an array; {size: n} is n random numbers"),
        "inputs": Key(
            NamesOf(POINT, 1), "several inputs in place of `input`: {a: 2.0, b: [1, -1]}"
        ),
        "layers": Key(
            ListOf(Layer()),
            "what is applied, f1 first: `- relu`, or `- {type: linear, size: h}`",
        ),
        "output": Key(Text(), "the layer to stop at; default the last one"),
        "expect": Key(EXPECT, f"what `check` verifies: {conjoined([*EXPECT.keys])}"),
    },
    ("layers",),
)
SHAPE = ListOf(Size(), 2)
JACOBIAN = Keys(
    {
        "shape": Key(SHAPE, "[rows, columns]"),
        "edges": Key(WORK, "multiply-adds of one vector; default rows · columns"),
        "tangent": Key(WORK, "multiply-adds of one tangent; default `edges`"),
        "adjoint": Key(WORK, "multiply-adds of one adjoint; default `edges`"),
    },
    ("shape",),
)
SHAPES: Mapping[str, Keys] = {  # files of shapes alone, by the key that stands for `layers`
    "jacobians": Keys(
        {
            **TITLE,
            "sizes": SIZES,
            "jacobians": Key(
                ListOf(Pair(SHAPE, JACOBIAN)),
                "J_1 first, each [rows, columns] or {shape: [rows, columns], edges: 48}",
            ),
        },
        ("jacobians",),
    ),
    "edges": Keys(
        {
            **TITLE,
            "sizes": SIZES,
            "edges": Key(
                ListOf(ListOf(Text(), 2)), "pairs of names, [from, to]: a Jacobian each, no cycle"
            ),
            "inputs": Key(ListOf(Text(), alone=True), "names; default those that no edge leads to"),
            "outputs": Key(ListOf(Text(), alone=True), "names; default those that no edge leaves"),
        },
        ("edges",),
    ),
}
EXERCISE = Keys(
    {
        "of": Key(Text(), "the chain that the sheet was made from"),
        "seed": Key(SEED, "of its numbers"),
        "u": Key(Numbers(1), "the adjoint that reverse mode begins with"),
        "v": Key(Numbers(1), "the tangent that forward mode begins with"),
    }
)
SHEET = Keys(
    {
        "exercise": Key(EXERCISE, "where the sheet comes from, and what sweeps begin with"),
        "chain": Key(CHAIN, "what is asked about, a chain file"),
        "questions": Key(NamesOf(Number(0), 1), "what is asked, and the points of each answer"),
    },
    ("exercise", "chain", "questions"),
)
