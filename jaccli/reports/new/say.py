"""The file in words: what it is, what to run next."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Finding, Next
from jaccli.reports.new import chains
from jaccli.reports.new.find import First
from jaccli.reports.new.texts import FUNCTION, GRAPH

POINT = "--at 1,-0.5,2 --at 0.5,0"  # of the function


def text(first: First) -> str:
    """The whole file. Where nobody says what it is called its last comment tells how to go on."""
    match first.kind:
        case "graph":
            whole = GRAPH.format(file=first.named)
        case "function":
            whole = FUNCTION.format(chain=first.chain)
        case _:
            whole = "".join(f"{line.rstrip()}\n" for line in chains.lines(first))
    return whole if first.file else f"{whole}\n# {to_run(first).finding.said}\n"


def headline(first: First) -> Finding:
    """What the file holds."""
    opening = text(first).partition("\n")[0].removeprefix("# ")
    return Finding("headline", opening, indent=0)


def to_run(first: First) -> Next:
    """What to run next; where the file has no name yet, what gives it one."""
    is_program = first.kind == "function"
    if not first.file:
        name = "model.py" if is_program else "net.yaml"
        return Next(f"{first.typed} -o {name}", "a file of your own")
    point = f" {POINT}" if is_program else ""
    return Next(f"jaccli compare {first.chain}{point}", "which mode is cheaper, and why?")


def remark(first: First) -> Iterator[str]:
    """What was written, and what to run next."""
    if first.file:
        yield f"Written: {first.file}"
        yield to_run(first).finding.said
