"""What the layers of a file call themselves and read, before any of them is read."""

from __future__ import annotations

from collections import abc
from functools import cached_property
from itertools import islice

from jaccli.errors import Note, Place, printable
from jaccli.nearest import Vocabulary
from jaccli.spec.document import Mapping, Node, Scalar, Sequence
from jaccli.spec.reader import Reader
from jaccli.words import named

Names = dict[str, Place | None]  # of values, in their order


class Ahead:
    """The names that layers give themselves: where, and what each of them reads."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.reads: dict[str, list[str]] = {}
        self._above = Vocabulary(())

    @cached_property
    def components(self) -> abc.Mapping[str, int]:
        """A number for each name, the same for those that lead to each other."""
        return strong_components(self.reads)

    def did_you_mean(self, word: str, names: abc.Collection[str], number: int) -> list[Note]:
        """The note that suggests the nearest of the first `number` names, which grow in number."""
        if self._above.size != len(names):
            self._above = Vocabulary(names)
        return self._above.did_you_mean(word, number)

    def free_name(self, name: str, taken: abc.Collection[str]) -> str:
        """A name like this one that nothing has."""
        others = (f"{name}{k}" for k in range(2, len(taken) + len(self.places) + 3))
        return next(each for each in others if each not in taken and each not in self.places)


def ahead_of(reader: Reader, listed: Sequence) -> Ahead:
    """The names in a list of layers, whatever else is wrong with these."""
    ahead = Ahead()
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
    reader: Reader, node: Node, reads: tuple[str, str], names: Names, ahead: Ahead
) -> None:
    """Say of a name that no value above has it: it is the layer's own, a later one's, or none's.

    reads: the layer and what it reads; names: of the values above, the last one last
    """
    name, wanted = map(printable, reads)
    above = printable(next(reversed(names))) if names else "x"
    found, help = "which is not there yet", ""
    if name == wanted:
        found, help = "which is itself", f"write `{above}`"
    elif reads[1] in ahead.places and ahead.components.get(reads[0]) == ahead.components[reads[1]]:
        found = f"and `{wanted}` leads back to `{name}`: neither can be the first"
        help = f"write a value from above, such as `{above}`"
    elif reads[1] in ahead.places:
        found = f"which comes later, in line {ahead.places[reads[1]].line}"
        help = f"write the layer `{wanted}` above `{name}`"
    number = len(names)  # of those above; more are added before anybody looks at the notes

    def notes() -> abc.Iterator[Note]:
        yield from [("help", help)] if help else ahead.did_you_mean(reads[1], names, number)
        yield "note", f"values so far: {named(islice(names, number), printable)}"

    title = f"{name} reads `{wanted}`, {found}"
    reader.fail(node, title, "layers read values that come before them", notes)


def strong_components(reads: abc.Mapping[str, abc.Collection[str]]) -> dict[str, int]:
    """A number for each name, the same for those that lead to each other (Kosaraju's algorithm,
    Sharir 1981, A strong-connectivity algorithm and its applications in data flow analysis).

    reads: what each name leads to

    >>> strong_components({"a": ["b"], "b": ["a"], "c": ["a"]})
    {'c': 0, 'a': 1, 'b': 1}
    """
    readers: dict[str, list[str]] = {}
    for name, names in reads.items():
        for each in names:
            readers.setdefault(each, []).append(name)
    found: dict[str, int] = {}
    for component, start in enumerate(reversed(_postorder(reads))):
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = component
                waiting += readers.get(name, ())
    return found


def _postorder(reads: abc.Mapping[str, abc.Collection[str]]) -> list[str]:
    """The names in the order in which a search in depth leaves them."""
    left: dict[str, None] = {}
    entered: set[str] = set()
    for start in reads:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            if name not in entered:
                entered.add(name)
                waiting += [each for each in reads.get(name, ()) if each not in entered]
            else:
                left.setdefault(waiting.pop())
    return [*left]
