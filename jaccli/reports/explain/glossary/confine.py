"""A topic on files of strangers: where a chain file may read, and what --confine keeps it from."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.opened import LARGEST, Folder
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.spec.texts import sample_folder

NAMES = ("digits.npz", "./digits.npz", "../digits.npz", "../nowhere/digits.npz", "/etc/w.npz")


@idea(
    "confine",
    "where a chain file may read, files of strangers",
    group="files",
    also=("--confine", "reading", "strangers", "untrusted files", "named pipes"),
    formula=(
        "jaccli check pulled/ --confine --max-memory 500M",
        "jaccli grade sheet.yaml answers.yaml --confine --max-memory 500M",
    ),
    source="jaccli reads itself whatever is named; programs of FILE.py:FUNCTION are not held",
    see=("chain-file", "ci", "exercise", "options"),
    tries="jaccli check sample:digits --confine -q",
)
def confine() -> Iterator[Item]:
    """The files that a chain names may lie anywhere that you may read: paths are relative to the
    chain file, may be absolute, and links are followed. With --confine the chain, its arrays, a
    sheet and its answers each have to lie in the folder of the file as it is typed, or below. Of
    what lies elsewhere nothing is looked at: the error is the same whether it is there or not.
    What --baseline, --order, --at and vectors name is yours, and may lie anywhere. The arrays of
    an answer file always lie beside it.
    """
    folder = Folder(sample_folder(), "put it there")
    yield Words("A chain among the samples, kept to their folder, names a file:")
    yield Rows(("it names", "and it is"), tuple((name, _found(folder, name)) for name in NAMES))
    yield Words(
        "Links are resolved step by step, each from the folder before it, so that none can be put "
        "in the way meanwhile; one that stays within the folder is followed. A link in the path "
        "that is typed is yours. Of `-` and of YAML text the folder is the working folder, samples "
        "are read as they ship, programs are refused. Hard links and mounts cannot be told from "
        "files. Of a folder that `check` searches each chain keeps to its own, and a link out of "
        "it is an error."
    )
    yield Words(
        "A named pipe, a socket or a device is never opened, with --confine or without: pipe into "
        f"`-` instead. A text has at most {LARGEST:,} bytes. Arrays hold numbers, no pickles and "
        "no objects; one that is replaced between the look at its header and its loading is "
        "refused."
    )


def _found(folder: Folder, name: str) -> str:
    """read, or why it is not"""
    try:
        folder.opened(name).close()
    except OSError as error:
        return f"refused: {error.strerror}"
    return "read"
