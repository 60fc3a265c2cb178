"""The price is the program's: what runs is counted, in its value and in products with its J."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from expressions import agrees
from oracles import Ledger, complex_step, counting, plain

import jaccli
from jaccli.layers import TYPES
from jaccli.linmap.convolution import Convolution, ConvolutionForm
from jaccli.linmap.scan import Scan

X = np.array([0.7, -1.3, 2.1, 0.4, -0.9, 1.6])
# by hand for 6 numbers: the program, FLOPs of its value, of one J·v, of one u·J, the form
PRICES = [
    ("np.cumsum(x)", 5, 5, 5, "scan"),
    ("np.add.accumulate(x)", 5, 5, 5, "scan"),
    ("np.cumsum(x.reshape(2, 3), axis=1)", 4, 4, 4, "scan"),  # two runs of three
    ("np.cumprod(x)", 5, 15, 15, "scan"),  # two products and an addition for each but the first
    ("np.diff(x)", 5, 5, 5, "stencil"),
    ("np.diff(x.reshape(3, 2), axis=0)", 4, 4, 4, "stencil"),
    ("np.convolve(x, [2.0, 3.0])", 24, 24, 24, "convolution"),  # each of 6 meets each of 2
    ("np.convolve(x, [2.0, 3.0], 'valid')", 20, 20, 20, "convolution"),  # 5 sums of two
    ("np.convolve(x, [2.0])", 6, 6, 6, "convolution"),  # nothing to add up
    ("np.correlate(x, [1.0, 2.0, 4.0], 'same')", 32, 32, 32, "convolution"),  # 2 + 4·3 + 2 pairs
    ("np.outer(x, [1.0, 2.0])", 12, 12, 24, "kronecker"),  # n·m products, and each u adds up two
    ("np.roll(x, 2)", 0, 0, 0, "selection"),
    ("np.repeat(x, 2)", 0, 0, 12, "gather"),  # each u is added to what it was read from
    ("np.pad(x, 1, mode='edge')", 0, 0, 8, "gather"),
    ("np.einsum('i,j->ij', x, [1.0, 2.0])", 12, 12, 24, "kronecker"),
    ("x.reshape(3, 2) @ np.array([[2.0], [1.0]])", 12, 12, 6, "kronecker"),
]


@pytest.mark.parametrize(("body", "value", "ahead", "back", "form"), PRICES)
@pytest.mark.costly
def test_the_price_is_that_of_what_numpy_runs(
    body: str, value: int, ahead: int, back: int, form: str
) -> None:
    graph = jaccli.load(recorded(body), X)
    node = graph.nodes[-1]
    assert sum(each.primal.flops for each in graph.nodes) == value
    (found,) = node.forms
    assert found.structure == form
    assert (found.per_column.flops, found.per_row.flops) == (ahead, back)


def recorded(body: str) -> Any:
    """The function of x that gives it."""
    names: dict[str, Any] = {"np": np}
    exec(f"def f(x):\n    return {body}\n", names)
    return names["f"]


@pytest.mark.parametrize(
    ("body", "sums"),
    [
        ("np.add.accumulate(x)", True),
        ("np.multiply.accumulate(x)", True),
        ("np.diff(x)", True),
        ("np.outer(x, x[:2])", True),
        ("np.convolve(x, x[1:4], 'same')", False),  # NumPy's sums begin at their first term
        ("np.convolve(x[:2], x, 'valid')", False),
    ],
)
def test_a_value_costs_what_numpy_does_to_numbers_that_count(body: str, sums: bool) -> None:
    ledger, nodes = Ledger(), jaccli.load(recorded(body), X).nodes
    recorded(body)(counting(np.arange(6), ledger))
    multiplications, additions = ledger.tally
    found = nodes[-1]
    if not sums:
        additions += found.size
    assert found.primal.flops == multiplications + additions


@pytest.mark.parametrize(
    ("layer", "sizes"),
    [
        ("convolve", (5, 3)),
        ("convolve", (2, 4)),
        ("cumprod", (5,)),
        ("cumsum", (4,)),
        ("diff", (5,)),
    ],
)
def test_jacobians_of_several_inputs_are_those_of_the_complex_step(
    layer: str, sizes: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(sizes)
    inputs, found = [rng.standard_normal(n) for n in sizes], TYPES[layer]()
    for at, jacobian in enumerate(found.jacobians(*inputs)):

        def alone(moved: Any, at: int = at) -> Any:
            return found.forward(*inputs[:at], moved, *inputs[at + 1 :])

        assert np.allclose(jacobian.dense(), complex_step(alone, inputs[at]), rtol=1e-14)


def test_a_running_product_over_a_zero_has_the_slopes_of_what_is_left() -> None:
    jacobian = TYPES["cumprod"]().jacobian(np.array([2.0, 0.0, 5.0, 3.0]))
    expected = [[1, 0, 0, 0], [0, 2, 0, 0], [0, 10, 0, 0], [0, 30, 0, 0]]
    assert jacobian.dense().tolist() == expected


def test_a_running_sum_adds_and_multiplies_nothing() -> None:
    ledger = Ledger()
    scan = Scan((2, 3, 2), dtype="object")
    pushed = scan.on_columns(counting(np.arange(12).reshape(12, 1), ledger))
    assert ledger.tally == tuple(scan.form.per_column) == (0, 8)
    assert (
        plain(pushed)[:, 0].tolist()
        == np.cumsum(np.arange(12).reshape(2, 3, 2), axis=1).ravel().tolist()
    )


def test_the_pairs_of_a_convolution_are_those_of_its_matrix() -> None:
    for rows, columns, taps, start in [(7, 5, 3, 0), (3, 5, 3, 2), (5, 2, 4, 0), (4, 4, 1, 0)]:
        form = ConvolutionForm(rows, columns, taps, start)
        assert form.pairs == Convolution(np.ones(taps), rows, columns, start).nonzeros()


def einsum_of(spelt: str, **options: Any) -> Any:
    """The graph of np.einsum of A (2, 3), B (3, 2) and C (2, 4)."""
    given = [np.arange(1.0, 7).reshape(2, 3), np.ones((3, 2)), np.arange(8.0).reshape(2, 4)]
    arrays = given[: spelt.count(",") + 1]
    return jaccli.load(lambda *of: np.einsum(spelt, *of, **options), tuple(arrays))


@pytest.mark.parametrize(
    ("spelt", "options", "types", "flops"),
    [
        # one nest of 2·3·2·4 rounds, each two products and an addition
        ("ij,jk,kl->il", {}, ["einsum"], 48 * 3),
        # (2×3)(3×2), then (2×2)(2×4)
        ("ij,jk,kl->il", {"optimize": True}, ["matmul", "matmul"], 24 + 32),
        ("ij,jk,kl->il", {"optimize": ["einsum_path", (0, 1), (0, 1)]}, ["matmul"] * 2, 24 + 32),
        # the other way round: (3×2)(2×4), then (2×3)(3×4)
        ("ij,jk,kl->il", {"optimize": ["einsum_path", (1, 2), (0, 1)]}, ["matmul"] * 2, 48 + 48),
        ("ij,jk,kl->ijkl", {}, ["einsum"], 48 * 2),  # nothing to sum: no addition
        ("ij,jk->ik", {}, ["matmul"], 24),  # one product of matrices is one nest
        ("ij,jk->i", {}, ["einsum"], 12 * 2),  # k is summed in the nest, not before it
    ],
)
def test_einsum_has_the_price_of_the_loops_that_numpy_runs(
    spelt: str, options: dict[str, Any], types: list[str], flops: int
) -> None:
    nodes = einsum_of(spelt, **options).nodes
    assert [each.layer.type for each in nodes if each.layer.type != "select"] == types
    assert sum(each.primal.flops for each in nodes) == flops


def test_the_rounds_of_a_nest_are_those_of_numpys_loops() -> None:
    ledger = Ledger()
    shapes = [(2, 3), (3, 2), (2, 4)]
    np.einsum("ij,jk,kl->il", *(counting(np.ones(shape, int), ledger) for shape in shapes))
    (node,) = einsum_of("ij,jk,kl->il").nodes
    assert ledger.tally[0] == 48 * 2  # NumPy begins its sums in its own way
    assert [each.per_column.multiplications for each in node.forms] == [48 * 2] * 3


def test_the_cheapest_path_is_named_in_a_note() -> None:
    (note,) = [
        each.text for each in jaccli.show(einsum_of("ij,jk,kl->il")).findings if "nest" in each.text
    ]
    assert "one nest of loops, 144 FLOPs; in pairs, ij,jk then " in note
    assert "it costs 56: optimize='optimal'" in note
    assert not [each for each in jaccli.show(einsum_of("ij,jk->i")).findings if "nest" in each.text]


def test_subscripts_that_do_not_fit_are_told_at_their_place(run: Any, chain: Any) -> None:
    top = "inputs: {a: [1, 2, 3, 4], b: [1, 2]}\nlayers:\n- {type: einsum, inputs: [a, b], "
    for fields, said in [
        ("subscripts: 'ij,j', sizes: [2, 2]}", "'ij,j' are no subscripts of einsum"),
        ("subscripts: 'ij,j->i'}", "einsum needs the sizes of i, j"),
        ("subscripts: 'ij,j->i', sizes: [2, 3]}", "input 1 is ij: 6 numbers, found 4"),
        ("subscripts: 'ij->i', sizes: [2, 2]}", "einsum reads 1 value, found 2"),
        ("sizes: [2, 2]}", "einsum layer needs `subscripts`"),
    ]:
        found = run("compare", chain(top + fields))
        assert found.status == 2
        assert said in found.err
    assert run("compare", chain(top + "subscripts: 'ij,j->i', sizes: [2, 2]}")).status == 0


EXPRESSIONS = """
    np.einsum('ij,jk,kl->il', A, A.T, A) + np.einsum('ij,kj,kl->il', A, A, A, optimize='greedy')
    np.einsum('i,i,i->', x, x, x) + np.einsum('i,j->', x, A[0])
    np.einsum('ij,k->j', A, [1.0, 2.0])
    np.einsum('ii,ij,Zj->iZ', A[:, :2], A, T[0])
    np.einsum('...ij,jk,lk->...il', T, A.T, A.T)
    np.einsum('bij,bjk,bkl->bil', T, np.swapaxes(T, 1, 2), T, optimize='optimal')
    np.einsum('i,ij,j->', A[:, 0], np.array([[1.0, 2.0], [0.5, 3.0]]), A[:, 1], optimize=True)
    np.cumsum(T, axis=1) + np.cumsum(A)[0] + np.cumprod(T, axis=2) * np.cumprod(A)[1]
    np.cumprod(np.array([x[0], 0.0, x[1], 0.0, x[2]]))
    np.diff(T, axis=1, n=2) + np.diff(A, axis=0)[0] + np.diff(x, 5)
    np.diff(x, 6).sum() + np.cumsum(np.tile(x, 300))[::97].sum()
    np.convolve(x, A[0]) + np.convolve([1.0, 2.0, 0.5], x) + np.convolve(A[0], x, 'full')
    np.convolve(A[0], x, 'same') + np.convolve(x, [1.0, -2.0], 'same') + np.convolve(x, x, 'same')
    np.convolve(x, A[0], 'valid') + np.convolve(A[0], np.ones(6), 'valid') + np.convolve(x, 2.0)[1]
    np.correlate(x, A[0]) + np.correlate(A[0], x) + np.correlate(x, [1.0, 2.0, 3.0], 'same')[:4]
