"""Reports that Python holds: saved as the command writes them, shown in a notebook.

The oracle is the command line, which finds the report by itself.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from pages import Page, roots

import jaccli

MLP, TALL = "sample:mlp_cross_entropy", "sample:tall"
REPORTS = {
    ("compare", MLP): lambda: jaccli.compare(MLP),
    ("compare", MLP, "--wrt", "all", "--seeds", "free"): lambda: jaccli.compare(
        MLP, wrt="all", seeds="free"
    ),
    ("grad", MLP): lambda: jaccli.grad(MLP),
    ("order", TALL, "--cost", "structured"): lambda: jaccli.order(TALL, cost="structured"),
    ("order", TALL, "--matrix-free", "--memory-limit", "700"): lambda: jaccli.plans(
        TALL, memory_limit=700
    ),
    ("order", "sample:figure_13_11", "--scalars"): lambda: jaccli.order(
        "sample:figure_13_11", scalars=True
    ),
    ("sweep", TALL, "--vary", "n=1,10,100"): lambda: jaccli.sweep(TALL, "n=1,10,100"),
    ("show", MLP): lambda: jaccli.show(MLP),
    ("vjp", MLP, "-u", "e1"): lambda: jaccli.vjp(MLP, "e1"),
    ("jvp", MLP, "-v", "all"): lambda: jaccli.jvp(MLP, "all"),
}
ENDINGS = (".txt", ".json", ".md", ".html")


def without_command(page: str) -> str:
    """A page without the command that made it, which Python did not type."""
    return re.sub(r"<footer>.*?</pre>", "<footer>", page, count=1)


CALLS = [
    pytest.param(call, marks=pytest.mark.slow if at % 4 else ()) for at, call in enumerate(REPORTS)
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: "-".join(call[:3:2]))
def test_a_report_is_saved_as_its_command_writes_it(call, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = REPORTS[call]()
    for ending in ENDINGS:
        assert run(*call, "-o", f"told{ending}").status == 0
        report.save(f"saved{ending}")
        told, saved = (
            without_command((tmp_path / f"{name}{ending}").read_text())
            for name in ("told", "saved")
        )
        assert saved == told, ending


@pytest.mark.parametrize("ending", [".txt", ".md", ".html"])
def test_no_command_is_offered_where_none_can_name_what_python_holds(ending, tmp_path) -> None:
    chain = {"input": [1.0, 2.0], "layers": ["tanh", "sum"]}
    for report in (jaccli.compare(chain), jaccli.trace(lambda x: x * x, [1.0]), jaccli.grad(chain)):
        report.save(tmp_path / f"a{ending}")
        assert not re.search("jaccli (compare|grad) ", (tmp_path / f"a{ending}").read_text())


def test_a_recording_is_saved_as_the_chain_file_that_it_prints(tmp_path) -> None:
    recording = jaccli.trace(lambda x: x * x, [1.0, 2.0])
    recording.save(tmp_path / "a.yaml")
    assert (tmp_path / "a.yaml").read_text() == str(recording)
    assert "<svg" in recording._repr_html_()


def test_a_check_is_saved_with_what_each_came_to(tmp_path) -> None:
    report = jaccli.check(MLP)
    report.save(tmp_path / "check.xml", "junit")
    assert (tmp_path / "check.xml").read_text().count("<testcase") == len(report.outcomes)


def test_what_cannot_be_saved_is_refused_in_the_words_of_python(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = jaccli.order((30, 3, 50))
    with pytest.raises(jaccli.JaccliError, match=r"save\('a.bmp'\): order writes \.txt, \.json"):
        report.save("a.bmp")
    with pytest.raises(ValueError, match=r"format: 'htm' is none of 'text'") as found:
        report.save("a", "htm")
    assert "did you mean `html`?" in str(found.value)
    with pytest.raises(jaccli.JaccliError, match=r"cannot write nowhere/a.txt: no such file"):
        report.save("nowhere/a.txt")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("call", CALLS, ids=lambda call: "-".join(call[:3:2]))
def test_a_notebook_may_show_a_report_twice(call) -> None:
    shown = REPORTS[call]()._repr_html_()
    page = Page(f"<main>{shown}{shown}</main>")
    assert not [named["id"] for _, named in page.elements if "id" in named]
    assert not [tag for tag, _ in page.elements if tag in ("html", "head", "body", "meta", "link")]
    assert {*roots(page.within["style"][0])} == {".jaccli-report", ".jaccli"}
    assert Counter(tag for tag, _ in page.elements)["main"] == 1
