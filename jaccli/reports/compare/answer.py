"""The answer of a Comparison: the verdict, why, the rule, and what to run next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.price import MODES
from jaccli.document.blocks import Answer, Finding, Next
from jaccli.reports.common.derivatives.say import ALONG_ONE, in_brief
from jaccli.reports.common.kinks import first_kinks
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.names import command
from jaccli.reports.common.orders import short, ways
from jaccli.reports.common.ranking import BEST
from jaccli.reports.common.verdict import Verdict, in_words
from jaccli.reports.compare import say
from jaccli.words import count, flops, readable, shape, times

if TYPE_CHECKING:
    from jaccli.reports.compare.comparison import Comparison


class Again(NamedTuple):
    """The options that a next command has to repeat, by what they are about."""

    point: tuple[str, ...] = ()  # --set, --at, --no-rerun
    rule: tuple[str, ...] = ()  # --cost, --seeds
    run: tuple[str, ...] = ()


def headline(found: Comparison) -> Finding:
    """Who is cheaper and by how much."""
    return Finding("headline", verdict_words(found.verdict, *found.flops))


def in_a_line(found: Comparison) -> str:
    """The file and the headline, for -q."""
    return f"{found.graph.file}: {headline(found).text}"


def by_rule(found: Comparison) -> str:
    """By which rule the verdict is, and which mode built J."""
    rule = found.rule
    size = shape((found.graph.m, found.forward.passes))
    built = f"by {found.running.builds} mode" if found.jacobian is not None else "not built"
    return f"{rule.brief}; J {size}, {built}"


def verdict_words(verdict: Verdict, forward: int, reverse: int) -> str:
    """A verdict and its figures; a FLOP ratio is a cost, never a speed."""
    match verdict.cheaper:
        case "tie":
            return f"A tie: forward and reverse both cost {flops(forward)}."
        case "forward":
            winner, loser, cheap, dear = "Forward", "Reverse", forward, reverse
        case "reverse":
            winner, loser, cheap, dear = "Reverse", "Forward", reverse, forward
    if verdict.denominator == 0:
        return f"{winner} is cheaper: it costs nothing. {loser} costs {flops(dear)}."
    ratio = times(verdict.numerator, verdict.denominator)
    return f"{winner} is cheaper: {flops(cheap)}. {loser} costs {ratio} × as much ({dear:,})."


def why(found: Comparison) -> Finding:
    """The reason of the verdict."""
    return Finding("why", f"{found.verdict.reason}.", "Why:")


def answer(found: Comparison, again: Again) -> Answer:
    """What ends the screen."""
    checks = _checks(found)
    said = [headline(found), why(found), *best_order(found), *checks]
    said += [*cautions(found, checks), *clock(found), rule(found)]
    return Answer(said, next_command(found, again), [more(found)])


def closing(found: Comparison, again: Again) -> Answer:
    """What ends the page with all sections: the same without what those have said."""
    said = rule(found)
    if found.flips:
        text = f"{found.rule.words}. Another rule has another verdict: see the table."
        said = said._replace(text=text)
    return Answer([headline(found), why(found), said], next_command(found, again))


def more(found: Comparison) -> tuple[str, str]:
    """What the other sections have; by parameters the commands are long, and J is large."""
    return "More:", f"--details{' (rules, memory, J)' if found.wrt == 'input' else ''}"


def best_order(found: Comparison) -> Iterator[Finding]:
    """How the modes stand among all orders."""
    orders = found.orders
    if orders is None or orders.depth < 3:
        return
    best, among = orders.called(BEST), _among(orders.depth)
    ahead, back = (orders.flops(orders.called(mode)) for mode in MODES)
    if orders.best_mode is None:
        spelt, price = short(best), orders.flops(best)
        if spelt != best.bracketing:
            spelt = "another order"
        modes = f"Forward costs {times(ahead, price)} × as much, reverse {times(back, price)} ×"
        if ahead == back:
            modes = f"Both modes cost {times(ahead, price)} × as much"
        text = f"{spelt} costs least {among}: {price:,} with the start free. {modes}"
    elif ahead == back:
        text = f"with the start free, both modes cost least {among}"
    else:
        free = "" if orders.best_mode == found.verdict.cheaper else "with the start free, "
        least = "is the cheaper" if orders.depth == 3 else "costs least"
        text = f"{free}{orders.best_mode} {least} {among}"
    yield Finding("note", f"{text}.", "Order:")


def _among(depth: int) -> str:
    """of both orders; of all 5 orders; of about 10^12 orders"""
    number = ways(depth, "order")
    if number.startswith("about"):
        return f"of {number}"
    return "of both orders" if depth == 3 else f"of all {number}"


def agreeing(found: Comparison) -> Iterator[Finding]:
    """That both modes give one J, where they do."""
    if found.agreement is not None and found.agreement.ok:
        by = "J" if found.agreement.by == "jacobians" else "u·J·v"
        yield Finding("note", f"both modes give the same {by} ✓", "Check:")


def _checks(found: Comparison) -> Sequence[Finding]:
    """That the modes agree, and what came of differences of a program: in one where all is well."""
    same = [*agreeing(found)]
    if found.check is None:
        return same
    check = in_brief(found.check, "along one direction", what=ALONG_ONE)
    if not same or check.kind != "note":
        return [*same, check]
    text = f"{same[0].text}. {check.text[0].upper()}{check.text[1:]}"
    return [check._replace(text=text)]


def cautions(found: Comparison, checks: Sequence[Finding]) -> Iterator[Finding]:
    """What a reader has to know of this J: what leads nowhere, was not run, does not agree, stands
    at a kink. checks: what was said of that already"""
    yield from say.unused_in_brief(found)
    yield from say.not_run(found)
    if found.agreement is None or not found.agreement.ok:
        yield from say.agreement(found)
    yield from first_kinks(found.layers, " ".join(each.text for each in checks))


def clock(found: Comparison) -> Iterator[Finding]:
    """The times that were measured."""
    taken = [
        f"{mode.mode} {readable(mode.seconds)}"
        for mode in (found.forward, found.reverse)
        if mode.seconds is not None
    ]
    if taken:
        text = f"{', '.join(taken)} (median of {count(found.runs, 'run')})"
        clocked = found.clocked
        if clocked is not None:
            text += f". {clocked.slower.capitalize()} took {clocked.times:.3g} × as long"
        yield Finding("note", f"{text}.", "Time:")


def rule(found: Comparison) -> Finding:
    """The rule of the verdict, and what the three others come to."""
    flips = found.flips
    said = _other_verdict(found, next(iter(flips))) if flips else _other_rules(found)
    return Finding("rule", f"{found.rule.words}. " + said, "Rule:")


def _other_verdict(found: Comparison, rule: Rule) -> str:
    """The verdict under a rule that has another."""
    ahead, back = found.flops_under(rule)
    says = f", {in_words(found.verdict_under(rule))} (forward {ahead:,}, reverse {back:,})."
    return "The rule decides: with " + rule.beside(found.rule) + says


def _other_rules(found: Comparison) -> str:
    """By how much the verdict holds under the other rules, which all agree."""
    others = [found.flops_under(each) for each in RULES if each != found.rule]
    under = f"Under the {len(others)} other rules"
    verdict = found.verdict
    ratios = [(max(each), min(each)) for each in others]
    if verdict.cheaper == "tie" or not all(low for _, low in ratios):
        return f"{under} {in_words(verdict.cheaper)} as well."
    dearer = "forward" if verdict.cheaper == "reverse" else "reverse"
    least, *_, most = sorted(ratios, key=lambda each: each[0] / each[1])
    ends = dict.fromkeys((times(*least), times(*most)))
    return f"{under} {dearer} costs {' to '.join(ends)} × as much."


def next_command(found: Comparison, again: Again) -> Next:
    """What to run next."""
    file, point = found.graph.file, again.point
    wrt = "" if found.wrt == "input" else f"--wrt {found.wrt}"
    if found.wrt != "input" and found.graph.m == 1:
        return Next(command("grad", file, *point), "the gradients themselves")
    if found.orders and found.orders.best_mode is None:
        cost = f"--cost {found.rule.model}" if found.rule.model != "dense" else ""
        return Next(command("order", file, *point, cost), "why is another order best?")
    if found.jacobian is None and found.running.linearised:
        return Next(command("vjp", file, *point, "-u e1"), "one row of J")
    if found.jacobian is None and found.forward.why.startswith(say.RUN):
        return Next(command("compare", file, *point, *again.rule, wrt), "J itself")
    if found.jacobian is None:
        return Next(command("graph", file, *point), "which layers are so large?")
    if found.wrt == "input" and not found.graph.is_chain:
        cost = f"--cost {found.rule.model}" if found.rule.model != "dense" else ""
        return Next(command("order", file, *point, cost), "does another order cost less?")
    if found.runs:
        return Next(command("show", file, *point), "the Jacobians themselves")
    if found.is_of_a_loss and not (again.rule or again.run):
        return Next(command("grad", file, *point), "the gradients themselves")
    options = (*point, *again.rule, *again.run, wrt)
    return Next(command("compare", file, *options, "--time"), "does the clock agree?")
