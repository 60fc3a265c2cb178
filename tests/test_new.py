"""`jaccli new`: every file that it writes runs as it is, and so does every line it offers instead.

Sizes are held against the shapes that NumPy finds in the file, read by PyYAML alone.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml
from schemas import as_an_editor_reads, validator

import jaccli
from jaccli.reports.schema.find import FILE

MLPS = ("6 4 3", "1 2", "2 1 2", "13 3 7 2", "3 2 2 2 2 2 2 2 9")
CHAINS = ("4 8 8 2", "1 1", "2 5", "3 3 3", "2 3 4 5 6 7 8 9")
CALLS = [
    *(f"mlp {sizes}" for sizes in MLPS),
    "mlp 6 4 3 --activation tanh",
    "mlp 4 3 1 --loss squared_error",
    "mlp 4 3 3 30 --loss squared_error --activation sigmoid",
    *(f"chain {sizes}" for sizes in CHAINS),
    "chain 3 4 4 2 --activation gelu",
    "graph",
]
FUNCTION_AT = ("--at", "1,-0.5,2", "--at", "0.5,0")
every_call = pytest.mark.parametrize("call", CALLS)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def passes(run, path: str) -> str:
    """What `check` says of a file that is right."""
    done = run("check", path)
    assert (done.status, done.err) == (0, ""), done.err + done.out
    noted = "0 noted" if "gelu)" not in done.out else r"\d noted"  # erf takes no complex numbers
    assert re.search(rf" 0 failed, {noted}", done.out), done.out
    return done.out


@every_call
@pytest.mark.costly
def test_every_file_passes_check_as_it_is(call: str, run) -> None:
    done = run("new", *call.split(), "-o", "net.yaml")
    assert (done.status, done.out) == (0, "")
    said = f"Written: net.yaml, and {FILE} for editors\nNext: jaccli compare net.yaml "
    assert done.err.startswith(said)
    assert "expect: cheaper = " in passes(run, "net.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["mlp", "chain"])
@pytest.mark.parametrize("sizes", ["40 30", "8 12 11", "1 30 2", "200 3", "20 30 40 30 20"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "gelu"])
def test_files_of_further_sizes_pass_check(kind, sizes, activation, run) -> None:
    run("new", kind, *sizes.split(), "--activation", activation, "-o", "net.yaml")
    passes(run, "net.yaml")


@every_call
def test_the_sizes_and_layers_are_those_that_were_asked_for(call: str, run) -> None:
    out = run("new", *call.split()).out
    found, words = yaml.safe_load(out), call.split()
    if call == "graph":
        return
    sizes = [int(word) for word in words if word.isdigit()]
    assert [*found["sizes"].values()] == sizes
    names = [*found["sizes"]]
    layers = [each if isinstance(each, dict) else {"type": each} for each in found["layers"]]
    linear = [each["size"] for each in layers if each["type"] == "linear"]
    assert (found["input"], linear) == ({"size": names[0]}, names[1:])
    phi = words[words.index("--activation") + 1] if "--activation" in words else "relu"
    assert [each["type"] for each in layers].count(phi) == len(sizes) - 2
    loss = words[words.index("--loss") + 1] if "--loss" in words else "cross_entropy"
    assert (layers[-1]["type"] == loss) == (words[0] == "mlp")


def offered(text: str) -> Iterator[tuple[str, str]]:
    """What each `# or:` offers, and the file with it in place of the line above it."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        found = re.match(r"( *)# or: (.*)", line)
        if found is None:
            continue
        start = next(k for k in range(at, -1, -1) if not lines[k].lstrip().startswith("#"))
        margin, block = found[1], [found[2]]
        for more in lines[at + 1 :]:
            if not more.startswith(f"{margin}#       "):
                break
            block.append(more.removeprefix(f"{margin}#     "))
        new = [f"{margin}{each}" for each in block]
        yield found[2], "\n".join([*lines[:start], *new, *lines[start + 1 :]])


