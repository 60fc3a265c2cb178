"""`jaccli explain`: every topic has a true page, its numbers are computed, its commands run."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from oracles import central_differences

from jaccli.commands import COMMANDS
from jaccli.document.cells import written
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.graph import load
from jaccli.layers import TYPES
from jaccli.linmap import Form
from jaccli.reports.common.names import product_of
from jaccli.reports.explain import find
from jaccli.reports.explain.find import explain, key
from jaccli.reports.explain.glossary import (
    Numbers,
    Page,
    Rows,
    Topic,
    examples,
    layers,
    material,
    topics,
)
from jaccli.reports.explain.glossary.forms import forms
from jaccli.reports.explain.page import page_of as blocks_of
from jaccli.reports.explain.say import headline

TOPICS = [topic._replace(page=cache(topic.page)) for topic in topics()]  # each runs what it shows
NAMES = [f"{topic.name} ({topic.group})" for topic in TOPICS]
every_topic = pytest.mark.parametrize("topic", TOPICS, ids=NAMES)
every_layer = pytest.mark.parametrize("name", sorted(TYPES))
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONIOENCODING": "utf-8",
}
GOLDEN = ["jvp", "softmax", "linear", "order-of-growth", "diag", "computation graph"]
SAID = """
    tangent tangents cotangent adjoint adjoints carried stored primal transcendental kink structure
    rank Kronecker seeds dense structured FLOPs forward reverse tape backpropagation gradient
    Jacobian JVP VJP readers contributions parents verdict tie memory passes diagonal identity
    selection gather fold nonzero subgradient tracing bytes parameters loss
