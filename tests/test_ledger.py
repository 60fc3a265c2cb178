"""Products step by step on one screen: what acts, what it costs, and what gives way."""

from __future__ import annotations

import re

import numpy as np
import pytest

from jaccli.document.blocks import Entry, Ledger, Named
from jaccli.document.display import Display
from jaccli.document.drawing.ledger import ledger_lines
from jaccli.errors import cells

MLP = "sample:mlp_cross_entropy"
SCREENS = [
    *("mlp_cross_entropy", "mlp_squared_error", "affine_softmax", "tall", "bottleneck", "digits"),
    *("square", "seeds_flip", "textbook", "baydin", "figure_13_11", "residual"),
]
STEPS = ("mlp_cross_entropy", "bottleneck", "residual")


def lines(run, *arguments: str) -> list[str]:
    done = run(*arguments)
    assert (done.status, done.err) == (0, "")
    return done.out.splitlines()


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.costly
def test_a_product_fits_on_a_screen_with_its_answer_last(run, name) -> None:
    for command in ("jvp -v", "vjp -u"):
        word, option = command.split()
        for chosen in (["e1", "--steps"], ["all"]):
            shown = lines(run, word, f"sample:{name}", option, *chosen)
            assert len(shown) <= 23, shown
            assert max(map(len, shown)) <= 80
            assert "Next: jaccli " in shown[-1]
            assert any(line.startswith("  Rule:") for line in shown[-5:])


def paid(shown: list[str]) -> tuple[list[int], int]:
    """The amounts of the steps, and their total as it is printed."""
    whole = [int(line.split()[-1].replace(",", "")) for line in shown if line[:6] == " total"]
    amounts = [found[1] for line in shown if (found := re.search(r" \+([\d,]+)$", line))]
    (total,) = whole
    return [int(amount.replace(",", "")) for amount in amounts], total


@pytest.mark.parametrize("width", ["40", "60", "80"])
@pytest.mark.parametrize("name", STEPS)
def test_the_amounts_of_the_steps_add_up_whatever_is_folded(run, name, width) -> None:
    for command in ("jvp -v e1", "vjp -u e1"):
        word, *vector = command.split()
        shown = lines(run, word, f"sample:{name}", *vector, "--steps", "--width", width)
        amounts, total = paid(shown)
        assert sum(amounts) == total
        assert max(map(cells, shown)) <= int(width)


def test_a_long_chain_folds_its_middle_and_keeps_its_ends(run, chain) -> None:
    layers = "- {type: linear, size: 3}\n- tanh\n" * 50
    name = chain(f"input: [1, 2, 3]\nlayers:\n{layers}")
    shown = lines(run, "vjp", name, "-u", "e1", "--steps")
    assert len(shown) <= 23
    (hidden,) = (int(found[1]) for line in shown if (found := re.match(r" … (\d+) steps", line)))
    numbers = [int(found[1]) for line in shown if (found := re.match(r" (\d+)  [lt]", line))]
    assert hidden + len(numbers) == 100
    assert (numbers[0], numbers[-1]) == (100, 1)
    amounts, total = paid(shown)
    assert sum(amounts) == total == 100 * 2 * 3 * 3


class TestWhatActs:
    """In place of J·v what the layer does, with the vectors in it."""

    def test_of_the_book_s_network_in_reverse(self, run) -> None:
        text = "\n".join(lines(run, "vjp", MLP, "-u", "e1", "--steps"))
        for said in (
            "x4 = [0 2 1]  p = [0.0900 0.6652 0.2447]  y = [1 0 0]",
            "u4 = u5 (p - y)ᵀ = [-0.9100 0.6652 0.2447]  (1×1)·(1×3) = (1×3)     +6",
            "(1×3)·(3×4) = (1×4)",
            "x2 = [1 -1 3 1]  φ′(x2) = [1 0 1 1]",
            "u2 = u3 ⊙ φ′(x2) = [-1.575 0 1.575 -1.399]  unit 2 is off",
        ):
            assert said in text

    def test_of_the_book_s_network_forward(self, run) -> None:
        text = "\n".join(lines(run, "jvp", MLP, "-v", "e3", "--steps"))
        for said in ("v2 = W₁·v1", "(4×6)·(6×1) = (4×1)", "v3 = φ′(x2) ⊙ v2", "v5 = (p - y)ᵀ·v4"):
            assert said in text

    def test_with_details_it_stands_beside_the_product_with_j(self, run) -> None:
        text = "\n".join(lines(run, "vjp", MLP, "-u", "e1", "--steps", "--details"))
        assert "J2 = diag(φ′(x2)), φ′(x2) = [ 1  0  1  1 ]" in text
        assert "u2 = u3·J2 = u3 ⊙ φ′(x2) = [ -1.575       0   1.575  -1.399 ]" in text
        assert "y = [ 1  0  0 ]" in text


