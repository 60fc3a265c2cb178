"""Sheets, their keys and seeds, on chains and graphs of every kind; mistakes planted in graphs."""

from __future__ import annotations

import json
import math
import random
import re
import stat
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from fuzz.random_chains import random_file

import jaccli
from jaccli.commands import cli
from jaccli.commands.completion import Zsh
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.errors import JaccliError
from jaccli.reports.exercise.dialogue import dialogue
from jaccli.reports.exercise.sheet import key, sheet
from jaccli.reports.explain.find import explain
from jaccli.reports.grade.mistakes import gather
from jaccli.spec.expression import NoNumber, number_of

HIDDEN = r"(?<![\d.])(146|108|44)(\.0)?(?![\d.])|write `|forward 40|reverse 20|\(J3·J2\)·J1"
MLP = "sample:mlp_cross_entropy"


def plain(blocks) -> str:
    """What a terminal shows."""
    return "".join(render(list(blocks), Display(width=200)))


def numbers_of(value: object) -> list[float]:
    """The numbers in a file, but for those in names."""
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers_of(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers_of(each)]
    return [value] if isinstance(value, int | float) else []


def test_every_seed_has_other_numbers_small_and_whole_and_always_the_same() -> None:
    sheets = [sheet(jaccli.exercise(MLP, "backprop", seed=seed)) for seed in range(30)]
    assert len({text.split("chain:")[1] for text in sheets}) == 30
    for text in sheets[:10]:
        chain = yaml.safe_load(text)["chain"]
        for number in numbers_of([chain["inputs"], chain["layers"]]):
            assert number == int(number)
            assert abs(number) <= 999
    assert sheet(jaccli.exercise(MLP, "backprop", seed=7)) == sheets[7]
    words = ["yes", "No", "null", "true", "OFF", "0x1", "- a", "1e3", "~"]  # names to us alone
    layers = [{"name": each, "type": "tanh"} for each in words]
    named = yaml.safe_load(sheet(jaccli.exercise({"input": [1, 2], "layers": layers}, "values")))
    assert [each["name"] for each in named["chain"]["layers"]] == words
    drawn = yaml.safe_load(sheets[7])["chain"]["inputs"]["x"]
    assert drawn == [-2, -1, -2, 1, -3, 2]  # on every machine


def test_a_sheet_is_short_where_nothing_is_asked_for_and_whole_where_all_is() -> None:
    assert len(jaccli.exercise(MLP).questions) <= 20 < len(jaccli.exercise(MLP, "all").questions)
    for asked, names in (("u2", ["u2"]), (("u2", "factor"), ["u2", "factor"])):
        assert [each.name for each in jaccli.exercise(MLP, asked).questions] == names


def test_a_shape_is_asked_the_other_way_round_and_not_given_away(run) -> None:
    asked = {each.name: each for each in jaccli.exercise(MLP, "shapes").questions}
    assert (asked["which"].right, "3×4" in asked["which"].asks) == ("J3", True)
    assert "shape.J3" not in asked
    assert jaccli.grade(MLP, {"which": "J3"}).ok
    assert not jaccli.grade(MLP, {"which": "J1"}).ok


def test_what_is_asked_and_is_no_question_gets_the_nearest_word(run) -> None:
    done = run("exercise", MLP, "--ask", "shaeps")
    assert (done.status, done.out) == (2, "")
    assert "did you mean `shapes`?" in done.err