"""  # by the other commands
PHRASES = [
    ("is the full Jacobian O(n²) or O(n³)?", "order-of-growth"),
    ("O(n^3)", "order-of-growth"),
    ("order of growth", "order-of-growth"),
    ("order_of_growth", "order-of-growth"),
    ("Why do the shapes of J·v fit?", "shapes"),
    ("shapes", "shapes"),
    ("what does diag(·)·W do?", "diag"),
    ("diag(.) W", "diag"),
    ("why does reverse mode need memory?", "memory"),
    ("forward mode", "forward"),
    ("the chain rule", "chain rule"),
    ("computation-graph", "computation graph"),
    ("static graph", "static and traced"),
    ("meeting additions", "meeting additions"),
    ("seeds counted", "start"),
    ("unused branch", "unused branch"),
    ("where edges meet", "meeting additions"),
    ("complex step", "differences"),
    ("multiply-add", "flop"),
    ("uᵀJ", "vjp"),
    ("J·v", "jvp"),
    ("mse", "squared_error"),
    ("diagonal+low-rank", "diagonal+low-rank"),
    ("outer product", "kronecker"),
    ("relu layer", "relu"),
    ("MAC", "flop"),
    ("MACs", "flop"),
    ("Hessian", "hessian"),
    ("NaN", "NaN"),
    ("inf", "NaN"),
    ("H", "step function"),
    ("Heaviside", "step function"),
    ("batch", "batch"),
    ("logit", "logits"),
    ("second softmax", "logits"),
    ("u_k", "notation"),
    ("weights", "backpropagation"),
    ("u4", "adjoint"),
    ("v_3", "tangent"),
    ("J4", "jacobian"),
    ("x[3]", "notation"),
    ("x3[2]", "notation"),
    ("W1", "backpropagation"),
    ("e3", "start"),
    ("⊙", "notation"),
    ("hidden layer", "mlp"),
    ("activation function", "mlp"),
    ("derivative", "jacobian"),
    ("seeds", "start"),
    ("how do we count?", "counting"),
    ("counting", "counting"),
    ("section 13.3.3.2", "13.3.3.2"),
]


def page_of(words: str, group: str = "") -> Page:
    return next(page for page in explain(words).pages if group in ("", page.group))


def numbers(page: Page) -> list[Numbers]:
    return [item for item in page.example if isinstance(item, Numbers)]


def number(page: Page, start: str) -> np.ndarray:
    """The first array of the example whose name starts so."""
    return next(item.array for item in numbers(page) if item.name.startswith(start))


def table(page: Page) -> Rows:
    """The first table of the example: integers, and everything else as it reads."""
    found = next(item for item in page.example if isinstance(item, Rows))
    return found._replace(
        rows=tuple(
            tuple(cell if isinstance(cell, int) else written(cell) for cell in row)
            for row in found.rows
        )
    )


def text_of(page: Page, **display: object) -> str:
    return "".join(render(blocks_of(page), Display(**display)))  # type: ignore[arg-type]


# the list


def test_without_a_topic_the_list_is_printed_one_line_each(run) -> None:
    outcome = run("explain")
    assert (outcome.status, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    for topic in TOPICS:
        assert any(line.startswith(f"  {topic.name} ") for line in lines), topic.name
    # a title for each group, a blank line before each but the first, and what to do next
    assert len(lines) == len(TOPICS) + 7 + 6 + 2
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("word", "group"),
    [("layers", "layers"), ("forms", "forms"), ("ideas", "ideas"), ("chapter", "chapter")],
)
def test_a_group_is_listed_by_its_name(word: str, group: str, run) -> None:
    listed = [line.split()[0] for line in run("explain", word).out.splitlines()[1:-2]]
    assert listed == [topic.name.split()[0] for topic in TOPICS if topic.group == group]


def test_the_layers_listed_are_all_layer_types_and_the_forms_all_forms() -> None:
    assert {topic.name for topic in TOPICS if topic.group == "layers"} == set(TYPES)
    concrete = {form for form in _subclasses(Form) if hasattr(form, "structure")}
    assert {topic.name for topic in TOPICS if topic.group == "forms"} == {
        form.structure for form in concrete
    }


def _subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_the_help_of_jaccli_lists_explain(run) -> None:
    assert "\n  explain  " in run("--help").out


# every page


@pytest.fixture
def once(monkeypatch) -> None:
    """No page is computed again that has been."""
    monkeypatch.setattr(find, "topics", lambda: TOPICS)


@pytest.mark.usefixtures("once")
@every_topic
def test_a_page_is_whole_and_no_line_is_longer_than_80(topic: Topic, run) -> None:
    page = topic.page()
    assert page.formula or page.group in ("ideas", "costs", "chapter")
    assert page.example
    assert page.source
    assert len(page.see) >= 2
    text = text_of(page)
    for heading in ("Source: ", "See also: ", "Try: "):
        assert heading in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "nan" not in text.split()
    outcome = run("explain", topic.name)
    assert (outcome.status, outcome.err) == (0, "")
    assert text in outcome.out


@every_topic
def test_a_page_is_shown_in_ascii_with_every_sign_named(topic: Topic) -> None:
    text = text_of(topic.page(), ascii=True)
    assert text.isascii()
    assert "\\x" not in text
    assert "\\u" not in text


@pytest.mark.usefixtures("once")
@every_topic
def test_what_to_see_also_exists(topic: Topic) -> None:
    for name in topic.page().see:
        found = explain(name)
        assert found.pages or found.listed
        assert name != topic.name


@every_topic
def test_the_text_says_what_it_is_in_a_few_lines(topic: Topic) -> None:
    text = topic.page().text
    assert len(text) < 620
    assert topic.group in ("layers", "forms") or len(text) > 150
    assert text.endswith((".", ")", "…"))


@pytest.mark.usefixtures("once")
@every_topic
def test_other_words_for_a_topic_lead_to_it(topic: Topic) -> None:
    for word in topic.also:
        found = explain(word)
        named = [page.name for page in found.pages]
        # a word that is the name of a topic belongs to that one
        taken = any(key(word) == key(other.name) for other in TOPICS)
        assert topic.name in named or (topic.group == "layers" and taken), (word, named)


def test_no_two_topics_of_this_folder_share_a_word() -> None:
    said: dict[str, str] = {}
    for topic in TOPICS:
        for word in topic.also if topic.group not in ("layers",) else ():
            # a sign alone has no letters
            assert said.setdefault(key(word) or word, topic.name) == topic.name, word


@pytest.mark.slow
@pytest.mark.parametrize(
    "topic", [topic for topic in TOPICS if topic.group != "layers"], ids=lambda topic: topic.name
)
def test_the_command_to_try_runs(topic: Topic, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)  # some write files
    chain, command = tried(topic.page())
    assert command[0] in COMMANDS
    outcome = run(*command, stdin=chain.encode())
    assert (outcome.status, outcome.err) == (0, "")


def test_a_command_to_try_can_be_copied_although_it_wraps(tmp_path: Path) -> None:
    texts = [text_of(page_of(words)).rstrip() for words in ("kink", "unused branch", "linear")]
    script = "\n".join(text[text.rindex("Try: ") + 5 :] for text in texts)
    assert script.count("\n") > 4
    call = ["bash", "-e", "-o", "pipefail", "-c", script]
    subprocess.run(call, env=ENVIRONMENT, cwd=tmp_path, check=True, capture_output=True)


def tried(page: Page) -> tuple[str, list[str]]:
    """The command to try as it is printed: what is piped into it, and its words."""
    text = text_of(page).rstrip()
    printed = text[text.rindex("Try: ") + 5 :]
    if not printed.startswith("echo '"):
        return "", printed.removeprefix("jaccli ").split()
    chain, _, command = printed.removeprefix("echo '").partition("' |")
    jaccli, *words = command.split()
    assert jaccli == "jaccli"
    return chain, words


@every_layer
def test_the_command_to_try_of_a_layer_shows_the_numbers_of_its_page(name: str, run) -> None:
    page = page_of(name, "layers")
    chain, command = tried(page)
    assert command == ["show", "-"]
    outcome = run("show", "-", "--format", "json", stdin=chain.encode())
    assert (outcome.status, outcome.err) == (0, "")
    (result,) = json.loads(outcome.out)["results"]
    layer = next(each for each in result["layers"] if each["type"] == name)
    assert layer["value"] == number(page, "z").tolist()
    shown = [each["values"] for each in layer["jacobians"] if "." not in each["input"]]
    arrays = [each.array for each in numbers(page)]
    for matrix in shown[: len(page_inputs(page))]:
        assert any(array.tolist() == matrix for array in arrays)


def page_inputs(page: Page) -> list[np.ndarray]:
    """The inputs of a layer's page: what comes before its value."""
    arrays = numbers(page)
    return [each.array for each in arrays[: [each.name for each in arrays].index("z")]]


