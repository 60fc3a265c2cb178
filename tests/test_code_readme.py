"""Every block of jaccli/README.md is run: the map of the code, and how to add to it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from documents import ENVIRONMENT, OF_THE_CODE, ROOT, blocks, every_block


def test_every_block_is_one_that_is_run_below() -> None:
    kinds = [kind for kind, _ in every_block(OF_THE_CODE)]
    assert kinds == ["", "python", "python", "python", "python"]


def test_the_files_that_it_names_are_there() -> None:
    said = OF_THE_CODE.read_text(encoding="utf-8")
    named = re.findall(r"`((?:jaccli|tests)/[\w/.]+)`", said)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.slow
def test_a_layer_in_a_file_of_its_own_is_read_and_tested_unasked(tmp_path: Path) -> None:
    # The example of the document, in a copy of the package with the batteries beside it
    shutil.copytree(ROOT / "jaccli", tmp_path / "jaccli")
    others = shutil.ignore_patterns("golden", "test_[!l]*", "corpus", "programs", "cases")
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=others)
    shutil.copytree(ROOT / "sample_chains", tmp_path / "sample_chains")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    text = next(text for text in blocks("python", OF_THE_CODE) if "class Gaussian" in text)
    (tmp_path / "jaccli" / "layers" / "gaussian.py").write_text(text, encoding="utf-8")
    (tmp_path / "chain.yaml").write_text("input: [0.5]\nlayers: [gaussian]\n", encoding="utf-8")
    here = {**ENVIRONMENT, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "jaccli", "compare", "chain.yaml", "-q"]
    subprocess.run(command, env=here, cwd=tmp_path, check=True, capture_output=True)
    battery = [sys.executable, "-m", "pytest", "-q", "tests/test_layers.py", "-k", "gaussian"]
    battery += ["-m", "slow or not slow"]  # all of its cases
    battery.append("--assert=plain")  # rewriting all asserts takes longer than the battery
    done = subprocess.run(battery, env=here, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) > 20


@pytest.mark.slow
def test_an_order_in_a_file_of_its_own_is_priced_and_run_unasked(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "jaccli", tmp_path / "jaccli")
    text = next(text for text in blocks("python", OF_THE_CODE) if "def halves" in text)
    orders = tmp_path / "jaccli" / "accumulate" / "orders" / "chain"
    (orders / "halves.py").write_text(text, encoding="utf-8")
    text = next(text for text in blocks("python", OF_THE_CODE) if "def by_size" in text)
    (orders.parent / "graph" / "by_size.py").write_text(text, encoding="utf-8")
    text = "{sizes: {a: 2, b: 3}, edges: [[x, a], [a, b], [b, y], [a, y]]}"
    (tmp_path / "graph.yaml").write_text(text, encoding="utf-8")
    code = (
        "from jaccli.__main__ import main\n"
        "main(['order', '--dims', '30,3,50,3,30', '--details'])\n"
        "main(['order', '--dims', '3,4,5,6', '-q'])\n"
        "main(['order', 'graph.yaml'])"
    )
    here = {**ENVIRONMENT, "PYTHONPATH": str(tmp_path)}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, env=here, cwd=tmp_path, check=True, capture_output=True, text=True)
    # 2·(30·3·50 + 50·3·30 + 30·50·30), by hand
    assert re.search(r"\(J4·J3\)·\(J2·J1\)  108,000 .* halves$", done.stdout, re.MULTILINE)
    named = re.findall(r" {2}halves\b", done.stdout)
    assert len(named) == 2  # in the ranking, and over what each size costs
    # b (3·2·1) and then a (2·1·1), as reverse mode does
    assert re.search(r"reverse, .*by-size.* b, a +8 ", done.stdout)


@pytest.mark.slow
def test_a_mistake_in_a_file_of_its_own_is_named_unasked(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "jaccli", tmp_path / "jaccli")
    text = next(text for text in blocks("python", OF_THE_CODE) if "def step_added" in text)
    mistakes = tmp_path / "jaccli" / "reports" / "grade" / "mistakes"
    (mistakes / "added.py").write_text(text, encoding="utf-8")
    (tmp_path / "chain.yaml").write_text("{input: [0, 3], layers: [square, sum]}")
    (tmp_path / "a.yaml").write_text("u1: [1, 7]\n")  # 1 + 2 x
    command = [sys.executable, "-m", "jaccli", "grade", "chain.yaml", "a.yaml"]
    here = {**ENVIRONMENT, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=here, cwd=tmp_path, capture_output=True, text=True)
    assert "you added the slopes of the square to u2" in " ".join(done.stdout.split())


def test_the_map_names_every_module() -> None:
    (shown,) = blocks("", OF_THE_CODE)
    named = {line.split()[0].rstrip("/") for line in shown.splitlines()[1:]}
    package = ROOT / "jaccli"
    there = {
        path.name
        for path in package.iterdir()
        if (path / "__init__.py").exists() or path.suffix == ".py"
    }
    assert named == there - {"__init__.py", "__main__.py"}
