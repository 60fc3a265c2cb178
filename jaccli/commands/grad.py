"""jaccli grad: backpropagation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from jaccli.commands.options import Common, common, repeated
from jaccli.commands.reading import read_all
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.reports.common.ask import each_of

if TYPE_CHECKING:
    from jaccli.reports.grad.find import Gradients

ARRAYS = (".npz", ".safetensors")


@click.command()
@common()
@click.option("--steps", is_flag=True, help="Show both passes: x_k forward, u_k and g_k back.")
@click.option(
    "--layer", metavar="NAME", help="Explain the parameter Jacobian of this linear layer."
)
def command(chains: tuple[str, ...], common: Common, steps: bool, layer: str | None) -> None:
    """The loss of each CHAIN and its gradient for every parameter and input, by one pass forward
    and one pass back (algorithm 7). With -o grads.npz or .safetensors the arrays are written.

    \b
    jaccli grad sample:digits
    jaccli grad mlp.yaml --steps
    jaccli grad mlp.yaml --layer f1
    """
    if common.format == "json" and layer is not None:
        raise click.UsageError("--layer is of the text; JSON has every gradient")
    arrays = common.output if (common.output or "").lower().endswith(ARRAYS) else None
    if arrays and (len(chains) > 1 or layer is not None or common.format != "text" or steps):
        raise click.UsageError(
            "-o with arrays takes one chain, and no --format, --layer or --steps: "
            "write the text or JSON in a call of its own"
        )
    from jaccli.commands.output import deliver, display
    from jaccli.reports.grad.find import grad, parameter_jacobian

    results = each_of(
        read_all(chains, common),
        lambda graph: grad(graph, max_memory=common.max_memory, steps=steps),
    )
    if arrays is not None:
        from jaccli.commands.destination import write_atomically

        write_atomically(arrays, _arrays(results[0], arrays))
        return
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.grad.data import gradients

        deliver(document("grad", [gradients(each, steps=steps) for each in results]), common)
        return
    from jaccli.document.formats.text import render
    from jaccli.reports.grad.page import report, weight_blocks

    shown = display(common)
    if layer is None:
        text = report(
            results,
            shown,
            values=common.values,
            quiet=common.quiet,
            steps=steps,
            again=repeated(common),
        )
    else:
        places = [_linear(found, layer) for found in results]
        text = "\n".join(
            render(
                weight_blocks(
                    found,
                    parameter_jacobian(found, k),
                    shown,
                    values=common.values,
                    again=repeated(common),
                ),
                shown,
            )
            for found, k in zip(results, places, strict=True)
        )
    deliver(text, common)


def _linear(found: Gradients, name: str) -> int:
    """The position of the linear layer of that name."""
    from jaccli.spec.nearest import did_you_mean

    linear = [each.layer.name for each in found.layers if each.layer.type == "linear"]
    if name in linear:
        return next(k for k, each in enumerate(found.layers, 1) if each.layer.name == name)
    notes = did_you_mean(name, linear)
    notes.append(("note", f"linear layers: {', '.join(map(printable, linear)) or 'none'}"))
    raise Mistakes(
        [JaccliError(f"--layer {printable(name)}: no linear layer is called so", notes=notes)],
        found.graph.file,
    )


def _arrays(found: Gradients, name: str) -> bytes:
    """The gradients as an archive, keyed f1.weight, …, and the inputs' by their names."""
    import io

    from jaccli.arrays import np

    arrays = {
        f"{layer}.{parameter}": gradient
        for layer, each in found.by_layer.items()
        for parameter, gradient in each.items()
    } | dict(found.input_gradients)
    if name.lower().endswith(".npz"):
        stream = io.BytesIO()
        np.savez(stream, **arrays)  # type: ignore[arg-type]  # none is called allow_pickle
        return stream.getvalue()
    from safetensors.numpy import save

    contiguous: Sequence[tuple[str, object]] = [
        (key, np.ascontiguousarray(array)) for key, array in arrays.items()
    ]
    return bytes(save(dict(contiguous)))  # type: ignore[arg-type]  # arrays, as they were
