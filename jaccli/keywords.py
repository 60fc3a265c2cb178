"""What the options of the command line are called in Python: one message serves both readers.

A text of ours that names an option is a `Worded`: as a string it says what the terminal prints,
and beside that it has what Python is told. No text is searched for options, so that a name of the
user's that looks like one stays what it is.
"""

from __future__ import annotations

from typing import SupportsIndex

RENAMED = {  # the others are called alike, with _ for -
    "set": "sizes",
    "no-rerun": "rerun=False",
    "time": "timed=True",
}


class Worded(str):
    """The terminal's words, and in `python` those for whoever calls from Python.

    `+` joins both; an f-string keeps the terminal's alone.

    >>> title = "more than " + option("--max-memory") + " 9 B"
    >>> print(title, "|", title.python)
    more than --max-memory 9 B | more than max_memory 9 B
    """

    python: str

    def __new__(cls, terminal: str, python: str) -> Worded:
        made = super().__new__(cls, terminal)
        made.python = python
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # of two texts
        return str(self), self.python

    def __add__(self, other: str) -> Worded:
        return Worded(super().__add__(other), self.python + in_python(other))

    def __radd__(self, other: str) -> Worded:
        return Worded(other + str(self), in_python(other) + self.python)

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> Worded:
        return Worded(super().replace(old, new, count), self.python.replace(old, new, count))


def option(name: str, word: str = "") -> Worded:
    """An option of the command line, with the word that it is given.

    >>> option("--max-memory").python, option("--run", "none").python
    ('max_memory', 'run="none"')
    """
    plain = name.removeprefix("--")
    keyword = RENAMED.get(plain, plain.replace("-", "_"))
    return Worded(f"{name} {word}", f'{keyword}="{word}"') if word else Worded(name, keyword)


def command(name: str) -> Worded:
    """A command, which is a function in Python.

    >>> print(command("order"), command("order").python)
    `jaccli order` `jaccli.order`
    """
    return Worded(f"`jaccli {name}`", f"`jaccli.{name}`")


def in_python(text: str) -> str:
    """The message as it is said to whoever calls from Python.

    >>> in_python(option("--set") + " n: the file names no such size")
    'sizes n: the file names no such size'
    >>> in_python("unknown layer type `--set`")
    'unknown layer type `--set`'
    """
    return text.python if isinstance(text, Worded) else text
