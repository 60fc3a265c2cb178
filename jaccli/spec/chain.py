"""A document to a Graph: the keys of a chain file (the README lists them)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jaccli.arrays import Inline, Recipe
from jaccli.errors import JaccliError, Label, Mistakes, Place, Source, printable
from jaccli.fit import Candidate, check_fit
from jaccli.graph import Expect, Graph, Input, Node, stopped
from jaccli.keywords import command, option
from jaccli.layers import TYPES
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.expect import read_expect
from jaccli.spec.inputs import given_inputs, points_of
from jaccli.spec.layer import Draft, read_layer, value_of
from jaccli.spec.nearest import did_you_mean
from jaccli.spec.reader import SHAPE_KEYS

if TYPE_CHECKING:
    from jaccli.factors import Factors

DTYPES = ("float64", "float32")
SET = option("--set")
ORDERS = command("order") + " finds the best order of multiplication for it"
TOP_KEYS = (
    "name",
    "description",
    "dtype",
    "seed",
    "sizes",
    "input",
    "inputs",
    "layers",
    "output",
    "expect",
)
Inlines = dict[tuple[int, int], Inline]  # by the id of the node, which its file keeps, and axes


def read_chain(
    source: Source, folder: Path, sizes: Mapping[str, int], at: Sequence[Recipe] = ()
) -> Graph:
    """The graph that a chain file describes.

    folder: what file names in it are relative to; sizes: override those of the file; at: another
    point than the file's, one array for each input or one for all of them. Raises Mistakes with
    every mistake that can be found.
    """
    return ChainFile(source, folder).graph(sizes, at)


class ChainFile:
    """A chain file, parsed once: graphs at several sizes and points come from it.

    root: its tree, where it was no text. Raises Mistakes: it is not YAML.
    """

    __slots__ = ("_inline", "_root", "folder", "source")

    def __init__(self, source: Source, folder: Path, root: document.Node | None = None) -> None:
        self.source = source
        self.folder = folder  # what file names in it are relative to
        try:
            self._root = document.parse(source) if root is None else root
        except JaccliError as error:
            raise Mistakes([error], source.name) from None
        self._inline: Inlines = {}

    @property
    def holds_shapes(self) -> bool:
        """Whether it has shapes alone, and no layers."""
        if not isinstance(self._root, document.Mapping):
            return False
        keys = [key.value for key, _ in self._root.pairs if isinstance(key, document.Scalar)]
        return "layers" not in keys and any(key in keys for key in SHAPE_KEYS)

    def factors(self, sizes: Mapping[str, int], option: str = SET) -> Factors:
        """The chain of a file that holds shapes alone; raises Mistakes. sizes: as in `graph`."""
        from jaccli.spec.shapes import ShapeReader, read_factors

        assert self._root is not None, "an empty file holds no shapes"
        return read_factors(ShapeReader(self.source, self.folder), self._root, sizes, option)

    def graph(
        self, sizes: Mapping[str, int], at: Sequence[Recipe] = (), option: str = SET
    ) -> Graph:
        """The graph at these sizes and this point, as in read_chain; raises Mistakes.

        option: where the sizes were given, for messages.
        """
        chain = _ChainReader(self, sizes, at, option)
        graph = chain.graph(self._root)
        if chain.errors or graph is None:
            assert chain.errors, "a chain is refused for a reason"
            raise Mistakes(sorted(chain.errors, key=_position), self.source.name)
        return graph


def _position(error: JaccliError) -> tuple[int, int]:
    """Where in the file a mistake stands, for reading them from the top."""
    return (error.place.line, error.place.column) if error.place else (0, 0)


class _ChainReader(ArrayReader):
    def __init__(
        self, file: ChainFile, overrides: Mapping[str, int], at: Sequence[Recipe], option: str
    ) -> None:
        super().__init__(file.source, file.folder)
        self.inlines = file._inline
        self.overrides = overrides
        self.option = option
        self.at = at
        self.values: dict[str, Input | Node] = {}  # those without a mistake
        self.value_sizes: dict[str, int | None] = {}  # of all that are named, where known
        self.names: dict[str, Place | None] = {}
        self.layer_names: list[str] = []

    def _inline(self, node: document.Node, what: str, axes: int) -> Inline | None:
        """The numbers of a list follow from no size: they are read once for all graphs."""
        known = self.inlines.get((id(node), axes))
        if known is None:
            known = super()._inline(node, what, axes)
            if known is not None:  # mistakes are to be said each time
                self.inlines[id(node), axes] = known
        return known

    def graph(self, root: document.Node | None) -> Graph | None:
        if root is None:
            self.errors.append(
                JaccliError(
                    "the file is empty",
                    notes=[("help", "a chain file has `input:` and `layers:`")],
                )
            )
            return None
        keys: tuple[str, ...] = TOP_KEYS
        if isinstance(root, document.Mapping):
            keys += SHAPE_KEYS
        top = self.mapping(root, "a chain file", keys)
        if not isinstance(root, document.Mapping):
            return None
        for key in SHAPE_KEYS:
            if key in top and "layers" in top:
                self.fail(
                    top[key],
                    f"`{key}` and `layers` are both given: shapes stand in place of layers",
                    "leave one of them out",
                )
            elif key in top:
                self.fail(
                    top[key],
                    f"this file holds shapes alone (`{key}`): there is nothing to differentiate",
                    "shapes without layers",
                    [
                        ("help", ORDERS),
                        ("help", "a chain file has `input:` and `layers:`"),
                    ],
                )
                return None
        name = self.name(top["name"], "name") if "name" in top else ""
        description = self.text(top["description"], "description") if "description" in top else ""
        dtype = self.choice(top["dtype"], "dtype", DTYPES) if "dtype" in top else DTYPES[0]
        if "seed" in top:
            self.seed = self.integer(top["seed"], "seed", 0, 2**32 - 1) or 0
        self.named_sizes(top.get("sizes"), self.overrides, self.option)
        inputs = self._inputs(root, top)
        nodes = self._layers(root, top)
        self._check_parameter_names(nodes)
        output = self._output(top, nodes)
        expect = read_expect(self, top["expect"]) if "expect" in top else Expect()
        expect = expect._replace(moved=bool(self.at), resized=bool(self.overrides))
        if self.errors or inputs is None or output is None:
            return None
        assert [node.name for node in nodes] == self.layer_names, "no layer is left out unsaid"
        graph = Graph(
            inputs=tuple(inputs),
            nodes=tuple(nodes),
            output=output,
            file=self.source.name,
            name=name or "",
            description=description or "",
            dtype=dtype or DTYPES[0],
            expect=expect,
        )
        return stopped(graph)

    def _inputs(self, root: document.Node, top: dict[str, document.Node]) -> list[Input] | None:
        """The inputs at the point, None where there is a mistake in one."""
        given = given_inputs(self, root, top)
        points = points_of(self, given, "input" in top, self.at)
        self.names = {name: self.place(node) for name, node in given.items()}
        found = {
            name: Input(name, point, self.place(node))
            for (name, node), point in zip(given.items(), points, strict=True)
            if point is not None
        }
        self.values = dict(found)
        sizes = {name: entry.size for name, entry in found.items()}
        self.value_sizes = {name: sizes.get(name) for name in given}
        return list(found.values()) if given and len(found) == len(given) else None

    def _layers(self, root: document.Node, top: dict[str, document.Node]) -> list[Node]:
        if "layers" not in top:
            self.fail(
                root,
                "`layers` is missing",
                "the list of layers belongs in this mapping",
                [("help", "add `layers:` with one layer a line, such as `- {type: tanh}`")],
            )
            return []
        listed = top["layers"]
        if not isinstance(listed, document.Sequence):
            self.expect(listed, "layers", "a list of layers")
            return []
        if not listed.items:
            self.fail(listed, "layers: expected at least one layer", "this list is empty")
        nodes = []
        last: str | None = None
        for position, item in enumerate(listed.items, start=1):
            reads = self._reads(item, position, last)
            sizes = [self.value_sizes.get(name) for name in reads or ()]
            draft = read_layer(self, item, position, sizes)
            self._take_name(draft)
            self.layer_names.append(draft.name)
            last = draft.name
            if reads is None and (draft.layer is None or draft.layer.takes[1] != 0):
                self._which_input(draft)
                continue
            node = self._node(draft, position, reads or (), sizes)
            if node is not None:
                nodes.append(node)
                self.values[node.name] = node
        return nodes

    def _reads(self, item: document.Node, position: int, last: str | None) -> Sequence[str] | None:
        """The names that a layer reads; None where it leaves that to its place."""
        node = value_of(item, "inputs") if isinstance(item, document.Mapping) else None
        if node is None:
            if last is not None:
                return [last]
            return list(self.names) if len(self.names) == 1 else None
        items = node.items if isinstance(node, document.Sequence) else [node]
        name_node = value_of(item, "name") if isinstance(item, document.Mapping) else None
        name = name_node.value if isinstance(name_node, document.Scalar) else f"f{position}"
        reads = []
        for each in items:
            text = self.text(each, f"inputs of {printable(name)}")
            if text is not None and text not in self.names:
                notes = did_you_mean(text, self.names)
                notes.append(("note", f"values so far: {', '.join(map(printable, self.names))}"))
                self.fail(
                    each,
                    f"{printable(name)} reads `{printable(text)}`, which is not there yet",
                    "layers read values that come before them",
                    notes,
                )
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
                    notes=[("help", f"add `inputs: [{', '.join(map(printable, inputs))}]`")],
                )
            )

    def _node(
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
        sizes, errors = check_fit(candidate, reads, sizes, self.values)
        self.errors += errors
        if errors and draft.layer.output_axis == "n":
            self.value_sizes[draft.name] = None  # what follows from the mistake is none
        known = tuple(size for size in sizes if size is not None)
        if errors or len(known) < len(sizes):
            return None
        self.value_sizes[draft.name] = draft.layer.output_size(*known)
        return Node(draft.name, draft.layer, tuple(reads), known, draft.place, draft.places)

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
        self.errors.append(
            JaccliError(
                f"the name `{printable(draft.name)}` is taken",
                Label(
                    draft.name_place,
                    "this layer is called so by its position" if by_position else "used again",
                ),
                others=[Label(self.names[draft.name], "first used here")],
                notes=[("help", "names are unique, and the input has one too")],
            )
        )

    def _check_parameter_names(self, nodes: list[Node]) -> None:
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

    def _output(self, top: dict[str, document.Node], nodes: list[Node]) -> str | None:
        if "output" not in top:
            return nodes[-1].name if nodes else None
        name = self.text(top["output"], "output")
        names = self.layer_names
        if name is not None and name not in names:
            notes = did_you_mean(name, names)
            notes.append(("note", f"layers: {', '.join(map(printable, names))}"))
            self.fail(top["output"], f"output: no layer is called `{printable(name)}`", "", notes)
            return None
        return name
