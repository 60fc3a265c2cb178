"""Types of layers by the names and keys that people give them, those of other frameworks too."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from jaccli.layers import TYPES, ArrayKind, Layer, kinds
from jaccli.nearest import Vocabulary
from jaccli.spec.declared import LAYER
from jaccli.spec.elsewhere import ABSENT

LIKELIEST = ("linear", "squared_error", "cross_entropy")  # of several types with these keys
HUMPS = r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"
LONGEST_NAME = 200  # characters of a word that may be the name of a layer


def plain_name(word: str) -> str:
    """The name of a layer without what other frameworks put around it.

    >>> plain_name("nn.CrossEntropyLoss()"), plain_name("tf.keras.layers.Dense")
    ('cross_entropy', 'dense')
    """
    bare = word.strip().removesuffix("()").rpartition(".")[2]
    return re.sub(HUMPS, "_", bare).lower().removesuffix("_loss").removesuffix("_with_logits")


def type_meant(word: str) -> str:
    """The type of layer that a word probably means; "" where none is near."""
    return "" if len(word) > LONGEST_NAME else _type_meant(word)


@lru_cache(1_000)  # asked in several places of each layer
def _type_meant(word: str) -> str:
    plain = plain_name(word)
    return "" if plain in ABSENT else _types().nearest(plain)


@cache
def _types() -> Vocabulary:
    return Vocabulary(
        TYPES, {alias: kind.type for kind in TYPES.values() for alias in kind.also_called}
    )


@cache
def keys_of(type: str) -> tuple[str, ...]:
    """What a layer of this type may have."""
    kind = TYPES[type]
    return *LAYER.keys, *kinds(kind), *(["size"] if sized(kind) else [])


def is_key(word: str) -> bool:
    """Whether a layer of any type may have this key."""
    return word in _all_keys()


@cache
def _all_keys() -> frozenset[str]:
    return frozenset(LAYER.keys).union(*map(keys_of, TYPES))


@cache
def sized(kind: type[Layer]) -> bool:
    """Whether `size` says how many numbers come out, and the rest is drawn."""
    return any(
        isinstance(each, ArrayKind) and each.init is not None and kind.output_axis in each.axes
        for each in kinds(kind).values()
        if kind.output_axis not in "n1"
    )


def type_with(words: list[str]) -> str:
    """The type of layer that has these keys; "" where several do."""
    having = [type for type in TYPES if {*words} <= {*keys_of(type)}]
    likely = [type for type in LIKELIEST if type in having]
    if not {*words} - {*LAYER.keys}:
        return ""
    return likely[0] if likely else having[0] if len(having) == 1 else ""
