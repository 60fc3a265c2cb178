"""A name that is no chain file: what was probably meant, near in kind and spelling only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress

from jaccli.errors import printable
from jaccli.nearest import did_you_mean, nearest
from jaccli.opened import Folder

SAMPLE = "sample:"
YAML = (".yaml", ".yml")  # how the names of chain files end
ARCHIVES = (".npz", ".safetensors")  # of any number of arrays, by name
ARRAYS = (".npy", *ARCHIVES)
LARGEST = 1 << 20  # bytes of a program that is searched for functions
Notes = list[tuple[str, str]]


def near_names(file: str, beside: Iterable[str], samples: Collection[str]) -> Notes:
    """A file of nearly that name, or the sample of that name. beside: the files in its folder"""
    from pathlib import Path  # no file that is there needs it

    path = Path(file)
    stems = {Path(each).stem: each for each in beside if each.endswith(YAML)}
    name = path.stem if path.suffix in YAML else path.name
    notes = did_you_mean(name, [], stems)
    start, colon, chosen = path.name.partition(":")
    prefixed = colon and nearest(start, [SAMPLE.rstrip(":")])  # smaple:tall
    sample = nearest(chosen, samples) if prefixed else path.stem
    if not notes and sample in samples:
        notes = [("help", f"did you mean `{SAMPLE}{sample}`?")]
    return notes or _in_its_place(path.name)


def _in_its_place(name: str) -> Notes:
    """What to write for a name that is no file's, n=4 or f.py.loss; or how to make a first file."""
    size, equals, number = name.partition("=")
    if equals and size.isidentifier() and number.isdigit():
        return [("help", f"write `--set {name}`")]
    program, point, function = name.partition(".py")
    function = function.lstrip(".:")
    if point and function.isidentifier():
        return [("help", f"write `{printable(program)}.py:{function}`")]
    return [("help", "write `jaccli new mlp 6 4 3 -o net.yaml` for a first chain file")]


def functions_of(program: str) -> list[str]:
    """The functions of a program, in the order they stand in; its code is parsed and not run."""
    import ast
    import warnings

    with suppress(OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        text = Folder().read(program, LARGEST)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it escapes in its texts
            body = ast.parse(text).body
        return [each.name for each in body if isinstance(each, ast.FunctionDef)]
    return []


def functions_in(program: str) -> Notes:
    """Which function of a program may be meant."""
    names = functions_of(program)
    shown = printable(program)
    if not names:
        return [("help", f"write the function of it that is meant: {shown}:FUNCTION")]
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return [("help", f"write `{shown}:{names[0]}`"), ("note", f"functions in it: {listed}")]


def chains_in(path: str) -> Notes:
    """The chain files of a folder, one of them to write; or how to make a first one."""
    from pathlib import Path

    folder = Path(path)
    chains = sorted(each.name for each in folder.glob("*.yaml"))
    if not chains:
        inside = printable(str(folder / "net.yaml"))
        return [("help", f"write `jaccli new mlp 6 4 3 -o {inside}` for a first chain file")]
    listed = ", ".join(map(printable, chains))
    inside = printable(str(folder / chains[0]))
    return [("help", f"write `{inside}`"), ("note", f"chains in it: {listed}")]
