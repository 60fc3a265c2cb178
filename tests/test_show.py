"""jaccli show: matrices as numbers and as pictures, the layers, J."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jaccli
from jaccli.document.display import wrapped
from jaccli.document.matrix import figures, largest_of_blocks, picture
from jaccli.document.whole import Whole
from jaccli.spec import samples
from jaccli.words import readable, times

MLP = "sample:mlp_cross_entropy"
matrices = st.builds(
    lambda m, n, seed, power: np.random.RandomState(seed).standard_normal((m, n)) * 10.0**power,
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 99),
    st.integers(-12, 12),
)
quick = settings(max_examples=30)


class TestText:
    """What a student reads."""

    @pytest.mark.parametrize("name", ["mlp_cross_entropy", "affine_softmax", "tall", "digits"])
    def test_the_text_is_golden(self, run, golden, name) -> None:
        golden(f"show_{name}.txt", run("show", f"sample:{name}", "--details").out)

    def test_ascii_text_is_golden_and_ascii(self, run, golden) -> None:
        text = run("show", MLP, "--ascii", "--details").out
        assert text.isascii()
        golden("show_mlp_cross_entropy_ascii.txt", text)

    @pytest.mark.parametrize("width", [60, 80, 120])
    def test_no_line_is_wider_than_asked_except_a_table_that_cannot_be(self, run, width) -> None:
        for name in ("mlp_cross_entropy", "affine_softmax", "tall", "digits", "square"):
            call = ("show", f"sample:{name}", "--width", width)
            lines = [*run(*call).out.splitlines(), *run(*call, "--details").out.splitlines()]
            assert [line for line in lines if len(line) > max(width, 72)] == []

    def test_the_unit_that_is_off_is_named(self, run) -> None:
        text = " ".join(run("show", MLP, "--details").out.split())
        assert "unit 2 is off (x = -1): row and column 2 of J are 0." in text
        text = run("show", MLP).out
        assert "Off: unit 2 of f2 (relu): its input is -1. Row and column 2 of J2 are 0.\n" in text

    def test_a_kink_is_named(self, run, chain) -> None:
        name = chain("input: [0.0, -0.0, 1]\nlayers: [{type: relu, subgradient: 0.5}]\n")
        text = " ".join(run("show", name).out.split())
        assert "entries 1, 2 are at exactly 0, the kink of relu" in text
        assert "0.5 is used" in text

    def test_nothing_is_cut(self, run) -> None:
        for options in ([], ["--values"], ["--width", "40"]):
            assert "…" not in run("show", "sample:digits", "--details", *options).out

    def test_layers_whose_names_leave_no_room_are_lines(self, run, chain) -> None:
        layers = "- {name: a longer name of a layer, type: linear, size: 5}\n- tanh\n"
        file = chain(f"input: [1, 2, 3]\nlayers:\n{layers}")
        lines = run("show", file, "--details", "--width", "40").out.splitlines()
        at = lines.index(" 1 a longer name of a layer: linear:")
        assert lines[at + 1 : at + 4] == [
            "   in → out 3 → 5",
            " 2 tanh: in → out 5 → 5",
            " all: in → out 3 → 5",
        ]

    @pytest.mark.parametrize(("depth", "size"), [(8, 8), (8, 9), (9, 8), (9, 14)])
    def test_pictures_are_explained_once(self, run, chain, depth, size) -> None:
        layers = [f"{{type: linear, size: {size}}}", *["tanh"] * (depth - 1)]
        file = chain(f"input: [1, 2]\nlayers: [{', '.join(layers)}]\n")
        text = run("show", file, "--details").out
        drawn = depth == 8 or size == 14  # the product, or a matrix of many rows
        assert text.count("size, of the largest in its matrix") == drawn
        assert text.count("at most 8×8 cells a matrix") == (depth == 8 and size == 9)

    def test_quiet_is_one_line_a_chain(self, run) -> None:
        assert run("show", MLP, "-q").out == (
            f"{MLP}: 6 → linear → 4 → relu → 4 → linear → 3 → cross_entropy → 1, J is 1×6\n"
        )

    def test_values_prints_every_entry_in_full(self, run) -> None:
        found = jaccli.show(jaccli.load("sample:affine_softmax"))
        text = run("show", "sample:affine_softmax", "--values").out
        for layer in found.layers:
            assert all(repr(v) in text for v in layer.jacobians[0].map.dense().ravel().tolist())
        assert all(repr(v) in text for v in found.jacobian.ravel().tolist())


class TestScreen:
    """What stands there without options: one screen, its answer last."""

    @pytest.mark.parametrize("name", ["mlp_cross_entropy", "digits", "residual", "baydin"])
    def test_the_screen_is_golden(self, run, golden, name) -> None:
        golden(f"show_{name}_screen.txt", run("show", f"sample:{name}").out)

    def test_it_is_golden_where_there_is_little_room_and_in_ascii(self, run, golden) -> None:
        golden("show_mlp_cross_entropy_screen_40.txt", run("show", MLP, "--width", 40).out)
        golden("show_mlp_cross_entropy_screen_ascii.txt", run("show", MLP, "--ascii").out)

    @pytest.mark.parametrize("options", [[], ["--ascii"]], ids=str)
    def test_every_sample_is_one_screen(self, run, options) -> None:
        for name in samples():
            lines = run("show", f"sample:{name}", *options).out.splitlines()
            assert len(lines) <= 23, name
            assert max(map(len, lines)) <= 80, name
            assert lines[-1].startswith(("More: ", "Next: ")), name

    @pytest.mark.parametrize(("depth", "size"), [(1, 1), (1, 3), (15, 4), (50, 12), (2, 300)])
    def test_larger_chains_keep_the_shape(self, run, chain, depth, size) -> None:
        layers = [f"{{type: linear, size: {size}}}", "relu"] * depth
        lines = run("show", chain(f"input: [1, 2]\nlayers: [{', '.join(layers)}]\n")).out
        text = lines.splitlines()
        assert len(text) <= 23
        assert max(map(len, text)) <= 80
        assert f"{depth * 2} " in lines  # the last layer stays

    def test_the_product_in_figures_is_j(self, run, chain) -> None:
        weights = [[[1, -2, 3], [0, 4, -5]], [[2, 7]], [[1], [-3], [0]]]
        layers = ", ".join(f"{{type: linear, weight: {each}}}" for each in weights)
        text = run("show", chain(f"input: [1, 2, 3]\nlayers: [{layers}]\n")).out
        J3, J2, J1 = (np.array(each) for each in reversed(weights))
        heads = [line.split() for line in text.splitlines()]
        at = heads.index(["J3", "(3×1)", "J2", "(1×2)", "J1", "(2×3)"])
        shown = text.splitlines()[at + 1 :]
        found = [re.findall(r"\[[^]]*\]", line) for line in shown[:3]]
        columns = [[row[0] for row in found], [found[0][1]], [found[0][2], found[1][1]]]
        for entries, expected in zip(columns, (J3, J2, J1), strict=True):
            assert np.array_equal(
                [row.strip("[]").split() for row in entries], expected.astype(str)
            )
        result = [line.split()[1:] for line in shown[4:7]]
        assert shown[3].split() == ["=", "J", "(3×3)", *(f"∂o/∂x[{j}]" for j in (1, 2, 3))]
        assert np.array_equal(np.array(result, float), J3 @ J2 @ J1)

    def test_the_product_of_the_book_s_network_stands_in_one_row_of_80_columns(self, run) -> None:
        lines = run("show", "sample:mlp_squared_error").out.splitlines()
        assert len(lines) <= 23
        at = next(at for at, line in enumerate(lines) if line.startswith(" J4 (1×2) "))
        assert lines[at].split()[::2] == ["J4", "J3", "J2", "J1"]
        ends = [re.findall(r"\[[^]]*\]", line) for line in lines[at + 1 : at + 5]]
        rows = [[*map(float, each.strip("[]").split())] for line in ends for each in line]
        sizes = [len(row) for row in rows]
        assert sizes == [2, 4, 4, 3, 4, 4, 3, 4, 3, 4, 3]  # J4 has a row, J3 two, J2 and J1 four
        J3, J2, J1 = ([*map(rows.__getitem__, at)] for at in ((1, 4), (2, 5, 7, 9), (3, 6, 8, 10)))
        exact = np.array([[-0.0998, -0.1163, -0.0388]])
        found = np.array([rows[0]]) @ J3 @ J2 @ J1  # of two digits
        assert np.allclose(found, exact, atol=0.03 * np.abs(exact).max())
        assert lines[at + 5].startswith(" = J (1×3)  ∂o/∂x[1]")

    @pytest.mark.parametrize("width", [40, 60, 80])
    def test_of_a_j_that_is_too_large_the_largest_entries_are_named(self, run, width) -> None:
        for name in ("digits", "tall"):
            j = jaccli.show(jaccli.load(f"sample:{name}")).jacobian
            lines = run("show", f"sample:{name}", "--width", width).out.splitlines()
            places = [at for at, line in enumerate(lines) if line.startswith(" J, largest ")]
            names = [each for at in places for each in lines[at - 2].split()]
            sizes = [each for at in places for each in lines[at].split()[2:]]
            assert len(names) == len(sizes) == 5
            order = np.sort(np.abs(j).ravel())[::-1]
            assert np.allclose([abs(float(each)) for each in sizes], order[: len(sizes)], rtol=1e-3)
            for each, size in zip(names, sizes, strict=True):
                i, k = re.fullmatch(r"∂o(?:\[(\d+)\])?/∂x\[(\d+)\]", each).groups()
                assert float(size) == pytest.approx(j[int(i or 1) - 1, int(k) - 1], rel=1e-3)

    def test_the_values_are_those_that_go_in(self, run) -> None:
        lines = run("show", MLP).out.splitlines()
        assert "x1 = [1 0 -1 2 0 1]" in lines[5]
        assert "x2 = [1 -1 3 1]" in lines[6]
        assert "x5 = [2.408]" in lines[9]

    def test_units_that_are_off_are_counted_where_layers_are_many(self, run, chain) -> None:
        again = "{type: linear, weight: [[1, 0], [0, 0]], bias: [0, -1]}"  # 3, 0 → 3, -1
        layers = ["relu", again] * 4 + ["relu"]
        few, many = (
            run("show", chain(f"input: [3, -2]\nlayers: [{', '.join(each)}]\n")).out
            for each in (layers[:3], layers)
        )
        assert "Off: unit 2 of f1 (relu) and unit 2 of f3 (relu). In J1 and J3 their rows" in few
        assert "Off: 5 of 10 units in 5 layers." in many

    def test_a_value_that_is_read_twice_is_named(self, run) -> None:
        text = " ".join(run("show", "sample:figure_13_11").out.split())
        assert "Paths: x1 is read by x3 and x5, x4 is read by x5 and x7." in text

    def test_pictures_and_values_are_there_on_request(self, run) -> None:
        assert "size, of the largest in its matrix" in run("show", MLP, "--picture").out
        assert "▼" in run("show", "sample:residual", "--picture").out
        assert "size, of the largest" not in run("show", MLP).out
        jacobian = jaccli.show(jaccli.load(MLP)).jacobian
        text = run("show", MLP, "--values").out
        assert all(repr(entry) in text for entry in jacobian.ravel().tolist())

    @pytest.mark.parametrize("option", ["--details", "--picture", "-q", "--ascii"])
    def test_a_shape_is_written_in_one_way(self, run, option) -> None:
        texts = [run("show", "sample:seeds_flip", *more, option).out for more in ([], ["--ascii"])]
        assert [re.findall(r"\d{4,}[×x]|[×x]\d{4,}", text) for text in texts] == [[], []]
        assert "1,000×1" in run("show", "sample:seeds_flip", "--details").out

    def test_several_chains_are_a_line_each(self, run) -> None:
        text = run("show", MLP, "sample:tall", "sample:residual").out
        lines = [line.split() for line in text.splitlines()]
        assert [line[0] for line in lines[2:5]] == [MLP, "sample:tall", "sample:residual"]
        assert [line[-3:] for line in lines[2:5]] == [
            ["43", "1×6", "5"],
            ["528", "40×3", "120"],
            ["64", "1×4", "4"],
        ]
        assert "2 of 3 chains have one output" in text
        assert "Largest J: sample:tall." in text


class TestDoubled:
    """What is no logits before a loss that takes logits."""

    @pytest.mark.parametrize(
        ("layer", "said"),
        [
            ("softmax", "softmax is applied twice"),
            ("sigmoid", "numbers from 0 to 1 are taken for logits"),
            ("log_softmax", "softmax(log_softmax(x)) is softmax(x), so nothing changes"),
        ],
    )
    def test_it_is_said_on_every_screen(self, run, chain, layer, said) -> None:
        file = chain(f"input: [1, 2]\nlayers: [{layer}, {{type: cross_entropy, label: 1}}]\n")
        for command in (["show"], ["compare"], ["grad"], ["vjp", "-u", "e1"], ["check"], ["order"]):
            for details in ([], ["--details"]):
                text = " ".join(run(*command, file, *details).out.split())
                assert f"f1 ({layer}) stands before f2 (cross_entropy)" in text
                assert f"{said}. Leave f1 out: cross_entropy takes logits." in text

    def test_it_is_true(self) -> None:
        def gradient(*layers: object) -> np.ndarray:
            spec = {"input": [0.3, -1.0, 2.0], "layers": [*layers]}
            return jaccli.show(jaccli.load(spec)).jacobian

        loss = {"type": "cross_entropy", "label": 1}
        assert np.allclose(gradient("log_softmax", loss), gradient(loss), rtol=1e-12)
        assert not np.allclose(gradient("softmax", loss), gradient(loss), rtol=0.1)

    def test_other_layers_may_stand_there(self, run, chain) -> None:
        for layers in ("tanh, {type: cross_entropy, label: 1}", "softmax, sum", "sigmoid, square"):
            assert (
                "stands before"
                not in run("show", chain(f"input: [1, 2]\nlayers: [{layers}]\n")).out
            )


class TestJson:
    """jaccli.show/1"""

    def test_every_jacobian_has_its_values(self, run) -> None:
        whole_call = json.loads(run("show", "sample:affine_softmax", "--format", "json").out)
        assert whole_call["schema"] == "jaccli.show/1"
        (found,) = whole_call["results"]
        product = np.eye(4)
        for layer in found["layers"]:
            (jacobian,) = layer["jacobians"]
            values = np.array(jacobian["values"])
            assert list(values.shape) == jacobian["shape"]
            assert np.count_nonzero(values) == jacobian["nonzeros"]
            product = values @ product
        assert np.allclose(product, found["jacobian"], rtol=1e-12, atol=1e-15)
        assert [layer["jacobians"][0]["structure"] for layer in found["layers"]] == [
            "dense",
            "diagonal",
            "dense",
            "diagonal+low-rank",
        ]

    def test_materialising_is_priced_first(self, run) -> None:
        wide = ("show", "sample:tall", "--set", "h=20000", "--max-memory", "1G")
        for option in ("--details", "--values", "--format=json"):
            outcome = run(*wide, option)
            assert outcome.status == 2
            assert outcome.out == ""
            assert "∂f2/∂f1: 20,000×20,000" in " ".join(outcome.err.split())
        assert run(*wide).status == 0  # what fits in a screen needs no such matrix

    @pytest.mark.slow
    def test_a_tall_jacobian_is_built_by_its_few_columns(self, chain) -> None:
        reads = ", ".join(["x"] * 3500)
        text = f"inputs: {{x: 1.0}}\nlayers: [{{type: concatenate, inputs: [{reads}]}}]\n"
        found = jaccli.show(jaccli.load(chain(text)), max_memory=30 << 20)
        assert np.array_equal(found.jacobian, np.ones((3500, 1)))


class TestFigures:
    """Numbers of one matrix, aligned."""

    @quick
    @given(matrices)
    def test_figures_keep_three_digits_of_every_entry_of_like_size(self, array) -> None:
        shown = np.array([[float(text) for text in row] for row in figures(array)])
        largest = np.abs(array).max()
        assert np.abs(shown - array).max() <= 5e-4 * largest

    @quick
    @given(matrices)
    def test_only_zero_is_shown_as_zero(self, array) -> None:
        array[0, 0] = 0
        shown = np.array([[float(text) for text in row] for row in figures(array)])
        assert np.array_equal(shown == 0, array == 0)

    @quick
    @given(matrices)
    def test_figures_are_of_one_width(self, array) -> None:
        assert len({len(text) for row in figures(array) for text in row}) == 1

    @quick
    @given(matrices, st.integers(20, 90))
    def test_whole_matrices_lose_nothing_at_any_width(self, array, width) -> None:
        text = "\n".join(Whole(array, width).lines())
        for entry in array.ravel().tolist():
            assert repr(entry) in text

    def test_small_integers_are_shown_as_integers(self) -> None:
        assert figures(np.array([[1.0, -2.0, 0.0]])) == [[" 1", "-2", " 0"]]


class TestPicture:
    """Sign and size of entries without colour."""

    def test_signs_and_quarters(self) -> None:
        row = np.array([[100.0, 76, 75, 51, 50, 26, 25, 1, 0, -100, -25]])
        assert picture(row, 1, 20, ascii=False) == ["+█+█+▓+▓+▒+▒+░+░ ·-█-░"]
        assert picture(row, 1, 20, ascii=True) == ["+#+#+%+%+o+o+.+. 0-#-."]

    def test_a_zero_matrix_is_all_zeros(self) -> None:
        assert picture(np.zeros((1, 3)), 4, 4, ascii=False) == [" · · ·"]

    @quick
    @given(matrices, st.integers(1, 5), st.integers(1, 5))
    def test_a_thinned_matrix_fits_and_keeps_its_largest_entry(self, array, rows, columns) -> None:
        thin = largest_of_blocks(array, rows, columns)
        assert thin.shape[0] <= rows
        assert thin.shape[1] <= columns
        assert np.abs(thin).max() == np.abs(array).max()
        assert set(thin.ravel()) <= set(array.ravel())


class TestWords:
    """Ratios, times, wrapped lines."""

    def test_a_ratio_that_is_not_one_is_not_shown_as_one(self) -> None:
        assert times(100001, 100000) == "1.00001"
        assert times(10**40 + 1, 10**40) != "1.00"
        assert times(3, 2) == "1.50"
        assert times(1024, 1) == "1,024.00"

    def test_times_have_units(self) -> None:
        assert [readable(t) for t in (0, 3e-8, 2.5e-6, 0.012, 1.5, 4000)] == [
            "0 ns",
            "30 ns",
            "2.5 µs",
            "12 ms",
            "1.5 s",
            "4,000 s",
        ]

    @quick
    @given(st.lists(st.text("abcdefgh日", min_size=1, max_size=9), min_size=1), st.integers(10, 40))
    def test_wrapping_keeps_every_word_in_order(self, words, width) -> None:
        assert " ".join(wrapped(" ".join(words), width)).split() == words
