"""Topics on the sections of the chapter: where each of its statements is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jaccli.reports.explain.glossary.statements import SECTIONS
from jaccli.reports.explain.glossary.topic import Item, Said, idea


def section(
    number: str, summary: str, *, see: tuple[str, ...], tries: str
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Enter a section of the chapter: the docstring is the text, its statements the example."""

    def enter(text: Callable[[], None]) -> Callable[[], None]:
        def said() -> Iterator[Item]:
            yield from (Said(*each) for each in SECTIONS[number])

        said.__doc__, said.__module__ = text.__doc__, text.__module__
        entered = idea(
            number,
            summary,
            group="chapter",
            also=(f"section {number}",),
            source=f"Murphy 2022, section {number}",
            see=see,
            tries=tries,
        )
        entered(said)
        return text

    return enter


@section(
    "13.3.1",
    "forward and reverse mode: one product, in two orders",
    see=("jacobian", "chain rule", "forward", "reverse", "notation"),
    tries="jaccli compare sample:mlp_cross_entropy",
)
def forward_and_reverse() -> None:
    """A chain of functions has a product of Jacobians as its Jacobian. Forward mode multiplies it
    from the right, a column for each JVP, reverse mode from the left, a row for each VJP. Which is
    cheaper depends on n and m. An entry that the book writes x_j is x[j] here.
    """


@section(
    "13.3.2",
    "reverse mode for multilayer perceptrons",
    see=("mlp", "backpropagation", "gradient"),
    tries="jaccli grad sample:mlp_squared_error --steps",
)
def multilayer_perceptrons() -> None:
    """A network with one hidden layer and a squared error is a chain of four layers. Its
    derivatives by the parameters need one adjoint after each layer, which one pass back makes: this
    is backpropagation. The book counts the layers with parameters, we count all.
    """


@section(
    "13.3.3.1",
    "the cross entropy layer",
    see=("cross_entropy", "logits", "softmax"),
    tries="jaccli explain cross_entropy",
)
def cross_entropy() -> None:
    """The loss of a classifier, from logits. The long sum of its derivation ends in the difference
    of two distributions: what the network says, and what the label says. An entry that the book
    writes x_c is x[c] here.
    """


@section(
    "13.3.3.2",
    "elementwise nonlinearities",
    see=("diagonal", "relu", "subgradient"),
    tries="jaccli explain relu",
)
def nonlinearities() -> None:
    """Each output depends on one input alone, so the Jacobian is diagonal, and a product with it is
    a product entry by entry. The relu has no derivative at 0. A subgradient is used there, and
    a report at such a point says so.
    """


@section(
    "13.3.3.3",
    "the linear layer, by its input and by its weights",
    see=("linear", "kronecker", "backpropagation"),
    tries="jaccli grad sample:mlp_cross_entropy --layer f3",
)
def linear_layer() -> None:
    """By its input a linear layer has its weights as Jacobian. By its weights the Jacobian has
    three axes, and most of it is 0. Nobody builds it: its product with an adjoint is an outer
    product of two vectors that are there already.
    """


@section(
    "13.3.3.4",
    "putting it all together: the gradients of a classifier",
    see=("backpropagation", "notation", "adjoint"),
    tries="jaccli grad sample:mlp_cross_entropy --steps",
)
def all_together() -> None:
    """A classifier with one hidden layer, its adjoints and gradients, from the loss down. The book
    counts the adjoints of this section by layers with parameters: its u_2 is our u4, its u_1 our
    u2.
    """


@section(
    "13.3.4",
    "computation graphs: values that several layers read",
    see=("computation graph", "static and traced", "meeting additions"),
    tries="jaccli graph sample:figure_13_11 --values",
)
def computation_graphs() -> None:
    """Where layers do not stand in one row, the chain becomes a graph. The adjoint of a value is a
    sum over those who read it. A graph is written down ahead, as in a chain file, or recorded by
    running a function, as FILE.py:FUNCTION is.
    """
