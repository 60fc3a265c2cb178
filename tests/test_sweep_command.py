"""jaccli sweep: exact prices at every size, slopes, the exact crossover, its texts and formats."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tracemalloc

import numpy as np
import pytest

from jaccli.accumulate.price import MODES
from jaccli.document.cells import Ratio, written
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.reports.common.modes import Rule
from jaccli.reports.sweep import stopwatch
from jaccli.reports.sweep.crossover import crossover_of
from jaccli.reports.sweep.find import Timing, sweep
from jaccli.reports.sweep.growth import last_decade, last_pair, power_of
from jaccli.reports.sweep.page import page
from jaccli.reports.sweep.points import Point
from jaccli.reports.sweep.vary import log_spaced
from jaccli.sources import file_of
from jaccli.spec import array, document, source, texts
from jaccli.spec.source import read

TEXTBOOK = ("sample:textbook", "--vary", "n=16:100000")
GRAPH = """\
sizes: {n: 3, m: 5}
input: {size: n}
layers:
  - {name: a, type: linear, size: m, inputs: x}
  - {name: b, type: softmax, inputs: a}
  - {name: c, type: multiply, inputs: [a, b]}
  - {name: d, type: linear, size: 7, inputs: c}
"""


def result(run, *arguments: str, **also) -> dict:
    outcome = run("sweep", *arguments, "--format", "json", **also)
    assert (outcome.status, outcome.err) == (0, "")
    whole = json.loads(outcome.out)
    assert whole["schema"] == "jaccli.sweep/1"
    assert whole["rule"] == {"flops_per_multiply_add": 2}
    return whole["results"][0]


def text_of(run, *arguments: str, **also) -> str:
    outcome = run("sweep", *arguments, **also)
    assert (outcome.status, outcome.err) == (0, "")
    return outcome.out


def details_of(run, *arguments: str) -> str:
    return text_of(run, *arguments, "--details")


def flat(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


def linear_chain(widths) -> str:
    """A file of linear layers; a width is a number or a name of `sizes`."""
    layers = "".join(f"  - {{type: linear, size: {width}}}\n" for width in widths[1:])
    return f"sizes: {{n: 2, h: 2}}\ninput: {{size: {widths[0]}}}\nlayers:\n{layers}"


def by_hand(widths, seeds: str) -> tuple[int, int]:
    """Forward and reverse FLOPs of a dense chain of these widths (Murphy 2022, 13.3.1)."""
    products = [2 * a * b for a, b in zip(widths[1:], widths[:-1], strict=True)]
    if seeds == "free":
        return widths[0] * sum(products[1:]), widths[-1] * sum(products[:-1])
    return widths[0] * sum(products), widths[-1] * sum(products)


class TestPrices:
    """At every size the price is the formula's."""

    def test_the_textbook_chain_is_exact_and_has_the_slopes_3_and_2(self, run) -> None:
        found = result(run, *TEXTBOOK)
        assert len(found["points"]) == 13
        for point in found["points"]:
            n = point["sizes"]["n"]
            assert point["modes"]["forward"] == {"flops": n * 2 * (3 * n * n + n), "seconds": None}
            assert point["modes"]["reverse"] == {"flops": 2 * (3 * n * n + n), "seconds": None}
        assert found["slopes"]["forward"] == pytest.approx(3, abs=0.01)
        assert found["slopes"]["reverse"] == pytest.approx(2, abs=0.01)
        assert found["crossover"] is None

    @pytest.mark.parametrize("seeds", ["counted", "free"])
    @pytest.mark.parametrize("varied", ["n", "h", "n,h"])
    @pytest.mark.parametrize("shape", [("n", 4, "h", 3), ("n", "h", "h", "n"), (5, "h", 9, "n", 1)])
    def test_chains_cost_what_the_closed_formula_says(
        self, run, chain, shape, varied, seeds
    ) -> None:
        file = chain(linear_chain(shape))
        found = result(run, file, "--vary", f"{varied}=1:60:5", "--seeds", seeds)
        for point in found["points"]:
            sizes = {"n": 2, "h": 2} | point["sizes"]
            widths = [sizes.get(width, width) for width in shape]
            forward, reverse = by_hand(widths, seeds)
            assert point["modes"]["forward"]["flops"] == forward
            assert point["modes"]["reverse"]["flops"] == reverse
            assert (point["input_size"], point["output_size"]) == (widths[0], widths[-1])

    @pytest.mark.parametrize("model", ["dense", "structured"])
    def test_a_graph_costs_what_its_edges_and_meetings_do(self, run, chain, model) -> None:
        file = chain(GRAPH)
        m, out = 5, 7
        for point in result(run, file, "--vary", "n=1,10,400", "--cost", model)["points"]:
            n = point["sizes"]["n"]
            softmax = 2 * m * m if model == "dense" else 3 * m + 2 * m
            product = 2 * m * m if model == "dense" else m
            # a is read by b and by c: one meeting of m numbers each way
            each = 2 * m * n + softmax + 2 * product + 2 * out * m + m
            assert point["modes"]["forward"]["flops"] == n * each
            assert point["modes"]["reverse"]["flops"] == out * each

    def test_other_sizes_can_be_fixed(self, run) -> None:
        found = result(run, "sample:tall", "--vary", "n=4", "--set", "m=9", "--set", "h=2")
        forward, reverse = by_hand([4, 2, 2, 9, 9], "counted")
        assert found["points"][0]["modes"]["forward"]["flops"] == forward
        assert found["points"][0]["modes"]["reverse"]["flops"] == reverse

    def test_layers_that_differ_in_a_long_list_alone_are_no_layer_of_one_kind(
        self, run, chain
    ) -> None:
        square, flat = ([[1] * 6] * rows for rows in (6, 3))
        layers = ", ".join(f"{{type: linear, weight: {each}}}" for each in (square, flat))
        file = chain(
            f"sizes: {{n: 2}}\ninput: [1, 2, 3, 4, 5, 6]\nlayers: [{layers}, "
            "{type: linear, size: n}]\n"
        )
        found = result(run, file, "--vary", "n=2")
        flops = [found["points"][0]["modes"][mode]["flops"] for mode in ("forward", "reverse")]
        assert flops == [*by_hand([6, 6, 3, 2], "counted")]

    def test_standard_input_is_read_once_for_all_sizes(self, run, chain) -> None:
        stdin = linear_chain(("n", 4, 3)).encode()
        found = result(run, "-", "--vary", "n=1:1000", stdin=stdin)
        assert found["file"] == "-"
        assert (
            found["points"][-1]["modes"]["forward"]["flops"] == by_hand([1000, 4, 3], "counted")[0]
        )
        assert found["crossover"] == 3

    def test_the_file_is_parsed_once_and_its_lists_are_read_once(
        self, run, chain, monkeypatch
    ) -> None:
        calls = {"parse": 0, "rows": 0}
        parse, row = document.parse, array.plain_numbers

        def counted_parse(source):
            calls["parse"] += 1
            return parse(source)

        def counted_row(items):
            calls["rows"] += 1
            return row(items)

        monkeypatch.setattr(document, "parse", counted_parse)
        monkeypatch.setattr(array, "plain_numbers", counted_row)
        text = "sizes: {h: 2}\ninput: {size: 2}\nlayers:\n"
        text += "- {type: linear, weight: [[1, 2], [3, 4], [5, 6]]}\n- {type: linear, size: h}\n"
        found = result(run, chain(text), "--vary", "h=1:1000")
        assert len(found["points"]) == 13
        assert calls == {"parse": 1, "rows": 3}

    def test_files_beside_the_chain_are_found_from_elsewhere(self, run, chain, tmp_path) -> None:
        (tmp_path / "below").mkdir()
        np.save(tmp_path / "below" / "w.npy", np.ones((3, 4)))
        text = "sizes: {h: 2}\ninput: {size: 4}\nlayers:\n- {type: linear, weight: {file: w.npy}}\n"
        chain(text + "- {type: linear, size: h}\n", "below/c.yaml")
        found = result(run, "below/c.yaml", "--vary", "h=1:9")
        assert found["crossover"] == 4

    def test_files_beside_a_sample_are_found(self, run, chain, tmp_path, monkeypatch) -> None:
        folder = tmp_path / "samples"
        folder.mkdir()
        np.save(folder / "w.npy", np.ones((3, 4)))
        text = "sizes: {h: 2}\ninput: {size: 4}\nlayers:\n- {type: linear, weight: {file: w.npy}}\n"
        chain(text + "- {type: linear, size: h}\n", "samples/mine.yaml")
        for module in (source, texts):
            monkeypatch.setattr(module, "sample_folder", lambda: str(folder))
        assert result(run, "sample:mine", "--vary", "h=1:9")["crossover"] == 4

    @pytest.mark.slow
    def test_a_large_size_takes_no_more_memory_than_a_small_one(self, run) -> None:
        def peak(size: int) -> int:
            tracemalloc.start()
            result(run, "sample:textbook", "--vary", f"n={size // 2}:{size}")
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

        peak(100)  # whatever is imported and cached at first use
        assert peak(10**6) < peak(100) + 100_000  # of as many sizes, 13


