"""What may stand at a place of the command line, offered to a shell while it is being typed.

Whoever declares an argument or an option says here what its values are. No file is run and no
number is read, and where nothing is known nothing is offered. An offer that ends in one of `OPEN`
goes on: the shell adds no blank to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from jaccli.reports.common.endings import CHAIN_FILES, PROGRAMS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from jaccli.spec.outline import Outline

OPEN = ("/", ":", "=", ",", "@")
Offer = tuple[str, str]  # what may stand there, and in a few words what it is
Offers = Callable[[click.Context, click.Parameter, str], list["CompletionItem[str]"]]


def offering(find: Callable[[click.Context, str], Iterable[Offer]]) -> Offers:
    """What click asks for: those of the offers that go on as the word begins, a line each."""

    def offers(
        ctx: click.Context, _: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(value, help=help or None)
            for value, help in dict(find(ctx, incomplete)).items()
            if value.startswith(incomplete) and value.isprintable()
        ]

    return offers


def chains(takes: Sequence[str]) -> Offers:
    """Chain files, programs and their functions, and samples. takes: their endings"""

    def find(_: click.Context, word: str) -> Iterator[Offer]:
        from jaccli.spec.missing import SAMPLE, functions_of

        if word.startswith(SAMPLE):
            yield from _samples(word, takes)
        elif (file := word.rpartition(":")[0]).endswith(PROGRAMS):
            path = os.path.expanduser(file)
            yield from ((f"{file}:{name}", "") for name in functions_of(path))
        else:
            for name, __ in files_at(word, takes):
                yield (f"{name}:" if name.endswith(PROGRAMS) else name), ""
            yield SAMPLE, ""

    return offering(find)


def _samples(word: str, takes: Sequence[str]) -> Iterator[Offer]:
    """sample:NAME, and of a program sample:FILE.py:FUNCTION."""
    from jaccli.spec.shipped import shipped

    for sample in shipped():
        if not sample.is_program and set(CHAIN_FILES) & {*takes}:
            yield sample.chain, sample.brief
        elif sample.is_program and word.startswith(f"{sample.chain}:"):
            yield from ((f"{sample.chain}:{name}", "") for name in sample.functions)
        elif sample.is_program and set(PROGRAMS) & {*takes}:
            yield f"{sample.chain}:", sample.brief


def files(*endings: str) -> Offers:
    """Files that end so, or any, and the folders on the way to them."""
    return offering(lambda _, word: files_at(word, endings))


def files_at(word: str, endings: Sequence[str]) -> Iterator[Offer]:
    """The paths that go on as the word begins; folders end in /."""
    folder, name = os.path.split(word)
    with suppress(OSError, ValueError):
        for entry in sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda e: e.name):
            hidden = entry.name.startswith(".") and not name.startswith(".")
            if hidden or not entry.name.startswith(name) or not entry.name.isprintable():
                continue
            path = word[: len(word) - len(name)] + entry.name
            if entry.is_dir():
                yield f"{path}/", ""
            elif not endings or entry.name.lower().endswith(tuple(endings)):
                yield path, ""


def words(known: Iterable[str] | Mapping[str, str]) -> Offers:
    """Words that are known beforehand; with what they are, where that is said."""
    offered = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
    return offering(lambda _, __: offered.items())


def arrays(*names: str) -> Offers:
    """Names, and @FILE with an array."""

    def find(_: click.Context, word: str) -> Iterator[Offer]:
        from jaccli.spec.missing import ARRAYS

        yield from ((name, "") for name in names)
        yield "@", "from a file"
        if word.startswith("@"):
            yield from ((f"@{path}", "") for path, _ in files_at(word[1:], ARRAYS))

    return offering(find)


def layers(type: str) -> Offers:
    """The layers of one type, by the names that the chains of the line give them."""

    def find(ctx: click.Context, _: str) -> Iterator[Offer]:
        for found in _outlines(ctx):
            yield from ((name, each) for name, each in found.layers.items() if each == type)

    return offering(find)


def sizes(ctx: click.Context, word: str) -> Iterator[Offer]:
    """NAME= for the sizes that the chains of the line name."""
    if "=" not in word:
        begun = word[: word.rfind(",") + 1]
        for found in _outlines(ctx):
            yield from ((f"{begun}{name}=", f"is {size}") for name, size in found.sizes.items())


def values(ctx: click.Context, _: str) -> Iterator[Offer]:
    """What the steps of a chain of the line call their values and vectors, and the result."""
    yield "result", ""
    letter = "v" if ctx.info_name == "jvp" else "u"
    for found in _outlines(ctx):
        numbers = range(1, len(found.layers) + 2 if found.is_chain else 1)
        yield from ((f"{each}{k}", "") for each in ("x", letter) for k in numbers)


def _outlines(ctx: click.Context) -> list[Outline]:
    from jaccli.spec.outline import outline

    chains: Any = ctx.params.get("chains") or ()
    return [outline(os.path.expanduser(chain)) for chain in chains if chain != "-"]
