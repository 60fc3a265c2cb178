"""The program is the judge: what is recorded otherwise than it runs is refused."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jaccli.errors import Mistakes
from jaccli.evaluate import rounding
from jaccli.graph import load
from jaccli.reports.common.derivatives.beside import Beside
from jaccli.reports.common.derivatives.differences import check
from jaccli.reports.common.derivatives.probe import probe_of
from jaccli.trace import trace
from jaccli.trace.program import ways

Write = Callable[[str], Path]


# each returns another thing for NumPy's arrays than for those that take notes
OTHERWISE = {
    "the type of the array": (
        "def f(x):\n    if type(x) is np.ndarray:\n        return 2 * x\n    return 3 * x\n",
        "gives 4, its recording 6 at entry 2",
        "type(x) is np.ndarray",
    ),
    "the classes of the array": (
        "def f(x):\n    return 2 * x if len(type(x).__mro__) == 2 else 3 * x\n",
        "gives 4, its recording 6 at entry 2",
        "len(type(x).__mro__) == 2",
    ),
    "a library's error that is caught": (
        "import json\ndef f(x):\n    try:\n        json.dumps(x[0])\n"
        "    except TypeError:\n        return 0 * x\n    return x\n",
        "gives 2, its recording 0 at entry 2",
        "json.dumps(x[0])",
    ),
    "a smaller type on the way": (
        "def f(x):\n    return np.sum(x / 7, dtype=np.float16) * x\n",
        "its recording",
        "float16",
    ),
    "a smaller type of the result": (
        "def f(x):\n    return np.cumsum(x / 3, dtype='float32')\n",
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
    "its argument, changed in place": (
        "def f(x):\n    x *= 2\n    return x if type(x) is np.ndarray else 3 * x\n",
        "gives 4, its recording 12 at entry 2",
        "type(x) is np.ndarray",
    ),
    "who calls it": (
        "import sys\ndef f(x):\n    caller = sys._getframe(1).f_code.co_name\n"
        "    return x * (2 if caller == '_call' else 3)\n",
        "gives 6, its recording 4 at entry 2",
        "caller == '_call'",
    ),
}


class TestWhatIsRecordedOtherwise:
    def test_what_the_program_wants_raised_is_raised(self, program: Write) -> None:
        path = program(
            "np.seterr(over='raise')\ndef f(x):\n    return np.where(x > 9, np.exp(1e3 * x), x)\n"
        )
        with pytest.raises(Mistakes, match="raises FloatingPointError: overflow"):
            trace(f"{path}:f", [[1.0, 2.0]])
        assert np.geterr()["over"] != "raise"

    def test_more_than_the_rounding_explains_is_refused(self, program: Write) -> None:
        # of 1e8 one unit is 1.5e-8
        path = program(
            "def f(x):\n    y = (x + 1e8) - 1e8\n"
            "    return y + 1e-5 if type(x) is np.ndarray else y\n"
        )
        with pytest.raises(Mistakes, match="is not what was recorded"):
            trace(f"{path}:f", [[1.0, 2.0]])

    def test_the_rounding_of_one_entry_excuses_no_other(self, program: Write) -> None:
        # of 1e17 one unit is 16, more than all of the second entry
        path = program(
            "def f(x):\n    other = x if type(x) is np.ndarray else 2 * x\n"
            "    return np.concatenate([(x + 1e17) - 1e17, other])\n"
        )
        with pytest.raises(Mistakes, match="gives 2, its recording 4 at entry 4"):
            trace(f"{path}:f", [[1.0, 2.0]])

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
            "return x[np.random.permutation(2)]",  # every other call gives the same
            "return x * np.random.default_rng().normal(size=2)",
            "import random\n    return x * random.random()",
            "import random\n    count[0] or random.seed(5)\n    count[0] = 1\n"
            "    return x * (1 + (random.random() > 0.8))",
            "return x * (1 + (np.random.rand() > 0.8))",  # the fifth call is the first to differ
            "count[0] += 1\n    return x * count[0]",
            "import time\n    return x * time.perf_counter_ns()",
            "count.append(0)\n    return np.concatenate([x] * len(count))",
        ],
    )
    def test_a_function_that_gives_another_value_every_time_is_refused_by_name(
        self, body: str, program: Write
    ) -> None:
        path = program(f"np.random.seed(3)\ncount = [0]\ndef noisy(x):\n    {body}\n")
        with pytest.raises(Mistakes) as raised:
            trace(f"{path}:noisy", [[1.0, 2.0]])
        assert "`noisy` gives another value every time it is called" in str(raised.value)

    @pytest.mark.parametrize(
        "text",
        [
            "def f(x):\n    return 2 * x + 1e-11 * np.random.rand()\n",
            "import random\ndef f(x):\n    return 2 * x + 1e-15 * random.random()\n",
            "G = np.random.default_rng(0)\ndef f(x):\n    return x * (1 + (G.random() < 0.05))\n",
            "G = np.random.default_rng(0)\ndef g():\n    return G.random()\n"
            "def f(x):\n    return x + 1e-12 * g()\n",
            "import random\nR = random.Random(0)\n"  # each second call draws from what is kept
            "def f(x):\n    return x + 1e-12 * R.gauss(0, 1)\n",
            "draw = np.random.RandomState(0).rand\ndef f(x):\n    return x + 1e-12 * draw()\n",
            "import random\nR = [random.Random(0)]\n"
            "def f(x):\n    return x + 1e-12 * R[0].random()\n",
            "def made(rng):\n    def f(x):\n        return x + 1e-12 * rng.random()\n    return f\n"
            "f = made(np.random.default_rng(0))\n",
            "def f(x, rng=np.random.default_rng(0)):\n    return x + 1e-12 * rng.random()\n",
            "class Net:\n    def __init__(self):\n        self.rng = np.random.default_rng(0)\n"
            "    def loss(self, x):\n        return x + 1e-12 * self.rng.random()\n"
            "f = Net().loss\n",
            "def f(x):\n    return x + 1e-12 * np.random.default_rng().random()\n",
            "import os\ndef noise():\n    return (lambda: os.urandom(8))()\n"
            "def f(x):\n    return x + 1e-12 * (int.from_bytes(noise(), 'big') / 2**64)\n",
            "import time\ndef f(x):\n    return x + 1e-15 * (time.perf_counter_ns() % 1_000_000)\n",
            "import functools\nG = np.random.default_rng(0)\n@functools.lru_cache(0)\n"
            "def noise():\n    return G.random()\n"
            "def f(x):\n    return x + 1e-12 * noise()\n",
        ],
    )
    def test_one_that_draws_is_refused_however_little_it_changes(
        self, text: str, program: Write
    ) -> None:
        with pytest.raises(Mistakes) as raised:
            trace(f"{program(text)}:f", [[1.0, 2.0]])
        found = re.search(r"every time it is called: (\S+), then (\S+) at entry", str(raised.value))
        assert found is not None
        assert float(found[1]) != float(found[2])

    def test_a_generator_in_a_module_beside_the_program_is_seen(self, program: Write) -> None:
        path = program("import drawn_by\ndef f(x):\n    return x + 1e-12 * drawn_by.G.random()\n")
        (path.parent / "drawn_by.py").write_text(
            "import numpy as np\nG = np.random.default_rng(0)\n"
        )
        with pytest.raises(Mistakes, match="gives another value every time"):
            trace(f"{path}:f", [[1.0, 2.0]])

    def test_another_type_of_numbers_is_looked_for_in_the_function_itself(
        self, program: Write
    ) -> None:
        path = program(
            "def g(x):\n    return x.astype(np.float16)\n"
            "def f(x):\n    return x * (type(x) is np.ndarray)\n"
        )
        with pytest.raises(Mistakes) as raised:
            trace(f"{path}:f", [[1.0, 2.0]])
        (error,) = raised.value.errors
        assert error.place is not None
        assert error.place.line == 4

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
            "return np.random.default_rng(0).normal(size=2) * x",
            "np.random.seed(0)\n    return np.random.rand() * x",
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

    def test_numbers_that_are_drawn_and_change_nothing_do_no_harm(self, program: Write) -> None:
        path = program(
            "import random\nR, S = random.SystemRandom(), random.Random(0)\n"
            "def f(x):\n    return x[np.argsort([R.random(), S.gauss()])].sum() + R.random() * 0\n"
        )
        graph = trace(f"{path}:f", [[1.0, 2.0]])
        assert graph.program is not None
        assert graph.program.again == 6

    @pytest.mark.parametrize("body", ["x @ V.T", "V @ x", "np.stack([x.sum(), x @ V[3]])"])
    def test_sums_of_products_that_cancel_may_be_taken_in_another_order(
        self, body: str, program: Write
    ) -> None:
        path = program(
            "V = np.array([[1, 1, 1.0], [1, 2, 1], [3, 0.1, 3], [0.7, 0.3, 0.7]])\n"
            f"def f(x):\n    return {body}\n"
        )
        assert trace(f"{path}:f", [[1e8, 0.3, -100000000.1]]).program is not None

    def test_a_debugger_goes_on_after_a_call(self, program: Write) -> None:
        path = program("def f(x):\n    return 2 * x\n")
        graph = trace(f"{path}:f", [[1.0]])
        assert graph.program is not None
        before = sys.gettrace()
        try:
            sys.settrace(debugger := lambda *_: None)
            graph.program(np.array([2.0]))
            found = sys.gettrace()
        finally:
            sys.settrace(before)
        assert found is debugger

    def test_what_the_function_imports_is_imported_once(self, program: Write, run: Any) -> None:
        path = program("def f(x):\n    import helped_by\n    return helped_by.twice(x)\n")
        (path.parent / "helped_by.py").write_text(
            "with open(__file__ + '.runs', 'a') as file:\n    file.write('.')\n"
            "def twice(x):\n    return 2 * x\n"
        )
        assert run("jvp", f"{path}:f", "--at", "1,2", "-v", "all").status == 0
        assert (path.parent / "helped_by.py.runs").read_text() == "."

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


TICK = "✓"
CALLS = "import pathlib\ndef noted(x):\n    with open(__file__ + '.calls', 'a') as file:\n"
CALLS += "        file.write('.')\n    return np.sum(np.sin(x))\n"


def check_lines(text: str) -> str:
    """What stands behind `Check:`, on one line; not that forward and reverse agree."""
    _, *checks = text.split("Check:")
    rest = next((each for each in checks if not each.lstrip().startswith("max|")), "")
    lines = rest.split("\n")
    more = [line for line in lines[1:] if line.startswith("     ")]
    return " ".join(" ".join([lines[0], *more]).split())


# body of f(x), point, what the check has to say
LEAVING = {
    "a guard against 0": ("return 0.0 * x if x == 0 else x * np.log(7.0)", "0", "on both sides"),
    "a jump": ("return v + 5 if (v := x) >= 1 else v", "1", "at x − h·v it gives 0.999999"),
    "a jump by little": ("return x if x < 1 else x + 1e-7", "1", "at x − h·v"),
    "a jump that only a quotient shows": (
        "return x if x < 1 else x + 1e-10",
        "1",
        "differs from its recording by 1.0e-10",
    ),
    "a loop that starts at its answer": (
        "y = 2.0\n    while abs(y * y - x) > 1e-10:\n        y = (y + x / y) / 2\n"
        "    return y + 0 * x",
        "4",
        "`abs(y * y - x) > 1e-10` in line 4",
    ),
    "an error beside": ("return x * 2 if x >= 1 else int('a')", "1", "raises ValueError"),
    "another shape beside": ("return x if x <= 1 else np.array([x, x])", "1", "the shape (2,)"),
    "a kink that is written as a branch": (
        "return x if x > 1 else 3 * x - 2",
        "1",
        "at x + h·v",
    ),
    "no number beside": ("return x if x <= 1 else x * np.nan", "1", "it gives nan"),
}


class TestWhatStandsBesideThePoint:
    @pytest.mark.parametrize("case", LEAVING)
    @pytest.mark.parametrize(
        "command", [["jvp", "-v", "1"], ["vjp", "-u", "1"], ["grad"], ["show"], ["compare"]]
    )
    def test_a_program_that_leaves_its_recording_gets_no_tick(
        self, case: str, command: list[str], program: Write, run: Any
    ) -> None:
        body, at, finding = LEAVING[case]
        path = program(f"def f(x):\n    {body}\n")
        name, *options = command
        found = run(name, f"{path}:f", "--at", at, *options, "--details")
        assert found.status == 0, found.err
        said = check_lines(found.out)
        assert "cannot check this" in said
        x, v = {"vjp": "xe", "grad": "θd"}.get(name, "xv")  # as the formula beside it says
        for sign in "+−":
            finding = finding.replace(f"x {sign} h·v", f"{x} {sign} h·{v}")
        assert finding in said
        assert TICK not in said

    def test_a_loop_that_does_not_end_beside_the_point_is_left(
        self, program: Write, run: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "ENDLESS", 10_000)
        path = program(
            "def f(x):\n    y = 1.0\n    while y != x[0]:\n        y = y * 1.0\n    return x * 1\n"
        )
        said = check_lines(run("jvp", f"{path}:f", "--at", "1,2", "-v", "1,0").out)
        assert "has not returned" in said
        assert "`y != x[0]` in line 4" in said

    @pytest.mark.parametrize("options", [["jvp", "-v", "1"], ["vjp", "-u", "1"], ["check"]])
    def test_a_long_program_is_not_said_to_keep_something(
        self, options: list[str], program: Write, run: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "ENDLESS", 5_000)
        path = program(
            "def f(x):\n    y = 0.0\n    for _ in range(3_000):\n        y = y + 1.0\n"
            "    return x * y\n"
        )
        name, *others = options
        found = run(name, f"{path}:f", "--at", "1", *others)
        assert found.status == 0
        said = " ".join(found.out.split())
        assert "has not returned after" in said
        assert "too long to be asked beside x" in said
        assert "keeps something" not in said
        assert TICK not in said
        assert "ok J = central differences" not in said

    def test_a_program_that_leaves_everywhere_is_not_asked_everywhere(
        self, program: Write, run: Any
    ) -> None:
        path = program("def f(x):\n    return x + x.max() if x.any() else 0 * x\n")
        at = ",".join(["0"] * 40)
        found = run("check", f"{path}:f", "--at", at)
        assert found.status == 0
        calls = re.search(r"called (\d+) times", " ".join(found.out.split()))
        assert calls is not None
        assert int(calls[1]) < 2 + 2 * 40

    @pytest.mark.parametrize("case", LEAVING)
    def test_check_notes_it_and_does_not_fail(self, case: str, program: Write, run: Any) -> None:
        body, at, finding = LEAVING[case]
        found = run("check", f"{program(f'def f(x):{chr(10)}    {body}{chr(10)}')}:f", "--at", at)
        assert found.status == 0, found.out
        assert "note  J = central differences" in found.out
        assert finding in " ".join(found.out.split())
        assert "ok    J = central differences" not in found.out

    @pytest.mark.parametrize(
        "body",
        [
            "return abs(x - 1) if x > 0 else x",
            "y = x\n    while abs(y * y - x) > 1e-15 * x:\n        y = (y + x / y) / 2\n"
            "    return y",
            "return x * 2 if x > 2 else x + x",
            "return np.where(x > 0, x, -x) + 1e8",
            "return np.cumsum(np.sin(np.arange(300) * x))[-1]",
        ],
    )
    def test_a_program_that_stays_gets_its_tick(self, body: str, program: Write, run: Any) -> None:
        path = program(f"def f(x):\n    {body}\n")
        for name, *options in (["jvp", "-v", "1"], ["vjp", "-u", "1"], ["grad"], ["compare"]):
            said = check_lines(run(name, f"{path}:f", "--at", "2", *options, "--details").out)
            assert "of the program's own values" in said
            assert TICK in said
        assert "ok    J = central differences" in run("check", f"{path}:f", "--at", "2").out

    @pytest.mark.parametrize(("noise", "status"), [(1e-10, "ok"), (1e-12, "branch")])
    def test_what_rounding_explains_accuses_nobody(
        self, noise: float, status: str, program: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # the program rounds by 5e-11 otherwise: 5e-5 of a quotient, whose bound is 1e-6
        path = program("def f(x):\n    return 3 * x\n")
        graph = trace(f"{path}:f", [1.0])
        beside = Beside(graph)
        monkeypatch.setattr(beside, "_value", lambda x: 3 * x + np.where(x > 1, 5e-11, 0))
        monkeypatch.setattr(beside, "_rounding", lambda: np.array([noise]))
        probe = probe_of(load(graph).nodes, {"x": 1}, graph.output, {})
        one = np.ones(1)
        found = check(probe, one, [one], [3 * one], 1, beside)
        assert found.status == status

    @pytest.mark.parametrize("options", [["jvp", "-v", "1"], ["vjp", "-u", "0,1"], ["check"]])
    def test_a_large_entry_hides_no_other_slope_of_the_program(
        self, options: list[str], program: Write, run: Any
    ) -> None:
        # the values are equal, within 1e-9 of the largest entry; the slopes are 1 and 2
        path = program(
            "def f(x):\n    return np.stack([1e12 * x, x if type(x) is np.float64 else 2 * x])\n"
        )
        name, *others = options
        said = " ".join(run(name, f"{path}:f", "--at", "1", *others).out.split())
        assert "at x it gives 1, the recording 2 at entry 2, which is no more than 1e-09 of" in said
        assert TICK not in said
        assert "ok J = central differences" not in said

    @pytest.mark.parametrize(
        ("body", "at", "slope"),
        [
            ("return np.where(x == 0, 0.0, x)", "0", "is 1 on both sides, J uses 0"),
            (
                "return 0.0 * x if x == 0 else x * np.log(7.0)",
                "0",
                "is 1.946 on both sides, J uses 0",
            ),
            (
                "return np.stack([x, 5.0 * x if x == 2 else 3 * x + 4])",
                "2",
                "is 3 on both sides at entry 2, J uses 5",
            ),
            ("return np.where(x == 1, 1.0, x ** 2)", "1", "is 2 on both sides, J uses 0"),
        ],
    )
    @pytest.mark.parametrize("options", [["jvp", "-v", "1"], ["check"]])
    def test_a_slope_that_the_program_has_on_both_sides_is_named(
        self, body: str, at: str, slope: str, options: list[str], program: Write, run: Any
    ) -> None:
        name, *others = options
        path = program(f"def f(x):\n    {body}\n")
        found = run(name, f"{path}:f", "--at", at, *others)
        assert found.status == 0
        assert f"the program's slope {slope}" in " ".join(found.out.split())
        assert "ok    J = central differences" not in found.out
        assert TICK not in found.out

    @pytest.mark.parametrize(
        "body",
        [
            "return x + 5 if x else x",
            "return x if x == 0 else x + 1e-7 * np.sign(x)",
            "return x if x == 0 else np.sqrt(np.abs(x))",
        ],
    )
    def test_no_slope_is_named_where_there_is_none(
        self, body: str, program: Write, run: Any
    ) -> None:
        path = program(f"def f(x):\n    {body}\n")
        said = check_lines(run("jvp", f"{path}:f", "--at", "0", "-v", "1").out)
        assert "cannot check this" in said
        assert "slope is" not in said

    def test_entries_of_all_sizes_get_their_tick(self, program: Write, run: Any) -> None:
        path = program(
            "A = np.array([[1e12, 3e11], [1.0, 3.0], [1e-9, 2e-9]])\n"
            "def f(x):\n    y = A @ x\n    return y * np.sin(np.sum(x * np.ones((9, 2)), 0)[0])\n"
        )
        assert TICK in check_lines(run("jvp", f"{path}:f", "--at", "1,2", "-v", "1,1").out)

    def test_the_differences_are_the_programs_where_the_recording_is_another(
        self, program: Write
    ) -> None:
        # the recording at 1 is x, the program's slope there is 3: no quotient of the graph is 3
        path = program("def f(x):\n    return x if x == 1 else 3 * x - 2\n")
        graph = trace(f"{path}:f", [1.0])
        assert graph.program is not None
        h = 1e-6
        above, below = (graph.program(np.array([1 + sign * h])) for sign in (1, -1))
        assert not isinstance(above, str)
        assert not isinstance(below, str)
        assert (above - below) / (2 * h) == pytest.approx([3.0])


def test_each_entry_has_its_rounding_and_none_cancels_by_chance(program: Write) -> None:
    path = program("def f(x):\n    return np.concatenate([3e8 * x - 2e8 * x - 1e8 * x, x + 0])\n")
    graph = trace(f"{path}:f", [np.full(500, 1.1)])
    cancelled, plain = np.split(rounding(load(graph), {"x": np.full(500, 1.1)}), 2)
    unit = 2.0**-52
    assert (cancelled >= unit * 1e8).all()
    assert (cancelled <= unit * 2e9).all()
    assert (plain <= unit * 5).all()


class TestHowOftenItIsCalled:
    @pytest.mark.parametrize(
        ("command", "calls"),
        [
            (["compare"], 4),
            (["show"], 4),
            (["grad"], 4),
            (["jvp", "-v", "e1", "-v", "all"], 2 + 2 * 4),
            (["vjp", "-u", "1"], 2 + 2 * 3),
            (["check"], 2 + 2 * 3),
            (["graph"], 2),
            (["order"], 2),
        ],
    )
    def test_the_report_counts_the_calls(
        self, command: list[str], calls: int, program: Write, run: Any
    ) -> None:
        path = program(CALLS)
        name, *options = command
        found = run(name, f"{path}:noted", "--at", "1,2,3", *options)
        assert found.status == 0, found.err
        assert (path.parent / "program.py.calls").read_text() == "." * calls
        said = {2: "called twice"}.get(calls, f"called {calls} times")
        assert said in " ".join(found.out.split())

    @pytest.mark.parametrize(
        "command",
        [
            ["compare"],
            ["show"],
            ["grad"],
            ["jvp", "-v", "1,1,1"],
            ["vjp", "-u", "1"],
            ["check"],
            ["graph"],
            ["order"],
            ["trace"],
        ],
    )
    def test_without_a_rerun_it_is_called_once_and_nothing_is_claimed(
        self, command: list[str], program: Write, run: Any
    ) -> None:
        path = program(CALLS)
        name, *options = command
        found = run(name, f"{path}:noted", "--at", "1,2,3", *options, "--no-rerun", "--details")
        assert found.status == 0, found.err
        assert (path.parent / "program.py.calls").read_text() == "."
        assert "not proved" in " ".join(found.out.split())
        assert TICK not in check_lines(found.out)
        assert "ok    J = central differences" not in found.out

    @pytest.mark.parametrize("command", [["jvp", "-v", "1,1,1"], ["grad"], ["compare"], ["show"]])
    def test_without_a_rerun_json_claims_nothing_either(
        self, command: list[str], program: Write, run: Any
    ) -> None:
        name, *options = command
        given = [f"{program(CALLS)}:noted", "--at", "1,2,3", *options, "--format", "json"]
        for rerun, ok in (([], True), (["--no-rerun"], None)):
            (found,) = json.loads(run(name, *given, *rerun).out)["results"]
            assert (found["check"]["status"], found["check"]["ok"]) == ("ok", ok)

    @pytest.mark.parametrize("how", [["-q"], ["--format", "github"], ["--format", "junit"]])
    def test_without_a_rerun_every_format_of_check_says_so(
        self, how: list[str], program: Write, run: Any
    ) -> None:
        given = [f"{program(CALLS)}:noted", "--at", "1,2,3", *how]
        assert "of the recording alone" in run("check", *given, "--no-rerun").out
        assert "of the recording alone" not in run("check", *given).out

    def test_one_that_draws_numbers_is_called_more_often(self, program: Write, run: Any) -> None:
        path = program("def f(x):\n    return np.sum(x[np.random.permutation(3)])\n")
        found = run("grad", f"{path}:f", "--at", "1,2,4")
        assert "called 9 times: once recorded, 6 times plain" in " ".join(found.out.split())

    def test_json_says_how_often(self, program: Write, run: Any) -> None:
        path = program(CALLS)
        for rerun, calls in (([], 4), (["--no-rerun"], 1)):
            out = run("compare", f"{path}:noted", "--at", "1,2,3", "--format", "json", *rerun).out
            (found,) = json.loads(out)["results"]
            assert found["program"]["calls"] == calls
            assert found["program"]["rerun"] is not bool(rerun)

    def test_a_long_function_is_asked_in_few_directions(self, program: Write, run: Any) -> None:
        path = program(CALLS)
        at = ",".join(["1"] * 100)
        found = run("vjp", f"{path}:noted", "--at", at, "-u", "1")
        assert "called 14 times" in " ".join(found.out.split())
        assert "along 5 of 100 directions and one across all agree ✓" in " ".join(found.out.split())


def test_the_plain_arrays_own_their_memory_as_the_users_own_do(program) -> None:
    path = program("def f(x):\n    return 2 * x if x.flags.owndata else 3 * x\n")
    (node,) = trace(f"{path}:f", [[1.0, 2.0]]).nodes
    assert (node.layer.type, node.layer.factor) == ("scale", 2.0)
