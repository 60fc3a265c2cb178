"""The options that commands share, each written once, and what their values mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from jaccli.commands.kinds import Assignment, Size
from jaccli.errors import JaccliError, Mistakes, printable

if TYPE_CHECKING:
    from jaccli.arrays import Recipe

F = TypeVar("F", bound=Callable[..., Any])
OF_CHAINS: dict[str, Any] = {  # shared options that speak of chains, as they are left out
    "sizes": (),
    "at": (),
    "rerun": True,
    "values": False,
    "quiet": False,
    "max_memory": None,
}
ASSUMED_MEMORY = 8 << 30  # bytes, where the system does not tell how much it has


class Common(NamedTuple):
    """The values of the shared options."""

    sizes: dict[str, int]
    at: tuple[str, ...]
    rerun: bool  # whether a Python function may be called again
    format: str
    values: bool
    output: str | None
    color: str
    width: int | None
    ascii: bool
    quiet: bool
    max_memory: int


def repeated(common: Common, *further: str) -> str:
    """The options that a next command has to repeat to speak of the same chain."""
    import shlex

    options = [f"--set {shlex.quote(f'{name}={size}')}" for name, size in common.sizes.items()]
    options += [f"--at={shlex.quote(text)}" for text in common.at]
    options += [] if common.rerun else ["--no-rerun"]
    return " ".join([*options, *further])


def common(
    formats: tuple[str, ...] = ("text", "json"),
    *,
    metavar: str = "CHAIN...",
    chains: bool = True,
    required: bool = True,
) -> Callable[[F], F]:
    """The shared options, gathered into one argument `common`.

    chains: whether the command reads some; if not, the options that speak of them are left out;
    required: whether it has to be given one.
    """
    options = [
        click.argument("chains", metavar=metavar, nargs=-1, required=required),
        click.option(
            "--set",
            "sizes",
            type=Assignment(),
            multiple=True,
            help="Override a size named in the file's `sizes`.",
        ),
        click.option(
            "--at",
            metavar="VALUES",
            multiple=True,
            help="Another point x: 1,2,3 or [[1,2],[3,4]] or @x.npy; once for each input.",
        ),
        click.option(
            "--no-rerun",
            "rerun",
            flag_value=False,
            default=True,
            help="Call a Python function once only, to record it: nothing is proved of it then. "
            "Else it is called again with plain arrays, and beside the point.",
        ),
        click.option("--format", type=click.Choice(formats), default=formats[0], show_default=True),
        click.option("--values", is_flag=True, help="Print whole arrays whatever their size."),
        click.option(
            "-o",
            "--output",
            metavar="FILE",
            multiple=True,
            callback=_the_one,
            help="Write there, all or nothing.",
        ),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
        ),
        click.option(
            "--width",
            type=click.IntRange(40, 10_000),
            help="Columns of text; default the terminal's, 80 in a pipe.",
        ),
        click.option("--ascii", is_flag=True, help="ASCII signs only."),
        click.option("-q", "--quiet", is_flag=True, help="One line a chain."),
        click.option(
            "--max-memory",
            type=Size(),
            default=None,
            help="Refuse a run whose arrays need more.  [default: half the machine's memory]",
        ),
        click.option(
            "--debug",
            is_flag=True,
            expose_value=False,
            callback=_debug,
            is_eager=True,
            help="Show the traceback of an internal error.",
        ),
    ]

    def decorate(function: F) -> F:
        def gathered(**arguments: Any) -> Any:
            arguments = OF_CHAINS | arguments
            names = [name for name, _ in arguments["sizes"]]
            for name in names:
                if names.count(name) > 1:
                    raise click.UsageError(f"--set {name} is given more than once")
            shared = Common(
                sizes=dict(arguments.pop("sizes")),
                max_memory=arguments.pop("max_memory") or half_the_memory(),
                **{name: arguments.pop(name) for name in Common._fields if name in arguments},
            )
            if shared.output not in (None, "-"):
                from jaccli.commands import destination

                click.get_current_context().call_on_close(destination.forget)
                destination.settle(shared.output)
            return function(common=shared, **arguments)

        gathered.__name__, gathered.__doc__ = function.__name__, function.__doc__
        gathered.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]  # where click keeps them
        for option in reversed(options):
            gathered = option(gathered)
        if not chains:
            kept = gathered.__click_params__  # type: ignore[attr-defined]  # where click keeps them
            kept[:] = [each for each in kept if each.name not in {"chains", *OF_CHAINS}]
        return gathered  # type: ignore[return-value]  # the same options, one argument less

    return decorate


def rule_options(function: F) -> F:
    """--cost and --seeds: the rule that a verdict goes by, as arguments `model` and `seeds`."""
    cost = click.option(
        "--cost",
        "model",
        type=click.Choice(["dense", "structured"]),
        default="dense",
        show_default=True,
        help="The verdict's cost model: every J full, or each in its own form.",
    )
    seeds = click.option(
        "--seeds",
        type=click.Choice(["counted", "free"]),
        default="counted",
        show_default=True,
        help="Whether the first product, with I_n or I_m, counts.",
    )
    return cost(seeds(function))


def array_of(text: str, *, axes: int | None = None, what: str = "") -> Recipe:
    """A number, numbers between commas, nested lists, or @FILE with an array.

    axes: how many it has to have, None for any number; what: the option, for messages.
    Raises Mistakes.
    """
    what = what or printable(text[:40])
    from jaccli.spec.weights import open_array

    if text.startswith("@"):
        file, colon, key = text[1:].rpartition(":")
        if not colon or not file.lower().endswith((".npz", ".safetensors")):
            file, key = text[1:], ""  # a colon of the path, as in C:/x.npy
        try:
            return open_array(Path(), file, key or None, axes, what, None)
        except JaccliError as error:
            raise Mistakes([error]) from None
    from jaccli.spec.literal import literal_array

    found = literal_array(text, what)
    if axes == 1 and not found.shape:
        return literal_array(f"[{text}]", what)
    if axes is not None and len(found.shape) != axes:
        nouns = {1: "a vector, 1,2,3", 2: "a matrix, [[1,2],[3,4]]"}
        raise Mistakes([JaccliError(f"{what}: expected {nouns[axes]}")])
    return found


def half_the_memory() -> int:
    """Half the machine's memory in bytes, or half of what its container may use."""
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        total = ASSUMED_MEMORY
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        if limit.isdigit():
            total = min(total, int(limit))
    except OSError:
        pass
    return total // 2


def _the_one(_: click.Context, __: click.Parameter, files: tuple[str, ...]) -> str | None:
    if len(files) > 1:
        raise click.UsageError("-o is given more than once: one file a call")
    return files[0] if files else None


def _debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and ctx.obj is not None:
        ctx.obj["debug"] = True