class TestFiles:
    """What a sheet leaves on disk."""

    @pytest.fixture(autouse=True)
    def _here(self, tmp_path, monkeypatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_the_key_lies_where_it_is_asked_for_and_nowhere_else(self, run) -> None:
        assert run("exercise", MLP, "-o", "s/sheet.yaml").status == 2 or Path("s").is_dir()
        Path("student").mkdir()
        done = run("exercise", MLP, "--seed", "1", "-o", "student/sheet.yaml", "--key", "key.yaml")
        assert done.status == 0
        assert sorted(path.name for path in Path("student").iterdir()) == [
            "answers.yaml",
            "sheet.yaml",
        ]
        assert run("grade", "student/sheet.yaml", "key.yaml", "-q").status == 0
        right = jaccli.exercise(MLP, seed=1)
        for each in right.questions:  # neither the sheet nor the form has a solution
            if isinstance(each.right, np.ndarray) and each.right.size > 1:
                for path in Path("student").iterdir():
                    found = yaml.safe_load(path.read_text())
                    assert (found.get("questions") or found).get(each.name) in (None, 1)

    def test_answers_that_somebody_has_given_are_kept(self, run) -> None:
        Path("answers.yaml").write_text("u2: [1, 2, 3, 4]\n")
        assert run("exercise", MLP, "-o", "sheet.yaml").status == 0
        assert Path("answers.yaml").read_text() == "u2: [1, 2, 3, 4]\n"

    def test_no_screen_of_a_sheet_is_longer_than_a_terminal(self, run) -> None:
        run("exercise", MLP, "--ask", "all", "-o", "sheet.yaml", "--key", "key.yaml")
        wrong = yaml.safe_load(Path("key.yaml").read_text())
        wrong |= {"u2": wrong["u3"], "factor": 3, "forward_flops": 330, "J2": [1, 0, 1, 1]}
        Path("a.yaml").write_text(json.dumps(wrong))
        for call in (["exercise", MLP, "--ask", "all"], ["grade", "sheet.yaml", "a.yaml"]):
            lines = run(*call, "--width", "80").out.splitlines()
            assert len(lines) <= 23, lines
            assert max(map(len, lines)) <= 80
        shown = run("grade", "sheet.yaml", "a.yaml").out
        for name in ("u2", "factor", "forward_flops", "J2"):  # those that are not right stay
            assert f"\n {name} " in shown

    def test_an_array_of_answers_lies_beside_them(self, run) -> None:
        Path("student").mkdir()
        np.save("key.npy", jaccli.exercise(MLP, "u2").questions[0].right)
        Path("student/link.npy").symlink_to(Path("key.npy").resolve())
        for file in ("../key.npy", str(Path("key.npy").resolve()), "link.npy"):
            Path("student/a.yaml").write_text(f"u2: {{file: {file}}}\n")
            done = run("grade", MLP, "student/a.yaml")
            assert (done.status, done.out) == (2, "")
            assert "this file lies elsewhere" in done.err
        Path("student/a.yaml").write_text("u2: {init: zeros, size: 99999999999}\n")
        assert run("grade", MLP, "student/a.yaml").status == 2
        assert not Path("key.npy").stat().st_mode & stat.S_IXUSR


def test_a_shell_offers_what_may_be_asked() -> None:
    found = Zsh(cli, {}, "jaccli", "").get_completions(["exercise", MLP, "--ask"], "b")
    assert [each.value for each in found] == ["backprop"]


class TestDialogue:
    """Question by question, as somebody types."""

    @pytest.fixture
    def talk(self):
        made = jaccli.exercise(MLP, ["u4", "u3", "cheaper"], seed=3)
        talk = dialogue(made)
        said = [plain(next(talk))]

        def types(line: str | None) -> str:
            try:
                said.append(plain(talk.throw(EOFError()) if line is None else talk.send(line)))
            except StopIteration as last:
                return plain(last.value)
            return said[-1]

        types.said, types.made = said, made
        return types

    def test_a_hint_names_the_rule_and_no_number_and_the_question_stays(self, talk) -> None:
        hint = talk("?\n")
        assert "(p - y)" in hint.replace("−", "-")
        assert not re.search(r"\d\.\d|2 of 3", hint)
        assert "2 of 3" in talk("=\n")

    def test_what_cannot_be_read_is_asked_again(self, talk) -> None:
        told = talk("[1, 2\n")
        assert "not closed" in told
        assert "2 of 3" not in told
        right = talk.made.questions[0].right.tolist()
        assert "right" in talk(f"{right}\n")
        assert "1 of 3 points" in talk(None)

    def test_a_wrong_answer_is_told_its_rule_and_then_what_is_right(self, talk) -> None:
        right = talk.made.questions[0].right
        shown = talk(f"{(-right).tolist()}\n")
        assert "the sign is the other way round" in shown
        assert "u4 = [" in shown
        talk("\n")
        assert "0 of 3 points" in talk("forward\n")


def test_a_word_for_numbers_and_an_empty_list_are_wrong_and_no_crash(run, tmp_path) -> None:
    for answer in ("reverse", [], [[]], 3, [1.0]):
        found = jaccli.grade(MLP, {"u2": answer, "cheaper": answer})
        assert found.marks[0].points == 0
        (tmp_path / "a.yaml").write_text(json.dumps({"u2": answer, "cheaper": answer}))
        assert run("grade", MLP, tmp_path / "a.yaml").status == 1


def test_nothing_follows_where_an_earlier_answer_makes_a_step_trivial() -> None:
    blocked = {"x2": [-1, -2, -1, -3], "u2": [0, 0, 0, 0], "g1.bias": [0, 0, 0, 0]}
    found = jaccli.grade(MLP, blocked)
    assert (found.points, [mark.is_right for mark in found.marks]) == (0, [False] * 3)


def test_a_guess_of_one_digit_is_not_said_to_be_near() -> None:
    right = jaccli.exercise(MLP, "x5").questions[0].right.item()
    for digits, cause in ((1, None), (2, "rounding"), (3, "rounding")):
        (mark,) = jaccli.grade(MLP, {"x5": float(f"{right:.{digits}g}")}).marks
        assert (mark.points, mark.cause and mark.cause.cause) == (0, cause)
    (mark,) = jaccli.grade(MLP, {"u4": [0, 0, 0]}).marks
    assert (mark.points, mark.cause) == (0, None)


def test_right_values_are_in_json_where_they_are_asked_for_and_nowhere_else(run, chain) -> None:
    file = chain("input: [1, 2]\nlayers: [square, sum]\n")
    answers = chain("x2: [0, 0]\nfactor: 1\ncheaper: tie\n", "a.yaml")
    shown = json.loads(run("grade", file, answers, "--format", "json", "--answers").out)
    right = {each["name"]: each["right"] for each in shown["results"][0]["questions"]}
    assert right == {"x2": [1.0, 4.0], "factor": 2.0, "cheaper": "reverse"}
    hidden = json.loads(run("grade", file, answers, "--format", "json").out)
    assert not any("right" in each for each in hidden["results"][0]["questions"])


def test_every_mistake_names_a_topic_of_explain() -> None:
    for each in gather():
        if each.learn:
            assert explain(each.learn.format(layer="relu", x="x2", moved="u3", made="u2"))


def safe_text(rng: random.Random, depth: int = 0) -> str:
    """An expression that Python would evaluate to the same."""
    kind = rng.randrange(7) if depth < 4 else 0
    if kind == 0:
        return rng.choice(["1", "2.5", "0.125", "3e-2", "7", ".5"])
    inner = [safe_text(rng, depth + 1) for _ in range(2)]
    if kind == 1:
        return f"({inner[0]})"
    if kind == 2:
        return f"{rng.choice(['exp', 'sqrt', 'log'])}({inner[0]})"
    if kind == 3:
        return f"-{inner[0]}"
    if kind == 4:
        return f"{inner[0]}**{rng.choice('123')}"
    return f"{inner[0]} {rng.choice('+-*/')} {inner[1]}"


def test_an_expression_is_what_python_makes_of_it() -> None:
    rng = random.Random(0)
    names = {"exp": math.exp, "sqrt": math.sqrt, "log": math.log, "__builtins__": {}}
    compared = 0
    for _ in range(600):
        text = safe_text(rng)
        if len(text) > 150:
            continue
        try:
            expected = float(eval(text, names))  # of texts that are made above
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):
            with pytest.raises(NoNumber):
                number_of(text)
            continue
        assert number_of(text) == pytest.approx(expected, rel=1e-12), text
        compared += 1
    assert compared > 300


