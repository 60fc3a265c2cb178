"""The file in words: what it is, what to run next."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Finding, Next
from jaccli.reports.new import chains
from jaccli.reports.new.find import First
from jaccli.reports.new.texts import FUNCTION, GRAPH
from jaccli.reports.schema.find import FILE

POINT = "--at 1,-0.5,2 --at 0.5,0"  # of the function


def text(first: First) -> str:
    """The whole file. It opens with the schema that lies beside it, for editors; where nobody says
    what it is called, no schema does, and its last comment tells how to go on."""
    if not first.file:
        return f"{_content(first)}\n# {to_run(first).finding.said}\n"
    schema = f"# yaml-language-server: $schema={FILE}\n" if first.is_chain_file else ""
    return schema + _content(first)


def _content(first: First) -> str:
    match first.kind:
        case "graph":
            return GRAPH.format(file=first.named)
        case "function":
            return FUNCTION.format(chain=first.chain)
    return "".join(f"{line.rstrip()}\n" for line in chains.lines(first))


def headline(first: First) -> Finding:
    """What the file holds."""
    opening = _content(first).partition("\n")[0].removeprefix("# ")
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
        beside = f", and {FILE} for editors" if first.is_chain_file else ""
        yield f"Written: {first.file}{beside}"
        yield to_run(first).finding.said


def kept(named: str) -> str:
    """The schema that was there, and how it is renewed."""
    return f"Kept: {named} as it was, of another version   (anew: jaccli schema chain -o {named})"