class TestCollections:
    """Several vectors are a matrix: tangents are its columns, adjoints its rows."""

    W = "input: [1, 1]\nlayers: [{type: linear, weight: [[1, 5], [7, 3]]}]\n"

    @pytest.mark.parametrize("details", [[], ["--details"]])
    @pytest.mark.parametrize("command", ["jvp -v", "vjp -u"])
    def test_all_prints_the_jacobian_as_it_is(self, run, chain, command, details) -> None:
        word, option = command.split()
        shown = lines(run, word, chain(self.W), option, "all", *details)
        rows = [re.findall(r"(?<![\w.\]])\d(?![\w.\]])", line)[-2:] for line in shown]
        assert [row for row in rows if row in (["1", "5"], ["7", "3"], ["1", "7"], ["5", "3"])] == [
            ["1", "5"],
            ["7", "3"],
        ]

    def test_it_is_said_what_the_columns_and_rows_are(self, run, chain) -> None:
        name = chain(self.W)
        ahead = "\n".join(lines(run, "jvp", name, "-v", "e2", "-v", "1,1"))
        assert re.search(r"^ +∂o/∂x\[2\] +v = 1,1$", ahead, re.MULTILINE)
        assert re.search(r"^ o\[1\] +5 +6$", ahead, re.MULTILINE)
        assert "J·V is 2×2: column j is J·v for vector j." in ahead
        back = "\n".join(lines(run, "vjp", name, "-u", "e2", "-u", "1,1"))
        assert re.search(r"^ ∇o\[2\]ᵀ +7 +3$", back, re.MULTILINE)
        assert re.search(r"^ u = 1,1 +8 +8$", back, re.MULTILINE)


class TestTheBook:
    """Only its own chain has its u_2 and u_1."""

    LINE = "our u4 is the book's u_2, our u2 is the book's u_1 (section 13.3.3.4)."

    @pytest.mark.parametrize("name", SCREENS)
    @pytest.mark.costly
    def test_of_the_samples_it_is_two(self, run, name) -> None:
        its_own = name.startswith("mlp_")
        for details in ([], ["--details"]) if its_own else ([],):
            text = "\n".join(lines(run, "vjp", f"sample:{name}", "-u", "e1", "--steps", *details))
            assert (self.LINE in text) is its_own

    @pytest.mark.parametrize(
        ("layers", "its_own"),
        [
            ("linear tanh linear squared_error", True),
            ("tanh tanh linear squared_error", False),
            ("linear softmax linear squared_error", False),
            ("linear tanh tanh squared_error", False),
            ("linear tanh linear sum", False),
            ("linear tanh linear tanh squared_error", False),
        ],
    )
    def test_of_other_chains_it_is_those_of_its_layers(self, run, chain, layers, its_own) -> None:
        fields = {"linear": ", size: 2", "squared_error": ", target: [1, 0]"}
        listed = "".join(f"- {{type: {each}{fields.get(each, '')}}}\n" for each in layers.split())
        name = chain(f"input: [1, 2]\nlayers:\n{listed}")
        text = "\n".join(lines(run, "vjp", name, "-u", "e1", "--steps"))
        assert (self.LINE in text) is its_own

    @pytest.mark.parametrize(
        "options",
        [("vjp", "-u", "e1"), ("vjp", "-u", "2", "--steps"), ("jvp", "-v", "e1", "--steps")],
    )
    def test_it_says_nothing_where_no_adjoint_is_a_gradient_of_the_loss(self, run, options) -> None:
        word, *others = options
        assert "book" not in "\n".join(lines(run, word, MLP, *others))


def test_several_chains_have_a_line_each(run) -> None:
    shown = lines(run, "vjp", MLP, "sample:tall", "sample:digits", "-u", "e1")
    assert len(shown) <= 12
    assert re.search(r"mlp_cross_entropy +\[1\.575 .*\] +110 +ok$", "\n".join(shown), re.MULTILINE)
    assert "3 products for 3 chains: 12,650 FLOPs." in shown
    assert any("--details (a report for each)" in line for line in shown)