class TestExpect:
    """What a file may expect, and what a teacher allows it."""

    CHAIN = "input: [1, 2]\nlayers: [{type: linear, weight: [[1, 2], [3, 4]]}, square, sum]\n"
    RIGHT = (  # x2 = (5, 11), o = 25 + 121
        "  loss: 146\n  values: {x2: [5, 11], x3: [25, 121]}\n"
        "  adjoints: {u3: [1, 1], u2: [10, 22], u1: [76, 108]}\n"
        "  gradients: {g1.weight: [[10, 20], [22, 44]]}\n  best_order: (J3·J2)·J1\n"
    )

    def test_what_is_right_by_hand_is_met(self, run, chain) -> None:
        done = run("check", chain(f"{self.CHAIN}expect:\n{self.RIGHT}"), "--strict")
        assert (done.status, "FAIL" in done.out) == (0, False)

    @pytest.mark.parametrize(
        "line", ["loss: 145", "values: {x2: [5, 1]}", "adjoints: {u2: [10, 2]}",
                 "gradients: {g1.weight: [10, 20, 22, 4]}", "best_order: J3·(J2·J1)",
                 "output: [145]", "jacobian: [[76, 10]]", "forward_flops: 1", "max_flops: 1",
                 "cheaper: tie"],
    )  # fmt: skip
    def test_what_is_wrong_fails_and_no_format_has_what_is_right(self, line, run, chain) -> None:
        file = chain(f"{self.CHAIN}expect: {{{line}}}")
        for format, *details in (
            ("text",), ("text", "--details"), ("json",), ("github",), ("junit",)
        ):  # fmt: skip
            done = run("check", file, "--no-solutions", "--format", format, *details)
            assert done.status == 1
            assert not re.search(HIDDEN, done.out), format

    def test_a_tolerance_is_capped_and_a_file_without_expectations_fails(self, run, chain) -> None:
        loose = chain(f"{self.CHAIN}expect: {{loss: 140, tolerance: 0.5}}")
        assert run("check", loose).status == 0
        assert run("check", loose, "--tolerance", "1e-6").status == 1
        empty = chain(self.CHAIN, "empty.yaml")
        assert run("check", empty).status == 0
        assert run("check", empty, "--strict").status == 1