class TestSizes:
    """Which sizes a range means."""

    def test_thirteen_sizes_in_equal_ratios_with_both_ends(self) -> None:
        sizes = log_spaced(16, 100_000)
        assert sizes == tuple(round(each) for each in np.geomspace(16, 100_000, 13))
        assert (len(sizes), sizes[0], sizes[-1]) == (13, 16, 100_000)

    @pytest.mark.parametrize(("low", "high"), [(1, 5), (7, 7), (1, 12), (99, 100)])
    def test_sizes_that_round_to_one_are_one(self, low, high) -> None:
        sizes = log_spaced(low, high)
        assert list(sizes) == sorted(set(sizes))
        assert (sizes[0], sizes[-1]) == (low, high)

    def test_a_list_is_put_in_order_without_repeats(self, run) -> None:
        found = result(run, "sample:tall", "--vary", "n=100, 1,10,10")
        assert [point["sizes"]["n"] for point in found["points"]] == [1, 10, 100]

    def test_two_names_have_the_same_size(self, run) -> None:
        found = result(run, "sample:tall", "--vary", "n,h=8:1024")
        assert found["points"][0]["sizes"] == {"n": 8, "h": 8}
        assert found["points"][-1]["sizes"] == {"n": 1024, "h": 1024}

    def test_the_largest_size_is_10_to_the_15(self, run) -> None:
        point = result(run, "sample:textbook", "--vary", f"n={10**15}")["points"][0]
        assert point["modes"]["forward"]["flops"] == 10**15 * 2 * (3 * 10**30 + 10**15)


