"""The ceiling of --max-memory, held by the operating system: what no plan foresaw ends there.

Linux alone holds a process to what it may write (setrlimit(2), RLIMIT_DATA: the heap and every
private map); elsewhere plans alone refuse. What is imported comes on top, for a library takes what
it takes: NumPy maps buffers and stacks for every core.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

STATUS = "/proc/self/status"  # proc(5); some containers have none
LEAST = 16 << 20  # bytes: reading a small chain and writing its report take that, whatever it holds
SPARE = 2 << 20  # bytes beside: a product that finds no room for its work ends in exit(1), in BLAS
WARM = 512  # rows of a product that is large enough for every thread to have its buffer


@contextmanager
def held_to(bytes: int | None) -> Iterator[None]:
    """Allow this process so many bytes beside what it holds now and what it will import.

    Beyond, a MemoryError is raised by whoever asks for more. None: no limit. The limit that was
    there is put back at the end.
    """
    before = None if bytes is None else _limits()
    if bytes is None or before is None:
        yield
        return
    importing = builtins.__import__
    if "numpy" in sys.modules:
        _warm()
    ceiling = _Ceiling(before, _written() + max(bytes, LEAST) + SPARE)
    builtins.__import__ = ceiling.importing(importing)
    try:
        yield
    finally:
        builtins.__import__ = importing
        ceiling.lift()


def lifted() -> AbstractContextManager[None]:
    """Without the ceiling, where there is one: for a library of trust that ends the process where
    it finds no memory. What it keeps is added, as that of an import is."""
    found: AbstractContextManager[None] = getattr(builtins.__import__, "lifted", nullcontext)()
    return found


class _Ceiling:
    """The soft limit, which is lifted as long as something is imported."""

    def __init__(self, before: tuple[int, int], limit: int) -> None:
        self._before = before
        self._lifted = False
        self._set(limit)

    def _set(self, limit: int) -> None:
        from resource import RLIM_INFINITY, RLIMIT_DATA, setrlimit

        most = [each for each in self._before if each != RLIM_INFINITY]
        setrlimit(RLIMIT_DATA, (min([limit, *most]), self._before[1]))
        self._limit = limit

    def lift(self) -> None:
        """The limit as it was before."""
        from resource import RLIMIT_DATA, setrlimit

        setrlimit(RLIMIT_DATA, self._before)

    def importing(self, plain: Any) -> Any:
        """`__import__` above the ceiling: what a module takes by being loaded is added to it."""

        def above(name: str, *where: Any, **more: Any) -> Any:
            if self._lifted or _is_there(name, where):
                return plain(name, *where, **more)
            new = "numpy" not in sys.modules
            with self.lifted():
                try:
                    return plain(name, *where, **more)
                finally:
                    if new and "numpy" in sys.modules:
                        _warm()

        above.lifted = self.lifted  # type: ignore[attr-defined]
        return above

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Nothing holds in here; what is held at the end beyond what was is added to the limit."""
        taken, self._lifted = _written(), True
        self.lift()
        try:
            yield
        finally:
            self._lifted = False
            self._set(self._limit + max(0, _written() - taken))


def _is_there(name: str, where: tuple[Any, ...]) -> bool:
    """Whether an import statement only looks up what was imported before.

    where: globals, locals, the names after `import`, the level of a relative import
    """
    wanted, level = (where[2] if len(where) > 2 else None), (where[3] if len(where) > 3 else 0)
    module = None if level else sys.modules.get(name)
    known = getattr(module, "__dict__", {})  # asked without the module's own __getattr__
    return module is not None and all(each in known for each in wanted or ())


def _warm() -> None:
    """Let BLAS map its buffers: it ends the process where it cannot."""
    import numpy

    square = numpy.ones((WARM, WARM), "float32")
    square @ square


def _limits() -> tuple[int, int] | None:
    """The soft and the hard limit of this process, None where no system holds it to one."""
    if sys.platform != "linux" or not os.path.exists(STATUS):
        return None
    from resource import RLIMIT_DATA, getrlimit

    return getrlimit(RLIMIT_DATA)


def _written() -> int:
    """How many bytes count against the limit now: the heap and every private map."""
    with open(STATUS, "rb") as status:
        for line in status:
            if line.startswith(b"VmData:"):
                return int(line.split()[1]) << 10
    return 0
