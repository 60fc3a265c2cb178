"""Conversions that would lose the derivative: which one it was, and what to write instead."""

from __future__ import annotations

import ast
import dis
import linecache
import re
import sys
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from jaccli.trace.source.alone import parsed
from jaccli.trace.source.instead import formula_of, instead_of
from jaccli.trace.source.refusal import FLOAT, Refusal

if TYPE_CHECKING:
    from jaccli.trace.source.places import Program, Spot

MODULO = frozenset({6, 19})  # the arguments of BINARY_OP for % and %=


def instruction(code: CodeType, offset: int) -> tuple[str, int]:
    """The name of an instruction and its argument."""
    return dis.opname[code.co_code[offset]], code.co_code[offset + 1]


def callee(expression: str) -> str:
    """What is called, or indexed by brackets, in the text of an expression; "" if nothing is."""
    try:
        match parsed(expression).body:
            case [ast.Expr(ast.Call(func=called))]:
                return ast.unparse(called)
            case [ast.Expr(ast.Subscript(value=ast.Attribute() as indexed))]:
                return ast.unparse(indexed)
    except SyntaxError:  # the expression is shortened, or no expression
        found = re.match(r"[\w.]+(?=[(\[])", expression)
        return found.group() if found else ""
    return ""


def asked_by_name(depth: int = 2) -> bool:
    """Whether Python code asks for an attribute, and not NumPy, which tries out what is there."""
    frame = sys._getframe(depth)
    if instruction(frame.f_code, frame.f_lasti)[0] in ("LOAD_ATTR", "LOAD_METHOD"):
        return True
    first, last, *_ = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    lines = linecache.getlines(frame.f_code.co_filename)[(first or 1) - 1 : last or 1]
    return "attr(" in "".join(lines)


def as_float(program: Program, depth: int = 2) -> Refusal | None:
    """Why a traced number does not become a float; None where only text is made of it."""
    frame = sys._getframe(depth)
    name, argument = instruction(frame.f_code, frame.f_lasti)
    if name == "BINARY_OP" and argument in MODULO:
        return None  # "%.3f" % x
    return lost(program, "float")


def lost(program: Program, kind: str) -> Refusal:
    """Why a traced value does not become a plain number or array of this kind."""
    spot = program.here()
    if spot is not None:
        return _explained(program, spot, kind)
    return Refusal(f"a traced value would become a plain {kind}", FLOAT, formula_of(""))


def _explained(program: Program, spot: Spot, kind: str) -> Refusal:
    if instruction(*spot)[0] in ("STORE_SUBSCR", "STORE_SLICE"):
        return Refusal(
            "a traced value cannot be assigned into a plain array that comes from elsewhere",
            "the array would hold the number without its derivative",
            "`a = np.array(a)` makes a copy to write into",
        )
    called = callee(program.expression(spot)) or "this call"
    function = _resolved(called)
    if getattr(function, "__module__", None) == "math" or called.startswith("math."):
        return _of_math(getattr(function, "__name__", called.rpartition(".")[2]))
    instead = instead_of(_own_name(called))
    if program.expression(spot).startswith((f"{called}([", f"{called}((")):
        instead = f"`{called}(np.array([…]))` gives it one array"
    if called.rpartition(".")[2] in ("float", "float64", "float32", "double"):
        instead = "`x` itself: leave the conversion out, a traced number calculates like a float"
    return Refusal(
        f"{called} would turn a traced value into a plain {kind}",
        FLOAT if kind == "float" else f"a plain {kind} has no derivative",
        instead,
    )


def _own_name(called: str) -> str:
    """The name of what is called, after `np.` where it is NumPy's."""
    first, dot, rest = called.partition(".")
    return rest if dot and getattr(_resolved(first), "__name__", "") == "numpy" else called


def _of_math(name: str) -> Refusal:
    from jaccli.trace.arrays.libraries import STAND_INS  # which is filled above this module

    known = f"math.{name}" in STAND_INS
    return Refusal(
        f"math.{name} makes a float of what it is given",
        FLOAT,
        f"`math.{name}(x)`, by its name, in the function" if known else formula_of(name),
    )


def _resolved(name: str) -> Any:
    """What a plain name means where the user's code is running."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        for scope in (frame.f_locals, frame.f_globals):
            if name in scope:
                return scope[name]
        frame = frame.f_back
    return None