class TestSlopes:
    """Rise of log cost over rise of log size."""

    @pytest.mark.parametrize("power", [0, 1, 2.5, 3])
    def test_a_pure_power_has_its_own_slope(self, power) -> None:
        sizes = [2, 5, 30, 70, 1000]
        values = [7 * size**power for size in sizes]
        assert last_pair(sizes, values).slope == pytest.approx(power)
        assert last_decade(sizes, values).slope == pytest.approx(power)

    def test_the_last_pair_is_the_last_pair(self) -> None:
        found = last_pair([1, 10, 100], [5, 5, 5000])
        assert found.slope == pytest.approx(3)
        assert found[1:] == (10, 100, 2)

    def test_the_line_is_numpys(self) -> None:
        sizes, values = [3, 40, 90, 200, 390], [9.0, 80.0, 300.0, 1000.0, 3500.0]
        found = last_decade(sizes, values)
        expected = np.polyfit(np.log(sizes[1:]), np.log(values[1:]), 1)[0]
        assert (found.low, found.high, found.points) == (40, 390, 4)
        assert found.slope == pytest.approx(expected)

    def test_sizes_that_are_neighbours_at_10_to_the_15_have_a_slope(self) -> None:
        low, high = 10**15 - 1, 10**15
        assert last_pair([low, high], [low**3, high**3]).slope == pytest.approx(3)

    @pytest.mark.parametrize(("sizes", "values"), [([5], [7]), ([1, 2], [0, 4]), ([1, 2], [4, 0])])
    def test_there_is_no_slope_of_one_point_or_of_nothing(self, sizes, values) -> None:
        assert last_pair(sizes, values) is None
        assert last_decade(sizes, values) is None

    def test_the_power_is_found_under_lower_terms(self) -> None:
        vast = (10**40, 10**41)
        assert power_of(vast, [n**2 + 10**15 * n for n in vast]) == 2
        assert power_of(vast, [7, 7]) == 0
        assert power_of(vast, [math.isqrt(n) for n in vast]) is None

    def test_cost_that_does_not_grow_has_slope_0(self, run, chain) -> None:
        file = chain(linear_chain((5, 4, 3)))
        found = result(run, file, "--vary", "n=1:100")
        assert found["slopes"] == {"forward": 0, "reverse": 0}
        assert "its cost does not grow with n" in flat(details_of(run, file, "--vary", "n=1:100"))

    def test_nothing_to_pay_has_no_slope_and_no_curve(self, run, chain) -> None:
        file = chain("sizes: {n: 2}\ninput: {size: n}\nlayers: [identity]\n")
        options = (file, "--vary", "n=1:100", "--cost", "structured", "--seeds", "free")
        assert result(run, *options)["slopes"] == {"forward": None, "reverse": None}
        text = details_of(run, *options)
        assert "no logarithm" in text
        assert "both axes logarithmic" not in text
        two = details_of(run, file, "--vary", "n=1,2", *options[3:])
        assert "Slopes: a cost of 0 has no logarithm" in two


class TestCrossover:
    """The exact size at which the cheaper mode changes."""

    @pytest.mark.parametrize("seeds", ["counted", "free"])
    @pytest.mark.parametrize(
        ("shape", "varied"),
        [
            (("n", 64, 64, 10), "n"),
            (("n", 6, 30, 17), "n"),
            ((23, 6, "h", 11), "h"),
            ((9, "h", 50, 10), "h"),
            ((40, 3, "n"), "n"),
            (("n", "h", 5, 21), "n,h"),
            ((12, 7, 5, "n"), "n"),
        ],
    )
    @pytest.mark.costly
    def test_it_is_the_one_that_trying_every_size_finds(
        self, run, chain, shape, varied, seeds
    ) -> None:
        found = result(
            run, chain(linear_chain(shape)), "--vary", f"{varied}=1:300", "--seeds", seeds
        )

        def sign(size: int) -> int:
            sizes = {"n": 2, "h": 2} | dict.fromkeys(varied.split(","), size)
            forward, reverse = by_hand([sizes.get(width, width) for width in shape], seeds)
            return (forward > reverse) - (forward < reverse)

        signs = [sign(size) for size in range(1, 301)]
        changes = [
            size
            for size in range(2, 301)
            if signs[size - 1] != signs[size - 2] and signs[size - 2] != 0
        ]
        ends = [s for s in signs if s]
        assert len(changes) <= 1, "an oracle for one change"
        expected = changes[0] if changes and ends[0] != signs[-1] else None
        assert found["crossover"] == expected

    def test_both_kinds_are_among_those_tried(self, run, chain) -> None:
        free = ("--vary", "h=1:300", "--seeds", "free")
        found = result(run, chain(linear_chain((23, 6, "h", 11))), *free)
        assert found["crossover"] is not None  # a change without a tie
        assert "up to" in text_of(run, chain(linear_chain((23, 6, "h", 11))), *free)

    @pytest.mark.parametrize(
        ("over", "says"), [("1:7", "the last size"), ("7:90", "the first size")]
    )
    def test_a_tie_at_an_end_of_the_sweep_is_said_to_be_there(self, run, chain, over, says) -> None:
        file = chain(linear_chain(("n", 4, 7)))
        assert result(run, file, "--vary", f"n={over}")["crossover"] == 7
        assert says in text_of(run, file, "--vary", f"n={over}")

    def test_the_first_of_several_is_reported_and_that_there_are_more(self) -> None:
        def point(size: int) -> Point:
            cheaper = "forward" if size < 13 or 40 <= size < 77 else "reverse"
            return Point(size, {"forward": 1, "reverse": 1}, {}, {}, cheaper, {})

        found = crossover_of([point(size) for size in (1, 20, 50, 100)], point)
        assert (found.size, found.before, found.after, found.further) == (
            13,
            "forward",
            "reverse",
            2,
        )

    @pytest.mark.parametrize(
        ("verdicts", "size"),
        [
            ("fffrrr", 4),
            ("fftrrr", 3),
            ("fffttt", 4),
            ("tttrrr", 3),
            ("fftfff", None),
            ("tttttt", None),
            ("ffffff", None),
            ("rtffff", 2),
            ("tfffft", 1),
        ],
    )
    def test_every_pattern_of_verdicts(self, verdicts, size) -> None:
        names = {"f": "forward", "r": "reverse", "t": "tie"}

        def point(at: int) -> Point:
            return Point(at, {}, {}, {}, names[verdicts[at - 1]], {})

        for sizes in (range(1, 7), (1, 3, 6) if verdicts[2] != "t" else (1, 6)):
            found = crossover_of([point(at) for at in sizes], point)
            if verdicts == "tfffft" and len(sizes) < 6:
                continue  # between its ends nothing else is seen
            assert (found.size if found else None) == size

    def test_where_the_file_does_not_fit_between_the_neighbours_are_given(self) -> None:
        def point(size: int) -> Point | None:
            if size % 8:
                return None
            return Point(size, {}, {}, {}, "forward" if size < 50 else "reverse", {})

        found = crossover_of([point(8), point(800)], point)
        assert (found.size, found.point, found.low, found.high) == (None, None, 8, 80)

    @pytest.mark.parametrize(
        ("verdicts", "sizes", "expected"),
        [
            ("tffrrr", (1, 2, 6), (1, "tie", "forward", 1)),
            ("tffffr", (1, 6), (1, "tie", "forward", 1)),
            ("tfrrrr", (1, 6), (1, "tie", "forward", 1)),
            ("ffrrrt", (1, 6), (3, "forward", "reverse", 1)),
            ("ffftrr", (1, 6), (4, "forward", "reverse", 0)),
            ("ftttrr", (1, 6), (2, "forward", "reverse", 0)),
        ],
    )
    def test_what_follows_a_change_is_what_is_cheaper_right_after_it(
        self, verdicts, sizes, expected
    ) -> None:
        names = {"f": "forward", "r": "reverse", "t": "tie"}

        def point(at: int) -> Point:
            return Point(at, {}, {}, {}, names[verdicts[at - 1]], {})

        found = crossover_of([point(at) for at in sizes], point)
        assert (found.size, found.before, found.after, found.further) == expected

    def test_a_mode_that_is_cheaper_halfway_between_two_sizes_is_seen(self) -> None:
        def point(size: int) -> Point:
            return Point(size, {}, {}, {}, "reverse" if 7 <= size < 30 else "forward", {})

        found = crossover_of([point(1), point(100)], point)
        assert (found.size, found.after, found.further) == (7, "reverse", 1)

    def test_a_structured_chain_may_cross_elsewhere_than_at_n_equal_to_m(self, run, chain) -> None:
        text = (
            "sizes: {n: 6, h: 4}\ninput: {size: n}\nlayers:\n"
            "  - {type: linear, size: 6}\n  - {type: sum, shape: [1, 6, 1]}\n"
            "  - {type: linear, size: h}\n"
        )
        assert result(run, chain(text), "--vary", "n=1:50")["crossover"] == 4


