"""jaccli order: the cheapest order of multiplication beside forward and reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jaccli.commands.options import Common, common, repeated
from jaccli.commands.reading import read_each, reading_of
from jaccli.reports.common.ask import each_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaccli.accumulate.price import CostModel
    from jaccli.factors import Factors

MOST_DIGITS = 40  # of how many numbers there may be
MOST_NAMED = 12  # sizes that name a chain


class Dims(click.ParamType[tuple[int, ...]]):
    """30,3,50,3,30"""

    name = "SIZES"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        from jaccli.spec.reader import LARGEST

        sizes: list[int] = []
        for text in str(value).split(","):
            text = text.strip()
            digits = text if text.isascii() and text.isdigit() else "0"
            if len(digits) > len(str(LARGEST)) or not 1 <= int(digits) <= LARGEST:
                found = repr(text) if text else "nothing"
                place = f"found {found} at place {len(sizes) + 1}"
                self.fail(
                    f"expected sizes from 1 to {LARGEST:,} such as 30,3,50,3,30, {place}",
                    param,
                    ctx,
                )
            sizes.append(int(text))
        if len(sizes) < 2:
            self.fail("one size is no chain: two are one Jacobian, 30,3 is 3×30", param, ctx)
        return tuple(sizes)


class Numbers(click.ParamType[int]):
    """How many numbers: 0, 600, 1000000."""

    name = "M"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit()):
            found = f"expected how many numbers a tape may hold, such as 600, found {text!r}"
            self.fail(found, param, ctx)
        if len(text) > MOST_DIGITS:
            self.fail(f"a number of more than {MOST_DIGITS} digits", param, ctx)
        return int(text)


@click.command()
@common(metavar="[CHAIN...]", required=False)
@click.option(
    "--dims",
    type=Dims(),
    help="Sizes from the input on, in place of a CHAIN: 30,3,50,3,30 has J1 3×30.",
)
@click.option(
    "--cost",
    "model",
    type=click.Choice(["dense", "structured"]),
    help="What is to be least: every J full, or each in its own form.  "
    "[default: dense; structured with --matrix-free]",
)
@click.option("--time", "timed", is_flag=True, help="Measure forward, reverse and the best order.")
@click.option(
    "--matrix-free",
    is_flag=True,
    help="No Jacobian is given, only tangents and adjoints through each layer.",
)
@click.option(
    "--memory-limit",
    type=Numbers(),
    help="With --matrix-free: numbers that the tape of an adjoint may hold.",
)
def command(
    chains: tuple[str, ...],
    dims: tuple[int, ...] | None,
    model: CostModel | None,
    timed: bool,
    matrix_free: bool,
    memory_limit: int | None,
    common: Common,
) -> None:
    """The cheapest order to multiply the Jacobians of each CHAIN, beside forward and reverse mode:
    what each costs, every step of the best, and why it is the best. A CHAIN may be a file of
    shapes alone, `jacobians: [[4, 6], [3, 4]]`.

    \b
    jaccli order sample:bottleneck
    jaccli order --dims 30,3,50,3,30
    jaccli order mlp.yaml --cost structured --time
    jaccli order sample:digits --matrix-free --memory-limit 2000
    """
    if not chains and dims is None:
        raise click.UsageError("missing CHAIN, or --dims such as --dims 30,3,50,3,30")
    if chains and dims is not None:
        raise click.UsageError("--dims stands in place of a CHAIN: leave one of them out")
    if memory_limit is not None and not matrix_free:
        raise click.UsageError("--memory-limit is for --matrix-free: only adjoints need a tape")
    if timed and matrix_free:
        raise click.UsageError("--time is not for --matrix-free: plans are compared by their count")
    read = _read_all(chains, dims, common)
    options = [f"--cost {model}"] if model else []
    again = repeated(common, *options)
    from jaccli.commands.output import deliver

    if matrix_free:
        deliver(_plans(read, model or "structured", memory_limit, common, again), common)
    else:
        deliver(_orders(read, model or "dense", timed, common, again), common)


def _orders(
    chains: Sequence[Factors], model: CostModel, timed: bool, common: Common, again: str
) -> str:
    """The report of bracketings."""
    from time import perf_counter

    from jaccli.arrays import np
    from jaccli.reports.order.find import order

    results = each_of(
        chains,
        lambda chain: order(
            chain,
            model,
            max_memory=common.max_memory,
            clock=perf_counter if timed else None,
            rng=np.random.RandomState(0) if timed else None,  # of shapes alone
        ),
    )
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.order.data import ordering

        return document("order", [ordering(found) for found in results])
    from jaccli.commands.output import display
    from jaccli.reports.order.page import report

    return report(results, display(common), quiet=common.quiet, values=common.values, again=again)


def _plans(
    chains: Sequence[Factors], model: CostModel, limit: int | None, common: Common, again: str
) -> str:
    """The report of matrix-free plans."""
    from jaccli.reports.order.matrix_free import matrix_free

    results = each_of(
        chains,
        lambda chain: matrix_free(chain, model, limit=limit, max_memory=common.max_memory),
    )
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.order.data import matrix_free as plans_data

        return document("order", [plans_data(found) for found in results])
    from jaccli.commands.output import display
    from jaccli.reports.order.plans_page import report

    return report(results, display(common), quiet=common.quiet, again=again)


def _read_all(
    chains: tuple[str, ...], dims: tuple[int, ...] | None, common: Common
) -> list[Factors]:
    """The Jacobians of all files, functions or sizes; every mistake of every one at once."""
    if dims is not None:
        if common.sizes or common.at:
            raise click.UsageError("--set and --at are for a CHAIN: --dims says all there is")
        from jaccli.factors import factors_of_sizes

        named = [str(size) for size in dims]
        if len(named) > MOST_NAMED:
            named = [*named[:3], "…", named[-1]]
        return [factors_of_sizes(f"--dims {','.join(named)}", dims)]
    from jaccli.sources import factors_of

    reading, again = reading_of(common), repeated(common)
    return read_each(chains, common, lambda chain: factors_of(chain, reading, again))
