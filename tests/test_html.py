"""Pages: alone with what they hold, the sentences and numbers of JSON, names that do no harm.

The oracles are the standard library's parser, hashlib, and the JSON of the same call.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from pages import Page, hashed, roots, spread
from test_hostile import commands, faults, right
from test_reports import CALLS, OF_THE_TEXT, TOLD, arguments, ended_well, findings_of, words

import jaccli
from jaccli.document.html.pen import Pen

HOSTILE = (
    "</script></style></title><script>alert(1)</script>",
    'x" onload="alert(1)\' <img src=x onerror=alert(1)> &amp; <!-- ]]> `x` ##[error]',
)
MOST_BYTES = 300_000
FOLDER = Path(jaccli.__file__).parent / "document" / "html"


def assert_alone(page: Page) -> None:
    """Nothing comes from elsewhere, and nothing runs but the one script that the policy names."""
    styles, scripts = page.within["style"], page.within.get("script", [])
    told, run = scripts[:-1], scripts[-1]
    assert page.policy == {
        "default-src": "'none'",
        "style-src": hashed(styles[0]),
        "script-src": hashed(run),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(styles) == 1
    assert all(json.loads(each) is not None for each in told), "data that is none"
    typed = [named.get("type", "") for tag, named in page.elements if tag == "script"]
    assert typed == [*["application/json"] * len(told), ""]
    for tag, named in page.elements:
        assert tag not in ("img", "iframe", "object", "embed", "link", "base", "form"), tag
        assert not [name for name in named if name == "style" or name.startswith("on")], tag
        assert named.get("href", "#").startswith("#"), tag
        assert "src" not in named, tag


@pytest.mark.parametrize("call", spread(CALLS, "explain", "samples", "vjp", "trace"))
def test_a_page_is_alone_and_says_every_finding_of_the_json(call: str, run) -> None:
    done = run(*arguments(call), "--format", "html")
    assert ended_well(call, done)
    page = Page(done.out)
    assert_alone(page)
    assert page.within["h1"][0]
    assert len(page.within["h1"]) == 1
    for each in findings_of(call, run) if call not in OF_THE_TEXT else ():
        # a label stands in an element of its own, and so does a question
        text = re.sub(r"^[^:]{1,20}: |`|[()]", "", words(each["text"]))
        assert text in re.sub(r"[`()]", "", page.said) or call in TOLD, each


def of_both(run, *call: str) -> tuple[Page, dict[str, Any]]:
    """The page and the one result of the JSON."""
    page = Page(run(*call, "--format", "html").out)
    (result,) = json.loads(run(*call, "--format", "json").out)["results"]
    return page, result


def test_the_price_list_on_a_page_is_that_of_the_json(run) -> None:
    page, result = of_both(run, "compare", "sample:tall")
    told = {mode: {} for mode in ("forward", "reverse")}
    for mode, steps in told.items():
        for each in result["modes"][mode]["steps"]:
            steps[each["layer"]] = each["dense_flops"]
    rows = {row[0]: row for row in page.rows if re.fullmatch(r"J\d", row[0]) and len(row) == 6}
    assert len(rows) == len(result["layers"])
    for k in range(1, len(rows) + 1):
        assert rows[f"J{k}"][4] == f"{told['forward'][f'f{k}']:,}"
        assert rows[f"J{k}"][5] == f"{told['reverse'][f'f{k}']:,}"


def test_the_jacobian_on_a_page_is_that_of_the_json_as_far_as_it_is_written(run) -> None:
    page, result = of_both(run, "show", "sample:mlp_cross_entropy")
    drawn = [[float(each) for each in row[1:]] for row in page.rows if row[0] == "∇o[1]ᵀ"]
    assert drawn
    for row in drawn:
        assert row == [round(each, 3) for each in result["jacobian"][0]]


@pytest.mark.slow
def test_the_orders_on_a_page_are_those_of_the_json(run) -> None:
    page, result = of_both(run, "order", "sample:tall")
    listed = [(row[1], row[2]) for row in page.rows if row[0].isdigit()]
    told = {
        (each["bracketing"], f"{each['cost']['dense']['flops']:,}") for each in result["orders"]
    }
    assert {*listed} >= told
    assert len(listed) == result["number_of_orders"]


@pytest.mark.slow
def test_the_sweep_on_a_page_is_that_of_the_json(run) -> None:
    page, result = of_both(run, "sweep", "sample:tall", "--vary", "n=1,10,40,100")
    rows = [row[:3] for row in page.rows if re.fullmatch(r"[\d,]+", row[0])]
    assert rows == [
        [f"{p['input_size']:,}", *(f"{p['modes'][m]['flops']:,}" for m in ("forward", "reverse"))]
        for p in result["points"]
    ]


@pytest.mark.parametrize("text", spread(HOSTILE, HOSTILE[1]))
def test_no_name_of_a_file_is_read_as_html(text: str, run, chain) -> None:
    for name, content in right(text).items():
        chain(content, name)
        for command in ("compare", "graph", "show", "vjp", "order", "trace"):
            asked = next(each for each in commands(name) if each[0] == command)
            done = run(*asked, "--format", "html")
            if done.status:
                continue  # a name that this file may not have
            page = Page(done.out)
            assert_alone(page)
            assert not [*faults(done.out)]
            if command in ("compare", "show") and name.endswith(".yaml"):
                assert text.replace("`", "").replace("##[", "#\\x23[") in page.said.replace("`", "")


@pytest.mark.parametrize(
    "command", spread(["show", "grad", "compare", "graph", "vjp", "jvp", "order", "check"], "show")
)
def test_the_page_of_a_trained_network_is_small(command: str, run) -> None:
    more = {"vjp": ["-u", "e1"], "jvp": ["-v", "random"]}
    page = run(command, "sample:digits", *more.get(command, []), "--format", "html").out
    assert len(page.encode()) < MOST_BYTES


def test_a_page_in_ascii_is_the_same_page(run) -> None:
    call = ("vjp", "sample:mlp_cross_entropy", "-u", "e1", "--format", "html")
    plain = run(*call, "--ascii").out
    assert plain.isascii()
    page, told = Page(plain), Page(run(*call).out)
    assert_alone(page)
    assert page.said.replace(" --ascii", "") == told.said


def test_several_chains_are_one_page_with_its_contents(run) -> None:
    names = ["sample:tall", "sample:mlp_cross_entropy"]
    page = Page(run("compare", *names, "--format", "html").out)
    assert_alone(page)
    links = [named["href"] for tag, named in page.elements if tag == "a"]
    places = [f"#{named['id']}" for tag, named in page.elements if tag == "article"]
    assert links == places
    assert page.within["a"] == names
    assert page.rows[0][0] == "chain", "the table that compares them stands first"


def test_checks_of_several_chains_are_called_by_their_number_and_each_by_its_name(run) -> None:
    names = ["sample:textbook", "sample:mlp_cross_entropy"]
    page = Page(run("check", *names, "--format", "html").out)
    assert page.within["h1"] == ["jaccli check: 2 chains"]
    assert page.within["h2"][:2] == names


def test_styles_reach_nothing_else_and_all_that_a_page_takes_in_is_ascii() -> None:
    for path in FOLDER.iterdir():
        if path.suffix in (".css", ".js"):
            assert path.read_text("utf-8").isascii(), path
        if path.suffix == ".css" and path.name != "page.css":
            assert {*roots(path.read_text("utf-8"))} == {".jaccli-report"}, path


def test_a_page_says_the_command_that_made_it_as_it_was_typed(run, chain) -> None:
    name = chain("input: [1, 2]\nlayers: [tanh, sum]\n", "a 'file'.yaml")
    typed = ["compare", "--cost=structured", name, "--at", "3,4", "--format", "html"]
    page = Page(run(*typed).out)
    assert shlex.split(page.within["code"][-1]) == ["jaccli", *typed]


def test_many_matrices_are_folded_and_few_are_not(run, chain) -> None:
    few = Page(run("show", "sample:mlp_cross_entropy", "--format", "html").out)
    assert "details" not in few.within
    layers = ", ".join(["tanh"] * 9)
    many = Page(run("show", chain(f"input: [1, 2]\nlayers: [{layers}]\n"), "--format", "html").out)
    assert len(many.within["summary"]) == 10  # and J


def test_no_name_ends_the_element_that_holds_the_numbers_of_a_page() -> None:
    names = ["</script x", "<!--<script ", "##[error]", "&lt;"]
    written = Pen(lambda *_: "").data(names)
    inner = written.removesuffix("</script>").partition(">")[2]
    assert not {*inner} & {*"<>&#"}
    assert json.loads(inner) == names
