"""What is said of the project beside its code: the workflow, the package's metadata, the sdist."""

from __future__ import annotations

import os
import re
import tomllib
from importlib import import_module
from pathlib import Path

import yaml
from shells import KINDS

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
GITHUB = ("CHANGELOG.md", "CONTRIBUTING.md", "workflows/ci.yml")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CLASSIFIED = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))


def test_the_workflow_runs_all_that_ci_runs_on_every_python_of_the_classifiers() -> None:
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    assert job["strategy"]["matrix"] == {"python": CLASSIFIED}
    checkout, setup, installed, tests = job["steps"]
    assert {*KINDS} - {"bash"} <= {*installed["run"].split()}
    assert checkout["uses"].startswith("actions/checkout@v")
    assert setup["uses"].startswith("actions/setup-python@v")
    assert setup["with"] == {"python-version": "${{ matrix.python }}"}
    script = ROOT / tests["run"]
    assert script == ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    for word in re.findall(r"slow tests|ruff|mypy", tests["name"]):
        assert word in script.read_text(encoding="utf-8")


def test_the_oldest_python_is_the_first_of_the_classifiers() -> None:
    assert PROJECT["requires-python"] == f">={CLASSIFIED[0]}"


def test_the_metadata_of_the_package_are_known_to_registries_and_the_sdist_is_whole() -> None:
    # hatchling refuses an unknown classifier; a licence is its owner's to choose
    builder = import_module("hatchling.builders.sdist").SdistBuilder(str(ROOT))
    assert builder.metadata.core.classifiers
    assert "license" not in PROJECT
    names = {file.distribution_path for file in builder.recurse_included_files()}
    wanted = [
        "README.md",
        ".ci/run",
        "jaccli/README.md",
        "jaccli/py.typed",
        "sample_chains/tall.yaml",
    ]
    assert {*wanted, *(f".github/{name}" for name in GITHUB)} <= names


def test_the_changelog_has_the_version_of_the_code_below_what_is_unreleased() -> None:
    import jaccli

    text = (ROOT / ".github" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(.*?)\]", text, re.M)[:2] == ["Unreleased", jaccli.__version__]


def test_contributing_runs_what_ci_runs() -> None:
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line.startswith(".venv/bin/")]
    assert commands
    assert all(command in text for command in commands)
