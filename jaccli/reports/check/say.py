"""What the checks came to, in words: how many, what was passed over, and what they test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding, Next
from jaccli.keywords import option
from jaccli.reports.common.heading import left_out
from jaccli.reports.common.kinks import in_short
from jaccli.reports.common.modes import MULTIPLY_ADD
from jaccli.words import count, listed

if TYPE_CHECKING:
    from jaccli.reports.check.find import Checked, Run
    from jaccli.reports.common.derivatives.outcome import Outcome

MOST_NAMED = 4  # skipped files that are named
RULE = Finding(
    "rule",
    "Central differences and the complex step look at f alone: they test the derivatives "
    "themselves. J_fwd = J_rev and u·(J·v) = (u·J)·v multiply the same factors in another order: "
    "they test the sweeps, not the derivatives. FLOPs are counted by running the same products on "
    "numbers that only count, each J in its own form (what runs) and each J full (dense). "
    f"{MULTIPLY_ADD}, the start counted. No time is checked.",
    indent=0,
    look="quiet",
)

WHAT = Next("jaccli explain checks", label="What is tested:")
COUNTED = Finding(
    "rule",
    f"{MULTIPLY_ADD}, the start counted (dense: every J full).",
    "Rule:",
)
SKIPPED = "; skipped for "  # what differences say nothing of, after how far the others are apart


def tally(found: Checked) -> Finding:
    """8 checks: 7 ok, 1 noted"""
    parts = [f"{found.count('ok')} ok"]
    parts += [f"{number} {each}" for each in ("failed", "noted") if (number := found.count(each))]
    return Finding("headline", f"{count(len(found.outcomes), 'check')}: {', '.join(parts)}")


def in_a_line(found: Checked) -> str:
    """The file and the headline, for -q; and whether a recording alone was checked."""
    of = (
        ", of the recording alone (" + option("--no-rerun") + ")"
        if found.of_recording_alone
        else ""
    )
    return f"{found.graph.file}: {tally(found).text}" + of


def failures(found: Checked) -> list[str]:
    """What failed."""
    failed = (each for each in found.outcomes if each.status == "failed")
    return [f"failed: {each.name}: {each.finding}" for each in failed]


def notes(found: Checked) -> list[str]:
    """What is to be known of a chain, in short: what is not run, and what could not be told."""
    said = [each.text for each in left_out(found.graph)]
    alike: dict[str, list[str]] = {}
    for each in found.outcomes:
        if each.status == "noted":
            alike.setdefault(in_brief(each), []).append(each.name)
    for finding, names in alike.items():
        if all(name.endswith("= complex step") for name in names):
            said.append(f"no complex step: {finding}{_by_differences(found)}")
        else:
            agreed, skipped, rest = finding.partition(SKIPPED)
            said.append(f"{', '.join(names)}: {skipped.lstrip('; ')}{rest or agreed}")
    return said


def in_brief(outcome: Outcome) -> str:
    """What was found, with the first layer where there are many that are alike."""
    return outcome.brief or in_short(outcome.finding)


def _by_differences(found: Checked) -> str:
    """That the differences agree, where they all do."""
    tested = [each for each in found.outcomes if each.name.endswith(" differences")]
    if not tested or any(each.status != "ok" for each in tested):
        return ""
    return f"; central differences agree ({tested[0].finding})"


def total(run: Run) -> Finding:
    """3 chains, 10 checks: 8 ok, 1 failed, 1 noted   0.04 s"""
    numbers = ", ".join(f"{run.count(each):,} {each}" for each in ("ok", "failed", "noted"))
    words = f"{count(len(run.results), 'chain')}, {count(run.checks, 'check')}: {numbers}"
    words += "" if run.seconds is None else f"   {run.seconds:.2f} s"
    return Finding("headline", words, indent=0, look="")


def skipped(files: Sequence[str]) -> Finding:
    """Which files were passed over, and why."""
    named = listed(files, MOST_NAMED)
    words = f"Skipped {count(len(files), 'YAML file')} without `layers`: {named}"
    return Finding("note", words, indent=0)
