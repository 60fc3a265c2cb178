"""The chains that ship with jaccli do what their first two lines say."""

from __future__ import annotations

import re
import subprocess
import zipfile
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import jaccli
from jaccli.commands.manual import manual
from jaccli.reports.common.modes import Rule
from jaccli.spec import sample_folder, samples

NAMES = samples()


def lines_of(name: str) -> list[str]:
    return (Path(sample_folder()) / f"{name}.yaml").read_text(encoding="utf-8").splitlines()


def test_the_named_samples_are_there() -> None:
    assert {
        "textbook",
        "mlp_squared_error",
        "mlp_cross_entropy",
        "tall",
        "square",
        "bottleneck",
        "seeds_flip",
        "affine_softmax",
        "digits",
        "figure_13_11",
        "baydin",
        "residual",
        "autoencoder",
    } == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_opens_with_what_it_shows_and_what_to_try(name: str) -> None:
    shows, tries = lines_of(name)[:2]
    assert shows.startswith("# ")
    assert tries.startswith("# Try: jaccli ")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.costly
def test_the_command_to_try_works(name: str, run) -> None:
    command = lines_of(name)[1].removeprefix("# Try: jaccli ")
    outcome = run(*command.split())
    assert outcome.status == 0
    assert outcome.err == ""


@pytest.mark.parametrize("name", ["branches", "textbook_functions"])
def test_a_sample_program_opens_with_a_command_that_works(name: str, run) -> None:
    text = (Path(sample_folder()) / f"{name}.py").read_text(encoding="utf-8").splitlines()
    assert text[0].startswith("# ")
    outcome = run(*text[1].removeprefix("# Try: jaccli ").split())
    assert (outcome.status, outcome.err) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_both_modes_find_one_jacobian(name: str) -> None:
    assert jaccli.compare(jaccli.load(f"sample:{name}")).agreement.ok


@pytest.mark.parametrize(
    ("name", "cheaper"),
    [
        ("textbook", "reverse"),
        ("mlp_squared_error", "reverse"),
        ("mlp_cross_entropy", "reverse"),
        ("tall", "forward"),
        ("square", "tie"),
        ("bottleneck", "tie"),
        ("digits", "reverse"),
        ("figure_13_11", "reverse"),
        ("baydin", "reverse"),
        ("residual", "reverse"),
        ("autoencoder", "tie"),
    ],
)
def test_a_sample_has_the_verdict_that_it_is_there_for(name: str, cheaper: str) -> None:
    assert jaccli.compare(jaccli.load(f"sample:{name}")).verdict.cheaper == cheaper


def test_the_seeds_rule_flips_the_verdict_of_seeds_flip() -> None:
    found = jaccli.compare(jaccli.load("sample:seeds_flip"))
    assert found.verdict_under(Rule("dense", "counted")) == "forward"
    assert found.verdict_under(Rule("dense", "free")) == "reverse"


def test_a_mixed_order_of_the_bottleneck_costs_less_than_both_modes() -> None:
    found = jaccli.compare(jaccli.load("sample:bottleneck"))
    m0, m1, m2, m3, m4 = found.graph.sizes
    mixed = 2 * (m3 * m2 * m1 + m4 * m3 * m1 + m4 * m1 * m0)  # (J4·(J3·J2))·J1
    free = Rule("dense", "free")
    assert mixed < found.forward.costs[free].flops
    assert mixed < found.reverse.costs[free].flops


def test_the_textbook_chain_costs_what_the_chapter_says() -> None:
    # Sizes n, n, n, n, 1: one product is 2 (3n² + n), forward needs n of them: O(n³), reverse one
    for n in (16, 50):
        found = jaccli.compare(jaccli.load("sample:textbook", sizes={"n": n}))
        dense = Rule("dense", "counted")
        assert found.forward.costs[dense].flops == n * 2 * (3 * n * n + n)
        assert found.reverse.costs[dense].flops == 2 * (3 * n * n + n)


def test_the_cross_entropy_network_has_the_books_numbers() -> None:
    # 13.3.3.4 by hand: u_4 = p − y, u_2 = (W_2ᵀ u_4) ⊙ H(x_2), and J = u_2ᵀ W_1
    text = "\n".join(lines_of("mlp_cross_entropy"))
    found = jaccli.compare(jaccli.load("sample:mlp_cross_entropy"))
    assert found.graph.parameters == 43
    w1 = np.array(
        [[1, -1, 2, 1, 0, -1], [0, 1, -1, -1, 2, 0], [2, 0, 0, 1, -1, -1], [0, 1, 1, 1, 1, 0]]
    )
    w2 = np.array([[1, 2, -1, 2], [-1, 0, 1, 1], [0, 1, 0, -1]])
    assert all(str(row) in text for row in [*w1.tolist(), *w2.tolist()])
    p = np.exp([0, 2, 1]) / np.exp([0, 2, 1]).sum()
    u4 = p - [1, 0, 0]
    u2 = (w2.T @ u4) * [1, 0, 1, 1]
    assert np.allclose(found.jacobian, [u2 @ w1], rtol=1e-12)
    assert np.allclose(found.output, -np.log(p[0]), rtol=1e-12)


class TestDigits:
    """The trained network."""

    @staticmethod
    def archive() -> dict[str, np.ndarray]:
        with np.load(Path(sample_folder()) / "digits.npz") as arrays:
            return dict(arrays)

    def test_the_weights_are_small_and_in_float32(self) -> None:
        arrays = self.archive()
        assert {arrays[f"{kind}{k}"].dtype.name for kind in "Wb" for k in (1, 2, 3)} == {"float32"}
        assert (Path(sample_folder()) / "digits.npz").stat().st_size < 15_000

    def test_it_reads_its_digit(self) -> None:
        arrays = self.archive()
        x = arrays["x"].astype(float)
        for k in (1, 2):
            x = np.maximum(arrays[f"W{k}"] @ x + arrays[f"b{k}"], 0)
        scores = arrays["W3"] @ x + arrays["b3"]
        assert scores.argmax() == arrays["label"]
        loss = np.log(np.exp(scores).sum()) - scores[arrays["label"]]
        found = jaccli.compare(jaccli.load("sample:digits"))
        assert found.output[0] == pytest.approx(loss, rel=1e-9)
        assert f"label: {arrays['label']}" in "\n".join(lines_of("digits"))

    def test_the_accuracy_in_the_file_is_the_trained_one(self) -> None:
        arrays = self.archive()
        right, size = int(arrays["test_right"]), int(arrays["test_size"])
        assert (
            f"{right} of {size} test digits right ({100 * right / size:.1f} %)"
            in lines_of("digits")[0]
        )


def test_the_wheel_holds_the_samples_and_the_man_page(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    build = import_module("hatchling.builders.wheel")
    wheel = Path(next(build.WheelBuilder(str(root)).build(directory=str(tmp_path))))
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
        page = files.read(f"jaccli-{jaccli.__version__}.data/data/share/man/man1/jaccli.1")
    assert page.decode("utf-8") == manual()
    tracked = subprocess.run(
        ["git", "ls-files", "sample_chains"], cwd=root, capture_output=True, text=True, check=False
    ).stdout.split()
    assert tracked or not (root / ".git").exists()
    assert {f"jaccli/{name}" for name in tracked} <= set(names)
    assert all(re.match(r"jaccli(/|-)", name) for name in names)
    assert not [name for name in names if name.endswith("README.md")]  # for who reads the code