def test_what_has_no_room_goes_to_further_lines_and_a_vector_is_shortened() -> None:
    long = Named("x1", np.arange(100.0))
    entry = Entry("1  linear", [long, Named("p", np.ones(3))], "(1×2)·(2×3) = (1×3)", [long], 7)
    ledger = Ledger("read down", "FLOPs", Entry("start", [Named("u2", np.ones(1))]), [entry])
    for width in (40, 60, 80):
        drawn = ["".join(text for text, _ in line) for line in ledger_lines(ledger, Display(width))]
        text = "\n".join(drawn)
        assert max(map(len, drawn)) <= width
        assert re.search(r"x1 =\s+\[0 1 [^]]*…\s+99\]", text)
        assert "p = [1 1 1]" in text
        assert "(1×2)·(2×3) = (1×3)" in text
        assert drawn[-1].split() == ["total", "7"]


@pytest.mark.parametrize("width", range(30, 60))
def test_a_name_stands_beside_no_numbers_that_take_several_lines(width) -> None:
    shown = [Named(name, np.arange(size)) for name, size in (("a", 15), ("b", 2), ("c", 16))]
    ledger = Ledger("read down", "FLOPs", Entry("start", shown), [])
    drawn = ["".join(text for text, _ in line) for line in ledger_lines(ledger, Display(width))]
    text = "\n".join(drawn)
    assert re.search(r"b = \[0 1\] *$", text, re.MULTILINE)
    assert not re.search(r"\n {3,}[\d… ]*\] +\w+ =", text)
    assert "14]" in text
    assert "15]" in text


@pytest.mark.parametrize(
    ("vector", "top"), [("e2", "o[2]"), ("0,1", "o[2]"), ("1,1", "(u·o)"), ("0,2", "(u·o)")]
)
def test_an_adjoint_is_named_after_what_is_differentiated(run, chain, vector, top) -> None:
    layers = "- {name: s, type: square, inputs: x}\n- {name: t, type: multiply, inputs: [s, x]}\n"
    name = chain(f"input: [1, 2]\nlayers:\n{layers}")
    text = "\n".join(lines(run, "vjp", name, "-u", vector, "--steps"))
    assert f"∂{top}/∂s = ∂{top}/∂t ⊙ x" in text


@pytest.mark.parametrize("vector", ["e1", "e2"])
def test_a_kink_is_said_on_the_screen_once(run, chain, vector) -> None:
    name = chain("input: [0, 1]\nlayers: [relu]\n")
    text = " ".join(" ".join(lines(run, "jvp", name, "-v", vector)).split())
    assert text.count("entry 1 is at exactly 0, the kink of relu") == 1
    assert ("Kink: f1 (relu)" in text) is (vector == "e2")


FORK = """
input: [0.5, 1.0]
layers:
  - {name: s, type: sin, inputs: x}
  - {name: e, type: exp, inputs: x}
  - {name: d, type: subtract, inputs: [s, e]}
  - {name: o, type: sum, inputs: d}
"""


@pytest.mark.parametrize("command", ["jvp -v 1,0", "vjp -u 1", "grad"])
def test_two_functions_of_one_value_have_slopes_by_two_names(run, chain, command) -> None:
    name, *options = command.split()
    text = " ".join(lines(run, name, chain(FORK), *options, "--steps"))
    said = dict(re.findall(r"  (\w′\(x\)) = \[([^]]+)\]", text))
    assert said.keys() == {"s′(x)", "e′(x)"}
    x = np.array([0.5, 1.0])
    for slope, expected in (("s′(x)", np.cos(x)), ("e′(x)", np.exp(x))):
        np.testing.assert_allclose([*map(float, said[slope].split())], expected, rtol=1e-3)


def test_what_is_taken_away_stands_behind_a_minus(run, chain) -> None:
    text = "\n".join(lines(run, "jvp", chain(FORK), "-v", "1,0", "--steps"))
    assert "dd = ds - de" in text
    assert "+ -" not in text


