"""The program is the judge: what is recorded otherwise than it runs is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jaccli.errors import Mistakes
from jaccli.trace import trace

Write = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Write:
    """Writes a program that knows numpy as np; its path."""

    def write(text: str) -> Path:
        path = tmp_path / "program.py"
        path.write_text("import numpy as np\n" + text, encoding="utf-8")
        return path

    return write


# each returns another thing for NumPy's arrays than for those that take notes
OTHERWISE = {
    "the type of the array": (
        "def f(x):\n    if type(x) is np.ndarray:\n        return 2 * x\n    return 3 * x\n",
        "gives 4, its recording 6 at entry 2",
        "type(x) is np.ndarray",
    ),
    "an attribute asked for": (
        "def f(x):\n    return 2 * x if hasattr(x, '__array_interface__') else 3 * x\n",
        "gives 4, its recording 6 at entry 2",
        "hasattr(x, '__array_interface__')",
    ),
    "a refusal that a bare except swallows": (
        "def f(x):\n    try:\n        return x * np.linalg.inv(x[0] * np.eye(1))[0]\n"
        "    except:\n        return 0 * x\n",
        "gives 2, its recording 0 at entry 2",
        "np.linalg.inv(x[0] * np.eye(1))",
    ),
    "a smaller type on the way": (
        "def f(x):\n    return np.array([x[0] / 3, x[1]], dtype=np.float16) * np.ones(2)\n",
        "its recording",
        "float16",
    ),
    "a smaller type of the result": (
        "def f(x):\n    return np.array([x[0] / 3, x[1]], dtype='float32')\n",
        "returns numbers of float32, its recording of float64",
        "float32",
    ),
    "another shape": (
        "def f(x):\n    return x if type(x) is np.ndarray else x[:, None]\n",
        "returns the shape (2,), its recording (2, 1)",
        "type(x) is np.ndarray",
    ),
    "what the first call leaves behind": (
        "seen = []\ndef f(x):\n    seen.append(1)\n    return x * min(len(seen), 2)\n",
        "gives 4, its recording 2 at entry 2",
        "def f(x):",
    ),
    "an array of the recording that is kept": (
        "kept = []\ndef f(x):\n    kept.append(np.sin(x))\n    return kept[0]\n",
        "returns an array of its recording, which it kept",
        "def f(x):",
    ),
    "an error for plain arrays alone": (
        "def f(x):\n    if type(x) is np.ndarray:\n        raise ValueError('plain')\n"
        "    return x\n",
        "raises ValueError: plain",
        "raise ValueError('plain')",
    ),
    "nothing for plain arrays": (
        "def f(x):\n    if type(x) is not np.ndarray:\n        return x * 2\n",
        "returns None",
        "type(x) is not np.ndarray",
    ),
    "who calls it": (
        "import sys\ndef f(x):\n    caller = sys._getframe(1).f_code.co_name\n"
        "    return x * (2 if caller == '_call' else 3)\n",
        "gives 6, its recording 4 at entry 2",
        "caller == '_call'",
    ),
}


class TestWhatIsRecordedOtherwise:
    @pytest.mark.parametrize("way", OTHERWISE)
    def test_a_program_that_is_not_its_recording_is_refused_with_the_cause(
        self, way: str, program: Write
    ) -> None:
        text, finding, cause = OTHERWISE[way]
        with pytest.raises(Mistakes) as raised:
            trace(f"{program(text)}:f", [[1.0, 2.0]])
        (error,) = raised.value.errors
        assert "`f` is not what was recorded" in error.title
        assert finding in error.title
        assert error.place is not None
        line = error.place.source.lines[error.place.line - 1]
        pointed = line[error.place.column - 1 :][: error.place.width]
        assert cause in pointed or pointed in cause
        assert [kind for kind, _ in error.notes] == ["help"]

    @pytest.mark.parametrize(
        "body",
        [
            "return x * np.random.rand()",
            "return x * np.random.default_rng().normal(size=2)",
            "import random\n    return x * random.random()",
            "count[0] += 1\n    return x * count[0]",
            "import time\n    return x * time.perf_counter_ns()",
            "count.append(0)\n    return np.concatenate([x] * len(count))",
        ],
    )
    def test_a_function_that_gives_another_value_every_time_is_refused_by_name(
        self, body: str, program: Write
    ) -> None:
        path = program(f"count = [0]\ndef noisy(x):\n    {body}\n")
        with pytest.raises(Mistakes) as raised:
            trace(f"{path}:noisy", [[1.0, 2.0]])
        assert "`noisy` gives another value every time it is called" in str(raised.value)

    def test_without_a_second_call_the_recording_stands_alone(self, program: Write) -> None:
        path = program(
            "def f(x):\n"
            f"    with open({str(program('').parent / 'calls')!r}, 'a') as file:\n"
            "        file.write('.')\n"
            "    return 2 * x if type(x) is np.ndarray else 3 * x\n"
        )
        graph = trace(f"{path}:f", [[1.0, 2.0]], rerun=False)
        assert graph.program is not None
        assert not graph.program.rerun
        assert (path.parent / "calls").read_text() == "."


class TestWhatIsTheSame:
    @pytest.mark.parametrize(
        "body",
        [
            "return np.sign(x)",
            "return np.argmax(x), x[0]",
            "return 3",
            "return [x[0], [True, x]], 2.5",
            "x *= 2\n    return x",
            "return np.random.RandomState(0).rand() * x",
            "print('said')\n    return x + 1",
            "import json\n    return x + len(json.dumps([1]))",
            "return np.sum(x) - (x[0] + x[1]) + 1e-17 * x[0]",  # nothing but rounding
            "return np.cumsum(np.tile(x, 200))[-1] - 200 * np.sum(x)",
        ],
    )
    def test_a_program_that_is_its_recording_is_recorded(
        self, body: str, program: Write, capfd: pytest.CaptureFixture[str]
    ) -> None:
        graph = trace(f"{program(f'def f(x):{chr(10)}    {body}{chr(10)}')}:f", [[0.1, 0.7]])
        assert graph.program is not None
        assert graph.program.rerun
        assert capfd.readouterr().err.count("said") <= 1

    def test_a_method_with_a_state_of_its_own_is_recorded(self, program: Write) -> None:
        path = program(
            "class Net:\n    def __init__(self):\n        self.w = np.array([2.0, 3.0])\n"
            "    def loss(self, x, scale=2.0):\n        return scale * (self.w @ x)\nnet = Net()\n"
        )
        graph = trace(f"{path}:net.loss", [[1.0, 2.0]])
        assert graph.program is not None
        assert graph.program(np.array([1.0, 1.0])) == pytest.approx([10.0])

    def test_a_float32_function_that_stays_in_float32_is_recorded(self, program: Write) -> None:
        path = program("def f(x):\n    return np.exp(0.3 * x) / 3\n")
        assert trace(f"{path}:f", [[0.1, 0.7]], "float32").dtype == "float32"

    def test_a_float32_function_that_returns_float64_is_refused(self, program: Write) -> None:
        path = program("W = np.array([2.0, 3.0])\ndef f(x):\n    return W * x\n")
        with pytest.raises(Mistakes, match="returns numbers of float64, its recording of float32"):
            trace(f"{path}:f", [[0.1, 0.7]], "float32")


class TestTheProgramBesideThePoint:
    def called(self, program: Write, body: str, at: Any) -> Any:
        graph = trace(f"{program(f'def f(x):{chr(10)}    {body}{chr(10)}')}:f", [[1.0, 2.0]])
        assert graph.program is not None
        return graph.program(np.array(at, float))

    def test_its_value_is_that_of_plain_numpy(self, program: Write) -> None:
        assert self.called(program, "return np.outer(x, x)", [3, 4]) == pytest.approx(
            [9, 12, 12, 16]
        )

    @pytest.mark.parametrize(
        ("body", "finding"),
        [
            ("return x if x[0] < 2 else 1 / 0", "raises ZeroDivisionError: division by zero"),
            ("return x if x[0] < 2 else x[:1]", "returns the shape (1,)"),
            ("return x if x[0] < 2 else None", "returns None"),
            ("return x if x[0] < 2 else exit()", "raises SystemExit"),
            ("return x if x[0] < 2 else input()", "raises EOFError"),
        ],
    )
    def test_why_it_has_no_value_is_said(self, body: str, finding: str, program: Write) -> None:
        assert finding in self.called(program, body, [3, 4])
