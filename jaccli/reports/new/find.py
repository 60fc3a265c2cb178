"""What is to be written: a kind, its sizes and options, each looked at before a line is."""

from __future__ import annotations

import re
import shlex
from typing import Literal, NamedTuple, get_args

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.nearest import did_you_mean
from jaccli.reports.common.endings import CHAIN_FILES, PROGRAMS, misnamed

Kind = Literal["mlp", "chain", "graph", "function"]
Activation = Literal["relu", "tanh", "sigmoid", "gelu"]
Loss = Literal["cross_entropy", "squared_error"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)
LOSSES: tuple[Loss, ...] = get_args(Loss)
CALLED: dict[Kind, str] = {  # how each is asked for
    "mlp": "jaccli new mlp 6 4 3",
    "chain": "jaccli new chain 4 8 8 2",
    "graph": "jaccli new graph",
    "function": "jaccli new function",
}
WANTED = {  # the sizes that a kind needs
    "mlp": "inputs, hidden layers (none or some), classes",
    "chain": "inputs, the widths between, outputs",
}
ALSO: dict[str, Kind] = {
    "network": "mlp",
    "net": "mlp",
    "classifier": "mlp",
    "layers": "chain",
    "dag": "graph",
    "python": "function",
    "program": "function",
}
LARGEST = 10**9  # a size beyond it is a slip of the keyboard
DEFAULTS: tuple[Activation, Loss] = ("relu", "cross_entropy")
PLACEHOLDER = "FILE"  # where nobody said what the file is called
FUNCTION = "loss"  # what the function of the program is called


class First(NamedTuple):
    """The file that is wanted. file: what it is called, "" where nobody says"""

    kind: Kind
    sizes: tuple[int, ...]
    activation: Activation
    loss: Loss | None  # of an mlp
    file: str

    @property
    def is_chain_file(self) -> bool:
        """Whether it is YAML, not a program."""
        return self.kind != "function"

    @property
    def named(self) -> str:
        """The file as it is typed."""
        return printable(shlex.quote(self.file)) if self.file else PLACEHOLDER

    @property
    def chain(self) -> str:
        """The same where a CHAIN stands: of a program with its function."""
        if self.is_chain_file:
            return self.named
        return printable(shlex.quote(f"{self.file or PLACEHOLDER}:{FUNCTION}"))

    @property
    def typed(self) -> str:
        """The command that asks for it."""
        activation, loss = DEFAULTS
        options = [f"--activation {self.activation}"] if self.activation != activation else []
        options += [f"--loss {self.loss}"] if self.loss not in (None, loss) else []
        return " ".join(["jaccli new", self.kind, *map(str, self.sizes), *options])


def first_file(
    kind: str,
    sizes: tuple[str, ...],
    file: str,
    activation: Activation | None,
    loss: Loss | None,
) -> First:
    """What is to be written. file: that of -o; None stands for an option that is not given.

    Raises Mistakes, all of them.
    """
    known = _kind(kind)
    mistakes = [_size(text, known) for text in sizes if _number(text) is None]
    numbers = tuple(number for number in map(_number, sizes) if number is not None)
    loss = loss or (DEFAULTS[1] if known == "mlp" else None)
    if not mistakes:
        mistakes = _misfits(known, numbers, activation, loss)
    mistakes += misnamed(file, program=known == "function", instead=CALLED[known])
    if mistakes:
        raise Mistakes(mistakes)
    return First(known, numbers, activation or DEFAULTS[0], loss, file)


def _kind(word: str) -> Kind:
    for kind in KINDS:
        if word == kind:
            return kind
    notes = [("note", each) for each in CALLED.values()]
    if not word:
        title = "new: which kind of file? mlp, chain, graph or function"
    elif _number(word) is not None:
        title = f"new: a kind comes before the sizes, not `{printable(word)}`"
    else:
        title = f"new: no kind of file is called `{printable(word)}`"
        notes = [*did_you_mean(word, KINDS, ALSO), *notes]
    raise Mistakes([JaccliError(title, notes=notes)])


def _number(text: str) -> int | None:
    """The size, None if it is none."""
    plain = text.isascii() and text.isdecimal()
    return int(text) if plain and len(text) < 20 and 1 <= int(text) <= LARGEST else None


def _size(text: str, kind: Kind) -> JaccliError:
    title = f"`{printable(text)}` is no size: expected an integer from 1 to {LARGEST:,}"
    run = re.findall(r"[1-9]\d*", text) if re.fullmatch(r"[\d\[\], xX×;:-]+", text) else []
    help = CALLED[kind]
    if text.endswith((*CHAIN_FILES, *PROGRAMS)):
        help = f"write `{CALLED[kind]} -o {printable(shlex.quote(text))}`"
    elif kind in WANTED:
        apart = f"jaccli new {kind} {' '.join(run)}" if len(run) > 1 else CALLED[kind]
        help = f"sizes are integers with blanks between them: {apart}"
    return JaccliError(title, notes=[("help", help)])


def _misfits(
    kind: Kind, sizes: tuple[int, ...], activation: Activation | None, loss: Loss | None
) -> list[JaccliError]:
    """What does not go together."""
    found = []
    help = ("help", CALLED[kind])
    if kind in WANTED and len(sizes) < 2:
        sized = "one" if sizes else "none"
        title = f"new {kind} needs at least 2 sizes, found {sized}: {WANTED[kind]}"
        found.append(JaccliError(title, notes=[help]))
    if kind not in WANTED and sizes:
        title = f"new {kind} takes no sizes: they are in the file, for you to change"
        found.append(JaccliError(title, notes=[help]))
    if kind not in WANTED and activation:
        found.append(JaccliError("--activation is for mlp and chain", notes=[help]))
    if kind != "mlp" and loss:
        found.append(JaccliError("--loss is for mlp", notes=[("help", CALLED["mlp"])]))
    if kind == "mlp" and loss == "cross_entropy" and sizes[1:] and sizes[-1] == 1:
        title = "cross entropy needs at least 2 classes, the last size is 1"
        help = ("help", "for an output of one number: --loss squared_error")
        found.append(JaccliError(title, notes=[help]))
    return found
