"""An MLP or a chain as a chain file that teaches its own format.

Each line `# or:` is another way to write the line of the file above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice

from jaccli.reports.new.find import First
from jaccli.words import count

NUMBERS = ("1", "-1", "2", "0", "0.5", "-2", "3")  # of examples; no two neighbours are equal
MOST_ON_A_LINE = 12  # numbers of an array that is written out
MOST_NAMES = 6  # sizes on one line
MOST_ROWS, MOST_COLUMNS = 6, 10  # of a matrix that is written out
COLUMN = 36  # where comments begin
PREAMBLE = (
    "# What follows # is a comment: jaccli does not read it. `# or:` is another way to write",
    "# the line above it. The whole format: jaccli explain chain-file",
)


def lines(first: First) -> Iterator[str]:
    """The file, line by line."""
    names = names_of(first)
    yield f"# {opening(first)}"
    yield f"# Try: jaccli compare {first.named}"
    yield "#"
    yield from PREAMBLE
    yield ""
    yield beside(f"name: {title(first)}", "any title, or none")
    yield beside("seed: 0", "of the random numbers below; another seed, other numbers")
    yield from _sizes(names, first.sizes)
    yield ""
    yield "# The point x: values and derivatives are taken there."
    yield beside("input: {size: n}", f"{count(first.sizes[0], 'random number')}")
    yield from _own_input(first.sizes[0])
    yield ""
    yield "# The layers, in the order in which they are applied. They are called f1, f2, ..."
    yield "# unless they have a name."
    yield "layers:"
    yield from _layers(first, names)
    yield ""
    yield f"# What must be true of this file. `jaccli check {first.named}` fails if it is not."
    yield beside(f"expect: {{cheaper: {_cheaper(first)}}}", "the cheaper mode, or tie")


def beside(said: str, comment: str) -> str:
    """A line of the file and the comment that ends it."""
    return f"{said:<{COLUMN}}# {comment}" if len(said) < COLUMN - 1 else f"{said}  # {comment}"


def title(first: First) -> str:
    """6-4-3 and so on, the middle of many sizes left out."""
    sizes = [*map(str, first.sizes)]
    shown = sizes if len(sizes) <= MOST_NAMES else [*sizes[:3], "...", *sizes[-2:]]
    return f"My first {'network' if first.kind == 'mlp' else 'chain'}, {'-'.join(shown)}"


def opening(first: First) -> str:
    """What the file holds."""
    n, *hidden, m = first.sizes
    between = f", {first.activation} between"
    if first.kind == "chain":
        layers = f"A chain of {count(len(hidden) + 1, 'linear layer')}"
        return f"{layers}{between if hidden else ''}: {count(n, 'input')}, {count(m, 'output')}."
    units = f"{count(sum(hidden), 'hidden unit')} ({first.activation})" if hidden else ""
    outputs = count(m, "class", "classes") if _is_classifier(first) else count(m, "output")
    parts = ", ".join(filter(None, (count(n, "input"), units, outputs)))
    return f"A network: {parts}. The loss is {(first.loss or '').replace('_', ' ')}."


def names_of(first: First) -> list[str]:
    """What the sizes are called: n, h1, h2, ..., and c for classes or m for outputs."""
    between = len(first.sizes) - 2
    hidden = ["h"] if between == 1 else [f"h{k}" for k in range(1, between + 1)]
    return ["n", *hidden, "c" if _is_classifier(first) else "m"]


def _is_classifier(first: First) -> bool:
    return first.loss == "cross_entropy"


def _sizes(names: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    """Names for the sizes; a line each where there are many."""
    comment = f"names for sizes; --set {names[-2]}=64 takes another for one run"
    if len(names) <= MOST_NAMES:
        pairs = zip(names, sizes, strict=True)
        yield beside(f"sizes: {{{', '.join(f'{name}: {size}' for name, size in pairs)}}}", comment)
        return
    yield beside("sizes:", comment)
    yield from (f"  {name}: {size}" for name, size in zip(names, sizes, strict=True))


def _own_input(n: int) -> Iterator[str]:
    """Numbers of one's own in place of random ones."""
    if n <= MOST_ON_A_LINE:
        yield beside(f"# or: input: {_vector(n)}", "your own numbers")
    yield beside("# or: input: {file: x.npy}", "numbers from a file beside this one")


def _layers(first: First, names: Sequence[str]) -> Iterator[str]:
    last = len(names) - 2
    told: set[str] = set()  # each way to give weights is shown once
    for k, (size, rows, columns) in enumerate(
        zip(names[1:], first.sizes[1:], first.sizes, strict=False)
    ):
        if k == 0:
            yield "  # W x + b. W is a matrix: a row for each output, a column for each input."
            yield "  # Here W is random (glorot_normal), and all of b is 0.1."
        name = "" if k < last else "name: scores" if first.kind == "mlp" else "name: out"
        yield f"  - {{{_and(name)}type: linear, size: {size}, bias: {{init: ones, scale: 0.1}}}}"
        yield from _own_weights(name, rows, columns, told)
        if k < last:
            comment = "of each number; the type alone, for it needs no more"
            yield f"  - {first.activation}" if k else beside(f"  - {first.activation}", comment)
    if first.kind == "mlp":
        yield from _loss(first)


def _own_weights(name: str, rows: int, columns: int, told: set[str]) -> Iterator[str]:
    """Weights of one's own in place of random ones: as numbers, from a file."""
    if "numbers" not in told and rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        told.add("numbers")
        entries = cycle(NUMBERS)
        first, *more = [name, "type: linear"] if name else ["type: linear"]
        yield f"  # or: - {first}"
        yield from (f"  #       {each}" for each in more)
        yield "  #       weight:"
        for row in range(rows):
            comment = f"a row for each of the {count(rows, 'output')}" if not row else ""
            line = f"  #         - [{', '.join(islice(entries, columns))}]"
            yield beside(line, comment) if comment else line
        yield f"  #       bias: {_vector(rows)}"
    if "file" not in told:
        told.add("file")
        arrays = ", ".join(
            f"{field}: {{file: weights.npz, key: {letter}1}}"
            for field, letter in (("weight", "W"), ("bias", "b"))
        )
        yield f"  # or: - {{{_and(name)}type: linear, {arrays}}}"


def _and(name: str) -> str:
    return f"{name}, " if name else ""


def _loss(first: First) -> Iterator[str]:
    m = first.sizes[-1]
    if _is_classifier(first):
        yield "  # The loss, one number: -log of the probability that softmax gives to the label."
        yield beside(
            "  - {type: cross_entropy, label: 0}", f"the right class, from 0 on: 0 to {m - 1}"
        )
        return
    yield "  # The loss, one number: half the squared distance from the target."
    yield beside("  - {type: squared_error, target: {init: ones}}", f"{count(m, 'number')}, all 1")
    if m <= MOST_ON_A_LINE:
        yield f"  # or: - {{type: squared_error, target: {_vector(m)}}}"


def _vector(n: int) -> str:
    return f"[{', '.join(islice(cycle(NUMBERS), n))}]"


def _cheaper(first: First) -> str:
    """The cheaper mode: on a chain with every J full, forward / reverse = n / m."""
    n, m = first.sizes[0], 1 if first.kind == "mlp" else first.sizes[-1]
    return "tie" if n == m else "forward" if n < m else "reverse"
