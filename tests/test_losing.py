"""Nothing is lost: -o takes the place of nothing that was read, and no ending leaves pieces."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

CHAIN = """\
input: {file: x.npy}
layers:
  - {type: linear, weight: {file: w.npz, key: W}}
  - {type: linear, weight: {file: v.safetensors, key: V}}
"""
PROGRAM = """\
import numpy as np
from helper import double
W = np.load("data.npy")
def f(x):
    return double(W @ x) + np.loadtxt("table.txt").sum()
"""
TEXT = ("--format", "text")  # whatever the ending of -o says
FILES = (  # each command reads the file and is told to write there
    ("compare a.yaml", "a.yaml"),
    ("show ./a.yaml", "link.yaml"),
    ("show link.yaml", "a.yaml"),
    ("compare a.yaml", "hard.yaml"),
    ("compare a.yaml", "sub/../a.yaml"),
    ("check a.yaml", "x.npy"),
    ("graph a.yaml", "w.npz"),
    ("sweep named.yaml --vary n=1:9", "named.yaml"),
    ("order a.yaml", "v.safetensors"),
    ("grad loss.yaml", "w.npz"),
    ("grad loss.yaml", "v.safetensors"),
    ("check .", "b.yml"),
    ("compare a.yaml --at @y.npy", "y.npy"),
    ("compare a.yaml --at @w.npz:y", "w.npz"),
    ("jvp a.yaml -v @y.npy", "y.npy"),
    ("jvp a.yaml -v e1 -v @y.npy", "linked.npy"),
    ("vjp a.yaml -u @u.npy", "u.npy"),
    ("graph a.yaml -u @u.npy", "u.npy"),
    ("check a.yaml --baseline costs.json", "costs.json"),
    ("order shapes.yaml", "shapes.yaml"),
    ("compare f.py:f --at 1,2", "f.py"),
    ("trace f.py:f --at 1,2", "helper.py"),
    ("compare f.py:f --at 1,2", "data.npy"),
    ("check f.py:f --at 1,2", "table.txt"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run) -> Path:
    """A folder with all that a run may read."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "a.yaml": CHAIN,
        "b.yml": "input: [1]\nlayers: [relu]\n",
        "loss.yaml": CHAIN + "  - sum\n",
        "named.yaml": "sizes: {n: 3}\ninput: {size: n}\nlayers: [relu]\n",
        "shapes.yaml": "jacobians: [[4, 6], [3, 4]]\n",
        "f.py": PROGRAM,
        "helper.py": "def double(x):\n    return 2 * x\n",
        "table.txt": "1 2 3\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, numbers in {"x": [1, 2], "y": [3, 4], "u": [1], "data": [[1, 2], [3, 4]]}.items():
        np.save(f"{name}.npy", np.array(numbers, float))
    np.savez("w.npz", W=np.array([[1.0, 2.0], [3.0, 4.0]]), y=np.array([3.0, 4.0]))
    save_file({"V": np.array([[1.0, -1.0]])}, "v.safetensors")
    os.symlink("a.yaml", "link.yaml")
    os.symlink("y.npy", "linked.npy")
    os.link("a.yaml", "hard.yaml")
    (tmp_path / "sub").mkdir()
    assert run("compare", "a.yaml", "--format", "json", "-o", "costs.json").status == 0
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize(("command", "output"), FILES)
@pytest.mark.costly
def test_o_takes_the_place_of_nothing_that_is_read(command, output, run, folder) -> None:
    before = contents(folder)
    assert run(*command.split()).status == 0  # so that -o is what is wrong
    found = run(*command.split(), "-o", output, *TEXT)
    assert (found.status, found.out) == (2, "")
    assert f"error: -o {output}: the run reads this file" in found.err
    assert contents(folder) == before


