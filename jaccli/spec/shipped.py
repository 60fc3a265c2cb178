"""The samples that ship, as they lie there: what each shows, what to try, the arrays it reads."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.nearest import did_you_mean
from jaccli.spec.missing import ARRAYS, SAMPLE
from jaccli.spec.texts import sample_folder

TRY = "# Try: "
CHAINS, PROGRAMS = ".yaml", ".py"


class Sample(NamedTuple):
    """A chain file or a program that ships; its first two lines are comments."""

    name: str  # of a program with its ending, branches.py
    path: Path
    text: str  # the whole file
    shows: str  # the first comment
    tries: str  # the command of the second one
    beside: tuple[str, ...]  # files of arrays in its folder, which it reads

    @property
    def chain(self) -> str:
        """What stands for it where a CHAIN does."""
        return f"{SAMPLE}{self.name}"

    @property
    def is_program(self) -> bool:
        """Whether it holds Python functions."""
        return self.path.suffix == PROGRAMS

    @property
    def brief(self) -> str:
        """What it shows in a few words: up to the colon."""
        return self.shows.partition(": ")[0]

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions of a program."""
        import ast

        body = ast.parse(self.text).body if self.is_program else []
        return tuple(each.name for each in body if isinstance(each, ast.FunctionDef))


def shipped() -> tuple[Sample, ...]:
    """Every sample: chain files first, then programs, by name."""
    folder = Path(sample_folder())
    arrays = sorted(path.name for path in folder.iterdir() if path.suffix in ARRAYS)
    found = [
        _sample(path, arrays) for ending in (CHAINS, PROGRAMS) for path in folder.glob(f"*{ending}")
    ]
    known = [each for each in found if each is not None]
    return tuple(sorted(known, key=lambda each: (each.is_program, each.name)))


def sample_called(name: str) -> Sample:
    """The sample of that name, with or without `sample:` and its ending.

    Raises Mistakes for another name, with the nearest one if one is near.
    """
    known = shipped()
    bare = name.removeprefix(SAMPLE)
    for each in known:
        if bare in (each.name, each.path.name, each.path.stem):
            return each
    names = [each.name for each in known]
    notes = did_you_mean(bare, names)
    notes.append(("note", "`jaccli samples` lists them all"))
    raise Mistakes([JaccliError(f"no sample is called `{printable(bare)}`", notes=notes)])


def _sample(path: Path, arrays: list[str]) -> Sample | None:
    """The file as a sample; None for one that does not open with what to try."""
    text = path.read_bytes().decode("utf-8")
    shows, tries = [*text.split("\n", 2), ""][:2]
    if not tries.startswith(TRY):
        return None
    name = path.name if path.suffix == PROGRAMS else path.stem
    beside = tuple(each for each in arrays if f"file: {each}" in text)
    return Sample(name, path, text, shows.removeprefix("# "), tries.removeprefix(TRY), beside)