@pytest.mark.parametrize("words", GOLDEN)
def test_a_page_is_the_one_that_was_read_aloud(words: str, run, golden) -> None:
    golden(f"explain_{words.replace(' ', '_')}.txt", run("explain", *words.split()).out)


def test_the_ideas_say_what_was_read_aloud(golden) -> None:
    pages = [
        f"# {topic.name}, also {', '.join(topic.also) or 'nothing'}\n{text_of(topic.page())}"
        for topic in TOPICS
        if topic.group not in ("layers", "chapter")
    ]
    golden("explain_ideas.txt", "\n".join(pages))


def test_the_pages_of_layers_show_what_was_read_aloud(golden) -> None:
    lines = []
    for name in sorted(TYPES):
        shown = [each.name for each in numbers(page_of(name, "layers"))]
        lines.append(f"{name}: {'; '.join(shown)}")
    golden("explain_layers.txt", "\n".join(lines) + "\n")


# finding topics


@pytest.mark.parametrize(("words", "name"), PHRASES)
def test_a_topic_is_found_by_many_words(words: str, name: str) -> None:
    assert name in [page.name for page in explain(words).pages]


def test_every_term_on_the_screens_is_a_topic() -> None:
    for word in SAID.split():
        assert explain(word).pages, word


def test_a_word_with_two_meanings_shows_both() -> None:
    assert [page.group for page in explain("identity").pages] == ["forms", "layers"]
    assert [page.group for page in explain("dense").pages] == ["costs", "forms"]
    assert [page.group for page in explain("identity layer").pages] == ["layers"]
    assert [page.group for page in explain("dense form").pages] == ["forms"]


def test_an_unknown_topic_is_a_mistake_that_names_the_nearest(run) -> None:
    outcome = run("explain", "jpv")
    assert (outcome.status, outcome.out) == (2, "")
    assert "did you mean `jvp`?" in outcome.err
    assert "`jaccli explain` lists all topics" in outcome.err


