"""Answers graded: every number here is computed by NumPy alone, right ones and wrong ones."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml

import jaccli
from jaccli.errors import JaccliError
from jaccli.spec import samples

NAMES = [name for name in samples() if not name.endswith(".py")]


class Mlp:
    """linear, φ, linear and a loss by hand: values, adjoints and gradients (Murphy 13.3.3.4)."""

    def __init__(
        self, seed: int, phi: str = "relu", loss: str = "cross_entropy", n: int = 4
    ) -> None:
        random = np.random.RandomState(seed)
        h, m = n + 1, 3
        self.phi, self.loss, self.label = phi, loss, int(random.randint(m))
        self.W1, self.b1 = random.randn(h, n).round(2), random.randn(h).round(2)
        self.W2, self.b2 = random.randn(m, h).round(2), random.randn(m).round(2)
        self.target = random.randn(m).round(2)
        self.x1 = random.randn(n).round(2)
        self.x2 = self.W1 @ self.x1 + self.b1
        self.x3 = np.maximum(self.x2, 0) if phi == "relu" else np.tanh(self.x2)
        self.slopes = (self.x2 > 0) * 1.0 if phi == "relu" else 1 - np.tanh(self.x2) ** 2
        self.x4 = self.W2 @ self.x3 + self.b2
        self.p = np.exp(self.x4) / np.exp(self.x4).sum()
        self.y = np.eye(m)[self.label]
        if loss == "cross_entropy":
            self.x5, self.u4 = -np.log(self.p[self.label]), self.p - self.y
        else:
            self.x5 = 0.5 * ((self.target - self.x4) ** 2).sum()
            self.u4 = self.x4 - self.target
        self.u3 = self.u4 @ self.W2
        self.u2 = self.u3 * self.slopes
        self.u1 = self.u2 @ self.W1

    @property
    def chain(self) -> dict:
        last = {"type": self.loss, "label": self.label}
        if self.loss == "squared_error":
            last = {"type": self.loss, "target": self.target}
        return {
            "input": self.x1,
            "layers": [
                {"type": "linear", "weight": self.W1, "bias": self.b1},
                {"type": self.phi},
                {"type": "linear", "weight": self.W2, "bias": self.b2},
                last,
            ],
        }

    @property
    def right(self) -> dict[str, np.ndarray]:
        return {
            "x2": self.x2,
            "x3": self.x3,
            "x4": self.x4,
            "x5": np.array(self.x5),
            "u4": self.u4,
            "u3": self.u3,
            "u2": self.u2,
            "u1": self.u1,
            "g1.weight": np.outer(self.u2, self.x1),
            "g1.bias": self.u2,
            "g3.weight": np.outer(self.u4, self.x3),
            "g3.bias": self.u4,
            "J4": self.u4[None, :],
            "J3": self.W2,
            "J2": np.diag(self.slopes),
            "J1": self.W1,
            "J": self.u1[None, :],
        }

    @property
    def wrong(self) -> list[tuple[str, str, np.ndarray]]:
        """The cause, the question, and what somebody gives who makes that mistake."""
        after = self.x3 > 0 if self.phi == "relu" else 1 - np.tanh(self.x3) ** 2
        found = [
            ("relu mask", "u2", self.u3),
            ("dot for ⊙", "u2", np.array((self.u3 * self.slopes).sum())),
            ("transposed", "J3", self.W2.T),
            ("transposed", "J", self.u1[:, None]),
            ("transposed gradient", "g1.weight", np.outer(self.x1, self.u2)),
            ("one layer short", "g1.weight", np.outer(self.u3, self.x1)),
            ("x of another layer", "g3.weight", np.outer(self.u4, self.x2)),
            ("bias gradient missing", "g3.bias", np.zeros(3)),
            ("bias forgotten", "x2", self.W1 @ self.x1),
            ("activation forgotten", "x3", self.x2),
            ("slopes for a matrix", "J2", self.slopes),
            ("sign", "u3", -self.u3),
            ("rounding", "u1", np.array([float(f"{each:.2g}") for each in self.u1])),
        ]
        if self.phi == "relu":
            found.append(("relu mask of the adjoint", "u2", np.maximum(self.u3, 0)))
        else:
            found.append(("slope at the value", "u2", self.u3 * after))
        if self.loss == "cross_entropy":
            other = self.label - 1 if self.label else self.label + 1
            found += [
                ("y − p", "u4", self.y - self.p),
                ("label from 1", "u4", self.p - np.eye(3)[other]),
                ("p for p − y", "u4", self.p),
            ]
        else:
            found += [
                ("target minus output", "u4", self.target - self.x4),
                ("factor 2", "u4", 2 * self.u4),
                ("factor ½", "x5", np.array(2 * self.x5)),
            ]
        return found


MLPS = [
    (seed, phi, loss)
    for seed in range(12)
    for phi in ("relu", "tanh")
    for loss in ("cross_entropy", "squared_error")
]


def status(found, name: str) -> str:
    return next(mark.status for mark in found.marks if mark.question.name == name)


@pytest.mark.parametrize(("seed", "phi", "loss"), MLPS)
def test_right_answers_by_hand_get_full_marks(seed: int, phi: str, loss: str) -> None:
    net = Mlp(seed, phi, loss)
    found = jaccli.grade(net.chain, net.right)
    assert [m.question.name for m in found.marks if m.status != "right"] == []
    rounded = {
        name: np.array([float(f"{x:.4g}") for x in np.ravel(a)]) for name, a in net.right.items()
    }
    assert jaccli.grade(net.chain, rounded).ok  # four correct digits, flat


@pytest.mark.slow
def test_a_mistake_is_named_as_itself() -> None:
    """What is right within the tolerance all the same is left out."""
    named, missed = Counter(), Counter()
    for seed, phi, loss in MLPS:
        net = Mlp(seed, phi, loss)
        if not net.slopes.any():
            continue
        for cause, name, answer in net.wrong:
            right = net.right[name]
            if answer.size == right.size and np.allclose(
                np.ravel(answer), np.ravel(right), rtol=5e-4
            ):
                continue
            (mark,) = jaccli.grade(net.chain, {name: answer}).marks
            assert mark.status in ("wrong", "partly")
            found = mark.cause.cause if mark.cause else None
            (named if found == cause else missed)[cause, found] += 1
    assert sum(named.values()) >= 500
    assert sum(missed.values()) <= 0.05 * sum(named.values()), missed
    assert len({cause for cause, _ in named}) == 20


@pytest.mark.parametrize(
    "chains", [MLPS[::10], pytest.param(MLPS, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_no_answer_that_is_off_is_right_and_none_gets_more_points_than_are_right(chains) -> None:
    random = np.random.RandomState(0)
    for seed, phi, loss in chains:
        net = Mlp(seed, phi, loss)
        for name, right in net.right.items():
            off = np.array(right, dtype=float)
            at = random.randint(off.size)
            off.flat[at] += (1 + abs(off.flat[at])) * random.choice([-1, 1]) * 0.01
            (mark,) = jaccli.grade(net.chain, {name: off}).marks
            assert mark.status not in ("right", "followed"), (name, seed)
            assert mark.points == pytest.approx(1 - 1 / off.size)
            assert mark.wrong == (at,) or off.size == 1


def test_a_later_answer_follows_from_an_earlier_one_that_is_wrong() -> None:
    net = Mlp(3, "tanh")
    u2 = net.u3  # the slopes are forgotten
    own = {"u3": net.u3, "u2": u2, "u1": u2 @ net.W1, "g1.weight": np.outer(u2, net.x1)}
    found = jaccli.grade(net.chain, own)
    assert [mark.status for mark in found.marks] == ["right", "wrong", "followed", "followed"]
    assert found.marks[2].followed == ("u2",)
    assert found.points == 3
    wrong = {"x2": net.x2 + 0.5, "u2": net.u3 * (1 - np.tanh(net.x2 + 0.5) ** 2)}
    assert status(jaccli.grade(net.chain, wrong), "u2") == "followed"  # at the student's own x2


def test_nothing_follows_from_an_earlier_answer_that_makes_the_step_trivial() -> None:
    net = Mlp(1)
    found = jaccli.grade(net.chain, {"u2": np.zeros(5), "u1": np.zeros(4)})
    assert [mark.status for mark in found.marks] == ["wrong", "wrong"]
    assert jaccli.grade(net.chain, {"u1": np.zeros(4)}).points == 0


def test_adjoints_of_a_value_that_is_read_twice_are_added() -> None:
    graph = {
        "inputs": {"a": 2.0, "b": 3.0},
        "layers": [
            {"name": "p", "type": "multiply", "inputs": ["a", "b"]},
            {"name": "s", "type": "square", "inputs": "p"},
            {"name": "o", "type": "add", "inputs": ["s", "p"]},
        ],
    }
    assert jaccli.grade(graph, {"u.p": 2 * 6 + 1, "u.a": 13 * 3, "p": 6, "loss": 42}).ok
    for part in (1.0, 12.0):
        (mark,) = jaccli.grade(graph, {"u.p": part}).marks
        assert mark.cause.cause == "adjoints not added"


def test_prices_are_those_of_a_calculation_by_hand() -> None:
    net = Mlp(0)  # 4 → 5 → 5 → 3 → 1
    one_pass = 2 * (5 * 4 + 5 * 5 + 3 * 5 + 1 * 3)
    right = {
        "forward_flops": 4 * one_pass,
        "reverse_flops": one_pass,
        "passes.forward": 4,
        "passes.reverse": 1,
        "cheaper": "reverse",
        "factor": 4,
        "shape.J1": [5, 4],
        "shape.J": [1, 4],
        "best_order": "((J4 J3) J2) J1",
        "best_order_flops": 2 * (3 * 5 + 5 * 5 + 5 * 4),
        "blocked.f2": np.flatnonzero(net.x2 <= 0) + 1,
    }
    found = jaccli.grade(net.chain, right)
    assert [m.question.name for m in found.marks if m.status != "right"] == []
    wrong = {
        "forward_flops": (2 * one_pass, "multiply-adds for FLOPs"),
        "reverse_flops": (4 * one_pass, "n and m exchanged"),
        "passes.forward": (1, "n and m exchanged"),
        "factor": (8, "factor of FLOPs"),
        "shape.J1": ([4, 5], "transposed"),
    }
    for name, (answer, cause) in wrong.items():
        (mark,) = jaccli.grade(net.chain, {name: answer}).marks
        assert (mark.points, mark.cause.cause) == (0, cause)
    (mark,) = jaccli.grade(net.chain, {"factor": Fraction(1, 4)}).marks
    assert mark.cause.cause == "factor inverted"
    assert jaccli.grade(net.chain, {"forward_flops": 4 * one_pass + 1}).points == 0  # exact


@pytest.mark.parametrize(
    ("order", "right"),
    [
        ("((J4·J3)·J2)·J1", True),
        ("J4*J3*J2*J1", True),
        ("reverse", True),
        ("J4·(J3·(J2·J1))", False),
        ("forward", False),
        ("J1·J2·J3·J4", False),
        ("(J4·J3", False),
        ("J4·J3·J2", False),
        ("J4J3J2J1J0", False),
    ],
)
@pytest.mark.whole
def test_an_order_may_be_written_in_many_ways(order: str, right: bool) -> None:
    assert jaccli.grade(Mlp(0).chain, {"best_order": order}).ok == right


@pytest.mark.parametrize("name", NAMES)
def test_the_key_of_a_sample_gets_full_marks(name: str, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    key = ("-o", "sheet.yaml", "--key", "key.yaml")
    assert run("exercise", f"sample:{name}", *key).status == 0
    done = run("grade", "sheet.yaml", "key.yaml", "-q")
    assert (done.status, done.err) == (0, "")
    empty = run("grade", "sheet.yaml", "answers.yaml", "--format", "json")
    (found,) = json.loads(empty.out)["results"]
    assert (empty.status, found["points"]) == (1, 0)
    assert {each["status"] for each in found["questions"]} == {"missing"}


class TestFiles:
    """Answer files, as students write them."""

    @pytest.fixture
    def grade(self, run, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        Path("net.yaml").write_text("input: [1, 2]\nlayers: [exp, sum]\n")

        def call(text: str, *options: str):
            Path("a.yaml").write_text(text, encoding="utf-8")
            return run("grade", "net.yaml", "a.yaml", *options)

        return call

    @pytest.mark.parametrize(
        "text",
        [
            "x2: [exp(1), exp(2)]",
            "x2: ['exp(1)', exp(1)^2]",
            "x2: [2.7183, 7.3891]",
            "x2: [[2.718281828, 7.389056]]",
            "x2: [2.718281828459045, 73890560989306495/10^16]",
            "{x2: [e, e*e], loss: e + e**2}",
            "shape.J1: [2, 2]\ncheaper: reverse\nfactor: 4/2",
        ],
    )
    def test_numbers_may_be_expressions(self, text: str, grade) -> None:
        done = grade(text)
        assert (done.status, done.err) == (0, "")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("x2: [.nan, 1]", "x2: expected a number"),
            ("x2: [1e999, 1]", "it has no finite value"),
            ("x2: [1/0, 1]", "it has no finite value"),
            ("x2: [9^9^9^9, 1]", "it has no finite value"),
            ("x2: [__import__('os'), 1]", "expected a number"),
            ("x2: ['open(1)', 1]", "expected a number"),
            ("x2: ['" + "(" * 150 + "', 1]", "nested deeper"),
            ("x2: ['" + "1+" * 5000 + "1', 1]", "at most 200 characters"),
            ("x2: [[1, 2], [3]]", "rows of one length"),
            ("x7: 1", "no question is called `x7`"),
            ("tolerance: 1", "no question is called `tolerance`"),
            ("[1, 2]", "an answer file: expected a mapping"),
            ("x2: [", "not closed"),
            ("x2: {file: u.npy}", "there is no file `u.npy`"),
        ],
    )
    def test_what_is_no_answer_is_said_at_its_place(self, text: str, said: str, grade) -> None:
        done = grade(text)
        assert (done.status, done.out) == (2, "")
        assert said in " ".join(done.err.split())

    def test_nesting_and_aliases_are_bounded(self, grade) -> None:
        for text in ("x2: " + "[" * 100_000, "x2: " + "[" * 5000 + "1" + "]" * 5000):
            done = grade(text)
            assert (done.status, done.out) == (2, "")
            assert "Traceback" not in done.err

    def test_arrays_lie_in_files_too(self, grade, run) -> None:
        right = np.exp([1.0, 2.0])
        np.save("u.npy", right)
        assert grade("x2: {file: u.npy}").status == 0
        np.savez("all.npz", x2=right, loss=right.sum(), J=right[None, :])
        assert run("grade", "net.yaml", "all.npz", "-q").out == "all.npz: 3 of 3 points\n"
        Path("no.npz").write_bytes(b"PK")
        assert run("grade", "net.yaml", "no.npz").status == 2

    def test_no_right_value_is_in_what_machines_read(self, grade) -> None:
        text = "x2: [1, 1]\nloss: 1\nJ: [[1, 1]]\nforward_flops: 1\n"
        for options in ((), ("--format", "json"), ("--format", "github"), ("--format", "junit")):
            out = grade(text, *options).out
            assert not any(figure in out for figure in ("2.71", "7.38", "10.10", "10.1"))
        assert "2.71" in grade(text, "--answers").out

    def test_a_class_is_a_table(self, grade, run) -> None:
        grade("x2: [e, 1]\nloss: 1")
        Path("b.yaml").write_text("x2: [e, e^2]\nloss: e + e^2")
        rows = [
            *csv.reader(
                io.StringIO(run("grade", "net.yaml", "a.yaml", "b.yaml", "--format", "csv").out)
            )
        ]
        assert rows[0] == ["answers", "points", "of", "x2", "x3"]
        assert [list(map(float, row[1:])) for row in rows[1:]] == [[0.5, 2, 0.5, 0], [2, 2, 1, 1]]
        text = run("grade", "net.yaml", "a.yaml", "b.yaml").out
        assert "2 answer files, 1 all right." in text
        tree = ElementTree.fromstring(
            run("grade", "net.yaml", "a.yaml", "b.yaml", "--format", "junit").out
        )
        assert [each.get("failures") for each in tree] == ["2", "0"]
        assert run("grade", "net.yaml", "a.yaml", "--format", "github").out.startswith(
            "::error file=a.yaml,line=1"
        )

    def test_a_file_that_cannot_be_read_costs_no_other_its_marks(self, grade, run) -> None:
        grade("x2: [e, e^2]")
        Path("open.yaml").write_text("x2: [e\n")
        Path("name.yaml").write_text("x2: [e, e^2]\nx22: 1\n")
        with zipfile.ZipFile("bomb.npz", "w", zipfile.ZIP_DEFLATED) as bomb:
            header = io.BytesIO()
            shape = {"descr": "<f8", "fortran_order": False, "shape": (10**6,)}
            np.lib.format.write_array_header_1_0(header, shape)
            bomb.writestr("x2.npy", header.getvalue() + bytes(8 * 10**6))
        Path("inside.yaml").write_text("x2: {file: bomb.npz, key: x2}\n")
        Path("long.yaml").write_text("#" * (5 << 20))
        os.mkfifo("pipe.yaml")
        broken = ["open.yaml", "name.yaml", "inside.yaml", "bomb.npz", "long.yaml", "pipe.yaml"]
        names = ["a.yaml", *broken, "none.yaml"]

        def said(*options: str) -> str:
            done = run("grade", "net.yaml", *names, *options)
            assert done.status == 1
            assert done.err.count("error:") == 7
            assert done.err.endswith("7 errors in 7 files, 1 other file marked\n")
            return done.out

        results = json.loads(said("--format", "json"))["results"]
        assert [(each["file"], each["points"]) for each in results] == [
            (name, float(name == "a.yaml")) for name in names
        ]
        places = [[(one["line"], one["column"]) for one in each["mistakes"]] for each in results]
        assert places[:4] == [[], [(1, 5)], [(2, 1)], [(1, 12)]]
        assert "a.yaml: 1 of 1 points\n" in said("-q")
        assert said().count("it cannot be read") == 7
        assert said("--format", "github").count("::error file=") == 7
        suites = ElementTree.fromstring(said("--format", "junit"))
        assert [each.get("errors") for each in suites] == ["0", *["1"] * 7]
        alone = run("grade", "net.yaml", *broken)
        assert (alone.status, alone.out) == (2, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("questions: {x2: -1}", "x2: expected points from 0 to 1,000,000"),
        ("questions: {x2: 1e400}", "x2: expected a finite number"),
        ("questions: {x2: 1, x2: 1}", "`x2` is given twice"),
        ("questions: {x9: 1}", "no question is called `x9`"),
        ("questions: {}", "a sheet"),
        ("questions: [x2]", "`questions`: expected a mapping"),
        ("questions: {x2: 1}\nexercise: {u: [1, 2]}", "u has 2 numbers, it needs 1"),
        ("questions: {x2: 1}\nexercise: {seed: -1}", "seed: expected an integer of at least 0"),
        ("questions: {x2: 1}\nchain: [1]", "chain"),
    ],
)
def test_a_sheet_that_is_none_is_said_to_be(text: str, said: str, run, chain) -> None:
    sheet = {"exercise": "{}", "chain": "{input: [1], layers: [exp]}"}
    given = [line.partition(":")[0] for line in text.splitlines()]
    rest = "".join(f"{key}: {value}\n" for key, value in sheet.items() if key not in given)
    name = chain(f"{rest}{text}\n", "sheet.yaml")
    Path("a.yaml").write_text("x2: 1\n")
    done = run("grade", name, "a.yaml")
    assert (done.status, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert "this is a sheet of questions" in " ".join(run("compare", name).err.split())


def test_from_python_answers_are_refused_as_from_a_file() -> None:
    for answers in ({"x2": [np.nan]}, {"x2": object()}, {"nope": 1}, {"x2": "exp("}):
        with pytest.raises(JaccliError):
            jaccli.grade({"input": [1.0], "layers": ["exp"]}, answers)


def test_a_sheet_of_python_is_graded_and_saved(tmp_path: Path) -> None:
    sheet = jaccli.exercise("sample:mlp_cross_entropy", "backprop", seed=5)
    sheet.save(tmp_path / "sheet.yaml")
    answers = {each.name: each.right for each in sheet.questions}
    assert jaccli.grade(sheet, answers).ok
    found = jaccli.grade(tmp_path / "sheet.yaml", answers)
    assert found.ok
    found.save(tmp_path / "marks.csv")
    assert (tmp_path / "marks.csv").read_text().startswith("answers,points")
    assert "<table" in found._repr_html_()
    assert yaml.safe_load((tmp_path / "sheet.yaml").read_text())["exercise"]["seed"] == 5