class Branches:
    """b = W x; c = tanh(b); d = b ⊙ c; o = Σ (d + b): b is read three times."""

    def __init__(self, seed: int) -> None:
        rng = np.random.RandomState(seed)
        n, m = rng.randint(2, 5, 2)
        self.x, self.W = rng.randint(-3, 4, n).astype(float), rng.randint(-2, 3, (m, n)) / 2.0
        self.x[0] = self.x[0] or 1.0
        b = self.W @ self.x + 0.25
        c = np.tanh(b)
        self.b, one = b, np.ones(m)
        self.parts = (b * (1 - c**2), c, one)  # through c, by d, by the sum
        self.graph = {
            "inputs": {"x": self.x},
            "layers": [
                {"name": "b", "type": "linear", "inputs": "x", "weight": self.W,
                 "bias": np.full(m, 0.25)},
                {"name": "c", "type": "tanh", "inputs": "b"},
                {"name": "d", "type": "multiply", "inputs": ["b", "c"]},
                {"name": "e", "type": "add", "inputs": ["d", "b"]},
                {"name": "o", "type": "sum", "inputs": "e"},
            ],
        }  # fmt: skip


def test_adjoints_that_are_not_added_or_overwritten_are_named_in_graphs() -> None:
    named = Counter()
    for seed in range(8):
        net = Branches(seed)
        whole = sum(net.parts)
        own = {"u.b": whole, "u.x": whole @ net.W, "g.b.bias": whole}
        own |= {"g.b.weight": np.outer(whole, net.x), "x.b": net.b}
        assert jaccli.grade(net.graph, own).ok
        for part in net.parts:  # the last one alone is what is left where others are overwritten
            if np.allclose(part, whole, rtol=1e-3) or not part.any():
                continue
            (mark,) = jaccli.grade(net.graph, {"u.b": part}).marks
            named[mark.cause.cause if mark.cause else None] += 1
    assert named["adjoints not added"] >= 0.95 * sum(named.values())
    assert sum(named.values()) > 15


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_the_key_of_any_chain_or_graph_is_right_and_what_is_off_is_not(seed, tmp_path) -> None:
    rng = np.random.RandomState(seed)
    try:
        made = jaccli.exercise(random_file(seed), "all")
    except JaccliError:
        return  # not finite there
    (tmp_path / "key.yaml").write_text(key(made))
    assert jaccli.grade(made, tmp_path / "key.yaml").ok
    rounded = {
        each.name: [float(f"{number:.4g}") for number in each.right.ravel()]
        for each in made.questions
        if isinstance(each.right, np.ndarray)
    }
    found = jaccli.grade(made, rounded)
    assert {mark.status for mark in found.marks if mark.given} <= {"right", "followed"}
    arrays = [each for each in made.questions if each.name in rounded and each.right.size]
    for at in rng.permutation(len(arrays))[:12]:
        name, off = arrays[at].name, np.array(arrays[at].right, dtype=float)
        place = rng.randint(off.size)
        off.flat[place] += 0.01 * (abs(off.flat[place]) + np.abs(off).max() + (not off.any()))
        marks = jaccli.grade(made, {name: off}).marks
        assert not next(mark for mark in marks if mark.question.name == name).is_right, name


