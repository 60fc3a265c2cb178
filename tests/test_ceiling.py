"""--max-memory as the operating system holds it: nothing goes beyond, and it ends with the run."""

from __future__ import annotations

import builtins
import sys

import numpy as np
import pytest

from jaccli.ceiling import LEAST, held_to, lifted
from jaccli.commands.dispatch import bounded
from jaccli.errors import Mistakes
from jaccli.progress import Progress
from jaccli.spec.weights import FromFile

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="no other system holds a process to a limit"
)
MOST = 64 << 20  # bytes


def taken(size: int) -> bool:
    """Whether so many bytes can be had."""
    try:
        np.empty(size, np.uint8)
    except MemoryError:
        return False
    return True


class TestTheCeiling:
    """Of this very process, which is as it was afterwards."""

    def test_what_goes_beyond_is_refused_by_the_system(self) -> None:
        with held_to(MOST):
            assert taken(MOST // 2)
            assert not taken(2 * MOST)
        assert taken(2 * MOST)

    def test_a_small_limit_leaves_room_to_read_and_to_refuse(self) -> None:
        with held_to(1):
            assert taken(LEAST // 2)
            assert not taken(MOST)

    def test_nothing_holds_where_no_limit_was_named(self) -> None:
        with held_to(None):
            assert taken(4 * MOST)

    def test_imports_are_as_they_were_after_an_error(self) -> None:
        before = builtins.__import__
        with pytest.raises(ZeroDivisionError), held_to(MOST):
            assert 1 / 0
        assert builtins.__import__ is before
        assert taken(2 * MOST)

    def test_a_module_takes_what_it_takes(self, tmp_path, monkeypatch) -> None:
        (tmp_path / "heavy_module.py").write_text(f"held = bytes({2 * MOST})\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, "heavy_module", raising=False)
        with held_to(MOST):
            import heavy_module  # type: ignore[import-not-found]

            assert len(heavy_module.held) == 2 * MOST
            assert taken(MOST // 2)
            assert not taken(2 * MOST)
            import heavy_module as again  # looked up, it adds nothing

            assert again is heavy_module
            assert not taken(2 * MOST)
        del sys.modules["heavy_module"]


def test_a_library_that_would_end_the_process_may_take_what_it_needs() -> None:
    with held_to(MOST):
        with lifted():
            held = np.ones(2 * MOST, np.uint8)
        assert taken(MOST // 2)
        assert not taken(2 * MOST)
    assert held.all()
    with lifted():
        assert taken(2 * MOST)


def test_memory_that_runs_out_is_a_refusal_that_says_where() -> None:
    def run() -> None:
        progress = Progress()
        with bounded(MOST, ["a.yaml"], progress):
            progress.now = "computing"
            np.empty(2 * MOST, np.uint8)

    with pytest.raises(Mistakes) as refused:
        run()
    (error,) = refused.value.errors
    assert "--max-memory 64.0 MiB" in error.title
    assert ("why", "the memory ran out while computing a.yaml") in error.notes


@pytest.mark.parametrize(
    ("chain", "now", "said"),
    [
        ("a.yaml", "reading", "choose files of arrays for long lists"),
        ("a.yaml", "computing", "choose smaller sizes (--set"),
        ("a.py:f", "reading", "choose smaller arrays (--at)"),
    ],
)
def test_the_way_out_is_one_that_helps_there(chain: str, now: str, said: str) -> None:
    def run() -> None:
        progress = Progress()
        with bounded(MOST, [chain], progress):
            progress.now = now
            raise MemoryError

    with pytest.raises(Mistakes) as refused:
        run()
    ((_, help),) = [note for note in refused.value.errors[0].notes if note[0] == "help"]
    assert help.startswith(said)
    assert help.endswith("or a larger --max-memory")


def test_where_nobody_named_a_limit_the_error_goes_on() -> None:
    with pytest.raises(MemoryError), bounded(None, ["a.yaml"], Progress()):
        raise MemoryError


def test_a_file_is_not_called_damaged_where_memory_ran_out() -> None:
    def full(_: str | None) -> np.ndarray:
        raise MemoryError

    with pytest.raises(MemoryError):
        FromFile((3,), full, "w.npy", None).load("float64")
