"""An order registered here, and nowhere else, beside those that the package has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest

import jaccli
from jaccli.accumulate.bracketing import Bracketing, Product
from jaccli.accumulate.orders.chain import CHAIN, Answer
from jaccli.accumulate.orders.matrix_free import MATRIX_FREE, ByVectors, Plan
from jaccli.accumulate.plans import matrix_product, pass_of
from jaccli.cost import Cost
from jaccli.factors import factors_of_sizes
from jaccli.linmap import Dense, Form, LinearMap
from jaccli.reports.common.ranking import named_orders, orders_of

WITH_DIAGONALS = """\
input: {size: 6}
layers: [{type: linear, size: 4}, tanh, {type: linear, size: 3}, tanh, {type: linear, size: 5}]
"""
FIVE = "9,2,8,3,7,4"  # five Jacobians: J1 2×9, …, J5 4×7


def middle_first(forms: Sequence[Form]) -> Answer[Bracketing] | None:
    """From the middle factor on, one to the right and one to the left in turn."""
    depth = len(forms)
    if depth % 2 == 0:
        return None  # there is no middle
    high = low = (depth + 1) // 2
    found = []
    while high < depth or low > 1:
        if low > 1 and depth - high <= low - 1:
            found.append(Product(high, low - 1, low - 1))
            low -= 1
        else:
            found.append(Product(high + 1, high, low))
            high += 1
    return Answer(Bracketing(found), {"middle": (depth + 1) // 2})


class Sent(NamedTuple):
    """An operation of `RowByRow`."""

    cost: Cost
    numbers: int


class RowByRow(NamedTuple):
    """J row by row, each pulled back through everything: an order that is no bracketing."""

    rows: int

    @property
    def spelt(self) -> str:
        return f"{self.rows} rows"

    @property
    def entry(self) -> dict[str, Any]:
        return {"rows": self.rows}

    def steps(self, forms: Sequence[Form]) -> list[Sent]:
        return [Sent(form.per_row.times(self.rows), self.rows * form.columns) for form in forms]

    def price(self, forms: Sequence[Form]) -> Cost:
        return sum((step.cost for step in self.steps(forms)), Cost())

    def peak(self, forms: Sequence[Form]) -> int:
        return max((form.columns for form in forms[1:]), default=0)

    def held(self, forms: Sequence[Form]) -> int:
        return 2 * max(step.numbers for step in self.steps(forms))

    def execute(self, maps: Sequence[LinearMap]) -> LinearMap:
        rows = np.eye(self.rows)
        for each in reversed(maps):
            rows = np.concatenate([each.on_rows(row[None, :]) for row in rows])
        return Dense(rows)

    def counted(self, maps: Sequence[LinearMap]) -> Cost:
        return self.price([each.form for each in maps])


def row_by_row(forms: Sequence[Form]) -> Answer[RowByRow]:
    return Answer(RowByRow(forms[-1].rows), {"lower_bound": 7, "stopped": "budget"})


def meeting(chain: ByVectors) -> Answer[Plan] | None:
    """Tangents through the first half, adjoints through the second, and one product."""
    whole = len(chain.factors)
    half = whole // 2
    if not half:
        return None
    first = pass_of(chain.factors, "tangent", 0, None, half)
    second = pass_of(chain.factors, "adjoint", half, None, whole)
    return Answer(
        Plan([first, second, matrix_product(chain.factors, 0, half, whole)]), {"stopped": None}
    )


@pytest.fixture
def registered() -> Iterator[None]:
    CHAIN.called("middle-first")(middle_first)
    yield
    CHAIN.forget("middle-first")


def result_of(run, *arguments: object) -> dict[str, Any]:
    outcome = run(*arguments, "--format", "json")
    assert (outcome.status, outcome.err) == (0, "")
    (result,) = json.loads(outcome.out)["results"]
    return dict(result)


def entry_of(result: dict[str, Any], name: str = "middle-first") -> dict[str, Any]:
    (entry,) = (each for each in result["orders"] if each["name"] == name)
    return dict(entry)


def multiply_adds(text: str, sizes: list[int]) -> tuple[int, int, int]:
    """Rows, columns and price of brackets as they are written, every factor a full matrix."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "·" and not depth:
            rows, inner, left = multiply_adds(text[:at], sizes)
            same, columns, right = multiply_adds(text[at + 1 :], sizes)
            assert inner == same
            return rows, columns, left + right + rows * inner * columns
    if text.startswith("("):
        return multiply_adds(text[1:-1], sizes)
    k = int(text.removeprefix("J"))
    return sizes[k], sizes[k - 1], 0


