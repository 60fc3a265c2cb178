"""Vectors as text: under their names, beside words, as a diagonal; figures where they fit."""

from __future__ import annotations

import numpy as np
import pytest

from jaccli.document.blocks import (
    Block,
    Either,
    Finding,
    Legend,
    Matrix,
    Paragraph,
    diagonal,
    findings_in,
    vector,
    vectors,
)
from jaccli.document.display import Display
from jaccli.document.formats.text import render

FEW, MANY = np.array([1.0, -2.0, 0.0]), np.arange(1.0, 201.0)


def lines(*blocks: Block, width: int = 40, ascii: bool = False) -> list[str]:
    return "".join(render(blocks, Display(width, ascii=ascii))).splitlines()


class TestVectors:
    """Several of one size under one name."""

    def test_a_second_vector_stands_under_the_first(self) -> None:
        assert lines(vectors("v2", np.stack([FEW, -FEW]))) == [
            "  v2 = [  1  -2   0 ]",
            "       [ -1   2   0 ]",
        ]

    def test_a_name_of_half_the_width_has_its_figures_below(self) -> None:
        found = lines(vectors("v3 = J2·v2, which is long", FEW[None], indent=4))
        assert found == ["    v3 = J2·v2, which is long =", "      [  1  -2   0 ]"]

    def test_wide_names_are_measured_in_columns(self) -> None:
        # 20 characters of two columns each leave no room beside them, 20 of one do
        beside = lines(vectors("n" * 20, FEW[None]))
        below = lines(vectors("名" * 20, FEW[None]))
        assert (len(beside), len(below)) == (1, 3)

    def test_a_name_is_as_long_as_its_ascii_is(self) -> None:
        signs = "θ" * 4  # theta: 20 columns
        assert len(lines(vectors(signs, FEW[None]), width=26)) == 1
        assert len(lines(vectors(signs, FEW[None]), width=26, ascii=True)) == 2

    def test_every_entry_of_a_whole_vector_is_there_in_full_precision(self) -> None:
        text = " ".join(lines(vectors("v2", MANY[None] / 3, whole=True)))
        assert all(f" {entry / 3!r}" in text for entry in MANY.tolist())

    def test_a_picture_says_how_much_a_cell_stands_for_and_has_its_legend(self) -> None:
        found = lines(vectors("v2", MANY[None]), Legend())
        assert found[0].startswith("  v2: 1×200, 200 of 200 nonzero")
        assert "a cell shows the largest of 1×12 entries" in " ".join(" ".join(found).split())
        assert sum("exactly zero" in line for line in found) == 1
        assert lines(vectors("v2", FEW[None]), Legend()) == ["  v2 = [  1  -2   0 ]"]


class TestMatrix:
    """Figures under a name."""

    @pytest.mark.parametrize("whole", [False, True])
    def test_a_long_name_wraps_at_its_words(self, whole: bool) -> None:
        found = lines(Matrix("a name of words " * 5, np.eye(2), whole, indent=2))
        assert max(map(len, found)) <= 40
        assert sum("name" in line for line in found) > 1


class TestVector:
    """One vector behind a few words."""

    def test_it_stands_behind_its_words_where_there_is_room(self) -> None:
        assert lines(vector("x2 = f1(x1), relu", FEW)) == ["  x2 = f1(x1), relu: [  1  -2   0 ]"]

    def test_it_stands_below_them_where_there_is_none(self) -> None:
        words = "x2 = f1(x1), a layer: relu"
        assert lines(vector(words, FEW)) == [f"  {words}:", "    [  1  -2   0 ]"]

    def test_a_long_one_is_a_matrix_below_them(self) -> None:
        found = lines(vector("x2", MANY), Legend())
        assert found[0].startswith("  x2: 1×200")
        assert "--values prints every entry" in " ".join(" ".join(found).split())
        assert "exactly zero" in found[-1]

    def test_a_whole_one_is_written_out(self) -> None:
        found = lines(vector("x2", MANY, whole=True))
        assert found[0] == "  x2 ="
        assert " 200.0" in found[-1]


class TestDiagonal:
    """In figures or not at all."""

    def test_it_is_written_as_one(self) -> None:
        assert lines(diagonal("J2", FEW)) == ["  J2 = diag(  1  -2   0 )"]

    def test_it_is_left_out_where_its_figures_do_not_fit(self) -> None:
        assert lines(diagonal("J2", MANY)) == []


class TestEither:
    """The narrower one in place of a picture, never in place of figures."""

    TWICE = Either(
        [Paragraph("side by side"), Matrix("J", np.ones((2, 12)))],
        [Paragraph("one below the other"), Matrix("J", np.ones((2, 6)))],
    )

    def test_figures_side_by_side_come_first(self) -> None:
        assert lines(self.TWICE, width=60)[0] == "side by side"

    def test_figures_below_each_other_come_before_a_picture(self) -> None:
        assert lines(self.TWICE, width=30)[0] == "one below the other"

    def test_a_picture_of_the_whole_comes_before_two(self) -> None:
        assert lines(self.TWICE, width=12)[0] == "side by side"


def test_what_either_finds_is_found_once() -> None:
    found = Finding("why", "it is wide")
    assert [*findings_in([Either([found], [found])])] == [found]


def test_what_is_told_in_figures_is_a_finding_in_words() -> None:
    told = Finding("headline", "J·v has 3 entries", drawn=[vectors("J·v", FEW[None])])
    assert [found.text for found in findings_in([told])] == ["J·v has 3 entries"]
    assert lines(told) == ["  J·v = [  1  -2   0 ]"]


@pytest.mark.parametrize("name", ["v", "a name that leaves no room for figures"])
@pytest.mark.parametrize("whole", [False, True])
def test_figures_need_no_legend(name: str, whole: bool) -> None:
    for block in (vector(name, FEW, whole), vectors(name, FEW[None], whole)):
        assert lines(block, Legend()) == lines(block)