class TestText:
    """What a lecturer projects."""

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("tall", "sample:tall --vary n=1:1000"),
            ("textbook", "sample:textbook --vary n=16:100000"),
            ("square_ascii", "sample:square --vary n=2:200:6 --ascii"),
            ("residual_40", "sample:residual --vary n,h=2:64:5 --width 40 --cost structured"),
            ("tall_three_curves", "sample:tall --vary n=1:1000 --seeds free"),
            (
                "tall_three_curves_ascii",
                "sample:tall --vary n=1:1000 --seeds free --width 60 --ascii",
            ),
            ("tall_free", "sample:tall --vary n=1:100:7 --seeds free --no-plot"),
            ("two_chains", "sample:tall sample:square --vary n=3,30 --width 60"),
        ],
    )
    def test_the_text_is_golden(self, run, golden, name, line) -> None:
        golden(f"sweep_{name}.txt", details_of(run, *line.split()))

    @pytest.mark.parametrize("width", [40, 52, 80, 120])
    @pytest.mark.parametrize("ascii", [(), ("--ascii",)])
    @pytest.mark.costly
    def test_no_line_is_wider_than_it_may_be(self, run, width, ascii) -> None:
        for over in ("n=1:1000", "n=1:1000000000000000", "n=20,30"):
            text = text_of(run, "sample:tall", "--vary", over, "--width", str(width), *ascii)
            assert max(map(len, text.splitlines())) <= max(width, 46)  # no digit is cut
            assert text.isascii() or not ascii

    def test_the_table_has_the_figures_of_the_json(self, run) -> None:
        text = details_of(run, *TEXTBOOK)
        for point in result(run, *TEXTBOOK)["points"]:
            figures = [point["sizes"]["n"], *(mode["flops"] for mode in point["modes"].values())]
            row = rf"^ +{figures[0]:,} +{figures[1]:,} +{figures[2]:,} .* reverse$"
            assert re.search(row, text, re.MULTILINE)

    def test_the_chapters_claim_is_made_for_its_own_shapes_alone(self, run, chain) -> None:
        claim = "the chapter says O(n³) forward and O(n²) reverse"
        assert f"{claim} (Murphy 2022, 13.3.1), and that is what is found" in flat(
            details_of(run, *TEXTBOOK)
        )
        assert "as section 13.3.1 says" in flat(text_of(run, *TEXTBOOK))
        for shape in ((3, "n", 1), ("n", 1), ("n", "n", 2), ("n", "n", "h", 1)):
            others = chain(linear_chain(shape)), "--vary", "n=2,99"
            assert claim not in flat(details_of(run, *others))
            assert "13.3.1" not in text_of(run, *others)

    def test_the_fit_is_said(self, run) -> None:
        assert "fitted on the last pair, n = 48,270 to 100,000" in flat(details_of(run, *TEXTBOOK))

    @pytest.mark.parametrize(
        ("above", "below", "text"),
        [
            (10**9 + 1, 10**9, "1.000000001"),
            (10**9, 10**9 + 1, "0.999999999"),
            (10**18 + 1, 10**18, "1,000,000,000,000,000,001/1,000,000,000,000,000,000"),
            (7, 7, "1.00"),
            (1, 4000, "0.00025"),
            (0, 3, "0.00"),
            (4000, 1, "4,000.00"),
            (3, 0, ""),
        ],
    )
    def test_a_ratio_shows_that_it_is_not_1_or_0(self, above, below, text) -> None:
        assert written(Ratio(above, below)) == text

    def test_curves_that_coincide_are_said_to(self, run) -> None:
        text = text_of(run, "sample:square", "--vary", "n=2:200")
        assert "Both curves lie on one line" in text
        assert "A tie: forward and reverse cost the same at every size swept." in text

    def test_one_size_has_a_row_and_no_curve(self, run) -> None:
        text = details_of(run, "sample:tall", "--vary", "n=40")
        assert "A tie at n = 40: forward and reverse both cost 216,320 FLOPs." in text
        assert "one size has no slope" in text
        assert "┤" not in text

    def test_the_other_seeds_rule_is_mentioned_where_it_flips(self, run) -> None:
        text = flat(text_of(run, "sample:tall", "--vary", "n=18,32,100"))
        assert "with --seeds free reverse is cheaper at n = 18 and 32" in text

    def test_colour_is_the_last_step(self, run) -> None:
        plain = text_of(run, "sample:tall", "--vary", "n=1:1000")
        coloured = text_of(run, "sample:tall", "--vary", "n=1:1000", "--color", "always")
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
        assert "\x1b[36m" in coloured
        assert "\x1b[35m" in coloured

    def test_quiet_is_a_line_a_chain(self, run) -> None:
        text = text_of(run, "sample:tall", "sample:square", "--vary", "n=1:1000", "-q")
        assert text.splitlines()[0] == (
            "sample:tall: Forward is cheaper below n = 40, reverse above. "
            "At n = 40 = m they are equal. "
            "Slopes: forward 1.80, reverse 0.80."
        )
        assert len(text.splitlines()) == 2