class TestABracketing:
    """Middle first."""

    def test_it_is_spelt_priced_and_told_what_its_search_says(self, run, registered) -> None:
        result = result_of(run, "order", "--dims", FIVE)
        entry = entry_of(result)
        assert entry["bracketing"] == "J5·((J4·(J3·J2))·J1)"
        sizes = [int(size) for size in FIVE.split(",")]
        price = multiply_adds(entry["bracketing"], sizes)[2]
        for model in ("dense", "structured"):  # the factors of --dims are full
            assert entry["cost"][model] == {
                "multiplications": price,
                "additions": price,
                "flops": 2 * price,
            }
        assert entry["middle"] == 3
        assert sum(each["middle-first"] for each in result["eliminated"]) == 2 * price

    def test_it_has_its_rows_in_the_text(self, run, registered) -> None:
        text = run("order", "--dims", FIVE, "--details").out
        entry = entry_of(result_of(run, "order", "--dims", FIVE))
        price = f"{entry['cost']['dense']['flops']:,}"
        row = rf"{re.escape(entry['bracketing'])} +{price} .* middle-first$"
        assert re.search(row, text, re.M)
        assert re.search(rf"^ total +[\d,]+ +[\d,]+ +{price} +[\d,]+$", text, re.M)
        quiet = run("order", "--dims", FIVE, "-q").out
        assert quiet.endswith(f", middle-first {price}.\n")

    def test_where_there_is_no_room_its_column_goes_before_those_of_the_modes(
        self, run, registered
    ) -> None:
        for width, there in ((60, True), (40, False)):
            text = run("order", "--dims", FIVE, "--details", "--width", width).out
            header = text.split("pays for it:\n")[-1].split("pays\nfor it:\n")[-1].splitlines()[0]
            assert header.split()[-1] == "best"
            assert ("middle-first" in header) == there

    def test_it_runs_gives_the_same_j_and_takes_its_price(self, run, registered, chain) -> None:
        file = chain(WITH_DIAGONALS)
        prices = {
            "dense": Cost(246, 246),  # 3·4·4 + 3·3·4 + 3·4·6 + 5·3·6
            "structured": Cost(186, 162),  # diagonals: 3·4 and 3·4, which are never added
        }
        for model, price in prices.items():
            result = result_of(run, "order", file, "--cost", model)
            entry = entry_of(result)
            assert entry["cost"][model] == {**price._asdict(), "flops": price.flops}
            assert entry["executed"]
            assert entry["max_abs_difference"] <= result["agreement"]["tolerance"]
            assert entry["counted"] == entry["cost"][model]

    def test_it_is_timed(self, run, registered) -> None:
        arguments = ("order", "--dims", FIVE, "--time")
        assert entry_of(result_of(run, *arguments))["seconds"] > 0
        assert re.search(r"^  middle-first +\S+ ", run(*arguments, "--details").out, re.M)

    def test_compare_has_it_beside_the_best(self, run, registered, chain) -> None:
        sizes = [9, 2, 8, 3, 7, 4]
        layers = "".join(f"- {{type: linear, size: {size}}}\n" for size in sizes[1:])
        file = chain(f"input: {{size: 9}}\nlayers:\n{layers}")
        result = result_of(run, "compare", file)
        entry = entry_of(result)
        price = 2 * multiply_adds(entry["bracketing"], sizes)[2]
        assert entry["cost"]["dense"]["flops"] == price
        assert result["best"]["name"] == "optimal"
        assert entry["executed"]
        assert entry["max_abs_difference"] <= result["agreement"]["tolerance"]
        row = rf"^  middle-first +{re.escape(entry['bracketing'])} +{price:,} +[\d.]+$"
        text = run("compare", file, "--details").out
        assert re.search(row, text, re.M)
        assert re.search(r"^  Check: middle-first was run, max\|J − J_mode\| = ", text, re.M)
        for option in (("--run", "none"), ("--max-memory", "2K")):
            entry = entry_of(result_of(run, "compare", file, *option))
            assert (entry["executed"], entry["max_abs_difference"]) == (False, None)

    def test_of_a_long_chain_it_is_named_beside_the_three(self, run, registered) -> None:
        sizes = ",".join(str(3 + k * 7 % 11) for k in range(40))
        text = " ".join(run("order", "--dims", sizes, "--details").out.split())
        assert "here forward, reverse, middle-first and the best:" in text
        assert re.search(r"the middle-first order [\d,]+ \S+ [\d.]+ [\d,]+ middle-first", text)

    def test_where_it_has_no_order_nobody_speaks_of_it(self, run, registered, chain) -> None:
        outcome = run("order", "sample:bottleneck", chain(WITH_DIAGONALS), "--format", "json")
        for result in json.loads(outcome.out)["results"]:  # of 4 Jacobians and of 5
            names = {each["name"] for each in result["orders"]}
            assert ("middle-first" in names) == (result["depth"] == 5)
        assert "middle-first" not in run("order", "sample:bottleneck").out
        assert "middle-first" not in run("compare", "sample:bottleneck").out
        assert "orders" not in result_of(run, "compare", "sample:bottleneck")

    def test_python_finds_it_too(self, registered, chain) -> None:
        found = jaccli.order(jaccli.load(chain(WITH_DIAGONALS)))
        assert found.orders.called("middle-first").bracketing == "J5·((J4·(J3·J2))·J1)"
        with pytest.raises(KeyError, match=r"'last-first'; there are optimal, .*, middle-first"):
            found.orders.called("last-first")

    def test_nobody_knows_it_afterwards(self, run) -> None:
        assert set(CHAIN) == {"forward", "reverse", "optimal"}
        names = {each["name"] for each in result_of(run, "order", "--dims", FIVE)["orders"]}
        assert names == {"forward", "reverse", "optimal", "mixed"}

    def test_a_name_belongs_to_one_order(self, registered) -> None:
        with pytest.raises(ValueError, match="called middle-first already"):
            CHAIN.called("middle-first")(middle_first)
        with pytest.raises(ValueError, match="called forward already"):
            CHAIN.called("forward")(middle_first)

    @pytest.mark.parametrize("orders", [CHAIN, MATRIX_FREE])
    @pytest.mark.parametrize("name", ["best", "mixed"])
    def test_no_order_is_called_what_reports_call_others(self, orders: Any, name: str) -> None:
        with pytest.raises(ValueError, match=f"call another order {name}: take another name"):
            orders.called(name)
        assert name not in orders


