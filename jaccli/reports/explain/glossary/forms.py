"""A page for each form of Jacobian, made of what the form says of itself and a layer with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules

from jaccli import linmap
from jaccli.layers import TYPES
from jaccli.linearise import Step
from jaccli.linmap import DenseForm, Form, LinearMap
from jaccli.reports.explain.glossary.examples import example_of
from jaccli.reports.explain.glossary.material import graph_of, pull, push, tape_of, vector
from jaccli.reports.explain.glossary.topic import Item, Numbers, Page, Rows, Topic, Words, plain
from jaccli.words import count

# where the first layer that has the form would not show it best
CHAINS = {
    "fold": "{input: [1, 2, 3, 4, 5, 6], layers: [{type: mean, shape: [2, 3, 1]}]}",
    "selection": "{input: [5, 7, 9], layers: [{type: select, entries: [3, 1]}]}",
    "gather": "{input: [5, 7], layers: [{type: select, entries: [2, 1, 2]}]}",
    "diagonal": "{input: [1, -2, 0.5], layers: [square]}",
    "diagonal+low-rank": "{input: [2, 0, 1, -1], layers: [softmax]}",
    "kronecker": "{input: [1, 2, 0, -1], layers: [{type: matmul, left: [[1, 2], [3, 4]]}]}",
    "dense": "{input: [1, 2, -1], layers: [{type: linear, weight: [[1, 0, 2], [0, -1, 1]]}]}",
}


def form_topics() -> list[Topic]:
    """A topic for each form that a Jacobian can have."""
    return [
        Topic(
            structure,
            "forms",
            _summary(form),
            (f"{structure} form", f"{structure} jacobian", *form.also_called),
            partial(form_page, form),
        )
        for structure, form in sorted(forms().items())
    ]


def forms() -> dict[str, type[Form]]:
    """Every form by its name, those that somebody added among them."""
    for module in iter_modules(linmap.__path__):  # a map is imported by the layers that need it
        import_module(f"{linmap.__name__}.{module.name}")
    found: dict[str, type[Form]] = {}
    waiting = list(Form.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if getattr(form, "structure", ""):
            found[form.structure] = form
    return found


def form_page(form: type[Form]) -> Page:
    """What a form says of itself, a Jacobian of it, and its price for one vector."""
    structure = form.structure
    step, jacobian, text = _jacobian(structure)
    ahead, back = form.products
    products = (f"J·v: {ahead}", f"u·J: {back}") if ahead and back else ()
    return Page(
        structure,
        "forms",
        _summary(form),
        f"{_opening(form)} {plain(form.__doc__)}",
        products,
        (),
        None,
        tuple(_example(structure, jacobian, text)),
        "Murphy 2022, sections 13.3.3.2 and 13.3.3.3, has diagonal and dense Jacobians; the forms "
        "and their prices are jaccli's own",
        ("structured", "dense cost", step.node.layer.type, "jvp", "vjp"),
        f"echo '{text}' | jaccli show -",
    )


def _example(structure: str, jacobian: LinearMap, text: str) -> Iterator[Item]:
    rows, columns = jacobian.shape
    v = vector([float(k + 1) for k in range(columns)])
    u = vector([float(k + 1) for k in range(rows)])
    yield Words(f"Of the layer {text.split('layers: [', 1)[1].removesuffix(']}')}:")
    yield Numbers("J", jacobian.dense())
    yield Numbers("v", v)
    yield Numbers("J·v", push(jacobian, v))
    yield Numbers("u", u)
    yield Numbers("u·J", pull(u, jacobian))
    form = jacobian.form
    full = DenseForm(rows, columns)
    yield Rows(
        ("price of one", "multiplications", "additions", "FLOPs", "if dense"),
        (
            ("J·v", *form.per_column, form.per_column.flops, full.per_column.flops),
            ("u·J", *form.per_row, form.per_row.flops, full.per_row.flops),
        ),
    )
    yield Words(
        f"The map holds {count(form.own_numbers, 'number')}; written out it has {rows * columns}."
    )
    if layers := _layers_of(structure):
        yield Words(f"Layers that have it in their example: {', '.join(layers)}.")


def _jacobian(structure: str) -> tuple[Step, LinearMap, str]:
    """A layer's step with a Jacobian of that form, and the chain file that has it."""
    texts = [CHAINS[structure]] if structure in CHAINS else []
    texts += [example_of(TYPES[name]).text for name in _layers_of(structure)]
    for text in texts:
        step = tape_of(graph_of(text))[0]
        for jacobian in step.jacobians:
            if jacobian.form.structure == structure:
                return step, jacobian, text
    raise ValueError(f"no layer's example has a Jacobian of the form {structure}")


@cache
def _layers_of(structure: str) -> tuple[str, ...]:
    """The layer types in whose examples a Jacobian of that form appears, from shapes alone."""
    return tuple(
        name
        for name, kind in sorted(TYPES.items())
        if any(form.structure == structure for form in example_of(kind).node.forms)
    )


def _opening(form: type[Form]) -> str:
    """The first paragraph of the file in which the form is written."""
    document = sys.modules[form.__module__].__doc__ or ""
    return plain(document.split("\n\n")[0])


def _summary(form: type[Form]) -> str:
    """What the opening says after its name, as one line of a list."""
    text = _opening(form).split(" (Murphy")[0].rstrip(".")
    return text.split(": ", 1)[-1].split(", as ")[0]