SCREENS = (
    "sample:tall --vary n=1:1000:7",
    "sample:tall --vary n=1:1000",
    "sample:tall --vary n=1:1000:80",
    "sample:tall --vary n=1:1000 --seeds free",
    "sample:tall --vary n=1:1000 --cost structured --seeds free",
    "sample:tall --vary n=1:1000000000000000",
    "sample:tall --vary n=40",
    "sample:tall --vary n=1:1000 --no-plot",
    "sample:textbook --vary n=16:100000",
    "sample:square --vary n=2:200 --ascii",
    "sample:residual --vary n,h=2:64",
    "sample:tall --vary n=2,4,8 --time",
    "sample:tall sample:square sample:textbook --vary n=3:300",
)


class TestScreen:
    """The curves beside the table, and below them the answer."""

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("tall", "sample:tall --vary n=1:1000:7"),
            ("tall_free", "sample:tall --vary n=1:1000 --seeds free"),
            ("tall_60", "sample:tall --vary n=1:1000:5 --width 60"),
            ("square_ascii", "sample:square --vary n=2:200 --ascii"),
            ("residual_40", "sample:residual --vary n,h=2:64:5 --width 40 --cost structured"),
            ("two_chains", "sample:tall sample:square --vary n=3,300"),
        ],
    )
    def test_the_screen_is_golden(self, run, golden, name, line) -> None:
        golden(f"sweep_{name}_screen.txt", text_of(run, *line.split()))

    @pytest.mark.parametrize("line", SCREENS)
    @pytest.mark.costly
    def test_it_has_at_most_23_lines_and_the_answer_is_last(self, run, line) -> None:
        lines = text_of(run, *line.split()).splitlines()
        assert len(lines) <= 23
        assert max(map(len, lines)) <= 80
        *_, answer = "\n".join(lines).split("\n\n")
        assert "  Rule: " in answer
        assert "1 multiply-add = 2 FLOPs" in answer
        assert answer.splitlines()[-2].startswith(("More:", "Next:"))
        assert "\n  Why:" in answer or line.count("sample:") > 1

    def test_of_many_sizes_some_stay_the_crossover_and_both_ends_among_them(self, run) -> None:
        text = text_of(run, "sample:tall", "--vary", "n=1:1000:40")
        row = r" +([\d,]+) +([\d,]+) +([\d,]+) +[\d.]+(?:  (◆))?$"
        rows = re.findall(row, text, re.MULTILINE)
        sizes = [int(size.replace(",", "")) for size, *_ in rows]
        assert len(sizes) > 4
        assert sizes == sorted(sizes)
        assert {1, 40, 1000} <= set(sizes)
        assert [size for size, (*_, mark) in zip(sizes, rows, strict=True) if mark] == [40]
        for n, (_, *costs, _) in zip(sizes, rows, strict=True):
            assert costs == [f"{cost:,}" for cost in by_hand([n, 12, 12, 40, 40], "counted")]

    @pytest.mark.parametrize(
        ("shape", "options", "exact"),
        [
            (("n", 4, "h", 3), (), "forward / reverse = n / m exactly, whatever the widths"),
            (("n", 4, "h", 3), ("--cost", "structured"), "so forward / reverse = n / m."),
            ((5, 4, "n", 3), (), "forward / reverse = inputs / outputs exactly"),
            (("n", 4, "h", "n"), (), "exactly, and here n = m."),
            (("n", 4, "h", 3), ("--seeds", "free"), ""),
        ],
    )
    def test_the_ratio_of_passes_is_the_reason_where_it_is_the_ratio_of_costs(
        self, run, chain, shape, options, exact
    ) -> None:
        text = flat(text_of(run, chain(linear_chain(shape)), "--vary", "n=2:9", *options))
        assert exact in text
        assert ("forward / reverse =" in text) is bool(exact)

    def test_a_reason_without_the_ratio_gives_the_passes_and_what_one_costs(
        self, run, chain
    ) -> None:
        widths = [23, 6, "h", 11]
        text = flat(
            text_of(run, chain(linear_chain(widths)), "--vary", "h=1:300", "--seeds", "free")
        )
        sizes = [(4, 23, 11), (5, 23, 11)]
        costs = [by_hand([23, 6, h, 11], "free") for h, _, _ in sizes]
        (before, after), n, m = costs, 23, 11
        assert (before[0] < before[1], after[0] < after[1]) == (True, False)
        assert (
            f"at h = 4 forward takes {n} passes of {before[0] // n} FLOPs, reverse {m} of "
            f"{before[1] // m}. At h = 5 it is {n} of {after[0] // n} and {m} of {after[1] // m}."
        ) in text

    @pytest.mark.parametrize(
        ("layers", "over"),
        [("{type: linear, size: 3}", "n=2:1000"), ("{type: matmul, left: [[1, 2]]}", "n=2,10")],
    )
    def test_sizes_are_offered_where_the_file_fits_at_all_of_them(
        self, run, chain, layers, over
    ) -> None:
        file = chain(f"sizes: {{n: 2}}\ninput: {{size: n}}\nlayers:\n  - {layers}\n  - tanh\n")
        first = flat(text_of(run, file, "--vary", "n=2,10"))
        command = re.search(r"Next: jaccli (sweep \S+ --vary (\S+).*?)(?: \(|$)", first)
        assert command is not None
        assert command[2] == over
        assert run(*command[1].split()).status == 0

    def test_another_rule_is_told_with_its_sizes_or_that_it_decides_at_all(
        self, run, chain
    ) -> None:
        file = chain(linear_chain(("n", 3, 5, "n")))  # n = m: a tie where the start counts
        assert [by_hand([n, 3, 5, n], "free") for n in (4, 8)] == [(280, 216), (880, 624)]
        text = flat(text_of(run, file, "--vary", "n=4,8", "--seeds", "free"))
        assert "But with --seeds counted it is a tie at every size swept." in text
        at_one = flat(text_of(run, "sample:tall", "--vary", "n=32,100"))
        assert "But with --seeds free reverse is cheaper at n = 32." in at_one

    def test_curves_of_times_take_the_place_of_those_of_flops(self, run) -> None:
        text = text_of(run, "sample:textbook", "--vary", "n=2,4,8", "--time")
        assert "time of both modes" in text
        assert re.search(r"\n  Time: +at n = 8 forward \S+ .s, reverse \S+ .s; slopes", text)
        assert re.search(r" 8 +\S+ .s +\S+ .s +[\d.]+ +8\.00\n", text)


