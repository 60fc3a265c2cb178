"""What a file that is written for the next command has to be called: its ending says how it is
read."""

from __future__ import annotations

from jaccli.errors import JaccliError, printable


def misnamed(file: str, *, program: bool, instead: str) -> list[JaccliError]:
    """The mistake of a file whose name has another ending; none where it fits or has no name.

    program: it holds Python, no chain; instead: the command as it would be right, but for the name
    """
    endings: tuple[str, ...] = (".yaml", ".yml")
    noun, name = "a chain file", "net.yaml"
    if program:
        endings, noun, name = (".py",), "a Python program", "model.py"
    if not file or file.lower().endswith(endings):
        return []
    title = f"-o {printable(file)}: {noun} ends in {' or '.join(endings)}"
    return [JaccliError(title, notes=[("help", f"{instead} -o {name}")])]
