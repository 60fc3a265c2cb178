"""The answer of a Showing: what network this is, what stands out here, what to run next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Answer, Finding, Next
from jaccli.reports.common.derivatives.say import ALONG_ONE, in_brief
from jaccli.reports.common.facts import LayerFacts, layer_words
from jaccli.reports.common.kinks import first_kinks
from jaccli.reports.common.names import command
from jaccli.reports.common.notation import jacobian_of
from jaccli.words import conjoined, count, listed, shape

if TYPE_CHECKING:
    from jaccli.reports.show.find import Showing

MOST_KINDS = 4  # of layers that are named
MOST_LAYERS = 3  # whose units that are off are listed one by one
MOST_UNITS = 8  # of a layer that are listed


def headline(found: Showing) -> Finding:
    """What network it is, and how many entries of J are 0."""
    return Finding("headline", f"{_network(found)}. {_zeros(found)}.")


def answer(found: Showing, again: Sequence[str], more: str = "--picture") -> Answer:
    """What ends the screen. more: the option beside --details that shows what this one does not"""
    said = [headline(found), *_formula(found), *_off(found), *_paths(found), *_kinks(found)]
    if found.check is not None:
        said.append(in_brief(found.check, "along one direction", what=ALONG_ONE))
    return Answer(said, next_command(found, again), [("More:", f"--details, {more}")])


def closing(found: Showing, again: Sequence[str]) -> Answer:
    """What ends the page with all sections."""
    return Answer([headline(found), *_formula(found)], next_command(found, again))


def next_command(found: Showing, again: Sequence[str]) -> Next:
    """What to run next. again: the options that it has to repeat"""
    return Next(command("compare", found.graph.file, *again), "what does J cost each way?")


def _network(found: Showing) -> str:
    """An MLP: 1 hidden layer (4 relu units), cross entropy"""
    layers, graph = found.layers, found.graph
    types = [layer.type for layer in layers]
    end = len(layers) - (len(layers) % 2 == 0)  # an MLP, and what may stand on it
    if graph.is_chain and end >= 3 and _alternates(layers[:end]):
        hidden = layers[1 : end - 1 : 2]
        said = f"An MLP: {count(len(hidden), 'hidden layer')} ({_units(hidden)})"
        last = layers[-1]
        then = "" if last.step.node.layer.is_loss else "then "
        return f"{said}, {then}{_spelt(last)}" if end < len(layers) else said
    kind = "A chain" if graph.is_chain else "A graph"
    counted = dict.fromkeys(types)
    if len(counted) == 1 and len(types) > 1:
        return f"{kind} of {len(types):,} {_spelt(layers[0])} layers"
    if len(counted) > MOST_KINDS:
        return f"{kind} of {count(len(types), 'layer')}, of {len(counted)} types"
    said = ", ".join(map(_words, counted))
    return f"{kind} of {count(len(types), 'layer')}" + (f": {said}" if said else "")


def _alternates(body: Sequence[LayerFacts]) -> bool:
    """Whether linear layers and activations take turns, a linear one first and last."""
    return len(body) % 2 == 1 and all(
        layer.type == "linear" if at % 2 == 0 else layer.step.node.layer.is_activation
        for at, layer in enumerate(body)
    )


def _units(hidden: Sequence[LayerFacts]) -> str:
    """4 relu units; 32, 16 relu units"""
    sizes = [layer.output_size for layer in hidden]
    kinds = {layer.type for layer in hidden}
    kind = f"{_words(kinds.pop())} " if len(kinds) == 1 else ""
    if len(set(sizes)) == 1:
        each = " each" if len(sizes) > 1 else ""
        return f"{count(sizes[0], f'{kind}unit')}{each}"
    if len(sizes) > MOST_LAYERS:
        return f"{min(sizes):,} to {max(sizes):,} {kind}units"
    return f"{', '.join(f'{size:,}' for size in sizes)} {kind}units"


def _spelt(layer: LayerFacts) -> str:
    return _words(layer.type)


def _words(kind: str) -> str:
    """cross entropy"""
    return kind.replace("_", " ")


def _zeros(found: Showing) -> str:
    """J is 1×6: 1 entry is 0"""
    total = found.jacobian.size
    zeros = total - found.nonzeros
    if total == 1:
        return f"J is one number, {float(found.jacobian[0, 0]) + 0.0:.4g}"
    if zeros == total:
        said = "every entry is 0"
    else:
        said = f"{count(zeros, 'entry', 'entries')} are 0"
        said = {0: "no entry is 0", 1: "1 entry is 0"}.get(zeros, said)
    return f"J is {shape(found.jacobian.shape)}: {said}"


def _formula(found: Showing) -> Iterator[Finding]:
    """The network as a formula, where there is one."""
    if found.formula is not None:
        yield Finding("note", found.formula.said)


def _off(found: Showing) -> Iterator[Finding]:
    """Which units let nothing through, and where that is seen."""
    off = [(k, layer, units) for k, layer in enumerate(found.layers, 1) if (units := layer.off)]
    if not off:
        return
    if len(off) > MOST_LAYERS:
        gone = sum(len(units) for _, _, units in off)
        every = sum(layer.output_size for _, layer, _ in off)
        text = f"{gone:,} of {count(every, 'unit')} in {len(off):,} layers. "
        yield Finding("note", text + "Their rows and columns in the Jacobians are 0.", "Off:")
        return
    said = [f"{_listed(units)} of {layer_words(layer.step)}" for _, layer, units in off]
    one = len(off) == 1 and len(off[0][2]) == 1
    is_chain = found.graph.is_chain
    names = (jacobian_of(k, f.name, f.inputs[0], is_chain=is_chain) for k, f, _ in off)
    where = conjoined([*names])
    if one:
        _, layer, (unit,) = off[0]
        value = float(layer.step.inputs[0][unit - 1])
        text = f"{said[0]}: its input is {value:.4g}. Row and column {unit} of {where} are 0."
    else:
        text = f"{conjoined(said)}. In {where} their rows and columns are 0."
    yield Finding("note", text, "Off:")


def _paths(found: Showing) -> Iterator[Finding]:
    """Which values of a graph are read more than once."""
    readers: dict[str, list[str]] = {}
    for layer in found.layers:
        for name in dict.fromkeys(layer.inputs):
            readers.setdefault(name, []).append(layer.name)
    several = {name: by for name, by in readers.items() if len(by) > 1}
    if not found.graph.is_chain and several:
        said = [f"{name} is read by {_first_of(by)}" for name, by in several.items()]
        text = f"{listed(said, MOST_LAYERS)}. J adds up the paths from there to the output."
        yield Finding("note", text, "Paths:")


def _first_of(readers: Sequence[str]) -> str:
    """x3 and x5; 12 layers"""
    return conjoined(readers) if len(readers) <= MOST_LAYERS else count(len(readers), "layer")


def _listed(units: Sequence[int]) -> str:
    """unit 2; units 2, 6; 12 units"""
    if len(units) == 1:
        return f"unit {units[0]}"
    return f"units {listed(units)}" if len(units) <= MOST_UNITS else f"{len(units):,} units"


def _kinks(found: Showing) -> Iterator[Finding]:
    """Where a derivative does not exist, and what else is to be known of this point."""
    yield from first_kinks(found.layers)
    others = [
        f"{layer_words(layer.step)}: {said}"
        for layer in found.layers
        if not layer.off and (said := layer.remark)
    ]
    if others:
        yield Finding("warning", f"{_first(others)}.", "Note:")


def _first(texts: Sequence[str]) -> str:
    more = len(texts) - MOST_LAYERS
    said = "; ".join(texts[:MOST_LAYERS])
    return f"{said}; and {more:,} more" if more > 0 else said