@pytest.mark.parametrize(
    "seeds",
    [range(2), pytest.param(range(2, 40), marks=pytest.mark.slow)],
    ids=["some", "more"],
)
def test_mistakes_of_square_layers_softmax_and_counts_are_named_as_themselves(seeds) -> None:
    """linear 3×3 → softmax → linear 3×3 → tanh → linear 2×3: forward 3 passes, reverse 2."""
    named: Counter[tuple[str, str | None]] = Counter()
    for seed in seeds:
        rng = np.random.RandomState(seed)
        x, b = rng.randn(3), rng.randn(3)
        A, B, C = rng.randn(3, 3), rng.randn(3, 3), rng.randn(2, 3)
        x2 = A @ x + b
        p = np.exp(x2) / np.exp(x2).sum()
        x4 = B @ p
        t = np.tanh(x4)
        S, D = np.diag(p) - np.outer(p, p), np.diag(1 - t**2)
        layers = [
            {"type": "linear", "weight": A, "bias": b},
            "softmax",
            {"type": "linear", "weight": B},
            "tanh",
            {"type": "linear", "weight": C},
        ]
        chain = {"input": x, "layers": layers}
        u5 = C[0]  # of the first output
        u4 = u5 @ D
        u3 = u4 @ B
        u2 = u3 @ S
        v2 = A[:, 0]
        v3 = S @ v2
        one = 2 * (9 + 9 + 9 + 9 + 6)  # FLOPs of a pass
        right = {"x2": x2, "x3": p, "x4": x4, "u4": u4, "u3": u3, "u2": u2, "u1": u2 @ A}
        right |= {"v2": v2, "v3": v3, "J2": S, "J": C @ D @ B @ S @ A}
        right |= {"forward_flops": 3 * one, "reverse_flops": 2 * one, "factor": Fraction(3, 2)}
        assert jaccli.grade(chain, right).ok
        wrong = [
            ("softmax as a diagonal", "u2", u3 * p * (1 - p)),
            ("softmax as a diagonal", "J2", np.diag(p * (1 - p))),
            ("softmax as a diagonal", "v3", v2 * p * (1 - p)),
            ("softmax not divided", "x3", np.exp(x2)),
            ("W for Wᵀ", "u3", B @ u4),
            ("W for Wᵀ", "u1", A @ u2),
            ("W for Wᵀ", "x2", A.T @ x + b),
            ("W for Wᵀ", "v2", A[0]),
            ("bias in the derivative", "v2", v2 + b),
            ("one layer short", "J", C @ D @ B @ A),
            ("one layer short", "u3", u4),
            ("value for slope", "u4", u5 * t),
            ("slope at the value", "u4", u5 * (1 - np.tanh(t) ** 2)),
            ("transposed", "J", right["J"].T),
            ("sign", "u2", -u2),
            ("factor 2", "u2", 2 * u2),
            ("multiply-adds for FLOPs", "forward_flops", 3 * one // 2),
            ("seeds free", "forward_flops", 3 * (one - 18)),
            ("one pass", "forward_flops", one),
            ("n and m exchanged", "reverse_flops", 3 * one),
            ("factor inverted", "factor", Fraction(2, 3)),
            ("factor of FLOPs", "factor", 3),
        ]
        for cause, name, answer in wrong:
            (mark,) = jaccli.grade(chain, {name: answer}).marks
            assert not mark.is_right
            named[cause, mark.cause.cause if mark.cause else None] += 1
    hits = sum(times for (cause, found), times in named.items() if cause == found)
    assert hits >= 0.95 * sum(named.values()), {k: v for k, v in named.items() if k[0] != k[1]}


@pytest.mark.parametrize(("rows", "columns"), [(60, 7), (60, 70), (7, 60), (25, 25)])
def test_a_large_j_is_right_however_many_sweeps_it_takes(chain, rows, columns) -> None:
    rng = np.random.RandomState(rows)
    weight = rng.randint(-3, 4, (rows, columns))
    split = columns // 3
    inputs = f"a: {{size: {split}}}, b: {{size: {columns - split}}}"
    text = f"""inputs: {{{inputs}}}
layers:
  - {{type: concatenate, inputs: [a, b], name: both}}
  - {{type: linear, weight: {weight.tolist()}, name: o}}
"""
    found = {each.name: each for each in jaccli.exercise(chain(text), "J").questions}
    assert np.array_equal(found["J"].right, weight)


def test_a_layer_that_reads_one_value_many_times_asks_of_it_once(chain) -> None:
    text = f"""input: [2.0, 3.0]
layers:
  - {{type: add, inputs: [{", ".join(50 * ["x"])}], name: s}}
  - {{type: sum, inputs: [s], name: o}}
"""
    found = {each.name: each for each in jaccli.exercise(chain(text), "all").questions}
    assert found["u.x"].reads == ("u.s", "x.x")
    assert found["v.s"].right.tolist() == [50.0, 0.0]
    assert found["u.x"].follow({"u.s": np.array([1.0, 2.0])}).tolist() == [50.0, 100.0]
    assert found["v.s"].follow({"v.x": np.array([1.0, 2.0])}).tolist() == [50.0, 100.0]