class TestAnotherKind:
    """Whatever keeps to the protocol, brackets or not."""

    @pytest.fixture(autouse=True)
    def rows(self) -> Iterator[None]:
        CHAIN.called("rows")(row_by_row)
        yield
        CHAIN.forget("rows")

    def test_it_is_ranked_run_and_told_with_what_its_search_says(self, run) -> None:
        result = result_of(run, "order", "sample:bottleneck")
        entry = entry_of(result, "rows")
        assert "bracketing" not in entry
        assert (entry["rows"], entry["lower_bound"], entry["stopped"]) == (30, 7, "budget")
        assert entry["cost"]["dense"]["flops"] == 2 * 30 * (90 + 150 + 150 + 90)
        assert entry["largest_intermediate"] == 50
        assert entry["executed"]
        assert result["agreement"]["executed"] == 6
        assert result["agreement"]["ok"]
        assert result["complete"]

    def test_it_is_in_the_tables_but_multiplies_no_size_away(self, run) -> None:
        text = run("order", "sample:bottleneck", "--details").out
        assert re.search(r" 30 rows +28,800 .* rows$", text, re.M)
        sizes = text.split("What it pays for it:\n")[1].split("\n\n")[0]
        assert "rows" not in sizes
        assert re.search(
            r"^  rows +30 rows +28,800 +4.21$",
            run("compare", "sample:bottleneck", "--details").out,
            re.M,
        )

    def test_one_that_costs_less_than_every_bracketing_is_told(self, run, monkeypatch) -> None:
        monkeypatch.setattr(RowByRow, "price", lambda order, forms: Cost(3, 4))
        findings = result_of(run, "order", "sample:bottleneck")["findings"]
        assert findings[0]["kind"] == "headline"
        text = "The best bracketing costs 6,840 FLOPs, but rows costs 7 FLOPs."
        assert findings[0]["text"] == text
        assert any("A tie: 2 orders cost as little" in each["text"] for each in findings)

    @pytest.mark.parametrize(
        ("error", "said", "kind"),
        [
            (0.0, r"Check: rows was run, max\|J − J_mode\| = \S+ ≤ 1.0e-12 ✓", "note"),
            (1e-3, r"Not the same: rows was run, max\|J − J_mode\| = 1.0e-03 > \S+ ✗", "warning"),
            (np.inf, "Not finite: rows was run, and a product on its way overflows.", "warning"),
        ],
    )
    def test_compare_says_whether_it_gives_the_same_j(
        self, run, monkeypatch, error, said, kind
    ) -> None:
        right = RowByRow.execute

        def executed(order: RowByRow, maps: Sequence[LinearMap]) -> Dense:
            return Dense(right(order, maps).dense() + error)

        monkeypatch.setattr(RowByRow, "execute", executed)
        findings = result_of(run, "compare", "sample:bottleneck")["findings"]
        (found,) = (each for each in findings if "rows was run" in each["text"])
        assert re.match(said, found["text"])
        assert found["kind"] == kind


