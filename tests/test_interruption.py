"""Ctrl-C ends a run at any moment, in whatever code it is: status 130, one line, nothing left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

SAID = b"jaccli: interrupted\n"
SWALLOWS = """
import time
def f(x):
    open("begun", "w").close()
    while True:
        try:
            while True: time.sleep(0.001)
        except: pass
"""
BLAS = """
import numpy as np
def f(x):
    a = np.ones((3000, 3000))
    open("begun", "w").close()
    for _ in range(1000): a @ a
    return x
"""
POOLED = """
import multiprocessing, os, time
def work(_):
    open(f"child{os.getpid()}", "w").close()
    time.sleep(60)
def f(x):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        waiting = pool.map_async(work, range(2), 1)
        while len([each for each in os.listdir() if each.startswith("child")]) < 2:
            time.sleep(0.01)
        open("begun", "w").close()
        waiting.wait()
    return x
"""
BEHIND_A_SHELL = """
sleep 60 <&- >&- 2>&- & echo $! > other
exec "$0" -m jaccli show own.py:f --at 1
"""
CALLED = """
import subprocess
from jaccli.__main__ import main
with open("other", "w") as file:
    print(subprocess.Popen(["sleep", "60"], stdout=-3, stderr=-3).pid, file=file)
main(["show", "own.py:f", "--at", "1"])
"""
BEFORE: dict[str, list[str]] = {
    "behind a shell": ["sh", "-c", BEHIND_A_SHELL, sys.executable],
    "called by a program": [sys.executable, "-c", CALLED],
}
POOL_ENDED = """
import multiprocessing, signal
def f(x):
    for _ in range(5):
        with multiprocessing.get_context("fork").Pool(3) as pool:
            pool.map(abs, [1])
    return x
"""
AT_EXIT = """
import atexit, time
def linger():
    open("begun", "w").close()
    time.sleep(60)
def f(x):
    atexit.register(linger)
    return x
"""

TWICE = """
import os, signal, sys, time
from jaccli import interruption

def interrupted(moment):
    'Ctrl-C, and once more before that statement of the answer to it.'
    passed = 0
    def trace(frame, event, _):
        nonlocal passed
        if frame.f_code.co_filename != interruption.__file__:
            return None
        passed += event == "line"
        if event == "line" and passed == moment:
            os.kill(os.getpid(), signal.SIGINT)
        return trace
    signal.signal(signal.SIGINT, signal.default_int_handler)  # not ignored, as in a job of CI
    interruption.ended_by_signals(last=True)
    sys.settrace(trace)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)

for moment in range(1, 90):
    child = os.fork()
    if not child:
        interrupted(moment)
    for _ in range(5000):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.001)
    else:
        os.kill(child, signal.SIGKILL)
        sys.exit("it hangs")
    print(os.waitstatus_to_exitcode(status))
"""


def started(folder: Path, *arguments: str, **further: object) -> subprocess.Popen[bytes]:
    """A run that answers Ctrl-C as somebody's at a terminal does, whatever ours does."""
    usual = signal.SIG_IGN if further.pop("ignoring", False) else signal.SIG_DFL
    command = [sys.executable, "-m", "jaccli", *arguments]
    streams: dict[str, object] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }
    return subprocess.Popen(
        command,
        cwd=folder,
        preexec_fn=lambda: signal.signal(signal.SIGINT, usual),
        **{**streams, **further},  # type: ignore[call-overload]
    )


