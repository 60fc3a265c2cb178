"""A topic on jaccli in CI: exit statuses, a workflow, a hook, baselines, formats."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.reports.common.statuses import STATUSES
from jaccli.reports.explain.glossary.topic import Item, Lines, Words, idea

WORKFLOW = """\
# .github/workflows/chains.yml
on: [push, pull_request]
jobs:
  chains:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-python@v6
        with: {python-version: "3.14"}
      - run: pip install jaccli                # or the path of a checkout
      - run: jaccli check chains/ --confine --max-memory 1G --format github
"""
HOOK = """\
# .pre-commit-config.yaml, in an environment that has jaccli
repos:
  - repo: local
    hooks:
      - id: jaccli
        name: jaccli check
        entry: jaccli check -q --confine
        language: system
        files: ^chains/.*\\.ya?ml$
"""


@idea(
    "ci",
    "chains checked in CI: exit statuses, workflows",
    group="files",
    also=(
        "continuous integration",
        "exit status",
        "exit statuses",
        "exit code",
        "github actions",
        "annotations",
        "--format github",
        "junit",
        "pre-commit",
        "baseline",
        "--baseline",
        "--against",
    ),
    formula=tuple(f"exit status {status}: {words}" for status, words in STATUSES.items()),
    source="the formats of GitHub Actions and JUnit; what is checked: jaccli explain checks",
    see=("checks", "confine", "json", "chain-file"),
    tries="jaccli check sample:tall sample:square -q",
)
def ci() -> Iterator[Item]:
    """`jaccli check PATH…` verifies chains. A PATH is a chain, or a folder that is searched for
    files in .yaml or .yml that hold a mapping with `layers`. Other YAML files in it are skipped and
    counted, hidden folders are left out. Several chains are a line each; what failed is drawn in
    full below them. Costs are checked, times never.
    """
    yield Lines(tuple(WORKFLOW.splitlines()))
    yield Lines(("", *HOOK.splitlines(), ""))
    yield Words(
        "--confine keeps what a pull request brings to its own folder (`jaccli explain confine`), "
        "and --max-memory bounds what it costs."
    )
    yield Words(
        "--format github writes annotations at the lines of the files, --format junit JUnit XML, "
        "in which what is noted counts as skipped. Whatever a file or a function calls something, "
        "it is no workflow command there: two colons at the start of a line, or two number signs "
        "before a bracket, are written out as control characters are. A file is named from the "
        "root of the repository (GITHUB_WORKSPACE), wherever in it the command runs."
    )
    yield Words(
        "Bad input is said in these formats, too: each mistake is an annotation at its place, or a "
        "case in error. It stands in the file of -o, in place of an earlier report, or else on "
        "standard error, where JUnit XML stands alone and annotations follow what people read. An "
        "internal error is told in a file likewise. A run that a signal ends writes nothing: then "
        "the exit status alone says that a file is an earlier run's."
    )
    yield Words(
        "--baseline costs.json, which `jaccli compare CHAIN… -o costs.json` wrote: no cost may "
        "have grown, under any rule. Chains are matched by file, then by name. A new one is noted; "
        "other sizes than the baseline's fail, for nothing can be compared; a baseline that holds "
        "none of the chains is bad input."
    )
    yield Words(
        "--against jax or torch (pip install 'jaccli[peers]'): value, Jacobian and gradients "
        "beside that framework's, and the matrix products of linear layers as PyTorch's "
        "FlopCounterMode counts them in jacfwd and jacrev. A layer type that is not written there "
        "is noted."
    )