class TestAPlan:
    """A further way to J where no Jacobian is given."""

    NARROW = "16,16,2,16,16"

    @pytest.fixture(autouse=True)
    def registered(self) -> Iterator[None]:
        MATRIX_FREE.called("meeting")(meeting)
        yield
        MATRIX_FREE.forget("meeting")

    def test_it_is_priced_and_spelt(self, run) -> None:
        result = result_of(run, "order", "--dims", self.NARROW, "--matrix-free")
        entry = entry_of(result, "meeting")
        # 16 tangents through 16×16 and 2×16, 16 adjoints through 16×16 and 16×2; (16×2)·(2×16)
        assert entry["multiplications"] == 16 * (256 + 32) + 16 * (256 + 32) + 16 * 2 * 16
        assert [(step["operation"], step["from"], step["to"]) for step in entry["plan"]] == [
            ("accumulate", 0, 2),
            ("accumulate", 2, 4),
            ("multiply", 0, 4),
        ]
        assert (entry["tape"], entry["stopped"]) == (32 + 256, None)
        plan = meeting(ByVectors(factors_of_sizes("", [16, 16, 2, 16, 16]).factors))
        assert plan is not None
        assert plan.order.spelt == "accumulate 2←0, accumulate 4←2, multiply 4←0"

    def test_it_has_its_rows_in_the_text(self, run) -> None:
        text = run("order", "--dims", self.NARROW, "--matrix-free", "--details").out
        assert re.search(r"^ meeting +9,728 \S+ +[\d.]+ +288$", text, re.M)
        assert re.search(r"^ f1 +256 +16 → +16 ← +16 [→←] +16 → +\d+ [→←]$", text, re.M)
        quiet = run("order", "--dims", self.NARROW, "--matrix-free", "-q").out
        assert "meeting 9,728" in quiet
        limited = ("order", "--dims", self.NARROW, "--matrix-free", "--memory-limit", 287)
        text = run(*limited).out
        assert re.search(r"^ meeting +9,728 \S+ +beyond M +288$", text, re.M)

    def test_it_runs_gives_the_same_j_and_takes_its_price(self, run) -> None:
        for model in ("dense", "structured"):
            arguments = ("order", "sample:tall", "--matrix-free", "--cost", model)
            entry = entry_of(result_of(run, *arguments), "meeting")
            assert entry["max_abs_difference"] <= 1e-12
            assert entry["counted"] == entry["cost"][model]
        text = " ".join(run("order", "sample:tall", "--matrix-free", "--details").out.split())
        assert "Check: meeting was run, max|J − J of one mode| =" in text

    @pytest.mark.parametrize("name", ["bottleneck", "mlp_cross_entropy"])
    def test_with_a_fifth_way_a_report_is_one_screen_still(self, run, name) -> None:
        for limit in ((), ("--memory-limit", 20)):
            text = run("order", f"sample:{name}", "--matrix-free", *limit).out
            assert len(text.splitlines()) <= 23
            assert re.search(r"^ best plan ", text, re.M)

    def test_where_it_has_no_plan_nobody_speaks_of_it(self, run) -> None:
        result = result_of(run, "order", "--dims", "3,4", "--matrix-free")
        assert "meeting" not in [each["name"] for each in result["orders"]]
        assert "meeting" not in run("order", "--dims", "3,4", "--matrix-free").out


