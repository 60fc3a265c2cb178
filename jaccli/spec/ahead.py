"""What the layers of a file call themselves and read, before any of them is read."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from jaccli.errors import Place, printable
from jaccli.nearest import did_you_mean
from jaccli.spec.document import Mapping, Node, Scalar, Sequence
from jaccli.spec.reader import Reader


class Ahead(NamedTuple):
    """The names that layers give themselves: where, and what each of them reads."""

    places: dict[str, Place]
    reads: dict[str, list[str]]

    def comes_round(self, start: str) -> bool:
        """Whether what a layer reads, and what that reads, leads to the layer itself."""
        reached: set[str] = set()
        waiting = [*self.reads.get(start, ())]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self.reads.get(name, ())
        return start in reached

    def free_name(self, name: str, taken: Collection[str]) -> str:
        """A name like this one that nothing has."""
        others = (f"{name}{k}" for k in range(2, len(taken) + len(self.places) + 3))
        return next(each for each in others if each not in taken and each not in self.places)


def ahead_of(reader: Reader, listed: Sequence) -> Ahead:
    """The names in a list of layers, whatever else is wrong with these."""
    ahead = Ahead({}, {})
    for entry in listed.items:
        name = entry.get("name") if isinstance(entry, Mapping) else None
        if not isinstance(entry, Mapping) or not isinstance(name, Scalar):
            continue
        ahead.places.setdefault(name.value, reader.place(name))
        node = entry.get("inputs")
        items = node.items if isinstance(node, Sequence) else [node]
        ahead.reads[name.value] = [each.value for each in items if isinstance(each, Scalar)]
    return ahead


def not_there(
    reader: Reader, node: Node, reads: tuple[str, str], names: Collection[str], ahead: Ahead
) -> None:
    """Say of a name that no value above has it: it is the layer's own, a later one's, or none's.

    reads: the layer and what it reads; names: of the values above, the last one last
    """
    name, wanted = map(printable, reads)
    above = printable([*names][-1]) if names else "x"
    found, notes = "which is not there yet", did_you_mean(reads[1], names)
    if name == wanted:
        found, notes = "which is itself", [("help", f"write `{above}`")]
    elif ahead.comes_round(reads[0]) and reads[1] in ahead.places:
        found = f"and `{wanted}` leads back to `{name}`: neither can be the first"
        notes = [("help", f"write a value from above, such as `{above}`")]
    elif reads[1] in ahead.places:
        found = f"which comes later, in line {ahead.places[reads[1]].line}"
        help = f"write the layer `{wanted}` above `{name}`"
        notes = [("help", help)]
    notes.append(("note", f"values so far: {', '.join(map(printable, names))}"))
    title = f"{name} reads `{wanted}`, {found}"
    reader.fail(node, title, "layers read values that come before them", notes)