@pytest.mark.parametrize(
    "call", ["mlp 6 4 3", "mlp 2 2 1 --loss squared_error", "chain 3 2", "chain 20 3 2", "graph"]
)
@pytest.mark.costly
def test_every_line_that_is_offered_instead_can_stand_there(call, run, tmp_path) -> None:
    text = run("new", *call.split()).out
    sizes = [int(word) for word in call.split() if word.isdigit()]
    np.save("x.npy", np.linspace(-1, 1, (sizes or [1])[0]))
    pairs = enumerate(pairwise(sizes), start=1)
    shapes = {f"W{k}": (m, n) for k, (n, m) in pairs}
    arrays = {name: np.linspace(-1, 1, m * n).reshape(m, n) for name, (m, n) in shapes.items()}
    np.savez("weights.npz", **arrays, **{f"b{name[1:]}": w[:, 0] for name, w in arrays.items()})
    before = yaml.safe_load(text)
    alternatives = [*offered(text)]
    ways = ["file: x.npy", "file: weights.npz", "input: [", "weight:"]
    wanted = ["x: {size: 2}", "size: 2, inputs: x"] if call == "graph" else ways
    for each in wanted if call != "chain 20 3 2" else ways[:2]:
        assert any(each in changed for _, changed in alternatives), each
    for line, changed in alternatives:
        assert yaml.safe_load(changed) != before, line
        (tmp_path / "net.yaml").write_text(changed, encoding="utf-8")
        passes(run, "net.yaml")
        loaded = jaccli.compare(Path("net.yaml")).graph
        assert not sizes or loaded.sizes[0] == sizes[0]


@pytest.mark.parametrize("call", ["mlp 6 4 3", "chain 4 8 8 2", "graph", "function"])
def test_a_file_is_the_one_that_was_read_aloud(call: str, run, golden) -> None:
    outcome = run("new", *call.split())
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.isascii()  # whatever the terminal can show
    assert max(map(len, outcome.out.splitlines())) <= 100
    golden(f"new_{call.replace(' ', '_')}.txt", outcome.out)


@pytest.mark.parametrize("call", [*CALLS[-4:], "mlp 4 3 1 --loss squared_error", "function"])
def test_a_printed_file_says_how_to_save_it_and_a_saved_one_what_to_run(call, run) -> None:
    printed = run("new", *call.split()).out
    last = printed.splitlines()[-1]
    assert last.startswith("# Next: jaccli new ")
    typed = shlex.split(last.removeprefix("# Next: jaccli ").partition("   (")[0])
    done = run(*typed)
    assert done.status == 0
    written = Path(typed[-1]).read_text("utf-8")
    assert "FILE" not in written
    if call != "function":
        first, _, written = written.partition("\n")
        assert first == f"# yaml-language-server: $schema={FILE}"
    assert FILE not in printed
    assert [*map(without_comment, written.splitlines())] == [
        *map(without_comment, printed.splitlines()[:-2])
    ]
    command = done.err.splitlines()[-1].removeprefix("Next: jaccli ").partition("   (")[0]
    assert run(*shlex.split(command)).status == 0
    tried = written.splitlines()[1].removeprefix("# Try: jaccli ")
    assert run(*shlex.split(tried)).status == 0


def without_comment(line: str) -> str:
    return re.sub(r" *#.*", "", line)


def test_the_function_is_recorded_and_its_derivatives_are_right(run) -> None:
    assert run("new", "function", "-o", "my model.py").status == 0
    program = Path("my model.py").read_text("utf-8")
    (function,) = [each for each in ast.parse(program).body if isinstance(each, ast.FunctionDef)]
    passes_at = run("check", f"my model.py:{function.name}", *FUNCTION_AT)
    assert passes_at.status == 0
    assert ", 0 failed" in passes_at.out


