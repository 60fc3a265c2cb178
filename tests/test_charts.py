"""The pictures of compare, show, sweep and order, read back from their SVG: what is drawn is to
scale, and its numbers are those of the JSON."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from math import log
from typing import Any

import pytest
from charts import SVG, boxes, groups, lines, picture, runs, title_of, words


@pytest.fixture
def drawn(run):
    """The picture of a command line, and its result in JSON."""

    def call(*arguments: object) -> tuple[Any, dict[str, Any]]:
        svg = run(*arguments, "--format", "svg")
        assert (svg.status, svg.err) == (0, "")
        (result,) = json.loads(run(*arguments, "--format", "json").out)["results"]
        return picture(svg.out), result

    return call


def headline(result: dict[str, Any]) -> str:
    return next(each["text"] for each in result["findings"] if each["kind"] == "headline")


HALF = 0.0051  # a coordinate is written with two decimals


class TestCompare:
    """Bars as long as the prices."""

    @pytest.mark.parametrize("sample", ["digits", "residual", "tall"])
    def test_every_part_of_a_bar_is_as_long_as_the_price_of_its_step(self, drawn, sample) -> None:
        root, found = drawn("compare", f"sample:{sample}")
        assert title_of(root) == headline(found)
        all_parts = []
        for (title, parts), mode in zip(groups(root), ("forward", "reverse"), strict=False):
            assert title.startswith(f"{mode} (")
            entry = found["modes"][mode]
            steps = [each["dense_flops"] for each in entry["steps"]]
            steps = steps if mode == "forward" else steps[::-1]
            meeting = entry.get("meeting_additions", 0)
            steps += [meeting] if meeting else []
            assert [each.numbers[-1] for each in parts] == steps
            assert sum(steps) == entry["cost"]["dense"]["flops"]
            ends = [each.x + each.width for each in parts]
            assert ends[:-1] == pytest.approx([each.x for each in parts[1:]], abs=2 * HALF)
            all_parts += [*zip(parts, steps, strict=True)]
        longest, price = max(all_parts, key=lambda each: each[1])
        for part, flops in all_parts:
            assert part.width == pytest.approx(flops * longest.width / price, abs=HALF)
        assert longest.width > 100

    def test_the_orders_are_drawn_on_the_same_scale_with_their_start_free(self, drawn) -> None:
        root, found = drawn("compare", "sample:bottleneck")
        ahead, _, free, _ = (parts for _, parts in groups(root))
        scale = sum(each.width for each in ahead) / 28_800  # 30 · 2 · (90 + 150 + 150 + 90)
        assert [each.numbers[-1] for each in free] == [0, 9000, 9000, 5400]  # J1 meets no start
        assert sum(each.width for each in free) == pytest.approx(23_400 * scale, abs=0.05)
        best = next(each for each in boxes(root) if each.title.startswith("best order: "))
        assert best.title == "best order: 6,840 FLOPs as (J4·(J3·J2))·J1"
        assert found["best"]["cost"]["dense"]["flops"] == 6840
        assert best.width == pytest.approx(6840 * scale, abs=0.05)
        assert "The same with the start free, beside the best of 5 orders:" in words(root)

    def test_a_bar_that_is_too_short_to_see_is_seen_and_its_parts_are_drawn_again(
        self, drawn
    ) -> None:
        root, _ = drawn("compare", "sample:textbook", "--set", "n=2000", "--run", "none")
        tiny = next(each for each in boxes(root) if each.title.startswith("reverse (VJP)"))
        assert tiny.width == 2
        assert "A bar that would be too thin to see is 2 pixels wide." in words(root)
        (again,) = (text for text in words(root) if text.startswith("drawn"))
        assert again == "drawn × 2,000"

    def test_the_table_of_a_long_chain_has_the_sum_of_the_layers_that_it_leaves_out(
        self, drawn, chain
    ) -> None:
        layers = "\n".join(["  - {type: linear, size: 3}", "  - tanh"] * 20)
        root, found = drawn("compare", chain(f"input: {{size: 2}}\nlayers:\n{layers}\n"))
        said = words(root)
        at = said.index("… 28 more, together")
        for column, mode in ((1, "forward"), (2, "reverse")):
            steps = [each["dense_flops"] for each in found["modes"][mode]["steps"]][6:-6]
            assert said[at + 1 + column] == f"{sum(steps):,}"


class TestShow:
    """Matrices as rectangles on one scale."""

    @pytest.mark.parametrize("sample", ["mlp_cross_entropy", "digits", "tall", "residual"])
    def test_every_matrix_has_the_sides_of_its_rows_and_columns_on_one_scale(
        self, drawn, sample
    ) -> None:
        root, found = drawn("show", f"sample:{sample}")
        assert title_of(root) == headline(found)
        shapes = [each["shape"] for layer in found["layers"] for each in layer["jacobians"]]
        shapes = shapes[::-1] if sample != "residual" else shapes
        shapes.append([found["output_size"], found["input_size"]])
        grounds = [each for each in boxes(root) if each.look == "ground"]
        scale = grounds[-1].width / found["input_size"]
        for (rows, columns), box in zip(shapes, grounds, strict=True):
            assert f"{rows}×{columns}" in box.title
            assert (box.width, box.height) == pytest.approx(
                (columns * scale, rows * scale), abs=2 * HALF * columns
            )

    def test_each_cell_tells_the_sign_of_its_entry_without_colour(self, drawn) -> None:
        root, found = drawn("show", "sample:tall")
        rasters = [each for each in root.iter(f"{SVG}g") if title_of(each)]
        (_, third, *_), values = rasters, found["layers"][2]["jacobians"][0]["values"]
        assert title_of(third) == "J3, 40×12"
        signs = [[0] * 12 for _ in range(40)]
        for run in runs(third):
            assert run.part == {"plus": 1, "minus": 0.34}[run.look]
            for column in range(run.x, run.x + run.long):
                assert signs[run.y][column] == 0
                signs[run.y][column] = 1 if run.part == 1 else -1
        assert signs == [[(x > 0) - (x < 0) for x in row] for row in values]

    def test_small_matrices_have_their_entries_in_figures(self, drawn) -> None:
        root, found = drawn("show", "sample:mlp_cross_entropy")
        said = words(root)
        figures = [float(each) for each in said if re.fullmatch(r"-?\d+(\.\d+)?", each)]
        maps = [layer["jacobians"][0]["values"] for layer in found["layers"][::-1]]
        entries = [x for matrix in (*maps, found["jacobian"]) for row in matrix for x in row]
        assert figures == pytest.approx(entries, abs=0.006)
        for text in ("J4 (1×3)", "J2 (4×4)", "relu", "diagonal", "="):
            assert text in said
        assert said.count("·") == 3

    def test_a_large_matrix_is_at_most_64_cells_a_side_and_the_file_stays_small(
        self, run, chain
    ) -> None:
        file = chain("input: {size: 500}\nlayers:\n  - {type: linear, size: 400}\n  - sum\n")
        text = run("show", file, "--format", "svg").out
        assert len(text) < 100_000
        cells = [*runs(picture(text))]
        assert max(each.x + each.long for each in cells) <= 64
        assert max(each.y for each in cells) < 64
        (note,) = (each for each in words(picture(text)) if each.startswith("A cell shows"))
        assert "in J1" in note

    def test_of_many_factors_the_first_and_the_last_are_drawn(self, run, chain) -> None:
        layers = "\n".join(["  - {type: linear, size: 3}", "  - tanh"] * 20)
        text = run("show", chain(f"input: {{size: 2}}\nlayers:\n{layers}\n"), "--format", "svg").out
        said = words(picture(text))
        assert "⋯ stands for 26 more factors." in said
        assert {"J40 (3×3)", "J34 (3×3)", "J7 (3×3)", "J1 (3×2)", "J (3×2)"} <= {*said}
        assert "J33 (3×3)" not in said


class TestOrder:
    """The best order as a tree, with forward and reverse beside it; graphs value by value."""

    def test_every_matrix_is_to_scale_and_every_bar_as_long_as_its_price(self, drawn) -> None:
        root, found = drawn("order", "sample:bottleneck")
        assert title_of(root) == headline(found)
        shown = {each.title: each for each in boxes(root) if "(" in each.title}
        given = {"J4 (30×3)": (30, 3), "J3 (3×50)": (3, 50), "J1 (3×30)": (3, 30)}
        made = {
            "A = J3·J2 (3×3), 2·3·50·3 = 900": (3, 3),
            "B = J4·A (30×3), 2·30·3·3 = 540": (30, 3),
            "J = B·J1 (30×30), 2·30·3·30 = 5,400": (30, 30),
        }
        scale = shown["J2 (50×3)"].height / 50
        for title, (rows, columns) in (given | made).items():
            box = shown[title]
            sides = (columns * scale, rows * scale)
            assert (box.width, box.height) == pytest.approx(sides, abs=0.1)
        bars = {each.numbers[-1]: each.width for each in boxes(root) if ": " in each.title}
        to_scale = {each: each * bars[5400] / 5400 for each in (900, 540, 5400)}
        assert bars == pytest.approx(to_scale, abs=2 * HALF)
        assert sum(bars) == 6840 == found["orders"][0]["cost"]["dense"]["flops"]
        assert {"forward: 23,400 FLOPs", "reverse: 23,400 FLOPs", "3.42 × as much"} <= {
            *words(root)
        }

    def test_products_stand_below_their_factors_and_lines_lead_down(self, drawn) -> None:
        root, _ = drawn("order", "--dims", "30,3,50,3,30,8,40,2,9,7,6")
        shown = [each for each in boxes(root) if re.match(r"\w+( = | \()", each.title)]
        named = {re.split(r" = | \(", each.title)[0]: each for each in shown}
        products = [each for each in shown if ", " in each.title]
        assert len(products) == 9
        for each in products:
            factors = re.split(r" = | \(", each.title)[1].split("·")
            assert all(named[name].y < each.y for name in factors)
            assert [named[name].x for name in factors] == sorted(named[name].x for name in factors)
        assert all(a[1] <= b[1] for line in lines(root) for a, b in pairwise(line.points))

    @pytest.mark.parametrize("jacobians", [11, 100])
    def test_a_long_chain_is_folded_and_its_prices_add_up(self, drawn, jacobians) -> None:
        dims = ",".join(str(7 + (k * k) % 11 * (k % 13)) for k in range(jacobians + 1))
        root, found = drawn("order", "--dims", dims)
        shown = [each for each in boxes(root) if " = " in each.title and ", " in each.title]
        folded = [each for each in shown if "⋯" in each.title]
        assert folded
        assert len(shown) - len(folded) == 7
        hidden = sum(int(re.search(r"(\d+) product", each.title)[1]) for each in folded)
        assert hidden + 7 == jacobians - 1
        prices = [each.numbers[-1] for each in shown]
        assert sum(prices) == found["orders"][0]["cost"]["dense"]["flops"]

    def test_plans_are_bars_of_their_operations(self, drawn) -> None:
        root, found = drawn("order", "sample:digits", "--matrix-free")
        costs = [sum(each["multiplications"] for each in o["plan"]) for o in found["orders"]]
        bars = [parts for _, parts in groups(root)]
        drawn_costs = [sum(part.numbers[-1] for part in parts) for parts in bars]
        assert sorted(drawn_costs) == sorted(costs)
        scale = sum(part.width for part in bars[-1]) / max(costs)
        for parts, cost in zip(bars, drawn_costs, strict=True):
            assert sum(part.width for part in parts) == pytest.approx(cost * scale, abs=0.05)

    def test_an_elimination_has_a_frame_for_each_value_with_its_new_edges_dashed(self, run) -> None:
        root, found = drawn_graph(run, "order", "sample:figure_13_11")
        best = next(each for each in found["orders"] if "best" in each["name"])
        frames = [each for each in root.iter(f"{SVG}g") if "frame" in (each.get("id") or "")]
        order = best["elimination"]
        titles = [f"{at}. {name} goes" for at, name in enumerate(order, start=1)]
        assert [title_of(each) for each in frames] == [*titles, "J"]
        edges = {"13", "34", "24", "15", "45", "56", "47", "67"}  # of the book's figure
        prices = 0
        for frame, name in zip(frames, [*order, "x0"], strict=True):
            into = {each for each in edges if each[1] == name[1]}
            out = {each for each in edges if each[0] == name[1]}
            made = {a[0] + b[1] for a in into for b in out}
            looks = [each.look.split()[0] for each in lines(frame)]
            assert looks.count("fresh") == len(made - edges)
            assert looks.count("used") == len(into | out)
            assert looks.count("line") == len(edges - into - out)
            said = re.search(r"(\d+) multiplication", " ".join(words(frame)))
            prices += int(said[1]) if said else 0
            edges = edges - into - out | made
        assert edges == {"17", "27"}
        assert prices == best["cost"]["dense"]["multiplications"] == 6

    def test_the_order_that_was_given_is_drawn_below_the_best(self, run) -> None:
        text = run("order", "sample:residual", "--order", "r,a,z,y", "--format", "svg").out
        best, given = picture(text).findall(f"{SVG}svg")[1:]
        # 4·8·4 for r, 8·8·4 for a, 8·4·4 for z, 4·4·1 for y
        assert title_of(given) == "The given order, r, a, z, y: 528 multiplications"
        prices = re.findall(r"= (\d+) multiplication", " ".join(words(given)))
        assert [int(each) for each in prices] == [128, 256, 128, 16]
        assert title_of(best).endswith(": 160 multiplications")


def drawn_graph(run, *arguments: object) -> tuple[Any, dict[str, Any]]:
    """The second picture of a file."""
    (result,) = json.loads(run(*arguments, "--format", "json").out)["results"]
    return [*picture(run(*arguments, "--format", "svg").out).findall(f"{SVG}svg")][1], result


class TestSweep:
    """Curves on logarithmic axes."""

    def test_points_stand_at_the_logarithms_of_their_numbers(self, drawn) -> None:
        root, found = drawn("sweep", "sample:tall", "--vary", "n=1:1000")
        assert title_of(root) == headline(found)
        for mode in ("forward", "reverse"):
            points = [each for each in boxes(root) if each.title.startswith(f"{mode}, n = ")]
            numbers = [tuple(each.numbers) for each in points]
            expected = [
                (each["sizes"]["n"], each["modes"][mode]["flops"]) for each in found["points"]
            ]
            assert set(expected) <= set(numbers)
            assert len(numbers) == len(expected) + 1  # and the crossover
            middles = [(each.x + each.width / 2, each.y + each.height / 2) for each in points]
            (first, low), (last, high) = middles[0], middles[-1]
            for (x, y), (n, flops) in zip(middles, numbers, strict=True):
                part = log(n / numbers[0][0]) / log(numbers[-1][0] / numbers[0][0])
                assert x == pytest.approx(first + part * (last - first), abs=2 * HALF)
                part = log(flops / numbers[0][1]) / log(numbers[-1][1] / numbers[0][1])
                assert y == pytest.approx(low + part * (high - low), abs=2 * HALF)

    def test_the_crossover_is_marked_where_the_curves_meet(self, drawn) -> None:
        root, found = drawn("sweep", "sample:tall", "--vary", "n=1:1000")
        assert found["crossover"] == 40
        (mark,) = (each for each in lines(root) if each.title == "crossover: n = 40")
        (x, _), *_ = mark.points
        # 40 passes of 2·(12·40 + 12·12 + 40·12 + 40·40)
        same = [each for each in boxes(root) if each.title.endswith(", n = 40: 216,320")]
        assert [each.x + each.width / 2 for each in same] == pytest.approx([x, x], abs=2 * HALF)
        assert "slope 1.80" in words(root)

    @pytest.mark.parametrize("sizes", ["100,101", "1000000,1000001", "3,4", "7,90"])
    def test_every_axis_has_two_labels_however_near_its_ends_are(self, drawn, sizes) -> None:
        root, _ = drawn("sweep", "sample:textbook", "--vary", f"n={sizes}")
        texts = [each for each in root.iter(f"{SVG}text") if each.get("class") == "quiet"]
        labels = [each for each in texts if re.match(r"[\d,.·]+$|.*10[⁰¹²³⁴⁵⁶⁷⁸⁹]+$", each.text)]
        across = [each.text for each in labels if each.get("text-anchor") == "middle"]
        up = [each.text for each in labels if each.get("text-anchor") == "end"]
        assert min(len({*across}), len({*up})) >= 2, (across, up)

    def test_modes_that_lie_on_one_line_are_both_seen(self, drawn) -> None:
        root, _ = drawn("sweep", "sample:square", "--vary", "h=10,30")  # n = m = 12
        assert "Both modes lie on one line." in words(root)
        round_ones, squares = (
            [each for each in boxes(root) if each.title.startswith(mode)]
            for mode in ("forward", "reverse")
        )
        for one, other in zip(round_ones, squares, strict=True):
            assert one.width > other.width + 4
            assert one.x + one.width / 2 == pytest.approx(other.x + other.width / 2, abs=2 * HALF)
            assert one.y + one.height / 2 == pytest.approx(other.y + other.height / 2, abs=2 * HALF)

    def test_one_size_is_drawn_as_bars(self, drawn) -> None:
        root, found = drawn("sweep", "sample:textbook", "--vary", "n=16")
        ahead, back = (each for each in boxes(root) if "FLOPs" in each.title)
        assert ahead.width == pytest.approx(16 * back.width, abs=0.2)
        assert title_of(root) == headline(found)
