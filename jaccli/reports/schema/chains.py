"""The schema of chain files: keys from their reader's declarations, fields from the layers' own.

A mistake is told where it stands: what a key may hold follows from its kind of JSON value, and
what a layer may have from its `type`, so that no editor has to choose among alternatives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jaccli.layers import (
    TYPES,
    ArrayKind,
    CountKind,
    IndexKind,
    IntegersKind,
    Kind,
    Layer,
    NumberKind,
    TextKind,
    described,
    held,
    kinds,
    left_out,
)
from jaccli.spec import declared
from jaccli.spec.types import keys_of, sized

Schema = dict[str, Any]
# `name: 5` and `name: true` are texts as well
PLAIN: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
SIZE: Schema = {"type": ["integer", "string"], "minimum": 1, "pattern": "^[^0-9]"}  # or its name
NUMBER: Schema = {"type": "number"}
ARRAYS = (
    *(declared.Numbers(axes, fixed=fixed) for axes in (1, 2) for fixed in (True, False)),
    declared.POINT,
)


def chain_schema() -> Schema:
    """A file with layers, or in their place one with shapes alone."""
    shapes = [{"required": [key]} for key in declared.SHAPES]
    kinds_of_shapes = {f"file of {key}": _of(each) for key, each in declared.SHAPES.items()}
    first, second = (f"#/$defs/file of {key}" for key in declared.SHAPES)
    return {
        "type": "object",
        "if": {"anyOf": shapes, "not": {"required": ["layers"]}},
        "then": {"if": shapes[0], "then": {"$ref": first}, "else": {"$ref": second}},
        "else": _with_one_input(_of(declared.CHAIN)),
        "$defs": {
            **kinds_of_shapes,
            **{_called(each): _array(each) for each in ARRAYS},
            "layer": _layer(),
            **{f"{name} layer": _layer_of(kind) for name, kind in sorted(TYPES.items())},
        },
    }


def _of(kind: declared.Kind) -> Schema:
    """What may stand where the kind is declared."""
    match kind:
        case declared.Keys(keys, required):
            return _mapping({key: _at(each) for key, each in keys.items()}, required)
        case declared.NamesOf(of, least):
            return {"type": "object", "additionalProperties": _of(of), "minProperties": least}
        case declared.ListOf(of, length, alone):
            return _list(_of(of), length, alone=alone)
        case declared.Pair(listed, mapping):
            return {**_of(mapping), **_of(listed), "type": ["array", "object"]}
        case declared.Numbers():
            return _ref(_called(kind))
        case declared.Layer():
            return _ref("layer")
        case declared.Choice(choices):
            return {"enum": list(choices)}
        case declared.Integer(minimum, maximum):
            return {"type": "integer", "minimum": minimum, "maximum": maximum}
        case declared.Number(minimum):
            return NUMBER if minimum is None else {**NUMBER, "minimum": minimum}
        case declared.Size():
            return SIZE
        case declared.Text():
            return PLAIN


def _at(key: declared.Key) -> Schema:
    """What may stand at a key, with what it means."""
    return {"description": key.meaning, **_of(key.holds)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _mapping(properties: Mapping[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """These keys and no others."""
    needed = {"required": list(required)} if required else {}
    return {
        "type": "object",
        "properties": dict(properties),
        **needed,
        "additionalProperties": False,
    }


def _list(items: Schema, length: int | None = None, *, alone: bool = False) -> Schema:
    """One or more, or so many. alone: one may stand without the list"""
    kinds = [*(items["type"] if alone else ()), "array"]
    return {
        "type": kinds if alone else "array",
        "items": items,
        **({} if alone else {"minItems": length or 1}),
        **({} if length is None else {"maxItems": length}),
    }


def _with_one_input(chain: Schema) -> Schema:
    """`input` or `inputs`."""
    return {
        **chain,
        "anyOf": [{"required": ["input"]}, {"required": ["inputs"]}],
        "dependentSchemas": {"input": {"properties": {"inputs": False}}},
    }


def _called(array: declared.Numbers) -> str:
    """What arrays of a kind are called among the definitions."""
    noun = "vector" if array.axes == 1 else "matrix"
    return f"{noun}{'' if array.fixed else ' of any size'}{' or its size' if array.init else ''}"


def _array(array: declared.Numbers) -> Schema:
    """Numbers as a list, of rows for a matrix, or one number; or a mapping that says which."""
    recipe = _of(declared.RECIPE)
    if array.axes == 1:
        properties = recipe["properties"]
        inits = [each for each in properties["init"]["enum"] if each != "identity"]
        properties["init"] = {**properties["init"], "enum": inits}
    drawn = [*([] if array.init else ["init"]), *([] if array.fixed else ["size"])]
    elsewhere = [key for key in declared.RECIPE.keys if key not in ("file", "key")]
    numbers = _list(NUMBER)
    return {
        **recipe,
        **(numbers if array.axes == 1 else _list(numbers)),
        "type": ["array", "number", "object"],
        "anyOf": [{"required": ["file"]}, {"required": drawn}],
        "dependentRequired": {"key": ["file"]},
        "dependentSchemas": {"file": {"properties": dict.fromkeys(elsewhere, False)}},
    }


def _layer() -> Schema:
    """A type that needs no fields, or a mapping whose `type` says which fields it has."""
    bare = [name for name, kind in sorted(TYPES.items()) if not _needed(kind)]
    names = sorted(TYPES)
    kind = {"description": declared.LAYER.keys["type"].meaning, "enum": names}
    # only of a type that there is not: an editor lists all of them otherwise, wherever one stands
    other = {"properties": {"type": {"not": {"enum": names}}}}
    return {
        "type": ["string", "object"],
        "if": {"type": "string"},
        "then": {"enum": bare},
        "else": {
            "required": list(declared.LAYER.required),
            "if": other,
            "then": {"properties": {"type": kind}},
        },
        "allOf": [
            {
                "if": {
                    "type": "object",
                    "properties": {"type": {"const": name}},
                    "required": ["type"],
                },
                "then": _ref(f"{name} layer"),
            }
            for name in names
        ],
    }


def _needed(kind: type[Layer]) -> list[list[str]]:
    """The fields that have to be given; of several, one of them."""
    drawn = [
        [name, "size"]
        for name, what in kinds(kind).items()
        if isinstance(what, ArrayKind) and what.init is not None
    ]
    return [*([name] for name in kind.required()), *drawn]


def _layer_of(kind: type[Layer]) -> Schema:
    """The keys of a layer type: those of every layer, and its fields."""
    shared = {key: _at(each) for key, each in declared.LAYER.keys.items()}
    shared["type"] = {"const": kind.type, "description": _told(kind)}
    fields = {name: _field(kind, name) for name in kinds(kind)}
    if sized(kind):
        fields["size"] = _at(declared.SIZE_OF_A_LAYER)
    assert {*shared, *fields} == {*keys_of(kind.type)}, "the reader takes what is told here"
    needed = _needed(kind)
    required = (*declared.LAYER.required, *(names[0] for names in needed if len(names) == 1))
    either = [
        {"anyOf": [{"required": [name]} for name in names]} for names in needed if len(names) > 1
    ]
    return {
        "title": kind.type,
        "description": _told(kind),
        **_mapping(shared | fields, required),
        **({"allOf": either} if either else {}),
    }


def _told(kind: type[Layer]) -> str:
    """What a type computes, and its Jacobian."""
    return f"{described(kind)}\n\nz = {kind.formula}\n\nJ = {kind.jacobian_rule}".lstrip()


def _field(kind: type[Layer], name: str) -> Schema:
    """What a field holds, and what stands in where it is left out."""
    what, default = kinds(kind)[name], left_out(kind, name)
    told = held(what) + (f"; default: {default}" if default not in ("", "left out") else "")
    return {"description": told, **_value(what)}


def _value(what: Kind) -> Schema:
    """What may stand at a field of that kind."""
    match what:
        case ArrayKind():
            return _ref(_called(declared.Numbers(len(what.axes), fixed=True)))
        case NumberKind(minimum, maximum):
            bounds = {"minimum": minimum, "maximum": maximum}
            return NUMBER | {word: bound for word, bound in bounds.items() if bound is not None}
        case IndexKind():
            return _of(declared.Integer(0))
        case CountKind():
            return SIZE
        case IntegersKind(length):
            return _list(SIZE, length)
        case TextKind():
            return {"type": "string"}
