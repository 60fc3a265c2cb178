"""The order that --order says: the names of the values, or a report that has one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jaccli.errors import JaccliError, Mistakes, printable, reason_of
from jaccli.keywords import Worded, option
from jaccli.nearest import did_you_mean
from jaccli.opened import Folder
from jaccli.reports.order.elimination.subject import Subject
from jaccli.spec.texts import text_of
from jaccli.words import conjoined, listed

ORDER = option("--order")
WRITTEN = "`jaccli order GRAPH --format json` writes one"
COMMA = Worded(
    "a name with a comma in it is read from a report, @report.json",
    "a name with a comma in it is one item of the list",
)
MOST_NAMED = 12  # values that a message lists


def order_of(text: str, subject: Subject) -> tuple[str, ...]:
    """The values in turn. text: v3,v1,v2, or @report.json, @report.json:reverse for another order
    of it than the best. Raises Mistakes, all of them at once."""
    names = (
        _read(text[1:], subject)
        if text.startswith("@")
        else [name.strip() for name in text.split(",") if name.strip()]
    )
    return checked(names, subject)


def checked(names: Sequence[str], subject: Subject) -> tuple[str, ...]:
    """The values in turn, without those that lead nowhere. Raises Mistakes: a name that is none of
    a value between, one that is missing, one that is there twice."""
    if errors := [*_errors(names, subject)]:
        raise Mistakes(errors, subject.file)
    dead = {*subject.dag.dead}
    return tuple(name for name in names if name not in dead)


def _errors(names: Sequence[str], subject: Subject) -> Iterator[JaccliError]:
    dag = subject.dag
    between = [dag.names[v] for v in dag.inner]
    ends = {dag.names[v]: "an input" for v in dag.inputs}
    ends |= {dag.names[v]: "an output" for v in dag.outputs}
    known = {*between, *dag.dead}
    shown = listed([printable(name) for name in between], MOST_NAMED) or "none"
    note = ("note", f"values between: {shown}")
    for name, number in Counter(names).items():
        if name not in known:
            title = ORDER + f": no value between is called `{printable(name)}`"
            if name in ends:
                title = ORDER + f": `{printable(name)}` is {ends[name]}, which is not eliminated"
            near = [] if name in ends else did_you_mean(name, between)
            yield JaccliError(title, notes=[*near, note])
        elif number > 1:
            title = ORDER + f": `{printable(name)}` is there {number} times"
            yield JaccliError(title, notes=[("help", "a value is eliminated once")])
    missing = [f"`{printable(name)}`" for name in between if name not in {*names}]
    if missing:
        said = listed(missing, MOST_NAMED) if len(missing) > MOST_NAMED else conjoined(missing)
        title = ORDER + f": {said} {'is' if len(missing) == 1 else 'are'} missing"
        notes = [("help", "an order has every value between, for all are eliminated")]
        if any("," in name for name in between):
            notes.append(("help", COMMA))
        yield JaccliError(title, notes=notes)


def _read(where: str, subject: Subject) -> Sequence[str]:
    """The order of a report, by its file and its name."""
    path, colon, name = where.rpartition(":")
    if not colon or not path.lower().endswith(".json"):
        path, name = where, "best"
    found = _graphs(path)
    own = [each for each in found if each.get("file") == subject.file] or found
    if len(own) > 1:
        files = listed([printable(str(each.get("file"))) for each in own], MOST_NAMED)
        raise _wrong(f"{printable(path)} has several graphs and none of this file", files)
    orders = {str(each.get("name")): each["elimination"] for each in own[0]["orders"]}
    if name not in orders:
        title = ORDER + f": {printable(path)} has no order called `{printable(name)}`"
        notes = [*did_you_mean(name, orders), ("note", f"orders: {', '.join(orders)}")]
        raise Mistakes([JaccliError(title, notes=notes)])
    return [str(each) for each in orders[name]]


def _graphs(path: str) -> list[Mapping[str, Any]]:
    """The results in a report that have orders of elimination."""
    if not path:
        raise _wrong("a file is named behind the @", WRITTEN)
    try:
        report = json.loads(text_of(path, Folder().read(path)))
    except OSError as error:
        raise _wrong(f"cannot read {printable(path)}: {reason_of(error)}", WRITTEN) from None
    except (ValueError, RecursionError):
        raise _wrong(f"{printable(path)} is no JSON", WRITTEN) from None
    results = report.get("results") if isinstance(report, dict) else None
    found = [each for each in results if _has_orders(each)] if isinstance(results, list) else []
    if not found:
        raise _wrong(f"{printable(path)} has no order of elimination", WRITTEN)
    return found


def _has_orders(result: Any) -> bool:
    """Whether it is of a graph, as `order` writes it."""
    orders = result.get("orders") if isinstance(result, dict) else None
    return (
        isinstance(orders, list)
        and bool(orders)
        and all(
            isinstance(each, dict) and isinstance(each.get("elimination"), list) for each in orders
        )
    )


def _wrong(title: str, help: str) -> Mistakes:
    return Mistakes([JaccliError(ORDER + f": {title}", notes=[("help", help)])])
