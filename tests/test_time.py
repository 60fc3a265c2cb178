"""No small file takes long where it is only read and priced: seconds of CPU, and the numbers."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from itertools import pairwise

import pytest

from jaccli.accumulate.polygon import cheapest_order
from jaccli.spread import Spread, Spreads, TooMany

BOUND = 5.0  # seconds of CPU
SPAN = 1000  # megabytes, of arrays that are large beside such files
ALIKE = ",".join(40_000 * ["x"])


def spent(folder, text: str, *arguments: str, status: int = 0) -> str:
    """What a command says of a file: standard output, or the error; it takes no longer than the
    bound, and no arrays of its size squared."""
    file = folder / "chain.yaml"
    file.write_text(text)
    assert len(text) < 100_000
    command = [sys.executable, "-m", "jaccli", arguments[0], str(file), *arguments[1:]]
    out, err = folder / "out", folder / "err"
    with out.open("w") as here, err.open("w") as there:
        child = subprocess.Popen(command, stdout=here, stderr=there, cwd=folder)
        _, ended, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(ended)
    assert child.returncode == status, err.read_text()[:2000]
    assert used.ru_utime + used.ru_stime < BOUND
    assert used.ru_maxrss < SPAN * 1024
    assert bool(out.read_text()) == (status == 0)
    return out.read_text() if status == 0 else err.read_text()


def result(*asked, **also) -> dict:
    return json.loads(spent(*asked, "--format", "json", **also))["results"][0]


@pytest.mark.slow
class TestSweep:
    def test_a_thousand_sizes_of_five_hundred_layers(self, tmp_path) -> None:
        text = f"sizes: {{n: 3}}\ninput: {{size: n}}\nlayers: [{','.join(500 * ['sin'])}]\n"
        found = result(tmp_path, text, "sweep", "--vary", "n=1:1000000:1000")
        assert len(found["points"]) > 700
        for point in found["points"]:
            n = point["sizes"]["n"]
            assert {each["flops"] for each in point["modes"].values()} == {500 * 2 * n**3}

    def test_beyond_machine_integers_every_size_is_exact(self, tmp_path) -> None:
        layers = "{type: linear, size: n}, softmax, {type: linear, size: 7}, tanh, "
        text = f"sizes: {{n: 3}}\ninput: {{size: 5}}\nlayers: [{60 * layers}sum]\n"
        found = result(tmp_path, text, "sweep", "--vary", "n=1:1000000000000:1000")
        for point in found["points"]:
            n = point["sizes"]["n"]
            first = 5 * n + n * n + 7 * n + 7 * 7
            later = 59 * (7 * n + n * n + 7 * n + 7 * 7)
            one = 2 * (first + later + 7)
            flops = [point["modes"][mode]["flops"] for mode in ("forward", "reverse")]
            assert flops == [5 * one, one]

    def test_more_than_there_is_time_for_is_refused(self, tmp_path) -> None:
        text = f"sizes: {{n: 3}}\ninput: {{size: n}}\nlayers: [{{type: add, inputs: [{ALIKE}]}}]\n"
        said = spent(tmp_path, text, "sweep", "--vary", "n=1:1000000:1000", status=2)
        assert "40,000 Jacobians at 762 sizes take too long to price" in said


@pytest.mark.slow
class TestManyInputs:
    @pytest.mark.parametrize(
        ("kind", "size"), [("add", 1), ("multiply", 1), ("concatenate", 40_000)]
    )
    def test_a_layer_that_reads_one_value_forty_thousand_times(self, tmp_path, kind, size) -> None:
        text = f"input: [1.0]\nlayers: [{{type: {kind}, inputs: [{ALIKE}]}}]\n"
        found = result(tmp_path, text, "compare")
        ahead = found["modes"]["forward"]["cost"]["dense"]["flops"]
        assert ahead == 40_000 * 2 * size + 39_999 * size
        back = found["modes"]["reverse"]["cost"]["dense"]["flops"]
        assert back == size * (40_000 * 2 * size + 39_999)
        if kind == "concatenate":
            assert {each for row in found["jacobian"] or [] for each in row} <= {1.0}
        else:
            assert found["jacobian"] == [[40_000.0]]
        assert found["agreement"]["ok"]
        checked = result(tmp_path, text, "check")["checks"]
        assert not any(each["status"] == "failed" for each in checked)

    def test_check_of_five_thousand_inputs(self, tmp_path) -> None:
        names = [f"x{k}" for k in range(5000)]
        inputs = ", ".join(f"{name}: 1.0" for name in names)
        text = f"inputs: {{{inputs}}}\nlayers: [{{type: add, inputs: [{','.join(names)}]}}]\n"
        found = result(tmp_path, text, "check")
        assert {each["status"] for each in found["checks"]} == {"ok"}

    def test_a_sheet_about_thousands_of_values(self, tmp_path) -> None:
        text = f"input: [1.0]\nlayers: [{{type: concatenate, inputs: [{ALIKE[:40_001]}]}}]\n"
        found = result(tmp_path, text, "exercise", "--ask", "shapes")
        assert {each["name"] for each in found["questions"]} >= {"shape.J"}
        fan = ",".join(f"{{type: sin, inputs: [x], name: f{k}}}" for k in range(1600))
        names = ",".join(f"f{k}" for k in range(1600))
        text = f"input: [1.0]\nlayers: [{fan},{{type: concatenate, inputs: [{names}]}}]\n"
        assert result(tmp_path, text, "exercise")["questions"]

    def test_sizes_that_double_are_refused_and_not_counted_out(self, tmp_path) -> None:
        twice = ",".join(
            f"{{type: concatenate, inputs: [x{k}, x{k}], name: x{k + 1}}}" for k in range(1500)
        )
        text = f"inputs: {{x0: [1.0]}}\nlayers: [{twice}]\n"
        for command in ("compare", "order", "show", "exercise"):
            assert "gives more than 10^90 numbers" in spent(tmp_path, text, command, status=2)

    def test_an_error_names_a_few_of_the_numbers(self, tmp_path) -> None:
        text = f"input: [1.5]\nlayers: [{{type: multiply, inputs: [{ALIKE}]}}]\n"
        said = spent(tmp_path, text, "compare", status=2)
        assert "it was given 1.5, 1.5" in said
        assert "39,992 more" in said
        assert len(said) < 2000


@pytest.mark.slow
class TestOrder:
    @pytest.mark.parametrize("most", [7, 10**9])
    def test_five_thousand_jacobians(self, tmp_path, most) -> None:
        rng = random.Random(most)
        depth = 5000 if most == 7 else 3000
        sizes = [rng.randint(1, most) for _ in range(depth + 1)]
        listed = ",".join(f"[{b},{a}]" for a, b in pairwise(sizes))
        found = result(tmp_path, f"jacobians: [{listed}]\n", "order")
        prices = {each["name"]: each["cost"]["dense"]["flops"] for each in found["orders"]}
        for each in found["orders"]:
            assert 2 * priced(each["bracketing"], sizes) == each["cost"]["dense"]["flops"]
        assert prices["optimal"] <= min(prices.values())

    def test_more_than_a_table_holds_is_refused_where_forms_have_prices(self, tmp_path) -> None:
        text = f"input: {{size: 9000}}\nlayers: [{','.join(3000 * ['softmax'])}]\n"
        said = spent(tmp_path, text, "order", "--cost", "structured", status=2)
        assert "the best order of 3,000 Jacobians takes too long to find" in said

    def test_a_star_of_thousands_of_values_is_refused(self, tmp_path) -> None:
        edges = ",".join(f"[x{k},a],[a,y{k}]" for k in range(3000))
        said = spent(tmp_path, f"edges: [{edges}]\n", "order", status=2)
        assert "J has 9,000,000 blocks by way of a alone" in said


def priced(bracketing: str, sizes: list[int]) -> int:
    """The multiplications of an order that is spelt out: (J3·J2)·J1. A hand with a stack."""
    total = 0
    stack: list[list[tuple[int, int]]] = [[]]

    def put(shape: tuple[int, int]) -> None:
        nonlocal total
        stack[-1].append(shape)
        if len(stack[-1]) == 2:
            (rows, inner), (_, columns) = stack[-1]
            total += rows * inner * columns
            stack[-1] = [(rows, columns)]

    for part in bracketing.replace("(", " ( ").replace(")", " ) ").replace("·", " ").split():
        if part == "(":
            stack.append([])
        elif part == ")":
            (shape,) = stack.pop()
            put(shape)
        else:
            k = int(part[1:])
            put((sizes[k], sizes[k - 1]))
    return total


def least(sizes: tuple[int, ...]) -> int:
    """The multiplications of the cheapest order, by every split of every segment."""
    best = {(k, k + 1): 0 for k in range(len(sizes) - 1)}
    for length in range(2, len(sizes)):
        for a in range(len(sizes) - length):
            c = a + length
            splits = (
                best[a, b] + best[b, c] + sizes[a] * sizes[b] * sizes[c] for b in range(a + 1, c)
            )
            best[a, c] = min(splits)
    return best[0, len(sizes) - 1]


@pytest.mark.parametrize("most", [2, 3, 6, 30, 10**12])
def test_the_polygon_gives_the_cheapest_order(most) -> None:
    rng = random.Random(most)
    for _ in range(40):
        sizes = [rng.randint(1, most) for _ in range(rng.randint(3, 14))]
        assert priced(cheapest_order(sizes).spelt, sizes) == least(tuple(sizes)), sizes


@pytest.mark.parametrize("sizes", [range(1, 12), range(12, 1, -1), (3,) * 9, (9, 1, 9, 1, 9, 1, 9)])
def test_the_polygon_of_sizes_that_rise_fall_or_are_alike(sizes) -> None:
    assert priced(cheapest_order(sizes).spelt, [*sizes]) == least(tuple(sizes))


class TestSpreads:
    def test_what_was_found_once_is_not_found_again(self) -> None:
        calls = []

        def double(number: int) -> int:
            calls.append(number)
            return 2 * number

        apply = Spreads(3, 100)
        one = apply.kept([1, 2, 3])
        assert apply(double, one) is apply(double, one)
        assert (apply(double, one).each, calls) == ((2, 4, 6), [1, 2, 3])

    def test_equal_values_are_one_spread_and_those_of_other_kinds_are_not(self) -> None:
        apply = Spreads(2, 100)
        assert apply.kept([1, 2]) is apply.kept([1, 2])
        assert apply.kept([1, 1]) is not apply.kept([True, True])

    def test_what_is_made_of_nothing_is_the_same_at_each_size(self) -> None:
        assert Spreads(3, 100)(tuple).each == ((), (), ())

    def test_where_there_is_nothing_nothing_follows(self) -> None:
        apply = Spreads(3, 100)
        found: Spread[int] = apply(max, apply.kept([1, None, 3]), 2)
        assert (found.each, found.fits) == ((2, None, 3), False)

    def test_calls_are_bounded(self) -> None:
        apply = Spreads(10, 25)
        one = apply.kept(range(10))
        apply(str, one)
        apply(abs, one)
        with pytest.raises(TooMany):
            apply(bool, one)
