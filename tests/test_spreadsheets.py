"""--format csv: what a spreadsheet reads is what JSON has, and no name is a formula there."""

from __future__ import annotations

import csv
import io
import json
from itertools import groupby

import pytest
from test_reports import CALLS, details, ended_well

MLP, DIGITS, FIGURE = (f"sample:{name}" for name in ("mlp_cross_entropy", "digits", "figure_13_11"))
FORMULA = "=1+1", "+1", "-1", "@sum", "=cmd|' /C calc'!A0", "＝1+1"


def rows_of(text: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text, newline=""), strict=True)]


def tables(text: str) -> list[tuple[str, list[list[str]]]]:
    """Of --details: each title and the rows below it, its header among them."""
    parts = (
        list(group) for empty, group in groupby(rows_of(text), lambda row: not row) if not empty
    )
    return [(title, rows) for (title,), *rows in parts]


@pytest.fixture
def sheet(run):
    """The rows of a call as mappings from the headers."""

    def call(*given: object) -> list[dict[str, str]]:
        done = run(*given, "--format", "csv")
        assert (done.status, done.err) == (0, "")
        return [*csv.DictReader(io.StringIO(done.out, newline=""), strict=True)]

    return call


@pytest.fixture
def data(run):
    def call(*given: object) -> dict:
        return json.loads(run(*given, "--format", "json").out)["results"][0]

    return call


@pytest.mark.parametrize("call", CALLS)
def test_every_table_is_a_rectangle_with_headers_or_there_is_none(call, run) -> None:
    done = run(*details(call), "--format", "csv")
    if not ended_well(call, done):
        assert (done.status, done.out) == (2, "")
        assert "no table here" in done.err
        assert call.split()[0] in ("new", "completion", "trace")
        return
    found = [("", rows_of(done.out))]
    if [] in found[0][1]:
        found = tables(done.out)
    for _, (header, *rows) in found:
        assert all(header)
        assert {len(row) for row in rows} <= {len(header)}


def test_a_result_that_is_left_blank_is_no_empty_table(run) -> None:
    done = run("vjp", "sample:figure_13_11", "-u", "e1", "--blank", "result", "--format", "csv")
    assert (done.status, done.out) == (2, "")
    assert "no table here" in done.err


def test_a_column_of_prices_is_that_of_json_and_adds_up(sheet, data) -> None:
    *steps, total = sheet("compare", MLP)
    modes = data("compare", MLP)["modes"]
    for mode, ordered in (("forward", 1), ("reverse", -1)):
        prices = [int(row[f"{mode} FLOPs"]) for row in steps]
        assert prices == [each["dense_flops"] for each in modes[mode]["steps"]][::ordered]
        assert int(total[f"{mode} FLOPs"]) == sum(prices)
        assert sum(prices) == modes[mode]["cost"]["dense"]["flops"]


def test_matrices_are_rows_of_the_numbers_of_json(run, data) -> None:
    found = dict(tables(run("show", DIGITS, "--details", "--format", "csv").out))
    result = data("show", DIGITS)
    for k, layer in enumerate(result["layers"], start=1):
        (jacobian,) = layer["jacobians"]
        _, *rows = found[f"J{k}"]
        assert [[float(each) for each in row] for _, *row in rows] == jacobian["values"]


def test_steps_have_their_vectors_and_their_prices(sheet, data) -> None:
    start, *steps, total = sheet("vjp", MLP, "-u", "e1", "--steps")
    told = data("vjp", MLP, "-u", "e1", "--steps")["steps"]
    assert [[json.loads(row["result"])] for row in steps] == [each["cotangents"] for each in told]
    assert [int(row["FLOPs"]) for row in steps] == [each["flops"] for each in told]
    assert int(total["FLOPs"]) == sum(each["flops"] for each in told)
    assert "x5 = 2.40760596444438" in start["given"]


def test_products_of_several_vectors_keep_their_laying(sheet, data) -> None:
    rows = sheet("jvp", MLP, "-v", "e1", "-v", "e3")
    found = [[float(row[str(at)]) for row in rows] for at in (1, 2)]
    assert found == data("jvp", MLP, "-v", "e1", "-v", "e3")["tangents"]


def test_values_and_adjoints_of_a_graph_are_those_of_json(sheet, data) -> None:
    rows = {row["value"]: row for row in sheet("graph", FIGURE, "--values")}
    for node in data("graph", FIGURE, "--values")["nodes"]:
        row = rows[node["name"]]
        assert [[float(row["is"])], [float(row["adjoint"])]] == [node["primal"], node["adjoint"]]


def test_several_chains_have_a_line_each_and_their_whole_names(sheet, chain, tmp_path) -> None:
    names = [chain("input: [1, 2]\nlayers: [sum]\n", f"{at}.yaml") for at in "ab"]
    files = [str(tmp_path / name) for name in names]
    assert [row["chain"] for row in sheet("compare", *files)] == files
    assert {row["chain"] for row in sheet("graph", *files)} == set(files)
    assert {row["chain"] for row in sheet("check", *files)} == set(files)


def test_all_orders_are_there_and_no_step_is_folded(sheet, data, chain) -> None:
    assert len(sheet("order", "sample:bottleneck")) == 5
    many = chain("input: [1]\nlayers:\n" + "- sin\n" * 40)
    assert len(sheet("compare", many)) == 40 + 1
    assert len(sheet("vjp", many, "-u", "e1", "--steps")) == 40 + 2


@pytest.mark.slow
def test_an_order_is_spelt_out_however_long_it_is(sheet, data, chain) -> None:
    many = chain("input: [1]\nlayers:\n" + "- sin\n" * 30)
    for asked, key in ((many, "bracketing"), ("sample:autoencoder", "elimination")):
        told = [each[key] for each in data("order", asked)["orders"]]
        spelt = [each if isinstance(each, str) else ", ".join(each) for each in told]
        column = "order" if key == "bracketing" else "eliminates"
        assert {row[column] for row in sheet("order", asked)} <= {*spelt}


@pytest.mark.parametrize("name", FORMULA)
@pytest.mark.whole
def test_no_name_is_a_formula_to_a_spreadsheet(name, run, chain) -> None:
    layers = [{"name": name, "type": "sin"}, {"type": "linear", "size": 2}, "sum"]
    file = chain(json.dumps({"name": name, "input": [1, -2], "layers": layers}))
    for command in ("show", "compare", "grad --steps", "graph --values", "vjp -u e1 --steps"):
        done = run(*command.split(), file, "--details", "--format", "csv")
        assert done.status == 0
        for cell in (cell for row in rows_of(done.out) for cell in row):
            assert cell[:1] not in ("=", "+", "@", "\t", "\r", "＝"), command
            assert cell[:1] != "-" or float(cell) <= 0


def test_numbers_that_are_negative_stay_numbers(sheet) -> None:
    (row,) = sheet("vjp", MLP, "-u", "e1")
    assert float(row["3"]) == pytest.approx(-4.549847134148097, abs=0)
