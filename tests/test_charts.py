"""The pictures of compare, show, sweep and order, read back from their SVG: what is drawn is to
scale, and its numbers are those of the JSON."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from charts import SVG, boxes, groups, picture, runs, title_of, words


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
        assert "The same with the start free, as the 5 orders compare:" in words(root)

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
