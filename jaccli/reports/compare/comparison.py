"""A Comparison: what both modes cost, which is cheaper and why, as a plain value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from jaccli.accumulate.price import Mode
from jaccli.arrays import Array
from jaccli.cost import Primal
from jaccli.nothing import NOTHING
from jaccli.reports.common.agreement import Agreement
from jaccli.reports.common.facts import GraphFacts, LayerFacts, LayerShapes
from jaccli.reports.common.measure import why_clock_differs
from jaccli.reports.common.modes import RULES, ModeFacts, Rule
from jaccli.reports.common.ranking import Ranking
from jaccli.reports.common.verdict import Cheaper, Verdict, cheaper_of
from jaccli.reports.compare.running import Running

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding
    from jaccli.reports.common.derivatives.differences import Check
    from jaccli.reports.common.trial import Run as Trial

Wrt = Literal["input", "parameters", "all"]


class Saving(NamedTuple):
    """What the form of J_k saves: FLOPs for one vector, in its own form and as a full matrix."""

    k: int
    structured: int
    dense: int


class Unused(NamedTuple):
    """Layers that the output does not depend on, and what forward mode spends on them."""

    layers: tuple[str, ...]
    flops: Mapping[Rule, int]


class Clocked(NamedTuple):
    """How the times of both modes compare: the slower one takes so many times as long.

    work: forward's FLOPs over reverse's, of what ran; None where one of them has none
    """

    slower: Mode
    times: float
    work: float | None


class Comparison(NamedTuple):
    """Everything `compare` finds. `rule` is the one the verdict goes by."""

    graph: GraphFacts
    wrt: Wrt
    sources: Mapping[str, int]  # what is differentiated by, and its sizes
    layers: tuple[LayerFacts, ...] | tuple[LayerShapes, ...]  # shapes where nothing was run
    output: Array | None  # (m,); None where nothing was run
    jacobian: Array | None  # (m, Σ sources), by the first mode of `running`; None where by none
    primal: Primal
    unused: Unused | None  # None where the output depends on every layer
    forward: ModeFacts
    reverse: ModeFacts
    running: Running
    agreement: Agreement | None  # None where nothing was compared
    rule: Rule
    verdict: Verdict
    orders: Ranking | None  # the best beside both modes; None but by the input of a chain
    runs: int  # timed repetitions, 0 without --time
    check: Check | None = None  # of a recording, by its program along one direction
    further: Mapping[str, Trial] = NOTHING  # orders that were run, by name

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.compare.answer import by_rule, in_a_line

        return representation("compare", in_a_line(self), by_rule(self))

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "compare", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "compare")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.compare.page import page

        return findings_on(page(self))

    @property
    def flops(self) -> tuple[int, int]:
        """What forward and reverse mode cost under the rule."""
        return self.flops_under(self.rule)

    def flops_under(self, rule: Rule) -> tuple[int, int]:
        """What forward and reverse mode cost under another rule."""
        return self.forward.costs[rule].flops, self.reverse.costs[rule].flops

    def verdict_under(self, rule: Rule) -> Cheaper:
        """The verdict under another rule."""
        return cheaper_of(*self.flops_under(rule))

    @property
    def runs_by(self) -> Rule:
        """The rule of what runs: each J in its own form."""
        return Rule("structured", self.rule.seeds)

    @property
    def evenly(self) -> bool:
        """Whether one JVP and one VJP cost the same under the rule, seeds counted, on a chain.

        So it is but where a form prices J v and u J apart, as a sum along an axis does.
        """
        if self.wrt != "input" or not self.graph.is_chain or self.rule.seeds != "counted":
            return False
        ahead, back = self.forward, self.reverse
        one = ahead.costs[self.rule].flops * back.passes
        return one == back.costs[self.rule].flops * ahead.passes

    @property
    def is_even_in_width(self) -> bool:
        """Whether all that is between the layers has n numbers, as where growth is spoken of."""
        return {*self.graph.sizes[:-1]} == {self.graph.n}

    @property
    def is_of_a_loss(self) -> bool:
        """Whether the output is a loss, where the layers were run."""
        return any(
            layer.name == self.graph.output and layer.step.node.layer.is_loss
            for layer in self.layers
            if isinstance(layer, LayerFacts)
        )

    @property
    def flips(self) -> dict[Rule, Cheaper]:
        """The rules with another verdict; those first that differ from `rule` in one word."""
        ordered = sorted(RULES, key=lambda rule: rule.model != self.rule.model)
        verdicts = {rule: self.verdict_under(rule) for rule in ordered}
        return {rule: found for rule, found in verdicts.items() if found != self.verdict.cheaper}

    @property
    def clocked(self) -> Clocked | None:
        """The clock's comparison, None where it has not two times above 0."""
        seconds = [mode.seconds or 0.0 for mode in (self.forward, self.reverse)]
        if min(seconds) <= 0:
            return None
        ahead, back = self.flops_under(self.runs_by)
        slower: Mode = "forward" if seconds[0] >= seconds[1] else "reverse"
        return Clocked(
            slower, max(seconds) / min(seconds), ahead / back if min(ahead, back) > 0 else None
        )

    @property
    def clock_note(self) -> str:
        """Why the clock and the count differ, "" where nothing was timed."""
        taken = [mode.seconds for mode in (self.forward, self.reverse) if mode.seconds]
        if len(taken) < 2:
            return ""
        return why_clock_differs(self.forward.passes, self.reverse.passes, self.graph.depth, taken)

    @property
    def saving(self) -> Saving | None:
        """The layer of a chain whose form saves most; None where none does."""
        if self.wrt != "input" or not self.graph.is_chain:
            return None
        n = self.forward.passes
        prices = [
            Saving(
                k,
                step.costs[Rule("structured", "counted")].flops // n,
                step.costs[Rule("dense", "counted")].flops // n,
            )
            for k, step in enumerate(self.forward.steps, start=1)
        ]
        best = max(prices, key=lambda each: each.dense - each.structured)
        return best if best.dense > best.structured else None