class TestFindings:
    """What the JSON says in words is what the text says."""

    def test_they_are_those_of_the_text(self, run) -> None:
        arguments = ("sample:tall", "--vary", "n=1:1000")
        text = flat(details_of(run, *arguments))
        found = result(run, *arguments)["findings"]
        assert [each["kind"] for each in found] == [
            *("headline", "why"),
            *("note",) * 4,  # the slopes, what both tend to, the best order
            *("warning",) * 2,  # where another rule flips the verdict
            *("rule", "why", "rule", "next"),  # how it is counted; the answer
        ]
        for each in found:
            assert flat(each["text"]) in text, each
        assert found[0]["text"].startswith("Forward is cheaper below n = 40, reverse above.")
        assert found[-1]["text"].startswith("Next: jaccli sweep sample:tall --vary n=1:100000 ")

    def test_a_size_that_was_not_timed_is_warned_of(self, run) -> None:
        arguments = ("sample:textbook", "--vary", "n=4,100000", "--time", "--max-memory", "1M")
        found = result(run, *arguments)["findings"]
        (warning,) = (each["text"] for each in found if each["kind"] == "warning")
        assert warning == "Not timed: n = 100,000: their arrays need more than --max-memory."

    def test_each_chain_has_its_own(self, run) -> None:
        outcome = run("sweep", "sample:tall", "sample:square", "--vary", "n=3,30", "--format=json")
        tall, square = (each["findings"] for each in json.loads(outcome.out)["results"])
        assert tall[0]["text"].startswith("Forward is cheaper at every size swept.")
        assert square[0]["text"].startswith("A tie: forward and reverse cost the same")


class TestCsv:
    """For a spreadsheet."""

    def test_it_has_a_row_a_size(self, run) -> None:
        text = text_of(run, "sample:tall", "--vary", "n=1,40", "--format", "csv")
        assert text.splitlines() == [
            "n,forward_flops,reverse_flops,cheaper,best_flops",
            "1,4472,178880,forward,4448",
            "40,216320,216320,tie,88320",
        ]

    def test_the_file_comes_first_where_there_are_several(self, run) -> None:
        arguments = ("sample:tall", "sample:square", "--vary", "n=2,3", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(text_of(run, *arguments))))
        assert [(row["file"], row["n"]) for row in rows] == [
            (f"sample:{name}", n) for name in ("tall", "square") for n in ("2", "3")
        ]

    def test_two_names_have_two_columns(self, run) -> None:
        text = text_of(run, "sample:tall", "--vary", "n,h=8", "--format", "csv")
        assert text.startswith("n,h,forward_flops")
        assert text.splitlines()[1].startswith("8,8,")


