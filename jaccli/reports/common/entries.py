"""What the JSON of the commands is made of, declared: the functions that write it return these.

mypy holds the functions against them, `schema` and `explain json` tell them. A meaning stands at
a key whose name does not say it. Keys are only ever added within a schema's number.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, NotRequired, TypedDict

from jaccli.accumulate.price import CostModel
from jaccli.document.blocks import Kind

# null stands for what is not finite
Vector = Annotated[list[float | None], "numbers in full precision"]
Matrix = Annotated[list[list[float | None]], "rows of numbers in full precision"]
Shape = Annotated[list[int], "the sizes of an array"]


class Declared(NamedTuple):
    """The JSON of one command: what a result is, one of these; beside: keys beside `results`."""

    results: tuple[type, ...]
    beside: type | None = None


class NoKeys(TypedDict):
    """What declares its keys elsewhere: the findings of a search that somebody adds."""


class FindingEntry(TypedDict):
    """A sentence of the report."""

    kind: Kind
    text: str


class Whole(TypedDict):
    """What every output has: its schema with a number, and the rule of counting."""

    schema: str
    version: str
    rule: RuleEntry


class RuleEntry(TypedDict):
    """How operations are counted."""

    flops_per_multiply_add: int


class ProgramEntry(TypedDict):
    """How often a recorded function was called."""

    name: str
    plain: Annotated[int, "on plain arrays at the point; 0 with --no-rerun"]
    beside: Annotated[int, "beside the point"]
    rerun: bool
    calls: Annotated[int, "in all"]


class Named(TypedDict):
    """What every result says of its chain or graph."""

    file: str
    name: str
    description: str
    dtype: str
    input_size: int
    output_size: int
    inputs: Annotated[dict[str, int], "the size of each input, by its name"]
    output_name: str
    after_output: Annotated[list[str], "layers after the output, which are not run"]
    idle_inputs: Annotated[list[str], "inputs that the output does not depend on"]
    unused: NotRequired[
        Annotated[list[str], "layers that the output does not depend on; idle_inputs too"]
    ]
    chain: Annotated[bool, "whether each layer reads the one before it"]
    depth: Annotated[int, "how many layers there are"]
    parameters: Annotated[int, "how many numbers are learnable"]
    program: NotRequired[Annotated[ProgramEntry, "of a recorded function: how often it was called"]]


class Head(Named):
    """What every result says of its chain or graph, its edges counted."""

    edges: int


class CostEntry(TypedDict):
    """Operations of a count."""

    multiplications: int
    additions: int
    flops: Annotated[int, "their sum"]


Costs = Annotated[dict[CostModel, CostEntry], "with every Jacobian as a full matrix, and as it is"]


class PrimalEntry(TypedDict):
    """What evaluating the values alone costs."""

    flops: int
    transcendentals: Annotated[int, "of exp, log, tanh and their like"]


class LocalJacobian(TypedDict):
    """The Jacobian of a layer by one of its inputs or parameters."""

    input: str
    shape: Shape
    structure: Annotated[str, "its form: jaccli explain forms"]
    nonzeros: Annotated[int | None, "entries that are not 0, which only a point tells"]
    values: NotRequired[Matrix]


class LayerEntry(TypedDict):
    """A layer with its Jacobians."""

    name: str
    type: str
    inputs: list[str]
    output_size: int
    parameters: int
    jacobians: list[LocalJacobian]
    shape: NotRequired[Annotated[list[int], "of the value, where it is no vector"]]
    expression: NotRequired[Annotated[str, "of the program that was recorded"]]
    value: NotRequired[Vector]


class CheckEntry(TypedDict):
    """What the differences said of a derivative."""

    status: str
    max_abs_difference: float
    tolerance: float
    steps: Annotated[list[float], "the smallest and the largest"]
    directions: int
    ok: Annotated[bool | None, "null where they cannot tell"]
    of: Annotated[Literal["function", "program", "recording"], "whose differences they are"]
    finding: Annotated[str, "in words, of a branch, a kink or a jump"]


class Spelling(TypedDict):
    """How an order is spelt."""

    bracketing: NotRequired[Annotated[str, "such as (J3·J2)·J1"]]


class OrderEntry(Spelling):
    """An order of multiplication under one of its names."""

    name: str
    cost: Costs
    largest_intermediate: Annotated[int, "numbers that the largest product between has"]
    rank: Annotated[int, "1 for the cheapest"]


class AgreementEntry(TypedDict):
    """How far two results are apart that should be one."""

    max_abs_difference: Annotated[float | None, "null where one is not finite"]
    tolerance: float
    ok: Annotated[bool | None, "null where nothing could be compared"]
