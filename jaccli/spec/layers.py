"""The layers of a chain file: what each reads, whether it fits there, and that names are unique."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.errors import JaccliError, Label, Note, Place, Source, printable
from jaccli.fit import Candidate, check_fit
from jaccli.graph import Input, Node
from jaccli.layers import TYPES
from jaccli.opened import Folder
from jaccli.spec import document
from jaccli.spec.ahead import Ahead, ahead_of, not_there
from jaccli.spec.array import ArrayReader
from jaccli.spec.declared import MOST_DIGITS
from jaccli.spec.entries import entry_meant, names_meant
from jaccli.spec.layer import Draft, read_layer
from jaccli.spec.listing import listed_meant
from jaccli.spec.meant import inputs_of, layer_meant
from jaccli.spec.misread import Misread
from jaccli.words import named

MOST_NUMBERS = 10**MOST_DIGITS


class Placed(NamedTuple):
    """A layer as it is written, and where it stands. position: from 1"""

    name: str
    item: document.Node
    position: int


class LayersReader(ArrayReader):
    """Reads `layers`; what the file names before them stands in `values` and `names`."""

    def __init__(self, source: Source, folder: Folder) -> None:
        super().__init__(source, folder)
        self.values: dict[str, Input | Node] = {}  # those without a mistake
        self.value_sizes: dict[str, int | None] = {}  # of all that are named, where known
        self.names: dict[str, Place | None] = {}
        self.inputs_known = True  # that names are missing is no mistake where the inputs are
        self.layer_names: list[str] = []
        self.ahead = Ahead()
        self.misread = Misread()
        self.placed: list[Placed] = []

    def layers(self, root: document.Node, top: dict[str, document.Node]) -> list[Node]:
        """Those without a mistake, in the order of the file."""
        if "layers" not in top:
            self.fail(
                root,
                "`layers` is missing",
                "the list of layers belongs in this mapping",
                [("help", "add `layers:` with one layer a line, such as `- {type: tanh}`")],
            )
            return []
        listed = listed_meant(self, top["layers"])
        if listed is None:
            return []
        if not listed.items:
            self.fail(listed, "layers: expected at least one layer", "this list is empty")
        nodes = []
        last: str | None = None
        self.ahead = ahead_of(self, listed)
        for position, entry in enumerate(listed.items, start=1):
            item = names_meant(self, layer_meant(self, entry_meant(self, entry)))
            reads = self._reads(item, position, last)
            sizes = [self.value_sizes.get(name) for name in reads or ()]
            draft = read_layer(self, item, position, sizes)
            self._take_name(draft)
            self.layer_names.append(draft.name)
            self.placed.append(Placed(draft.name, item, position))
            last = draft.name
            if reads is None and (draft.layer is None or draft.layer.takes[1] != 0):
                self._which_input(draft)
                continue
            node = self.node(draft, position, reads or (), sizes)
            if node is not None:
                nodes.append(node)
                self.values[node.name] = node
        return nodes

    def _reads(self, item: document.Node, position: int, last: str | None) -> Sequence[str] | None:
        """The names that a layer reads; None where it leaves that to its place."""
        node = inputs_of(item) if isinstance(item, document.Mapping) else None
        if node is None:
            if last is not None:
                return [last]
            return list(self.names) if len(self.names) == 1 else None
        items = node.items if isinstance(node, document.Sequence) else [node]
        name_node = item.get("name") if isinstance(item, document.Mapping) else None
        name = name_node.value if isinstance(name_node, document.Scalar) else f"f{position}"
        reads = []
        for each in items:
            text = self.text(each, f"inputs of {printable(name)}")
            if text is not None and text not in self.names and self.inputs_known:
                not_there(self, each, (name, text), self.names, self.ahead)
            reads.append(text or "")
        return reads

    def _which_input(self, draft: Draft) -> None:
        """A first layer that does not say what it reads, where there are several inputs."""
        self.value_sizes[draft.name] = draft.size_after([None])
        if len(self.names) > 1:
            inputs = [name for name in self.names if name not in self.layer_names]
            self.errors.append(
                JaccliError(
                    f"{draft.name} is the first layer: which of the inputs does it read?",
                    Label(draft.place, "`inputs` is missing"),
                    notes=[("help", f"add `inputs: [{named(inputs, printable)}]`")],
                )
            )

    def node(
        self, draft: Draft, position: int, reads: Sequence[str], sizes: Sequence[int | None]
    ) -> Node | None:
        """The layer at its place; what it gives is noted, as far as that is known."""
        self.value_sizes[draft.name] = draft.size_after(sizes)
        if not reads and self._reads_nothing(draft):
            return None
        if draft.layer is None:
            return None
        if draft.layer.takes == (0, 0) and "inputs" not in draft.places:
            reads, sizes = (), ()
        candidate = Candidate(draft.name, draft.layer, draft.place, draft.places, position)
        given = sizes
        sizes, errors = check_fit(candidate, reads, sizes, self.values)
        meant = self.misread.size_of(candidate, reads, given, errors, self.errors)
        if meant is not None:
            self.value_sizes[draft.name] = meant
            return None
        if errors and draft.layer.output_axis == "n":
            self.value_sizes[draft.name] = None  # what follows from the mistake is none
        known = tuple(size for size in sizes if size is not None)
        if errors or len(known) < len(sizes):
            return None
        size = draft.layer.output_size(*known)
        if size > MOST_NUMBERS:
            self._too_large(draft, reads, known)
            return None
        self.value_sizes[draft.name] = size
        return Node(draft.name, draft.layer, tuple(reads), known, draft.place, draft.places)

    def _too_large(self, draft: Draft, reads: Sequence[str], sizes: Sequence[int]) -> None:
        """Layers that double a size, one after another, soon write more than can be counted."""
        self.value_sizes[draft.name] = None
        at = draft.places.get("inputs", draft.place)
        largest = max(zip(sizes, reads, strict=True), default=None)
        found = "here" if largest is None else f"{printable(largest[1])} alone has {largest[0]:,}"
        self.errors.append(
            JaccliError(
                f"{printable(draft.name)}: this layer gives more than 10^{MOST_DIGITS} numbers",
                Label(at, found),
                notes=[("help", "sizes grow layer by layer here: write fewer, or smaller ones")],
            )
        )

    def _reads_nothing(self, draft: Draft) -> bool:
        """Whether `inputs: []` is wrong here, which is said: only a constant reads nothing."""
        if draft.kind is None or draft.kind is TYPES["constant"] or "inputs" not in draft.places:
            return False
        if draft.layer is not None and draft.layer.takes[1] == 0:
            return False  # constants in the place of every operand are the mistake to mend first
        self.errors.append(
            JaccliError(
                f"{printable(draft.name)}: {draft.kind.type} needs an input, `inputs` is empty",
                Label(draft.places["inputs"], "no value is named"),
                notes=[("help", "name one, or leave `inputs` out: it reads what stands before it")],
            )
        )
        return True

    def _take_name(self, draft: Draft) -> None:
        if draft.name not in self.names:
            self.names[draft.name] = draft.name_place
            return
        by_position = draft.name_place is draft.place

        def notes() -> Iterator[Note]:
            free = self.ahead.free_name(draft.name, self.names)
            yield "help", f"write another name, such as `{printable(free)}`"

        self.errors.append(
            JaccliError(
                f"the name `{printable(draft.name)}` is taken",
                Label(
                    draft.name_place,
                    "this layer is called so by its position" if by_position else "used again",
                ),
                others=[Label(self.names[draft.name], "first used here")],
                notes=notes,
            )
        )

    def check_parameter_names(self, nodes: list[Node]) -> None:
        """f1.weight is the weight of f1, so that no value can be called so."""
        for node in nodes:
            for name in node.parameter_sizes:
                if name in self.names:
                    self.errors.append(
                        JaccliError(
                            f"the name `{name}` is taken: a parameter of {node.name} has it",
                            Label(self.names[name], "choose another name"),
                        )
                    )