@contextmanager
def ended_after(running: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def until(holds: Callable[[], object], running: subprocess.Popen[bytes]) -> None:
    while not holds():
        assert running.poll() is None, running.communicate()
        time.sleep(0.002)


def answers(running: subprocess.Popen[bytes]) -> bool:
    """Whether our handlers are there: Python itself has none for SIGTERM."""
    status = Path(f"/proc/{running.pid}/status").read_text()
    caught = next(line.split()[1] for line in status.split("\n") if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def interrupted(running: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    return running.returncode, out, err


@pytest.mark.parametrize("text", [SWALLOWS, BLAS, AT_EXIT], ids=["swallows", "blas", "at exit"])
@pytest.mark.slow
def test_it_ends_the_users_code(text: str, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(text)
    with ended_after(started(tmp_path, "show", "own.py:f", "--at", "1", "-q")) as running:
        until((tmp_path / "begun").exists, running)
        status, _, err = interrupted(running)
    assert (status, err) == (130, SAID)


@pytest.mark.parametrize("alone", [False, True], ids=["a terminal", "kill"])
@pytest.mark.slow
def test_it_ends_the_children_of_the_users_code(alone: bool, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(POOLED)
    arguments = ("show", "own.py:f", "--at", "1")
    with ended_after(started(tmp_path, *arguments, start_new_session=True)) as running:
        until((tmp_path / "begun").exists, running)
        (os.kill if alone else os.killpg)(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)  # the children's end of it is closed, too
    assert (running.returncode, out, err) == (130, b"", SAID)


@pytest.mark.parametrize("command", BEFORE.values(), ids=BEFORE)
@pytest.mark.slow
def test_a_child_that_others_have_started_is_let_be(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(SWALLOWS)
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with ended_after(subprocess.Popen(command, cwd=tmp_path, **streams)) as running:
        until((tmp_path / "begun").exists, running)
        running.terminate()
        _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (143, b"jaccli: ended by SIGTERM\n")
    other = int((tmp_path / "other").read_text())
    time.sleep(0.1)  # a signal that was sent takes effect
    state = Path(f"/proc/{other}/stat").read_text().split()[2]
    os.kill(other, signal.SIGKILL)
    assert state == "S"


@pytest.mark.slow
def test_a_pool_that_ends_its_children_does_not_end_the_run(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(POOL_ENDED)
    with ended_after(started(tmp_path, "show", "own.py:f", "--at", "1", "-q")) as running:
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, b"")
    assert out


@pytest.mark.slow
def test_at_any_moment_the_run_ends_or_has_ended(tmp_path: Path) -> None:
    """From the first statement of jaccli on; before it Python itself answers."""
    arguments = ("compare", "sample:mlp_cross_entropy", "-o", "out.html")
    begun = time.perf_counter()
    with ended_after(started(tmp_path, *arguments)) as running:
        assert running.wait() == 0
    whole = time.perf_counter() - begun
    (tmp_path / "out.html").unlink()
    statuses = []
    for moment in range(16):
        with ended_after(started(tmp_path, *arguments)) as running:
            until(lambda running=running: answers(running), running)
            time.sleep(whole * moment / 14)
            status, out, err = interrupted(running)
        written = [path.name for path in tmp_path.iterdir()]
        if status == 130:
            assert (out, err) == (b"", SAID)
            assert written in ([], ["out.html"])
        else:
            assert (status, out, err, written) == (0, b"", b"", ["out.html"])
        (tmp_path / "out.html").unlink(missing_ok=True)
        statuses.append(status)
    assert statuses[:5] == [130] * 5


@pytest.mark.slow
def test_what_is_ignored_stays_ignored(tmp_path: Path) -> None:
    arguments = ("compare", "sample:tall", "-q")
    with ended_after(started(tmp_path, *arguments, ignoring=True)) as running:
        until(lambda: answers(running), running)
        status, out, err = interrupted(running)
    assert (status, err) == (0, b"")
    assert out


@pytest.mark.slow
def test_a_second_one_changes_nothing_and_nobody_who_reads_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(SWALLOWS)
    hears, says = os.pipe()
    os.set_blocking(says, False)
    try:
        while True:
            os.write(says, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(says, True)
    arguments = ("show", "own.py:f", "--at", "1")
    with ended_after(started(tmp_path, *arguments, stderr=says)) as running:
        until((tmp_path / "begun").exists, running)
        for _ in range(5):
            running.send_signal(signal.SIGINT)
            time.sleep(0.01)
        assert running.wait(timeout=30) == 130
    os.close(hears)
    os.close(says)


def test_a_second_one_at_any_moment_of_the_first_changes_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", TWICE], capture_output=True)
    assert (done.stdout.split(), done.stderr) == ([b"130"] * 89, SAID * 89)


MOMENTS: Sequence[str] = ["chmod", "replace"]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.slow
def test_while_a_file_is_written_it_stays_as_it_was(moment: str, tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text("before")
    code = (
        "import os, signal, sys\nfrom jaccli.__main__ import main\n"
        f"os.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.argv[1:] = ['compare', 'sample:tall', '-o', 'out.txt']\nsys.exit(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", SAID)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("out.txt", "before")]


def test_a_run_within_a_process_leaves_ctrl_c_to_it(run) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert run("compare", "sample:tall", "-q").status == 0
    assert signal.getsignal(signal.SIGINT) is before
    assert signal.set_wakeup_fd(-1) == -1