@pytest.mark.parametrize("words", ["", "jvpp"])
def test_no_numpy_is_imported_for_the_list_or_a_mistake(words: str) -> None:
    code = (
        "import sys\nfrom jaccli.__main__ import main\n"
        f"main(['explain'] + {words.split()})\n"
        "sys.exit(', '.join(n for n in ('numpy._core', 'rich') if n in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# options


def test_json_has_the_page_with_its_numbers(run) -> None:
    outcome = run("explain", "softmax", "--format", "json")
    found = json.loads(outcome.out)
    assert found["schema"] == "jaccli.explain/1"
    (page,) = found["results"]
    assert page["name"] == "softmax"
    values = {item["name"]: item["values"] for item in page["example"] if "name" in item}
    p = np.exp([2, 0, 1]) / np.exp([2, 0, 1]).sum()
    assert np.allclose(values["J, diagonal+low-rank"], np.diag(p) - np.outer(p, p))


def test_json_without_a_topic_lists_the_groups(run) -> None:
    results = json.loads(run("explain", "--format", "json").out)["results"]
    listed = [topic["name"] for group in results for topic in group["topics"]]
    assert listed == [topic.name for topic in TOPICS]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("jvp", "J·v, how the output moves when x moves along v"),
        ("softmax", "z = exp(x - max(x)) / sum(exp(x - max(x)))"),
        ("shapes", "J has a column for each input and a row for each output."),
    ],
)
def test_json_has_what_a_page_finds(run, word: str, says: str) -> None:
    (entry,) = json.loads(run("explain", word, "--format", "json").out)["results"]
    kinds = [finding["kind"] for finding in entry["findings"]]
    assert kinds == ["headline", *(["why"] * len(entry["derivation"])), "next"]
    texts = [finding["text"] for finding in entry["findings"]]
    assert texts[0] == says
    assert texts[1:-1] == [f"Why: {text}" for text in entry["derivation"]]
    assert texts[-1] == f"Try: {entry['tries']}"


@every_topic
def test_every_topic_has_a_headline_of_one_sentence(topic: Topic) -> None:
    said = headline(topic.page()).text
    assert said == topic.summary or said.count(". ") == 0
    assert said.endswith(".") == (topic.group == "questions")


def test_a_picture_of_a_matrix_has_its_legend(run) -> None:
    assert "exactly zero" in run("explain", "layer_norm", "--width", 40).out
    assert "exactly zero" not in run("explain", "layer_norm").out


def test_width_colour_and_file_are_as_in_every_command(run, tmp_path: Path) -> None:
    assert max(len(line) for line in run("explain", "jvp", "--width", 50).out.splitlines()) <= 50
    assert "\x1b[1m" in run("explain", "jvp", "--color", "always").out
    assert run("explain", "jvp", "-o", tmp_path / "jvp.txt").out == ""
    assert (tmp_path / "jvp.txt").read_text(encoding="utf-8") == run("explain", "jvp").out


def test_options_that_speak_of_chains_are_not_offered(run) -> None:
    text = run("explain", "--help").out
    assert "CHAIN" not in text
    for option in ("--set", "--at", "--values", "--quiet", "--max-memory"):
        assert option not in text


# what the pages of layers say is true


@every_layer
@pytest.mark.whole
def test_the_jacobian_of_a_layers_example_is_that_of_its_function(name: str) -> None:
    page = page_of(name, "layers")
    node = load(examples.example_of(TYPES[name]).graph).nodes
    layer = next(each for each in node if each.layer.type == name).layer
    inputs = page_inputs(page) if layer.takes != (0, 0) else []
    arrays = numbers(page)
    matrices = [
        each.array for each in arrays if each.array.ndim == 2 and not each.name.startswith("u·")
    ]
    assert len(matrices) == len(inputs)
    for at, matrix in enumerate(matrices):

        def moved(x: np.ndarray, at: int = at) -> np.ndarray:
            return layer.forward(*inputs[:at], x, *inputs[at + 1 :])

        assert np.allclose(matrix, central_differences(moved, inputs[at]), atol=1e-7)


@every_layer
def test_the_products_of_a_layers_example_are_those_of_the_dense_matrix(name: str) -> None:
    arrays = numbers(page_of(name, "layers"))
    u = next((each.array for each in arrays if each.name == "u"), None)
    v = matrix = None
    for each in arrays:
        if each.array.ndim == 2 and not each.name.startswith("u·"):
            matrix = each.array
        elif each.name == "v":
            v = each.array
        elif each.name.endswith("·v"):
            assert np.allclose(each.array, matrix @ v)
        elif each.name in ("u·J", "u·∂z/∂x1", "u·∂z/∂x2"):
            assert np.allclose(each.array, u @ matrix)


@every_layer
def test_a_layer_says_how_its_jacobian_is_derived(name: str) -> None:
    assert TYPES[name].derivation, f"give {name} a derivation of two or three lines"
    (own,) = (text for text in TYPES[name].derived() if text == TYPES[name].derivation)
    assert own.endswith(".")
    assert len(own) <= 3 * 80


@every_layer
def test_a_layers_page_names_its_fields_and_its_price(name: str) -> None:
    text = text_of(page_of(name, "layers"))
    for field in TYPES[name].required():
        assert f"\n    {field} " in text
    assert "Computing z costs " in text


