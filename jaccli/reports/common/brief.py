"""Reports in a line or two: what they are of, what they say, the shapes of what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.errors import printable
from jaccli.words import count, times

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.reports.check.find import Checked
    from jaccli.reports.common.product.find import Products
    from jaccli.reports.compare.find import Comparison
    from jaccli.reports.grad.find import Gradients
    from jaccli.reports.order.find import Ordering
    from jaccli.reports.order.matrix_free.find import MatrixFree
    from jaccli.reports.show.find import Showing
    from jaccli.reports.sweep.find import Sweep


def of_comparison(found: Comparison) -> str:
    """The verdict and its rule, J and by which mode it was built."""
    verdict, rule = found.verdict, found.rule
    ahead, back = (mode.costs[rule].flops for mode in (found.forward, found.reverse))
    said = "both modes cost the same"
    if verdict.cheaper != "tie":
        dearer = "forward" if verdict.cheaper == "reverse" else "reverse"
        said = f"{verdict.cheaper} is cheaper"
        if verdict.denominator:
            said += f", {dearer} costs {times(verdict.numerator, verdict.denominator)} × as much"
    rows, columns = found.graph.m, sum(found.sources.values())
    built = f"by {found.running.builds} mode" if found.jacobian is not None else "not built"
    return _brief(
        "compare",
        found.graph.file,
        said,
        f"{ahead:,} : {back:,} FLOPs, {rule.model}, seeds {rule.seeds}; "
        f"J {rows:,}×{columns:,}, {built}",
    )


def of_products(found: Products) -> str:
    """How many products, their shape, and whether differences agree."""
    name, rows = ("jvp", "tangents") if found.mode == "forward" else ("vjp", "cotangents")
    shape = _shape(found.results)
    return _brief(name, found.graph.file, f"{rows} {shape}, {found.flops:,} FLOPs")


def of_gradients(found: Gradients) -> str:
    """The loss, and what there are gradients of."""
    by = [f"{name} {_shape(array)}" for name, array in found.input_gradients.items()]
    layers = sum(bool(each.gradients) for each in found.layers)
    if layers:
        total = sum(each.parameters for each in found.layers)
        by.append(f"{count(total, 'parameter')} of {count(layers, 'layer')}")
    return _brief("grad", found.graph.file, f"loss {found.loss:.6g}; gradients of {', '.join(by)}")


def of_ordering(found: Ordering) -> str:
    """The best order and what it costs beside both modes."""
    best, ahead, back = (found.flops(name) for name in ("optimal", "forward", "reverse"))
    order = found.best.bracketing if len(found.chain.factors) <= 12 else "found"
    return _brief(
        "order",
        found.chain.file,
        f"best {order}, {best:,} FLOPs ({found.model}, seeds free); "
        f"forward {ahead:,}, reverse {back:,}",
    )


def of_plans(found: MatrixFree) -> str:
    """The best plan and what it costs beside tangents and adjoints alone."""
    prices = {each.method: each.costs[found.model].multiplications for each in found.methods}
    said = ", ".join(f"{method} {price:,}" for method, price in prices.items())
    return _brief("plans", found.chain.file, f"multiply-adds, {found.model}: {said}")


def of_sweep(found: Sweep) -> str:
    """Over what, the slopes, and where the cheaper mode changes."""
    first, last = found.points[0].size, found.points[-1].size
    names = ", ".join(map(printable, found.names))
    slopes = [f"{mode} {each.fit.slope:.2f}" for mode, each in found.growth.items() if each.fit]
    said = f"slopes {', '.join(slopes)}" if slopes else "one size has no slope"
    change = found.crossover
    if change is not None:
        where = f"{change.low:,} to {change.high:,}" if change.size is None else f"{change.size:,}"
        said += f"; the cheaper mode changes at {where}"
    many = count(len(found.points), "size")
    return _brief("sweep", found.graph.file, f"{names} = {first:,} to {last:,}, {many}; {said}")


def of_checked(found: Checked) -> str:
    """How many checks, and which of them failed."""
    counts = [(found.count(status), status) for status in ("ok", "failed", "noted")]
    said = ", ".join(f"{number} {status}" for number, status in counts if number)
    failed = [
        f"failed: {printable(each.name)}: {printable(each.finding)}"
        for each in found.outcomes
        if each.status == "failed"
    ]
    return _brief("check", found.graph.file, said, *failed[:1])


def of_showing(found: Showing) -> str:
    """The layers, and the shape of J."""
    layers = count(len(found.layers), "layer")
    return _brief("show", found.graph.file, f"{layers}, J {_shape(found.jacobian)}")


def _brief(name: str, file: str, *said: str) -> str:
    lines = "\n  ".join(said)
    return f"<jaccli.{name} {printable(file)}: {lines}>"


def _shape(array: Array) -> str:
    return "×".join(f"{axis:,}" for axis in array.shape) or "1"
