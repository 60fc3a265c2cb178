"""What the options of the command line are called in Python: one message serves both readers."""

from __future__ import annotations

import re

RENAMED = {  # the others are called alike, with _ for -
    "set": "sizes",
    "no-rerun": "rerun=False",
    "time": "timed=True",
}
PHRASES = {  # where one word for another would not do
    "--set NAME=INT": 'sizes={"NAME": INT}',
    "leave out --run and --values": "leave out run",
    "give --at once for each input, in their order": (
        "give at a tuple with one array for each input, in their order"
    ),
}
WORDS = "dense|structured|counted|free|forward|reverse|both|none|input|parameters|all|jax|torch"
OPTION = re.compile(rf"(?<![\w-])--([a-z][a-z-]*[a-z]|o)(?: ({WORDS})(?![\w-]))?(?![\w-])")
POINTS = re.compile(r"--at [A-Z_0-9]+(?: --at [A-Z_0-9]+)*")
PULLED = re.compile(r"jaccli vjp \S+ -u e1")
DRAWN = re.compile(r"`jaccli graph [^`]+` draws it")
COMMAND = re.compile(r"`?\bjaccli (compare|order)( [^`]+(?=`)|(?=`| shows))`?")


def in_python(text: str) -> str:
    """The message as it is said to whoever calls from Python.

    >>> in_python("--set n: the file names no such size")
    'sizes n: the file names no such size'
    >>> in_python("--wrt input differentiates by the input (--at)")
    'wrt="input" differentiates by the input (at)'
    >>> in_python("one a parameter: --at X --at Y")
    'one a parameter: at=(X, Y)'
    """
    if "--" not in text and "jaccli " not in text:
        return text
    for phrase, said in PHRASES.items():
        text = text.replace(phrase, said)
    text = POINTS.sub(_points, text)
    text = PULLED.sub('jaccli.vjp(chain, "e1")', text)
    text = DRAWN.sub("`print(jaccli.trace(chain))` shows it", text)
    text = COMMAND.sub(r"`jaccli.\1`", text)
    return OPTION.sub(_keyword, text)


def _points(found: re.Match[str]) -> str:
    names = found.group().replace("--at ", "").split()
    return f"at={names[0]}" if len(names) == 1 else f"at=({', '.join(names)})"


def _keyword(found: re.Match[str]) -> str:
    option, word = found.groups()
    name = RENAMED.get(option, option.replace("-", "_"))
    return f'{name}="{word}"' if word else name