def test_no_file_is_overwritten(run, tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text("mine", encoding="utf-8")
    outcome = run("new", "mlp", "6", "4", "3", "-o", "net.yaml")
    assert (outcome.status, outcome.out) == (2, "")
    assert "error: -o net.yaml: this file exists, and it is not overwritten\n" in outcome.err
    assert "= help: choose another name, or remove it first: rm net.yaml\n" in outcome.err
    assert (tmp_path / "net.yaml").read_text("utf-8") == "mine"


def test_the_schema_lies_beside_a_chain_file_and_another_file_of_its_name_stays(run) -> None:
    for name in ("a.yaml", "b.yaml"):  # the same schema may be there already
        assert run("new", "mlp", 3, 2, "-o", name).status == 0
        found = as_an_editor_reads(Path(name).read_text("utf-8"))
        assert validator("chain").is_valid(found)
    assert Path(FILE).read_text("utf-8") == run("schema", "chain").out
    Path("of my own").mkdir()
    assert run("new", "function", "-o", "of my own/model.py").status == 0
    (Path("of my own") / FILE).write_text("mine", encoding="utf-8")
    outcome = run("new", "graph", "-o", "of my own/net.yaml")
    assert (outcome.status, outcome.out) == (2, "")
    assert f"needs of my own/{FILE} beside it, and another file is there" in outcome.err
    help = f"or remove it first: rm 'of my own/{FILE}'"
    assert help in " ".join(outcome.err.split())
    assert sorted(each.name for each in Path("of my own").iterdir()) == [FILE, "model.py"]
    assert (Path("of my own") / FILE).read_text("utf-8") == "mine"


def test_the_schema_of_another_version_stays_and_a_second_file_is_written(run) -> None:
    Path("nets").mkdir()
    schema = Path("nets") / FILE
    before = run("schema", "chain").out.replace("relu", "old_relu")
    schema.write_text(before, encoding="utf-8")
    outcome = run("new", "graph", "-o", "nets/g.yaml")
    assert outcome.status == 0
    assert f"(anew: jaccli schema chain -o nets/{FILE})\n" in outcome.err
    assert schema.read_text("utf-8") == before
    passes(run, "nets/g.yaml")
    schema.write_text(before.replace("urn:jaccli:chain", "urn:mine:chain"), encoding="utf-8")
    assert run("new", "graph", "-o", "nets/h.yaml").status == 2
    assert not Path("nets/h.yaml").exists()
    assert run("schema", "chain", "-o", schema).status == 0
    assert "Kept" not in run("new", "graph", "-o", "nets/i.yaml").err


def test_a_schema_that_is_no_file_is_refused_and_not_waited_for(run) -> None:
    os.mkfifo(FILE)
    outcome = run("new", "graph", "-o", "a.yaml")
    assert f"cannot write {FILE}: this is a named pipe" in outcome.err
    os.unlink(FILE)
    for held in ("[" * 200_000, '{"$id": 5}', "\xff"):
        Path(FILE).write_bytes(held.encode("latin-1"))
        assert "another file is there" in run("new", "graph", "-o", "a.yaml").err
    assert not Path("a.yaml").exists()


def test_a_strange_name_of_a_file_stays_in_its_comment(run) -> None:
    for name in ("a\nlayers: [].yaml", "{x}.yaml", "it's.yaml"):
        assert run("new", "mlp", 3, 2, "-o", name).status == 0
        passes(run, name)


MISTAKES = [  # what is typed, what is wrong, the way out
    ("", "which kind of file? mlp, chain, graph or function", "jaccli new graph"),
    ("6 4 3", "a kind comes before the sizes, not `6`", "jaccli new mlp 6 4 3"),
    ("mpl 6 4 3", "no kind of file is called `mpl`", "did you mean `mlp`?"),
    ("network 6 4 3", "no kind of file is called `network`", "did you mean `mlp`?"),
    ("mlp", "needs at least 2 sizes, found none", "jaccli new mlp 6 4 3"),
    ("chain 6", "needs at least 2 sizes, found one", "jaccli new chain 4 8 8 2"),
    ("mlp 6,4,3", "`6,4,3` is no size", "blanks between them: jaccli new mlp 6 4 3"),
    ("chain 7x5x2", "`7x5x2` is no size", "blanks between them: jaccli new chain 7 5 2"),
    ("mlp 6 0 3", "`0` is no size", "jaccli new mlp 6 4 3"),
    ("mlp 6 -- -4", "`-4` is no size", "jaccli new mlp 6 4 3"),
    ("mlp 6 4.5 3", "`4.5` is no size", "jaccli new mlp 6 4 3"),
    ("mlp 6 two 3", "`two` is no size", "jaccli new mlp 6 4 3"),
    ("mlp 6 10000000000 3", "`10000000000` is no size", "jaccli new mlp 6 4 3"),
    ("mlp 6 4 1", "cross entropy needs at least 2 classes", "--loss squared_error"),
    ("graph 3", "new graph takes no sizes", "jaccli new graph"),
    ("function --activation tanh", "--activation is for mlp and chain", "jaccli new function"),
    ("chain 3 2 --loss squared_error", "--loss is for mlp", "jaccli new mlp 6 4 3"),
    ("mlp 6 3 -o net.txt", "a chain file ends in .yaml or .yml", "-o net.yaml"),
    ("function -o f.yaml", "a Python program ends in .py", "-o model.py"),
]


@pytest.mark.parametrize(("call", "wrong", "way_out"), MISTAKES)
def test_a_mistake_is_one_error_with_the_way_out(call, wrong, way_out, run, tmp_path) -> None:
    outcome = run("new", *call.split())
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("error: ") == 1
    assert wrong in outcome.err
    assert way_out in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_in_json_stands_the_same_file(run) -> None:
    (found,) = json.loads(run("new", "chain", 3, 2, "--format", "json").out)["results"]
    assert found["text"] == run("new", "chain", 3, 2).out
    assert (found["kind"], found["sizes"]) == ("chain", [3, 2])


def test_first_files_samples_and_schemas_are_printed_without_numpy() -> None:
    code = (
        "import sys\nfrom jaccli.__main__ import main\nmain(['new', 'mlp', '6', '4', '3'])\n"
        "main(['samples', 'digits'])\nmain(['schema', 'chain'])\nmain(['schema', 'compare'])\n"
        "loaded = [n for n in ('numpy._core', 'rich') if n in sys.modules]\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
