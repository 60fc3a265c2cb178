"""`explain functions`, `proof`, `python`, `ci` and `what runs`: what they say is what happens."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from documents import ENVIRONMENT, ROOT, blocks

import jaccli
from jaccli.document.cells import written
from jaccli.reports.explain.find import explain
from jaccli.reports.explain.glossary import Lines, Rows, Words, python

COMMON = {"at", "sizes", "rerun", "confine"}  # keywords of all


def items(topic: str, kind: type) -> list:
    (page,) = explain(topic).pages
    return [item for item in page.example if isinstance(item, kind)]


def said(topic: str) -> str:
    (page,) = explain(topic).pages
    return " ".join([page.text, *page.formula, *(item.text for item in items(topic, Words))])


def rows(topic: str) -> list[list[str]]:
    (found,) = items(topic, Rows)
    return [
        [written(cell) if not isinstance(cell, int) else f"{cell}" for cell in row]
        for row in found.rows
    ]


def figure(x1, x2):
    """Figure 13.11 by hand, in numbers that may be complex."""
    x4 = x2 * np.exp(x1)
    return x4 * np.sqrt(x1 + x4)


def test_the_recording_that_functions_shows_is_that_of_the_sample() -> None:
    source = (ROOT / "sample_chains" / "textbook_functions.py").read_text(encoding="utf-8")
    shown = rows("functions")
    assert [row[0] for row in shown] == ["x3", "x4", "x5", "x6", "x7"]
    for _, _, read, expression in shown:
        assert f"{expression}\n" in source
        assert all(name in expression for name in read.split(", "))


def test_a_branch_that_nobody_reads_has_the_value_and_the_slope_of_the_other() -> None:
    assert "the value is 6, the slope 3." in said("functions")


def test_the_proof_shows_what_recording_and_program_come_to() -> None:
    true = [figure(1, 2), figure(1 + 1e-30j, 2).imag / 1e-30, figure(1, 2 + 1e-30j).imag / 1e-30]
    for (_, recorded, program), value in zip(rows("proof"), true, strict=True):
        assert recorded == program == f"{value:.4g}"


def test_the_limits_that_the_proof_names_are_those_that_are_used(run, tmp_path: Path) -> None:
    program = "import numpy as np\n\n\ndef f(x):\n    return x + 0 * np.random.rand()\n"
    (tmp_path / "noise.py").write_text(program, encoding="utf-8")
    text = said("proof")
    assert "called 5 times more" in text
    out = run("compare", f"{tmp_path}/noise.py:f", "--at", "1", "--format", "json")
    (result,) = json.loads(out.out)["results"]
    assert result["program"]["plain"] == 1 + 5
    assert "jvp and vjp at most 6, check a column each, at most 64, and 4 across all" in text


def test_the_keywords_in_python_are_those_of_the_functions() -> None:
    told = {}
    for call, words in python.FUNCTIONS.items():
        name, _, arguments = call.rstrip(")").partition("(")
        told[name] = {*arguments.split(", "), *words.partition(".")[0].split(", ")}
    assert set(told) == set(jaccli.__all__) - {"JaccliError", "__version__"}
    for name, words in told.items():
        assert (
            words | COMMON
            >= set(inspect.signature(getattr(jaccli, name)).parameters)
            >= (words - {"at"})
        ), name


def test_the_programs_of_the_page_and_of_the_readme_run() -> None:
    """Each by itself, as a script of its own names, but in one process: starting takes time."""
    (shown,) = items("python", Lines)
    programs = ["\n".join(shown.lines), *blocks("python")]
    assert len(programs) > 1
    code = "import sys\nfor block in sys.argv[1:]: exec(block, {'__name__': '__main__'})"
    subprocess.run([sys.executable, "-c", code, *programs], env=ENVIRONMENT, check=True)


@pytest.mark.parametrize("at", [0, 1], ids=["workflow", "hook"])
def test_what_ci_shows_runs_a_check(at: int, run, tmp_path: Path, monkeypatch) -> None:
    text = "\n".join(items("ci", Lines)[at].lines)
    assert yaml.safe_load(text)
    (command,) = re.findall(r"(?:run|entry): jaccli (.*)", text)
    (tmp_path / "chains").mkdir()
    shutil.copy(ROOT / "sample_chains" / "tall.yaml", tmp_path / "chains")
    monkeypatch.chdir(tmp_path)
    # pre-commit hands over the files that have changed
    done = run(*command.split(), *(["chains/tall.yaml"] if "entry:" in text else []))
    assert (done.status, done.err) == (0, "")
    assert "0 failed" in done.out


def test_the_workflow_that_ci_shows_uses_what_our_own_uses() -> None:
    own = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    shown = "\n".join(items("ci", Lines)[0].lines)
    assert re.findall("uses: .*", own) == re.findall("uses: .*", shown)


def test_what_runs_is_what_compare_runs(run) -> None:
    for sample, forward, reverse, builds in rows("what runs"):
        name, _, size = sample.partition(", n = ")
        options = ["--set", f"n={size}"] if size else []
        out = run("compare", f"sample:{name}", *options, "--format", "json").out
        modes = json.loads(out)["results"][0]["modes"]
        assert builds == " and ".join(mode for mode in modes if modes[mode]["run"])
        for mode, shown in (("forward", forward), ("reverse", reverse)):
            assert shown == f"{modes[mode]['cost']['structured']['flops']}"
