"""What moves on a page: each step has the numbers of JSON, and the counters come to its totals.

The oracles are the standard library's parsers of HTML and JSON, and the JSON of the same command.
"""

from __future__ import annotations

import json
from decimal import Decimal
from html.parser import HTMLParser

import pytest

import jaccli
from jaccli.reports.common.staged.scenery import Scenery

SWEEPS = [
    ("vjp", "sample:mlp_cross_entropy", "-u", "e1"),
    ("jvp", "sample:mlp_cross_entropy", "-v", "1,2,3,4,5,6"),
    ("jvp", "sample:figure_13_11", "-v", "1,3"),
    ("vjp", "sample:figure_13_11", "-u", "e1", "--cost", "structured"),
    ("grad", "sample:mlp_squared_error"),
    ("grad", "sample:residual"),
]
CARRIED = {"jvp": "tangents", "vjp": "cotangents", "grad": "adjoint"}


class Steps(HTMLParser):
    """The steps of a page, their results as rows of figures, and the data of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.frames: list[list[list[list[str]]]] = []  # of each frame its results, row by row
        self.costs: list[str] = []
        self.data: list[dict[str, object]] = []
        self.kind = ""
        self.result = False
        self.feed(page)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        kind = dict(given).get("class") or ""
        self.kind = kind if tag in ("script", "p") else tag
        if "jr-frame" in kind:
            self.frames.append([])
        elif tag == "figure":
            self.result = "jr-result" in kind
            self.frames[-1] += [[]] if self.result else []
        elif tag == "tr" and self.result:
            self.frames[-1][-1].append([])

    def handle_data(self, data: str) -> None:
        if self.kind == "jr-data":
            self.data.append(json.loads(data))
        elif self.kind == "jr-cost":
            self.costs.append(data)
        elif self.kind == "td" and self.result:
            self.frames[-1][-1][-1].append(data)

    def handle_endtag(self, tag: str) -> None:
        self.kind = ""
        self.result = self.result and tag != "figure"


def in_json(run, *call: str) -> dict[str, object]:
    """The result of a command in JSON, with its steps where it has some."""
    steps = [] if call[0] == "compare" else ["--steps"]
    (found,) = json.loads(run(*call, *steps, "--format", "json").out)["results"]
    return found


def on_page(run, *call: str) -> Steps:
    return Steps(run(*call, "--format", "html").out)


@pytest.mark.parametrize("call", SWEEPS, ids=" ".join)
def test_each_step_on_a_page_comes_to_what_json_says(call, run) -> None:
    steps = [each for each in in_json(run, *call)["steps"] if each.get("type") != "parameter"]
    page = on_page(run, *call)
    walked = page.frames[:-1][-len(steps) :]  # the last one is the end
    compared = 0
    for step, results in zip(steps, walked, strict=True):
        if not results:
            continue  # what the sweep begins with
        figures = [Decimal(text) for row in results[-1] for text in row]  # of a sum the last one
        wanted = [entry for row in step[CARRIED[call[0]]] for entry in row]
        for figure, entry in zip(figures, wanted, strict=True):
            assert figure == round(Decimal(entry), -figure.as_tuple().exponent)
        compared += 1
    assert compared >= 2


@pytest.mark.parametrize("call", SWEEPS, ids=" ".join)
def test_what_the_steps_cost_adds_up_to_the_total_of_json(call, run) -> None:
    found = in_json(run, *call)["cost"]
    total = sum(found[part]["flops"] for part in ("adjoints", "gradients") if part in found)
    total = total or next(iter(found.values()))["flops"]
    page = on_page(run, *call)
    (data,) = page.data
    paid = [int(cost[1:].split()[0].replace(",", "")) for cost in page.costs]
    so_far = [so_far for _, _, so_far in data["frames"] if so_far is not None]
    assert sum(paid) == so_far[-1] == data["total"] == total
    assert [sum(paid[: k + 1]) for k in range(len(paid))] == so_far


RACES = [
    ("compare", "sample:digits"),
    ("compare", "sample:digits", "--wrt", "all", "--cost", "structured"),
    ("compare", "sample:figure_13_11"),
    ("compare", "sample:seeds_flip", "--seeds", "free"),
    ("compare", "sample:tall", "--run", "none"),
]


@pytest.mark.parametrize("call", RACES, ids=" ".join)
def test_the_passes_of_a_race_add_up_to_the_totals_of_json(call, run) -> None:
    modes = in_json(run, *call)["modes"]
    model = "structured" if "structured" in call else "dense"
    (data,) = on_page(run, *call).data
    for lane, mode in zip(data["lanes"], modes.values(), strict=True):
        cost = (mode["seeds_free"] if "free" in call else mode["cost"])[model]["flops"]
        assert lane["passes"] * sum(amount for _, amount in lane["legs"]) == cost == lane["total"]
        assert lane["said"] == f"{cost:,}"
        assert lane["passes"] == (1 if "free" in call else mode["passes"])


def test_a_race_of_many_passes_has_no_more_elements_than_one_of_few(run) -> None:
    many = run("compare", "sample:mlp_cross_entropy", "--wrt", "all", "--format", "html").out
    few = run("compare", "sample:mlp_cross_entropy", "--format", "html").out
    assert '"passes":49' in many
    assert '"passes":6' in few
    assert many.count("<li") == few.count("<li")


def test_a_sweep_of_too_many_steps_is_a_table_that_says_so(run, tmp_path) -> None:
    chain = tmp_path / "deep.yaml"
    chain.write_text("input: [0.5, 1.0]\nlayers:\n" + "  - tanh\n" * 200 + "  - sum\n")
    page = run("vjp", chain, "-u", "e1", "--format", "html").out
    assert "201 steps are too many to be walked through one by one." in page
    assert "jr-stepper" not in page
    assert "42 steps like these" in page


def test_a_long_way_back_over_a_graph_is_a_table_too(run, chain, tmp_path) -> None:
    """Nobody asked for its steps when the gradient was found, from Python least of all."""
    readers = "".join(f"  - {{type: add, inputs: [f{k}, x]}}\n" for k in range(1, 200))
    path = chain("inputs: {x: 0.5}\nlayers:\n  - {type: identity, inputs: x}\n" + readers)
    page = run("grad", path, "--format", "html").out
    paper = run("grad", path, "--format", "latex").out
    assert "201 steps are too many to be walked through one by one." in page
    assert "200 readers add up" in page
    assert "200 readers add up" in paper
    found = jaccli.grad(path)
    found.save(tmp_path / "a.tex")
    assert (tmp_path / "a.tex").read_text() == paper
    assert "200 readers add up" in found._repr_html_()


def test_a_value_that_reads_nothing_is_walked_through_like_any_other(run, chain) -> None:
    path = chain(
        "inputs: {x: [1.0, 2.0]}\nlayers:\n  - {type: constant, value: [3, 4]}\n"
        "  - {type: multiply, inputs: [x, f1]}\n  - sum\n"
    )
    done = run("grad", path, "--format", "html")
    assert (done.status, done.err) == (0, "")
    assert [[["3", "4"]]] in Steps(done.out).frames
    assert "f1 is a constant: it read nothing that could be kept." in done.out


HOSTILE = "<img src=x onerror=alert(1)>"
CHAIN = f"""inputs: {{"</script>": [1.0, 2.0]}}
layers:
  - {{name: "{HOSTILE}", type: exp, inputs: "</script>"}}
  - {{name: "node0'", type: multiply, inputs: ["{HOSTILE}", "</script>"]}}
  - sum
"""


@pytest.mark.parametrize("call", [("vjp", "-u", "e1"), ("grad",), ("compare",)], ids=" ".join)
def test_names_of_a_file_move_as_texts(call, run, tmp_path) -> None:
    (tmp_path / "chain.yaml").write_text(CHAIN)
    command, *options = call
    page = run(command, tmp_path / "chain.yaml", *options, "--format", "html").out
    assert HOSTILE not in page
    assert "&lt;img src" in page
    assert Steps(page).data


def test_a_value_is_named_once_however_many_read_it(run, chain, monkeypatch) -> None:
    named: list[str] = []
    name_of = Scenery._called
    monkeypatch.setattr(
        Scenery, "_called", lambda self, name, k: named.append(name) or name_of(self, name, k)
    )
    done = run(
        "vjp", chain(f"input: [1]\nlayers: [{'tanh, ' * 40}sum]\n"), "-u", "e1", "-o", "a.svg"
    )
    assert done.status == 0, done.err
    assert len(named) <= 2 * 42  # the picture, and the picture of one vector of several