"""


@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines(), ids=str.strip)
def test_what_runs_along_an_axis_is_recorded_as_it_is(expression: str, tmp_path: Path) -> None:
    agrees(expression.strip(), tmp_path / "f.py")


@pytest.mark.parametrize(
    "body", ["np.cumprod(np.cumsum(A, 1), 0)", "np.convolve(A[0], A[1], 'same')"]
)
def test_a_program_of_them_is_read_back_and_written_in_single_numbers(
    body: str, run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "f.py"
    path.write_text(
        f"import numpy as np\ndef f(A):\n    return np.diff({body})\n", encoding="utf-8"
    )
    at = ["--at", "[[1, 2, 0.5], [3, -1, 2]]"]
    wanted = json.loads(run("compare", f"{path}:f", *at, "--format", "json").out)["results"][0]
    for options in ([], ["--scalars"]):
        text = run("trace", f"{path}:f", *at, *options).out
        assert re.search("type: (cumsum|convolve)", text) is None or not options
        (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
        found = run("compare", str(tmp_path / "f.yaml"), "--format", "json")
        result = json.loads(found.out)["results"][0]
        assert np.allclose(result["jacobian"], wanted["jacobian"], rtol=1e-14)


def test_a_span_beyond_the_convolution_is_told_at_its_place(run: Any, chain: Any) -> None:
    text = "{input: [1, 2, 3], layers: [{type: convolve, taps: [1, 2], span: [2, 5]}]}"
    found = run("compare", chain(text))
    assert found.status == 2
    assert "f1: the convolution has 4 entries" in found.err
    assert run("compare", chain("{input: [1], layers: [diff]}")).status == 2
