"""A signal ends the run at once, whatever code it is in: Ctrl-C, SIGTERM, SIGHUP.

No exception is raised, for the user's function could catch it: what is half written is removed, one
line says so, and the process is gone. Python calls a handler between two of its instructions; while
NumPy or zlib compute for long, a thread hears of the signal in its place.

Until this has run, Python itself answers Ctrl-C, by a traceback: nothing slow is imported. And
nothing at all is once the run ends, when another thread may stand still in the midst of an import.
"""

from __future__ import annotations

# `signal` is the same with enumerations, which take milliseconds to make
import _signal  # type: ignore[import-not-found]
import _thread
import atexit
import os
import sys

TYPE_CHECKING = False  # as in `typing`, which is slow
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    Handler = Callable[[int, FrameType | None], None]

SIGNALLED = 128  # and the signal's number
NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
CLEAN = b"\r\x1b[J\x1b[0m"  # the line of a terminal and what is below it wiped, no colours left
DRAWN = 0.2  # seconds to wait for who draws
READ = 1.0  # seconds to wait for who reads standard error

DRAWING = _thread.allocate_lock()  # held while something is drawn beside the run
_who: list[int] = []  # the threads that would leave: the first of them does
_never = _thread.allocate_lock()
_never.acquire()


def ended_by_signals(*, last: bool) -> Callable[[], None]:
    """From now on signals end the process; gives what puts back how they were answered before.

    last: the process ends with this run. Then Ctrl-C is among them, they are answered to the very
    end, and nothing is put back; else Ctrl-C stays KeyboardInterrupt, which the caller may want.
    What was ignored (nohup) stays so.
    """
    owner = os.getpid()
    told = _kept_open(2) if last and sys.stderr is not None else 2
    others = _children() if last else None

    def end(number: int, _: FrameType | None) -> None:
        if os.getpid() == owner:
            _leave(number, told, others)
            return  # it comes a second time
        _signal.signal(number, _signal.SIG_DFL)  # a child of the user's function, such as a pool's
        os.kill(os.getpid(), number)

    ours = [number for name in NAMES[0 if last else 1 :] if (number := _taken(name, end))]
    if last and ours:
        atexit.register(_ignored_from_now, ours, end)
        _heard_by_a_thread(ours, end)
    return lambda: None if last else _answered(ours, end, _signal.SIG_DFL)


def _kept_open(number: int) -> int:
    """Another descriptor of the stream: the run may send that one elsewhere for a while."""
    with _Whatever():
        return os.dup(number)
    return number


def _taken(name: str, end: Handler) -> int:
    """The signal, answered by `end` from now on; 0 where there is none or it is not ours."""
    number: int = getattr(_signal, name, 0)
    usual = (_signal.SIG_DFL, _signal.default_int_handler)
    if not number or _signal.getsignal(number) not in usual:
        return 0
    with _Whatever():  # handlers are for the main thread
        _signal.signal(number, end)
        return number
    return 0


def _answered(numbers: list[int], end: Handler, otherwise: int) -> None:
    """The signals that still have our handler are answered in another way."""
    for number in numbers:
        if _signal.getsignal(number) is end:
            _signal.signal(number, otherwise)


def _ignored_from_now(numbers: list[int], end: Handler) -> None:
    """All is written and the interpreter is taken down: nothing is left that could answer."""
    _answered(numbers, end, _signal.SIG_IGN)


def _heard_by_a_thread(numbers: list[int], end: Handler) -> None:
    """A thread ends the process where the main one computes outside of Python."""
    try:
        hears, says = os.pipe()
        os.set_blocking(says, False)
        _signal.set_wakeup_fd(says, warn_on_full_buffer=False)
    except (OSError, ValueError, AttributeError):  # no descriptors; another thread; old Windows
        return

    def hear() -> None:
        while heard := os.read(hears, 64):
            for number in heard:
                if number in numbers and _signal.getsignal(number) is end:
                    end(number, None)

    if hasattr(os, "register_at_fork"):
        _parted_at_a_fork(numbers, end)
    try:
        _thread.start_new_thread(hear, ())
    except RuntimeError:  # no room for a thread
        _signal.set_wakeup_fd(-1)


def _parted_at_a_fork(numbers: list[int], end: Handler) -> None:
    """A child of the user's function does not tell our thread of its signals: they are its own.

    They wait until it is parted, or those in between were ours.
    """
    masks: dict[int, set[int]] = {}

    def before() -> None:
        masks[_thread.get_ident()] = _signal.pthread_sigmask(_signal.SIG_BLOCK, numbers)

    def after() -> None:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, masks.pop(_thread.get_ident()))

    def in_child() -> None:
        _signal.set_wakeup_fd(-1)
        _answered(numbers, end, _signal.SIG_DFL)
        after()

    os.register_at_fork(before=before, after_in_parent=after, after_in_child=in_child)


def _leave(number: int, told: int, others: list[int] | None) -> None:
    """Leave at once; only who comes a second time comes back. others: as in `_pass_on`

    A further signal may come between any two statements, and then this runs within itself: no
    lock is taken for which it would have to wait.
    """
    me = _thread.get_ident()
    if me in _who:
        return
    _who.append(me)
    while _who[0] != me:
        _never.acquire()  # another thread leaves already
    files = sys.modules.get("jaccli.files")  # where nothing was written it was not imported
    for temporary in tuple(files.TEMPORARIES if files else ()):
        with _Whatever():
            os.unlink(temporary)
    _pass_on(number, others)
    name = next(name for name in NAMES if getattr(_signal, name, 0) == number)
    said = "interrupted" if name == "SIGINT" else f"ended by {name}"
    with _Whatever():
        _thread.start_new_thread(_gone, (SIGNALLED + number,))
    DRAWING.acquire(timeout=DRAWN)  # it may be this thread that was interrupted in drawing
    _say(1, b"")
    _say(told, f"jaccli: {said}\n".encode())
    os._exit(SIGNALLED + number)


def _pass_on(number: int, others: list[int] | None) -> None:
    """The children of the user's function are told, too; of one with a group of its own nobody is
    to know. Where the system does not say which there are, they stay.

    others: children that were there before the run, as behind `server & exec jaccli`; None where
    the process is somebody else's, who may have started any of them
    """
    if others is None or (number != _signal.SIGTERM and _is_in_front()):
        return  # or the terminal has told them
    for child in _children():
        with _Whatever():
            if child not in others and os.getpgid(child) == os.getpgrp():
                os.kill(child, number)


def _children() -> list[int]:
    """The processes that this one has started, or was left with; none where nobody says so."""
    found: list[int] = []
    with _Whatever():
        for task in os.listdir("/proc/self/task"):
            with _Whatever(), open(f"/proc/self/task/{task}/children", "rb") as children:
                found += map(int, children.read().split())
    return found


def _is_in_front() -> bool:
    """Whether there is a terminal whose keys interrupt this process and its children."""
    with _Whatever():
        terminal = os.open("/dev/tty", os.O_RDONLY)
        return os.tcgetpgrp(terminal) == os.getpgrp()
    return False


def _gone(status: int) -> None:
    """The process is, where nobody reads what is said."""
    waited = _thread.allocate_lock()
    waited.acquire()
    waited.acquire(timeout=READ)
    os._exit(status)


def _say(stream: int, text: bytes) -> None:
    """Write to the stream; a terminal is cleaned first."""
    with _Whatever():
        if os.isatty(stream) and os.environ.get("TERM") != "dumb":
            text = CLEAN + text
        os.write(stream, text)


class _Whatever:
    """What the system refuses is not done. `suppress` is that, and has to be imported."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, OSError | RuntimeError | ValueError)