@pytest.mark.parametrize(
    ("name", "price"),
    [  # the counting rule
        ("softmax", "4n − 2 FLOPs and n of"),
        ("cross_entropy", "6n − 2 FLOPs and n + 1 of"),
        ("squared_error", "3n FLOPs;"),
        ("sigmoid", "3n FLOPs and n of"),
        ("softplus", "4n FLOPs and 2n of"),
        ("tanh", "costs n of"),
        ("square", "n FLOPs;"),
        ("linear", "costs 14 FLOPs here"),  # 2·2·3 + 2
        ("identity", "costs no FLOPs."),
    ],
)
@pytest.mark.whole
def test_the_price_of_a_value_is_the_counting_rules(name: str, price: str) -> None:
    assert price in " ".join(text_of(page_of(name, "layers")).split())


def test_the_gradient_by_the_weights_is_the_outer_product() -> None:
    page = page_of("linear")
    u, x = number(page, "u"), number(page, "x")
    assert number(page, "u·∂z/∂weight").tolist() == np.outer(u, x).tolist()
    assert number(page, "u·∂z/∂bias").tolist() == u.tolist()


@pytest.mark.parametrize("structure", sorted(forms()))
def test_a_form_is_shown_at_its_price_for_one_vector(structure: str) -> None:
    page = page_of(structure, "forms")
    matrix = number(page, "J")
    assert np.allclose(number(page, "J·v"), matrix @ number(page, "v"))
    assert np.allclose(number(page, "u·J"), number(page, "u") @ matrix)
    ahead, back = table(page).rows
    m, n = matrix.shape
    assert ahead[4] == back[4] == 2 * m * n
    expected = {  # FLOPs of J·v and of u·J by the README's rule, at the shapes shown
        "dense": (2 * m * n, 2 * m * n),
        "diagonal": (n, n),
        "diagonal+low-rank": (5 * n, 5 * n),
        "fold": (2 * n, n),
        "gather": (0, m),
        "identity": (0, 0),
        "kronecker": (2 * m * n // 2, 2 * m * n // 2),
        "selection": (0, 0),
    }
    if structure in expected:
        assert (ahead[3], back[3]) == expected[structure]
    for products in forms()[structure].products:
        assert products


# the numbers are computed: another example gives other numbers, and the right ones


@pytest.fixture(params=["as shipped", "another"])
def running(request: pytest.FixtureRequest, monkeypatch) -> tuple[np.ndarray, np.ndarray]:
    """W and x of the running example, and of another one in its place."""
    if request.param == "as shipped":
        return np.array([[1.0, 0, 2], [0, -1, 1]]), np.array([1.0, 2, -1])
    text = "{input: [3, -1, 2], layers: [{type: linear, weight: [[2, 1, 0], [1, 1, 4]]}, square]}"
    monkeypatch.setattr(material, "CHAIN", text)
    monkeypatch.setattr(material, "LOSS", text.replace("square]", "square, sum]"))
    return np.array([[2.0, 1, 0], [1, 1, 4]]), np.array([3.0, -1, 2])


def test_the_ideas_show_what_a_hand_calculation_finds(running) -> None:
    w, x = running
    j = 2 * (w @ x)[:, None] * w  # d/dx (W x)², by hand
    v, u = np.array([1.0, 0, 1]), np.array([1.0, 2])
    ones = np.ones(2)
    expected = [
        ("jacobian", "J", j),
        ("jacobian", "o", (w @ x) ** 2),
        ("gradient", "J", (ones @ j)[None]),
        ("jvp", "v2", w @ v),
        ("jvp", "v3", j @ v),
        ("vjp", "u2", u * 2 * (w @ x)),
        ("vjp", "u1", u @ j),
        ("tangent", "v3", j @ v),
        ("adjoint", "u2", 2 * (w @ x)),
        ("adjoint", "u1", ones @ j),
        ("chain rule", "J2 (", np.diag(2 * (w @ x))),
        ("chain rule", "J2·J1", j),
        ("forward", "V3", j),
        ("reverse", "U1", j),
        ("diag", "diag(d)·W", j),
        ("backpropagation", "∂L/∂W", np.outer(2 * (w @ x), x)),
    ]
    for words, name, array in expected:
        assert np.allclose(number(page_of(words), name), array), (words, name)
    rows = table(page_of("tape")).rows
    assert rows[0][2] == f"x1 = {', '.join(f'{each:g}' for each in x)}"


@every_layer
def test_the_numbers_of_a_layer_follow_its_example(name: str, monkeypatch) -> None:
    kind = TYPES[name]
    before = page_of(name, "layers")
    if "inputs" not in kind.example:
        monkeypatch.setattr(examples, "POINTS", ((0.25, 0.5, 0.125), (4.0, 3.5, 5.0)))
    else:
        given = [[1.5 * entry + 0.25 for entry in each] for each in kind.example["inputs"]]
        monkeypatch.setattr(kind, "example", {**kind.example, "inputs": given})
    examples.example_of.cache_clear()
    try:
        after = layers.layer_page(kind)
        if name != "constant":
            assert page_inputs(before)[0].tolist() != page_inputs(after)[0].tolist()
            assert number(before, "z").tolist() != number(after, "z").tolist()
    finally:
        examples.example_of.cache_clear()


# the costs and questions


def test_the_growth_is_the_formulas() -> None:
    rows = table(page_of("order of growth")).rows
    for n, ahead, _, back, _ in rows:
        assert (ahead, back) == (6 * n**3 + 2 * n**2, 6 * n**2 + 2 * n)  # K = 4, m = 1
    for before, now in pairwise(rows):
        assert float(now[2]) == pytest.approx(math.log2(now[1] / before[1]), abs=6e-4)
        assert float(now[4]) == pytest.approx(2, abs=0.01)


def test_the_four_rules_are_those_of_a_hand_calculation() -> None:
    one_pass = {"dense": (48, 32, 24, 6), "structured": (48, 4, 24, 6)}  # J1 … J4 of 6 → 4 → 4 → 3
    n, m = 6, 1
    for model, start, ahead, back, ratio in table(page_of("counting")).rows:
        prices = one_pass[model]
        free = start == "free"
        assert ahead == n * sum(prices[free:])
        assert back == m * sum(prices[: len(prices) - free])
        assert float(ratio) == pytest.approx(ahead / back, abs=0.005)


def test_the_book_calls_two_of_our_adjoints_by_other_numbers() -> None:
    (row,) = (row for row in table(page_of("notation")).rows if row[0] == "u4")
    assert "u_2 in 13.3.3.4" in row[2]
    page = page_of("notation")
    assert "our u4 is the book's u_2, and our u2 is the book's u_1" in page.text


def test_a_network_has_the_parameters_of_a_hand_count() -> None:
    page = page_of("mlp")
    rows = table(page).rows
    assert [row[2:] for row in rows] == [(4, 4 * 3), (4, 0), (2, 2 * 4), (1, 0)]
    assert "𝓛 = ½‖y − W₂ φ(W₁ x)‖²,  φ = tanh" in text_of(page)


def test_a_hessian_is_that_of_a_hand_calculation(running) -> None:
    w, _ = running
    assert number(page_of("hessian"), "H") == pytest.approx(2 * w.T @ w)


def test_the_gradient_of_a_batch_is_the_mean() -> None:
    w = np.array([[1.0, 0, 2], [0, -1, 1]])
    page = page_of("batch")
    slopes = [2 * w.T @ w @ number(page, f"x of example {at}") for at in (1, 2)]
    for at, slope in enumerate(slopes, start=1):
        assert number(page, f"∇L_{at}") == pytest.approx(slope)
    assert number(page, "∇L of the batch") == pytest.approx((slopes[0] + slopes[1]) / 2)


def test_a_second_softmax_gives_another_loss() -> None:
    page = page_of("logits")
    x = number(page, "x")
    p = np.exp(x) / np.exp(x).sum()
    again = np.exp(p) / np.exp(p).sum()
    assert number(page, "p - y") == pytest.approx(p - np.array([1, 0, 0]))
    losses = [f"{-np.log(each[0]):.4g}" for each in (p, again)]
    assert " it would be ".join(losses) in text_of(page).replace(
        ". With a second softmax before it,", ""
    ).replace("\n    ", " ")


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_what_is_not_finite_is_so_for_numpy_too() -> None:
    for asked, *told in table(page_of("NaN")).rows:
        name, x = asked.rstrip(")").split("(")
        slope = {"log": 1 / np.float64(x), "exp": np.exp(np.float64(x)), "sqrt": np.float64("inf")}
        for said, number_ in zip(told, (getattr(np, name)(float(x)), slope[name]), strict=True):
            assert (said == "not a number") == bool(np.isnan(number_))
            assert (said == "infinite") == bool(np.isinf(number_))


def test_start_and_verdict_are_the_formulas() -> None:
    sizes = (9, 1, 1000, 10)
    per_vector = 2 * sum(a * b for a, b in pairwise(sizes))
    counted, free = table(page_of("start", "costs")).rows
    assert counted[1:] == (9 * per_vector, 10 * per_vector, "forward")
    left_out = (9 * 2 * 9 * 1, 10 * 2 * 1000 * 10)
    assert free[1:] == (counted[1] - left_out[0], counted[2] - left_out[1], "reverse")
    for _, n, m, ahead, back, _ in table(page_of("verdict")).rows:
        assert ahead * m == back * n


def test_flops_memory_and_brackets_are_counted_right() -> None:
    for product, multiplications, additions, flops in table(page_of("flop")).rows:
        (p, q), (_, r) = (map(int, part.strip("()").split("×")) for part in product.split("·"))
        assert (multiplications, additions, flops) == (p * q * r, p * q * r, 2 * p * q * r)
    for depth, *kept in table(page_of("memory")).rows:
        assert kept == [100 * depth, 100, 0, 100 * 100]
    prices = {order: flops for order, flops, _ in table(page_of("bracketing")).rows}
    shapes = {"J1": (3, 30), "J2": (50, 3), "J3": (3, 50), "J4": (30, 3)}
    assert len(prices) == 5  # the fifth Catalan number counts the bracketings of four factors
    for text, flops in prices.items():
        assert flops == _priced(f"({text})", shapes)[1]
    forward = "J4·(J3·(J2·J1))"
    assert forward in prices
    assert min(prices.values()) < prices[forward]


def _priced(text: str, shapes: dict[str, tuple[int, int]]) -> tuple[tuple[int, int], int]:
    """Shape and FLOPs of a bracketed product, from its text."""
    if text in shapes:
        return shapes[text], 0
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "·" and depth == 1:
            (m, q), left = _priced(text[1:at], shapes)
            (_, n), right = _priced(text[at + 1 : -1], shapes)
            return (m, n), left + right + 2 * m * q * n
    raise ValueError(text)


def test_the_adjoints_of_figure_13_11_are_those_of_a_hand_calculation() -> None:
    x4 = 2 * math.e
    x6 = math.sqrt(1 + x4)
    by_x5 = x4 / (2 * x6)
    adjoints = {row[0]: float(row[4]) for row in table(page_of("computation graph")).rows}
    expected = {"x7": 1, "x6": x4, "x5": by_x5, "x4": x6 + by_x5, "x3": 2 * (x6 + by_x5)}
    for name, adjoint in expected.items():
        assert adjoints[name] == pytest.approx(adjoint, rel=1e-3)
    parts = [float(row[1]) for row in table(page_of("meeting additions")).rows]
    assert parts == pytest.approx([by_x5, x6, x6 + by_x5], rel=1e-3)


def test_a_branch_that_nobody_reads_costs_forward_mode_alone() -> None:
    (_, ahead, back), (_, ahead_without, back_without) = table(page_of("unused branch")).rows
    assert ahead - ahead_without == 2 * 2 * 2 * 2  # two columns through a 2×2 Jacobian
    assert back == back_without


def test_a_traced_graph_has_the_slope_of_its_own_branch() -> None:
    def relaxation(x: float) -> float:
        target, y = 1 + x**2, x
        while abs(y * y - target) > 0.1:
            y = (y + target / y) / 2
        return y + math.exp(-x) if x > 2 else y

    for x, _, _, taken, slope in table(page_of("traced")).rows:
        at = float(x)
        found = (relaxation(at + 1e-6) - relaxation(at - 1e-6)) / 2e-6
        assert float(slope) == pytest.approx(found, rel=1e-3)
        assert taken == ("yes" if at > 2 else "no")


def test_agreement_does_not_see_a_wrong_derivative_and_differences_do() -> None:
    (_, sweeps, differences), (_, sweeps_broken, differences_broken) = table(
        page_of("agreement")
    ).rows
    assert sweeps == sweeps_broken == "below 1e-12"
    assert differences == "below 1e-06"
    assert float(differences_broken) > 0.1


def test_differences_have_a_best_step_and_the_complex_step_has_none() -> None:
    errors = [float(row[1]) for row in table(page_of("differences")).rows]
    best = errors.index(min(errors))
    assert 0 < best < len(errors) - 1
    assert table(page_of("differences")).rows[-1][2] == "rounding"


def test_the_slopes_at_the_kink_of_relu_are_those_of_both_sides_and_the_chosen() -> None:
    found = [float(row[1]) for row in table(page_of("kink")).rows]
    assert found == pytest.approx([0, 1, 0.5, 0, 0.5, 1])
    text = " ".join(text_of(page_of("kink")).split())
    assert "abs uses 0 at 0, norm and hypot 0 where all is 0." in text
    assert "share the slope: 0.5 for each of two." in text


def test_diag_times_w_is_cheaper_as_a_diagonal() -> None:
    text = " ".join(text_of(page_of("diag")).split())
    assert "As a diagonal: 6 FLOPs" in text
    assert "full 2×2 matrix: 24." in text  # 2·2·2·3


def test_shapes_chain_up_to_the_whole_product() -> None:
    text = " ".join(text_of(page_of("shapes")).split())
    assert "(1×3)·(3×4)·(4×4)·(4×6)·(6) gives (1)" in text
    assert product_of(4) == "J4·J3·J2·J1"


# a layer that nobody has heard of

PLUGIN = '''
"""A made-up layer."""
from dataclasses import dataclass
from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.layers.elementwise import Elementwise
from jaccli.layers.fields import number


@dataclass(frozen=True, slots=True, eq=False)
class Bump(Elementwise):
    strength: float = number()
    type = "bump"
    formula = "strength * log(x)"
    jacobian_rule = "diag(strength / x)"
    operations = Primal(1, 1)

    def forward(self, x: Array) -> Array:
        return self.strength * np.log(x)

    def derivative(self, x: Array) -> Array:
        return self.strength / x
'''


@pytest.mark.slow
def test_a_layer_in_a_file_of_its_own_has_a_page_unasked(tmp_path: Path) -> None:
    import shutil

    root = Path(__file__).parent.parent
    shutil.copytree(root / "jaccli", tmp_path / "jaccli")
    shutil.copytree(root / "sample_chains", tmp_path / "sample_chains")
    (tmp_path / "jaccli" / "layers" / "bump.py").write_text(PLUGIN, encoding="utf-8")

    code = (
        "from jaccli.__main__ import main\n"
        "for words in ([], ['bump'], ['diagonal']):\n"
        "    main(['explain', *words])\n"
        "    print('---', flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**ENVIRONMENT, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    listed, page, diagonal, _ = done.stdout.split("---\n")
    assert "\n  bump " in listed
    assert "z = strength * log(x)" in page
    assert "\n  Why: z[i] = φ(x[i]) depends on x[i] alone" in page
    assert "strength  a number  required" in page
    assert "- {type: bump, strength: 2}" in page  # the field was filled in, the point made positive
    assert "J, diagonal =\n      [ 4.000      0      0 ]" in page  # 2 / 0.5
    assert "n FLOPs and n of exp" in page
    assert "bump" in diagonal


@pytest.mark.parametrize("words", ["?", "?!", "·"])
def test_signs_alone_are_no_topic(run, words) -> None:
    outcome = run("explain", words)
    assert (outcome.status, outcome.out) == (2, "")


def test_products_and_sums_of_forms_cost_what_the_formulas_say() -> None:
    products, sums = tables(page_of("structured"))[-2:]
    rows = {row[0]: row[1:] for row in products.rows}
    n, k, l = 10, 1, 2  # noqa: E741  (the ranks of the formula)
    low, lower = f"diagonal + rank {k}", f"diagonal + rank {l}"
    assert rows == {
        "diagonal·diagonal": (n, 0, "diagonal"),
        f"diagonal·({low})": (n * (1 + k), 0, low),
        f"({low})·({lower})": (n * (1 + k + l + 2 * k * l), 2 * n * k * l, lower.replace("2", "3")),
        f"({low})·dense": ((1 + 2 * k) * n * n, 2 * k * n * n, "dense"),
        "dense·dense": (n**3, n**3, "dense"),
    }
    assert {row[0]: row[1:] for row in sums.rows} == {
        "identity + diagonal": (n, "diagonal"),
        "identity + dense": (n, "dense"),
        f"diagonal + ({low})": (n, low),
        f"({low}) + ({lower})": (n, lower.replace("2", "3")),
        "dense + dense": (n * n, "dense"),
    }


def tables(page: Page) -> list[Rows]:
    return [item for item in page.example if isinstance(item, Rows)]