def test_no_plan_is_left_behind(run) -> None:
    assert set(MATRIX_FREE) == {"optimal", "tangent", "adjoint", "preaccumulation"}
    assert "meeting" not in run("order", "--dims", "3,4,5", "--matrix-free").out


def test_a_plan_knows_its_largest_matrix_and_what_it_holds() -> None:
    chain = ByVectors(factors_of_sizes("", [7, 5, 3, 4, 6]).factors)
    found = meeting(chain)
    assert found is not None
    plan = found.order
    assert plan.peak(chain) == 3 * 7 < 6 * 7
    assert plan.held(chain) == 3 * 7 + 6 * 3 + 6 * 7
    alone = MATRIX_FREE.of(chain)["tangent"].order
    assert (alone.peak(chain), alone.held(chain)) == (0, 6 * 7)
    narrow = factors_of_sizes("", [7, 9, 8, 1, 2]).factors  # 63, 56, 7 and 14 numbers
    one_by_one = [pass_of(narrow, "tangent", 0, k or None, k + 1) for k in range(4)]
    assert Plan(one_by_one).held(ByVectors(narrow)) == 63 + 56
    eliminating = Plan(
        [pass_of(chain.factors, "tangent", 0, None, 1), pass_of(chain.factors, "tangent", 0, 1, 4)]
    )
    assert eliminating.held(chain) == 5 * 7 + 6 * 7
    assert eliminating.price(chain) == eliminating.steps(chain)[0].cost + Cost.of_multiply_adds(
        7 * (3 * 5 + 4 * 3 + 6 * 4)
    )


def test_only_a_ranking_of_every_bracketing_is_complete(registered) -> None:
    forms = factors_of_sizes("", [9, 2, 8, 3, 7, 4]).forms  # 14 bracketings
    some = named_orders(forms)
    assert some is not None
    assert (len(some.orders), some.complete) == (4, False)
    every = orders_of(forms)
    assert (len(every.orders), every.complete) == (14, True)