class TestTime:
    """What is timed, what is left out; no second is asserted."""

    def test_seconds_stand_beside_flops(self, run) -> None:
        found = result(run, "sample:textbook", "--vary", "n=2,4,8", "--time")
        for point in found["points"]:
            assert all(mode["seconds"] > 0 for mode in point["modes"].values())
        assert found["timing"]["predicted_slopes"]["forward"]["points"] == 3
        assert set(found["timing"]["measured_slopes"]) == {"forward", "reverse"}
        rows = text_of(run, "sample:textbook", "--vary", "n=2,4", "--time", "--format", "csv")
        assert rows.startswith("n,forward_flops,reverse_flops,cheaper,forward_seconds,reverse_se")
        assert all(float(row.split(",")[4]) > 0 for row in rows.splitlines()[1:])

    def test_predicted_and_measured_slopes_stand_side_by_side(self, run) -> None:
        text = details_of(run, "sample:textbook", "--vary", "n=2,4,8", "--time")
        assert re.search(r"FLOPs \(predicted\) +\d", text)
        assert re.search(r"time \(measured\) +-?\d", text)

    def test_sizes_beyond_the_memory_are_left_out(self, run) -> None:
        arguments = ("sample:textbook", "--vary", "n=4,8,100000", "--time", "--max-memory", "1M")
        found = result(run, *arguments)
        assert found["timing"]["beyond_max_memory"] == [100_000]
        assert found["points"][2]["modes"]["forward"]["seconds"] is None
        assert found["points"][2]["modes"]["forward"]["flops"] > 0
        text = flat(text_of(run, *arguments))
        assert "Not timed: n = 100,000: their arrays need more than --max-memory." in text

    def test_sizes_that_would_take_too_long_are_left_out(self, run, monkeypatch) -> None:
        monkeypatch.setattr(stopwatch, "PATIENCE", 1e-4)
        arguments = ("sample:textbook", "--vary", "n=2,400,500", "--time")
        assert result(run, *arguments)["timing"]["too_long"] == [400, 500]
        assert "Not timed: n = 400 to 500 (2 sizes)" in flat(text_of(run, *arguments))

    def test_a_size_at_which_a_value_overflows_is_left_out_and_the_table_kept(
        self, run, chain
    ) -> None:
        text = "sizes: {n: 2}\ninput: {size: n, init: ones}\nlayers: [sum, exp]\n"
        arguments = (chain(text), "--vary", "n=4,40,711,4000", "--time")
        points = result(run, *arguments)["points"]
        timed = [point["modes"]["reverse"]["seconds"] is not None for point in points]
        assert timed == [True, True, False, False]
        assert all(point["modes"]["reverse"]["flops"] > 0 for point in points)
        said = flat(text_of(run, *arguments))
        assert "Not timed: n = 711 to 4,000 (2 sizes): not finite there: f2 (exp): " in said

    def test_where_nothing_is_finite_the_table_stays(self, run, chain) -> None:
        text = "sizes: {n: 2}\ninput: {size: n, init: ones, scale: -1}\nlayers: [log]\n"
        said = flat(text_of(run, chain(text), "--vary", "n=2,3", "--time"))
        assert "Not timed: n = 2 to 3 (2 sizes): not finite there: f1 (log): " in said

    def test_arrays_that_cannot_be_loaded_are_refused_with_the_size(self, run, chain) -> None:
        text = "sizes: {h: 2}\ninput: {size: 4}\nlayers:\n- {type: linear, weight: {file: w.npy}}\n"
        file = chain(text + "- {type: linear, size: h}\n")
        np.save("w.npy", np.full((3, 4), np.nan))
        outcome = run("sweep", file, "--vary", "h=2", "--time")
        assert (outcome.status, outcome.out) == (2, "")
        assert "at h = 2" in outcome.err

    def test_the_next_command_speaks_of_the_same_chain_and_rule(self, run) -> None:
        fixed = "--set m=9 --set h=2 --cost structured --seeds free"
        line = f"sample:tall --vary n=2,4 {fixed}"
        said = flat(text_of(run, *line.split(), "--time", "--width", "200"))
        following = re.search(r"jaccli (compare sample:tall .*--set n=\d+)", said).group(1)
        assert following.startswith(f"compare sample:tall {fixed} --set n=")
        assert run(*following.split()).status == 0

    def test_the_next_command_repeats_the_point(self, run, chain) -> None:
        file = chain("sizes: {n: 2, h: 2}\ninput: [1, 2]\nlayers:\n- {type: linear, size: h}\n")
        said = flat(text_of(run, file, "--vary", "h=2,4", "--at", "3,4", "--time"))
        assert re.search(r"jaccli compare chain.yaml --at=3,4 --set h=\d", said)


class TestClock:
    """What a clock that was read aloud would say: powers of the sizes, in seconds."""

    SIZES = (10, 100, 1000)

    def said(self, ahead: float, back: float, width: int = 80, **notes: str) -> str:
        """The report of a textbook sweep whose modes took size ** power nanoseconds."""
        found = sweep(
            read("sample:textbook"),
            lambda size: read("sample:textbook", sizes={"n": size}),
            file_of("sample:textbook").resizable(("n",), {}),
            ("n",),
            self.SIZES,
            Rule("dense", "counted"),
        )
        seconds = {
            size: {"forward": 1e-9 * size**ahead, "reverse": 1e-9 * size**back}
            for size in self.SIZES
        }
        counted = {
            mode: last_decade(self.SIZES, [p.ran[mode] for p in found.points]) for mode in MODES
        }
        clocked = {
            mode: last_decade(self.SIZES, [taken[mode] for taken in seconds.values()])
            for mode in MODES
        }
        words = {"overflow": "", "small": "", "large": ""} | notes
        timing = Timing(seconds, (), (), (), predicted=counted, measured=clocked, **words)
        return "".join(render(page(found._replace(timing=timing), plotted=False), Display(width)))

    @pytest.mark.parametrize("width", [40, 80])
    def test_what_it_says_is_golden(self, golden, width) -> None:
        text = self.said(2.5, 2.1, width, small="Calls take most.", large="Products take most.")
        golden(f"sweep_clock_{width}.txt", text)

    def test_seconds_and_counts_stand_in_one_row(self) -> None:
        rows = [line.split() for line in self.said(3, 2).splitlines()]
        for size, forward, reverse in ((10, "1 µs", "100 ns"), (1000, "1 s", "1 ms")):
            counted = [f"{2 * (3 * size * size + size) * passes:,}" for passes in (size, 1)]
            row = [f"{size:,}", counted[0], *forward.split(), counted[1], *reverse.split()]
            assert row in rows

    def test_the_counts_go_where_there_is_no_room_and_the_modes_stay(self) -> None:
        text = self.said(3, 2, width=40)
        assert re.search(r"forward +reverse\n +n +time +time\n", text)
        assert re.search(r"1,000 +1 s +1 ms\n", text)

    @pytest.mark.parametrize(
        ("power", "says"),
        [
            (2.95, "the clock agrees with the count within 0.1"),
            (2.5, "is smaller than that of the count (-0.49): at larger sizes a FLOP takes less"),
            (3.5, "is larger than that of the count (+0.51): at larger sizes a FLOP takes more"),
        ],
    )
    def test_the_clock_is_held_against_the_count(self, power, says) -> None:
        text = flat(self.said(power, 2))
        slopes = re.search(r"FLOPs \(predicted\) (\S+) (\S+) time \(measured\) (\S+) (\S+)", text)
        assert slopes is not None
        counts = [[n * 2 * (3 * n * n + n), 2 * (3 * n * n + n)] for n in self.SIZES]
        lines = np.polyfit(np.log(self.SIZES), np.log(counts), 1)[0]
        assert [float(each) for each in slopes.groups()] == [*np.round(lines, 2), power, 2]
        assert says in text[text.index("Forward: ") :]

    def test_one_vector_has_no_matrix_products(self) -> None:
        peak = "Products of matrices come nearer to what the processor can do."
        assert flat(self.said(2, 2)).count(peak) == 1  # forward's, which carries n tangents
        assert "among more FLOPs. " in flat(self.said(3, 1))  # reverse's one adjoint

    def test_the_reasons_stand_at_the_sizes_they_are_of(self) -> None:
        text = flat(self.said(3, 2, small="Calls take most.", large="Products take most."))
        assert "n = 10: Calls take most. n = 1,000: Products take most." in text