@pytest.mark.parametrize(
    ("kind", "b", "label"),
    [
        ("maximum", "[1, 3, 0]", "1 where a is the largest, 1/2 at a tie = [0.5 0 1.0]"),
        ("minimum", "[1, 3, -1]", "1 where a is the smallest, 1/2 at a tie = [0.5 1.0 0]"),
        ("maximum", "[0, 3, 2]", "1 where a is the largest = [1 0 0]"),
    ],
)
def test_the_label_of_an_extreme_tells_what_a_tie_has(run, chain, kind, b, label) -> None:
    layers = f"- {{type: {kind}, name: z, inputs: [a, b]}}\n- {{type: sum, inputs: z}}\n"
    name = chain(f"inputs: {{a: [1, 2, 1], b: {b}}}\nlayers:\n{layers}")
    assert label in "\n".join(lines(run, "vjp", name, "-u", "1", "--steps"))


@pytest.mark.parametrize(
    ("size", "said"), [("1", r"\(\d\.\de-\d\d\)"), ("1.0e+150", r"\(relative \d\.\de-\d\d\)")]
)
def test_a_difference_of_a_large_slope_is_relative_to_it(run, chain, size, said) -> None:
    name = chain(f"input: [{size}, {size}]\nlayers: [square, sum]\n")
    for command in (("jvp", "-v", "e1"), ("vjp", "-u", "1"), ("grad",)):
        text = "\n".join(lines(run, command[0], name, *command[1:]))
        assert re.search(f"agree ✓ {said}", text), text


@pytest.mark.parametrize("command", ["jvp -v e1", "vjp -u 1", "grad"])
def test_of_several_chains_it_is_said_where_their_steps_are(run, command) -> None:
    word, *options = command.split()
    call = (word, MLP, "sample:mlp_squared_error", *options)
    told = "More: --details (a report for each, with every step)"
    asked = lines(run, *call, "--steps")
    assert told in "\n".join(asked)
    assert asked[-1].endswith("--steps")  # of one of them
    assert told not in "\n".join(lines(run, *call))
    assert "u4" in "\n".join(lines(run, *call, "--steps", "--details")) or word == "jvp"


def test_a_long_sum_names_its_first_and_its_last_part(run) -> None:
    call = ("vjp", "sample:branches.py:relaxation", "--at", "1", "--steps")
    shown = lines(run, *call, "-u", "1", "-u", "2")
    assert len(shown) <= 23
    assert "∂(u·o)/∂x = ∂(u·o)/∂x2·diag(φ′(x)) + … + ∂(u·o)/∂x8" in "\n".join(shown)
    assert " + ∂o/∂x7·" in "\n".join(lines(run, *call, "-u", "1", "--details"))


def test_more_products_than_j_takes_are_compared_with_nothing(run) -> None:
    call = ("vjp", "sample:branches.py:relaxation", "--at", "1", "-u", "1", "-u", "2")
    assert "All of J: 1 VJP (28) or 1 JVP (52).\n" in run(*call).out


FOUR = ("mlp_squared_error", "affine_softmax", "tall", "bottleneck", "square", "textbook")


@pytest.mark.parametrize("name", FOUR)
def test_four_steps_of_one_vector_all_stand_on_the_screen(run, name) -> None:
    for word, option in (("jvp", "-v"), ("vjp", "-u")):
        shown = lines(run, word, f"sample:{name}", option, "e1", "--steps")
        steps = [found[1] for line in shown if (found := re.match(r" ([1-4])  \w", line))]
        assert sorted(steps) == ["1", "2", "3", "4"]
        assert len(shown) <= 23


@pytest.mark.parametrize(
    ("layers", "folds"),
    [
        (("linear, size: 30", "gelu", "layer_norm", "linear, size: 12"), False),
        (("linear, size: 30", "layer_norm", "linear, size: 30", "layer_norm"), True),
        (("linear, size: 30",) * 5, True),
    ],
)
def test_what_the_result_means_gives_way_to_four_steps_that_fit_then(
    layers, folds, run, chain
) -> None:
    listed = "".join(f"- {{type: {each}}}\n" for each in layers)
    name = chain(f"input: {{size: 20}}\nseed: 1\nlayers:\n{listed}")
    shown = "\n".join(lines(run, "vjp", name, "-u", "e1", "--steps"))
    assert ("like these" in shown) == folds
    assert ("\n  Means: " in shown) == folds
    assert ("\n  Size: " in shown) == folds
    assert shown.count("\n") < 23