def test_it_is_an_error_before_anything_is_computed(run, folder, monkeypatch) -> None:
    from jaccli.reports.common.product import find as product

    def computed(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(product, "products", computed)
    assert run("jvp", "a.yaml", "-v", "@y.npy", "-o", "y.npy", *TEXT).status == 2
    assert run("jvp", "a.yaml", "-v", "@y.npy", "-o", "nowhere/y.npy", *TEXT).status == 2


@pytest.mark.parametrize("output", ["counted.py", "y.npy"])
def test_it_is_an_error_before_a_program_is_run(output, run, folder) -> None:
    (folder / "counted.py").write_text(
        "open('ran.txt', 'w').close()\n\ndef f(x):\n    return 2 * x\n"
    )
    found = run("compare", "counted.py:f", "--at", "@y.npy", "-o", output, *TEXT)
    assert found.status == 2
    assert f"error: -o {output}: the run reads this file\n" in found.err
    assert not (folder / "ran.txt").exists()


def test_another_name_of_the_file_is_said(run, folder) -> None:
    assert (
        "-o hard.yaml: the run reads this file, as a.yaml"
        in run("compare", "a.yaml", "-o", "hard.yaml", *TEXT).err
    )


def test_a_module_that_python_kept_compiled_is_read_all_the_same(run, folder) -> None:
    import py_compile

    py_compile.compile("helper.py")
    found = run("compare", "f.py:f", "--at", "1,2", "-o", "helper.py", *TEXT)
    assert "-o helper.py: the run reads this file" in found.err


def test_weights_that_a_program_reads_without_python_are_kept(run, folder) -> None:
    (folder / "rust.py").write_text(
        "from safetensors.numpy import load_file\n"
        'V = load_file("v.safetensors")["V"]\ndef f(x):\n    return V @ x\n'
    )
    before = contents(folder)
    for command in ("compare", "trace"):
        found = run(command, "rust.py:f", "--at", "1,2", "-o", "v.safetensors", *TEXT)
        assert (found.status, found.out) == (2, "")
        assert "cannot write v.safetensors: it holds no text, and the result is one" in found.err
    assert contents(folder) == before


def test_of_two_files_none_is_left_out_in_silence(run, folder) -> None:
    found = run("compare", "a.yaml", "-o", "one.txt", "-o", "two.json")
    assert (found.status, found.out) == (0, "")
    assert Path("one.txt").read_text() == run("compare", "a.yaml").out
    assert Path("two.json").read_text() == run("compare", "a.yaml", "--format", "json").out


def test_of_two_files_none_is_written_where_one_cannot_be(run, folder) -> None:
    found = run("compare", "a.yaml", "-o", "one.txt", "-o", "a.yaml", *TEXT)
    assert (found.status, found.out) == (2, "")
    assert "-o a.yaml: the run reads this file" in found.err
    assert not Path("one.txt").exists()


def test_what_an_earlier_run_has_read_may_be_written(run, folder) -> None:
    assert run("compare", "a.yaml", "-o", "one.txt").status == 0
    assert run("compare", "b.yml", "-o", "a.yaml", *TEXT).status == 0


def test_a_program_that_goes_to_another_folder_does_not_take_the_result_along(run, folder) -> None:
    Path("sub/out.txt").write_text("before")
    Path("moving.py").write_text("import os\nos.chdir('sub')\ndef f(x):\n    return 2 * x\n")
    try:
        assert run("show", "moving.py:f", "--at", "1", "-o", "out.txt").status == 0
    finally:
        os.chdir(folder)
    assert Path("sub/out.txt").read_text() == "before"
    assert "moving.py:f" in Path("out.txt").read_text(encoding="utf-8")


def test_links_that_are_written_through_stay_links(run, folder) -> None:
    os.symlink("kept.txt", "to.txt")
    (folder / "kept.txt").write_text("before")
    os.chmod("kept.txt", 0o640)
    assert run("compare", "a.yaml", "-o", "to.txt").status == 0
    assert os.path.islink("to.txt")
    assert (folder / "kept.txt").read_text(encoding="utf-8") == run("compare", "a.yaml").out
    assert (folder / "kept.txt").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("sub", "this is a folder"),
        ("new/", "this is a folder"),
        ("nowhere/a.txt", "no such file or directory"),
        ("table.txt/a.txt", "not a directory"),
        ("loop", "too many levels of symbolic links"),
        ("x" * 300, "file name too long"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_read(
    output, reason, run, folder
) -> None:
    os.symlink("loop", "loop")
    found = run("compare", "no_such.yaml", "-o", output)
    assert (found.status, found.out) == (2, "")
    assert f"cannot write {output}: {reason}" in found.err


def shell(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    script = f'jaccli() {{ "{sys.executable}" -m jaccli "$@"; }}\n{script}'
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True)


def test_the_file_behind_standard_input_is_kept(folder) -> None:
    before = contents(folder)
    done = shell(folder, "jaccli compare - -o link.yaml --format text < a.yaml")
    assert done.returncode == 2
    assert "-o link.yaml: the run reads this file, as standard input" in done.stderr
    assert contents(folder) == before


ENDLESS = """\
from pathlib import Path
def f(x):
    Path("begun").touch()
    while True:
        try:
            while not Path("go").exists(): pass
            return x
        except: pass
"""


@contextmanager
def begun(folder: Path, *, ignored: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """A run that is inside of the user's function."""
    (folder / "endless.py").write_text(ENDLESS)
    command = [sys.executable, "-m", "jaccli", "show", "endless.py:f", "--at", "1", "-o", "out.txt"]
    answer = signal.SIG_IGN if ignored else signal.SIG_DFL  # nohup ignores, this suite's too
    running = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, answer),
    )
    try:
        while not (folder / "begun").exists():
            assert running.poll() is None
            time.sleep(0.01)
        yield running
    finally:
        running.kill()
        running.communicate()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_ends_the_users_function_whatever_it_catches(name, status, folder) -> None:
    with begun(folder) as running:
        running.send_signal(getattr(signal, name))
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err.decode()) == (status, b"", f"jaccli: ended by {name}\n")
    assert not (folder / "out.txt").exists()


def test_a_hangup_that_is_ignored_stays_ignored(folder) -> None:
    with begun(folder, ignored=True) as running:
        running.send_signal(signal.SIGHUP)
        (folder / "go").touch()
        assert running.wait(timeout=60) == 0
    assert (folder / "out.txt").exists()


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["chmod", "replace"])
def test_a_signal_while_writing_leaves_the_file_as_it_was(moment, folder) -> None:
    (folder / "out.txt").write_text("before")
    before = contents(folder)
    code = (
        "import os, signal, sys\nfrom jaccli.__main__ import main\n"
        f"os.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGTERM)\n"
        "sys.exit(main(['compare', 'b.yml', '-o', 'out.txt']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True)
    assert done.returncode == 143
    assert contents(folder) == before


def test_signals_are_left_as_they_were(run, folder) -> None:
    assert run("compare", "a.yaml").status == 0
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