class TestMistakes:
    """Each is exit 2 with an empty standard output and says what to do."""

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--vary", "N=1:9"], "did you mean `n`?"),
            (["--vary", "hh=1:9"], "--vary hh: the file names no such size"),
            (["--vary", "n=9:1"], "did you mean 1:9?"),
            (["--vary", "n=0:9"], "a size is at least 1"),
            (["--vary", "n=1:9:1"], "STEPS is a number from 2 to 1,000"),
            (["--vary", "n=1:9:x"], "STEPS is a whole number in digits, not 'x'"),
            (["--vary", "n=1:2:3:4"], "expected NAME=A:B"),
            (["--vary", "n=1:"], "and one is missing"),
            (["--vary", "n=1,,3"], "and one is missing"),
            (["--vary", "n=-3"], "in digits, not '-3'"),
            (["--vary", "n=1e3"], "in digits, not '1e3'"),
            (["--vary", f"n={10**15 + 1}"], "at most 1,000,000,000,000,000"),
            (["--vary", "n=" + "9" * 5000], "at most 1,000,000,000,000,000"),
            (["--vary", "n"], "is not NAME=A:B"),
            (["--vary", "=1:9"], "is not NAME=A:B"),
            (["--vary", "n,=1:9"], "is not NAME=A:B"),
            (["--vary", "n,n=1:9"], "n is named twice"),
            (["--vary", "n=1", "--vary", "h=1"], "--vary is given more than once"),
            (["--vary", "n=1:9", "--set", "n=3"], "both fixed by --set and varied by --vary"),
            ([], "sweep needs --vary"),
        ],
        ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
    )
    def test_a_variation_that_cannot_be(self, run, arguments, says) -> None:
        outcome = run("sweep", "sample:tall", *arguments)
        assert (outcome.status, outcome.out) == (2, "")
        assert says in flat(outcome.err)

    def test_a_function_has_no_sizes(self, run) -> None:
        name = "sample:textbook_functions.py:figure"
        outcome = run("sweep", name, "nowhere.yaml", "--vary", "n=1:9")
        assert (outcome.status, outcome.out) == (2, "")
        assert "--vary is for the `sizes` of a chain file" in outcome.err
        assert "nowhere.yaml" in outcome.err

    def test_a_size_at_which_the_arrays_do_not_fit_has_its_place_and_size(self, run, chain) -> None:
        text = "sizes: {n: 2}\ninput: {size: n}\nlayers:\n  - {type: linear, weight: [[1, 2]]}\n"
        outcome = run("sweep", chain(text), "--vary", "n=2,3,4")
        assert (outcome.status, outcome.out) == (2, "")
        assert "--> chain.yaml:4:28" in outcome.err
        assert "note: this is so at n = 3, and at 1 more of the sizes swept" in outcome.err
        assert result(run, "chain.yaml", "--vary", "n=2")["points"][0]["input_size"] == 2

    def test_the_files_own_mistakes_name_no_size(self, run, chain) -> None:
        outcome = run("sweep", chain("input: [1, two]\nlayers: [rleu]\n"), "--vary", "n=1:9")
        assert (outcome.status, outcome.out) == (2, "")
        assert "2 errors" in outcome.err
        assert "n = 1" not in outcome.err

    def test_standard_input_can_be_named_once(self, run) -> None:
        outcome = run("sweep", "-", "-", "--vary", "n=1:9")
        assert outcome.status == 2
        assert "can be read once" in outcome.err


@pytest.mark.parametrize(
    ("options", "forward", "reverse"),
    [  # of n → 12 linear, sin, → 40 linear, tanh, by hand with section 2 of the contract
        ((), lambda n: n * 2 * (12 * n + 144 + 480 + 1600), 40),
        (("--seeds", "free"), lambda n: n * 2 * (144 + 480 + 1600), 40),
        (("--cost", "structured"), lambda n: n * (24 * n + 12 + 960 + 40), 40),
        (("--cost", "structured", "--seeds", "free"), lambda n: n * (12 + 960 + 40), None),
    ],
)
def test_each_rule_has_its_price(run, options, forward, reverse) -> None:
    found = result(run, "sample:tall", "--vary", "n=1:9", *options)
    for point in found["points"]:
        n = point["sizes"]["n"]
        assert point["modes"]["forward"]["flops"] == forward(n)
        if options in ((), ("--cost", "structured")):  # one JVP costs what one VJP does
            assert point["modes"]["reverse"]["flops"] == forward(n) // n * reverse
        elif reverse is None:  # tanh scales the rows of a 40×12 matrix, sin its columns
            assert point["modes"]["reverse"]["flops"] == 480 + 480 + 2 * 40 * 12 * n
    assert found["cost"] == ("structured" if "structured" in options else "dense")
    assert found["seeds"] == ("free" if "free" in options else "counted")
