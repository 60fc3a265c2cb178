"""`jaccli order` on one screen: which orders and steps it shows of many, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from test_named_orders import RowByRow, middle_first, row_by_row

from jaccli.accumulate.orders.chain import CHAIN
from jaccli.errors import cells
from jaccli.reports.order import running

LINES = 23
WIDTHS = ",".join(str(1000 + k * 7919 % 97) for k in range(101))
CASES = {
    "--dims 3,4": "J is J1 itself: nothing is multiplied.",
    "--dims 3,4,5": "There is one order, J2·J1: 120 FLOPs.",
    "--dims 1,5,1,7": "Forward is the best order: 24 FLOPs. Reverse costs 5.83 × as much (140).",
    "--dims 9,2,8,3,7,4": "436 FLOPs. Forward costs 3.67 × as much, reverse 1.45 ×.",
    "--dims 2,2,2,2,2": "A tie: all 5 orders cost 48 FLOPs.",
    "--dims 3,2,1,2,6,3": "The best order costs 90 FLOPs.",
    f"--dims {WIDTHS}": "The best order costs",
    f"--dims {WIDTHS} --matrix-free": "The best plan costs",
    "--dims 3,4 --matrix-free": "The best plan costs 36 multiply-adds, and so do global tangent",
    "sample:bottleneck --time": "Forward and reverse cost 3.42 × as much.",
    "sample:affine_softmax --cost structured --time": "The best order costs 207 FLOPs.",
    "sample:square --max-memory 1K": "A tie: forward, reverse and the best order cost 51,840",
    "sample:textbook sample:bottleneck": "For 1 of 2 chains another order costs less",
    "sample:textbook sample:tall": "Forward or reverse is a best order for each of 2 chains.",
    "sample:bottleneck sample:tall --matrix-free": "For 1 of 2 chains the best plan costs less",
    "sample:tall sample:square --matrix-free": "For each of 2 chains another way costs as little",
}


def screen_of(run, line: str) -> str:
    outcome = run("order", *line.split())
    assert (outcome.status, outcome.err) == (0, "")
    return str(outcome.out)


@pytest.mark.parametrize(("line", "answer"), CASES.items())
def test_every_call_is_answered_on_one_screen(run, line, answer) -> None:
    lines = screen_of(run, line).splitlines()
    assert len(lines) <= LINES
    assert max(map(cells, lines)) <= 80
    words = " ".join(lines)
    assert answer in re.sub(r"\s+", " ", words)
    assert re.match(r"(More|Next): ", lines[-1])


def test_columns_of_folded_steps_add_up(run) -> None:
    for dims in (WIDTHS, "9,8,7,6,5,4,3"):
        text = screen_of(run, f"--dims {dims}")
        steps = text.split("\n\n")[2].splitlines()
        prices = [int(line.split()[-1].replace(",", "")) for line in steps if "──" not in line]
        assert sum(prices[:-1]) == prices[-1]
        assert re.search(r"… \d+ more …", text)


def test_columns_of_folded_sections_add_up(run, chain) -> None:
    costs = ["tangent: 1, adjoint: 900", "tangent: 900, adjoint: 1"] * 12
    file = chain("jacobians:\n" + "".join(f"- {{shape: [5, 5], {each}}}\n" for each in costs))
    for option, title in (("", "Every step of the best"), ("--matrix-free", "by operation")):
        text = screen_of(run, f"{file} --details {option}")
        rows = text.split(title)[1].split("\n\n")[0]
        prices = [int(price.replace(",", "")) for price in re.findall(r" ([\d,]+)$", rows, re.M)]
        assert re.search(r"… \d+ .*more", rows)
        assert sum(prices[:-1]) == prices[-1]


def test_values_show_every_step_and_spell_the_best_order_out(run) -> None:
    dims = ",".join(str(2 + k % 5) for k in range(41))
    text = screen_of(run, f"--dims {dims} --values")
    assert "more …" not in text
    spelt = text.split("Best order:")[1].split("\nThe best order costs")[0]
    assert set(re.findall(r"J\d+", spelt)) == {f"J{k}" for k in range(1, 41)}
    assert len(re.findall(r"^ .* (\w+) = \S+·\S+ ", text, re.M)) == 39
    text = screen_of(run, f"--dims {dims} --matrix-free --values")
    assert "more …" not in text


def test_of_42_orders_the_modes_the_best_and_the_dearest_stay(run) -> None:
    # n = 9 is wider than m = 8, and the 2 in the middle makes another order the best
    rows = [
        line.split()
        for line in screen_of(run, "--dims 9,7,2,7,8,6,8").splitlines()
        if re.match(r" +\d+ +\S*J6", line)
    ]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=int)
    assert {row[-1] for row in rows if not row[-1][0].isdigit()} == {
        "best",
        "forward",
        "reverse",
        "dearest",
    }
    assert rows[0][-1] == "best"
    assert rows[-1][0] == "42"


def test_an_order_as_dear_as_another_is_not_called_the_dearest(run) -> None:
    assert "dearest" in screen_of(run, "sample:bottleneck")
    assert "dearest" not in screen_of(run, "sample:square")  # 84,240 twice


def test_of_many_chains_those_that_gain_most_stay(run, chain) -> None:
    files = [
        chain(f"jacobians: [[3, 9], [{wide}, 3], [3, {wide}], [9, 3]]\n", f"c{wide}.yaml")
        for wide in range(10, 40)
    ]
    text = screen_of(run, " ".join(files))
    assert len(text.splitlines()) <= LINES
    shown = [int(wide) for wide in re.findall(r"^ c(\d+)\.yaml ", text, re.M)]
    assert shown == [*range(40 - len(shown), 40)]
    assert f"… {30 - len(shown)} more …" in text
    assert "for c39.yaml." in " ".join(text.split())


def test_more_names_the_sections_that_there_are(run) -> None:
    for depth in (2, 3, 8, 9, 12, 13):
        dims = ",".join(str(2 + k) for k in range(depth + 1))
        more = re.search(r"--details \((.*?)\)", screen_of(run, f"--dims {dims}"))
        page = screen_of(run, f"--dims {dims} --details")
        assert more
        assert ("each size" in more[1]) == ("each inner size away once" in page)
        assert ("search table" in more[1]) == ("How it was found" in page)
        assert ("more steps" in more[1]) == (depth > 12)


def test_another_verdict_with_the_start_counted_is_said(run) -> None:
    text = " ".join(screen_of(run, "sample:seeds_flip").split())
    assert "Reverse is the best order: 20,180 FLOPs." in text
    assert "forward 198,162, reverse 220,180, so forward is cheaper." in text
    assert ", so" not in screen_of(run, "sample:bottleneck")


def test_what_is_not_well_stands_on_the_screen(run, chain, monkeypatch) -> None:
    scale = "- {{type: scale, factor: {}}}\n".format
    factors = ("1e-200", "1e200", "1e200", "1e-200", "1e200")
    file = chain("input: [1.0]\nlayers:\n" + "".join(map(scale, factors)))
    text = " ".join(screen_of(run, file).split())
    assert re.search(r"Not finite: \S+ and \d more overflow float64 on the way to J\.", text)
    monkeypatch.setattr(running, "seconds", lambda *_: 3.0)
    text = screen_of(run, "sample:bottleneck")
    assert "Not run: it would take more than a second or two." in " ".join(text.split())
    assert "same J" not in text


class TestOrdersOfOthers:
    """Two orders that are registered here stand beside the modes."""

    @pytest.fixture(autouse=True)
    def registered(self) -> Iterator[None]:
        CHAIN.called("middle-first")(middle_first)
        CHAIN.called("rows")(row_by_row)
        yield
        CHAIN.forget("middle-first")
        CHAIN.forget("rows")

    @pytest.mark.parametrize("dims", ["9,2,8,3,7,4", "9,8,7,6,5,4,3,2"])
    def test_they_keep_their_rows_where_others_give_way(self, run, dims) -> None:
        text = screen_of(run, f"--dims {dims}")
        assert len(text.splitlines()) <= LINES
        for name in ("best", "forward", "reverse", "middle-first", "rows"):
            assert re.search(rf"^ +.*(  |, ){name}(,.*)?$", text, re.M), name

    def test_one_that_costs_less_than_every_bracketing_is_in_the_headline(
        self, run, monkeypatch
    ) -> None:
        monkeypatch.setattr(RowByRow, "price", lambda order, forms: running.Cost(3, 4))
        text = screen_of(run, "sample:bottleneck")
        assert "The best bracketing costs 6,840 FLOPs, but rows costs 7 FLOPs." in text
