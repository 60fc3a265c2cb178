"""What a chain file names, read without its numbers, while a command line is being typed.

Nothing here is a mistake: a file that cannot be read names nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jaccli.errors import JaccliError, Source
from jaccli.opened import Folder
from jaccli.spec import document
from jaccli.spec.missing import SAMPLE
from jaccli.spec.texts import sample_folder, text_of

LARGEST = 256 << 10  # bytes; a longer file holds numbers, and they take a while


class Outline(NamedTuple):
    """The layers with their types and the sizes with their values, as the file writes them."""

    layers: Mapping[str, str]
    sizes: Mapping[str, str]
    is_chain: bool  # no layer says what it reads


def outline(chain: str) -> Outline:
    """What a file or sample:NAME names; nothing of a function, a long file or one that is none."""
    path = chain
    if chain.startswith(SAMPLE):
        path = os.path.join(sample_folder(), f"{chain.removeprefix(SAMPLE)}.yaml")
    nothing = Outline({}, {}, is_chain=False)
    if path.endswith(".py"):
        return nothing
    try:
        root = document.parse(Source(chain, text_of(chain, Folder().read(path, LARGEST))))
    except (JaccliError, OSError, ValueError):
        return nothing
    listed = _under(root, "layers")
    items = listed.items if isinstance(listed, document.Sequence) else []
    says = any(isinstance(each, document.Mapping) and each.get("inputs") for each in items)
    return Outline(_layers(items), _sizes(_under(root, "sizes")), is_chain=bool(items) and not says)


def _under(root: document.Node | None, key: str) -> document.Node | None:
    return root.get(key) if isinstance(root, document.Mapping) else None


def _layers(items: Sequence[document.Node]) -> dict[str, str]:
    found: dict[str, str] = {}
    for position, item in enumerate(items, start=1):
        mapping = item if isinstance(item, document.Mapping) else None
        name = _word(mapping.get("name")) if mapping else ""
        type = mapping.get("type") if mapping else item
        found.setdefault(name or f"f{position}", _word(type))
    return found


def _sizes(named: document.Node | None) -> dict[str, str]:
    pairs = named.pairs if isinstance(named, document.Mapping) else []
    return {_word(key): _word(value) for key, value in pairs if _word(key)}


def _word(node: document.Node | None) -> str:
    return node.value if isinstance(node, document.Scalar) else ""
