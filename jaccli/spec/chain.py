"""A document to a Graph: the keys of a chain file (the README lists them)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import Inline, Recipe
from jaccli.errors import JaccliError, Mistakes, Source, printable
from jaccli.graph import Expect, Graph, Input, Node, stopped
from jaccli.keywords import command, option
from jaccli.nearest import did_you_mean
from jaccli.opened import Folder
from jaccli.spec import document
from jaccli.spec.declared import CHAIN, DTYPE, SEED, SHAPES
from jaccli.spec.elsewhere import DTYPES_ELSEWHERE, KEYS_ELSEWHERE, KEYS_NOWHERE
from jaccli.spec.expect import read_expect
from jaccli.spec.inputs import given_inputs, points_of
from jaccli.spec.layers import LayersReader
from jaccli.spec.listing import printed, wrapped
from jaccli.spec.meant import margin_meant
from jaccli.words import named

if TYPE_CHECKING:
    from jaccli.factors import Factors
    from jaccli.shapes import ShapeGraph
    from jaccli.spec.resized import Resizable

SET = option("--set")
ORDERS = command("order") + " finds the best order of multiplication for it"
Inlines = dict[tuple[int, int], Inline]  # by the id of the node, which its file keeps, and axes


class ChainFile:
    """A chain file, parsed once: graphs at several sizes and points come from it.

    folder: where file names in it lead from; root: its tree, where it was no text. Raises Mistakes:
    it is not YAML.
    """

    __slots__ = ("_inline", "_root", "folder", "source")

    def __init__(self, source: Source, folder: Folder, root: document.Node | None = None) -> None:
        self.source = source
        self.folder = folder
        try:
            self._root = document.parse(source) if root is None else root
        except Mistakes:
            raise
        except JaccliError as error:
            raise Mistakes([error], source.name) from None
        self._inline: Inlines = {}

    @property
    def root(self) -> document.Node | None:
        """Its tree, None of an empty file."""
        return self._root

    @property
    def holds_shapes(self) -> bool:
        """Whether it has shapes alone, and no layers."""
        if not isinstance(self._root, document.Mapping):
            return False
        keys = [key.value for key, _ in self._root.pairs if isinstance(key, document.Scalar)]
        return "layers" not in keys and any(key in keys for key in SHAPES)

    def shapes(self, sizes: Mapping[str, int], option: str = SET) -> Factors | ShapeGraph:
        """The chain or the graph of a file that holds shapes alone; raises Mistakes.

        sizes: as in `graph`
        """
        from jaccli.spec.shapes import ShapeReader, read_shapes

        assert self._root is not None, "an empty file holds no shapes"
        return read_shapes(ShapeReader(self.source, self.folder), self._root, sizes, option)

    def graph(
        self, sizes: Mapping[str, int], at: Sequence[Recipe] = (), option: str = SET
    ) -> Graph:
        """The graph that it describes.

        sizes: override those of the file; at: another point than the file's, one array for each
        input or one for all of them; option: where the sizes were given, for messages. Raises
        Mistakes with every mistake that can be found.
        """
        return self._read(sizes, at, option)[1]

    def resizable(
        self, names: Sequence[str], sizes: Mapping[str, int], at: Sequence[Recipe] = ()
    ) -> Resizable:
        """What tells the sizes and forms of its graph where these names of `sizes` are varied.
        Raises Mistakes: it does not fit at the sizes that it has by itself."""
        from jaccli.spec.resized import Resizable

        reader, graph = self._read(sizes, at, SET)
        return Resizable(reader, reader.given, graph, names, at)

    def _read(
        self, sizes: Mapping[str, int], at: Sequence[Recipe], option: str
    ) -> tuple[_ChainReader, Graph]:
        chain = _ChainReader(self, sizes, at, option)
        graph = chain.graph(self._root)
        if chain.errors or graph is None:
            assert chain.errors, "a chain is refused for a reason"
            raise Mistakes(sorted(chain.errors, key=_position), self.source.name)
        return chain, graph


def _position(error: JaccliError) -> tuple[int, int]:
    """Where in the file a mistake stands, for reading them from the top."""
    return (error.place.line, error.place.column) if error.place else (0, 0)


def _dtype(reader: LayersReader, node: document.Node) -> str | None:
    return reader.choice(node, "dtype", DTYPE.choices, DTYPES_ELSEWHERE)


class _ChainReader(LayersReader):
    """Reads the keys of a chain file, its layers among them."""

    def __init__(
        self, file: ChainFile, overrides: Mapping[str, int], at: Sequence[Recipe], option: str
    ) -> None:
        super().__init__(file.source, file.folder)
        self.inlines = file._inline
        self.overrides = overrides
        self.option = option
        self.at = at
        self.given: dict[str, document.Node] = {}  # the inputs by name

    def _inline(self, node: document.Node, what: str, axes: int) -> Inline | None:
        """The numbers of a list follow from no size: they are read once for all graphs."""
        if axes == 1 and isinstance(node, document.Sequence):
            self.misread.look_at(self.place(node), node)
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
        keys: tuple[str, ...] = tuple(CHAIN.keys)
        if isinstance(root, document.Mapping):
            keys += tuple(SHAPES)
            root = margin_meant(self, wrapped(self, root), keys)
        else:
            help = "write `input:` and `layers:`; `jaccli new mlp 6 4 3` shows a whole file"
            self.expect(root, "a chain file", "a mapping of keys to values", help)
            return None
        if said := printed(root):
            self.errors.append(said)
            return None
        if isinstance(root, document.Mapping) and (asked := root.get("questions")) is not None:
            help = f"jaccli grade {printable(self.source.name)} answers.yaml"
            title = "this is a sheet of questions, and its chain stands below `chain`"
            self.fail(asked, title, "questions, not layers", [("help", help)])
            return None
        top = self.mapping(root, "a chain file", keys, KEYS_ELSEWHERE, KEYS_NOWHERE)
        for key in SHAPES:
            if key in top and "layers" in top:
                self.fail(
                    top[key],
                    f"`{key}` and `layers` are both given: shapes stand in place of layers",
                    "leave one of them out",
                )
            elif key in top:
                title = f"this file holds shapes alone (`{key}`): there is nothing to differentiate"
                chain = "a chain file has `input:` and `layers:`"
                if root.get(key) is not None:  # else it is misspelt, and that is told
                    helps = [("help", ORDERS), ("help", chain)]
                    self.fail(top[key], title, "shapes without layers", helps)
                return None
        name = self.name(top["name"], "name") if "name" in top else ""
        description = self.text(top["description"], "description") if "description" in top else ""
        dtype = _dtype(self, top["dtype"]) if "dtype" in top else ""
        if "seed" in top:
            self.seed = self.integer(top["seed"], "seed", *SEED) or 0
        self.named_sizes(top.get("sizes"), self.overrides, self.option)
        inputs = self._inputs(root, top)
        nodes = self.layers(root, top)
        self.check_parameter_names(nodes)
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
            dtype=dtype or DTYPE.choices[0],
            expect=expect,
        )
        return stopped(graph)

    def _inputs(self, root: document.Node, top: dict[str, document.Node]) -> list[Input] | None:
        """The inputs at the point, None where there is a mistake in one."""
        given = self.given = given_inputs(self, root, top)
        self.inputs_known = bool(given)
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

    def _output(self, top: dict[str, document.Node], nodes: list[Node]) -> str | None:
        if "output" not in top:
            return nodes[-1].name if nodes else None
        name = self.name(top["output"], "output")
        names = self.layer_names
        if not names and self.errors:
            return None  # no layer was read, and why is said
        if name is not None and name not in names:
            notes = did_you_mean(name, names)
            notes.append(("note", f"layers: {named(names, printable)}"))
            self.fail(top["output"], f"output: no layer is called `{printable(name)}`", "", notes)
            return None
        return name
