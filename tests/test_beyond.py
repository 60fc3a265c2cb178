"""jaccli check where numbers overflow or underflow on the way: it says so, and accuses nobody."""

from __future__ import annotations

import pytest
from test_accusations import failed

import jaccli
from jaccli.layers.reduce import Product
from jaccli.linmap import Dense
from jaccli.reports.check.checks.derivatives import derivative_checks
from jaccli.reports.check.find import case_of

BEYOND = {
    "a bound that overflows": """\
input: [1.865e-200, 1.194, -1.113e+20]
layers:
- expm1
- log_softmax
- {type: linear, weight: [[1e+5, -38.0, -1e+100],
    [700.0, -1e-05, 1e-12],
    [-1e-300, -1e-12, 1e+20]]}
- silu
""",
    "a row that overflows beside the others": """\
input: [-1.612e-100, 1.718e-100, 1.769e-200]
layers:
- tan
- {type: linear, weight: [[-1e+20, 20.0, 1e+5],
    [-1e-39, 1e-100, -0.0],
    [3.0, 1e-200, 20.0]]}
- softplus
- {type: linear, weight: [[-0.5, 1e-20, -1e-100],
    [-1e-39, 1e+10, -20.0],
    [-38.0, -1e+300, 1e-08]]}
""",
    "a doubt without a bound": """\
input: [1.2568207789779339e-39, 1.0223904701076427e-39, 0]
layers:
- log1p
- {type: linear, weight: [[-1e-200, -1e-39, -1e+20],
    [-1e-100, 1e+100, -1.0],
    [1e-08, 1.0, 1e-39]]}
- tan
- {type: linear, weight: [[-20.0, -1e-05, -1e+20],
    [-1e-300, 1e+10, -0.0],
    [1e-20, -1e+20, -700.0]]}
- arcsinh
- relu
""",
    "an infinite value beside the point": """\
input: [0.9194475234377677]
layers:
- cbrt
- type: linear
  weight: [[-10694164045.850227], [-1.9626392771032703e-05], [-4.846535680789805],
    [-56.35871852912231]]
- exp
- type: linear
  weight: [[-12568147566.328257, -3.2298280971698894, 1.2415242560301301e-08, 47.33846706649326],
    [0.0, 1.0441993325084656e-12, 105387.40926262493, -0.6918913592811078]]
""",
    "a slope that overflows": """\
input: [1.472e+20, -3, 1e-20]
layers:
- {type: linear, weight: [[-1e-100, -1e+5, 1e-100],
    [0.0, -1e-200, 1e+5],
    [-1e-20, 1e+10, 1e-300],
    [-1e-12, -38, -1e-12]]}
- {type: linear, weight: [[-1, 1e-05, -1e-05, -1e+300]]}
- rms_norm
- sigmoid
- square
""",
    "random pairs that overflow": """\
input: [1e-39, 1e-05]
layers:
- softmax
- {type: linear, weight: [[-1e-39, -1e-300], [-1e+300, 1e-200]]}
- {type: linear, weight: [[3, -0.0], [38, 1e-20], [1e-200, 0.0]]}
- {type: linear, weight: [[1e+100, -1e-100, 38], [1e+20, -1e-100, -1]]}
""",
    "an infinite weight of nothing": """\
input: [-1.184e-200, -1e-08, -0, -1e+20]
layers:
- {type: linear, weight: [[-1e+10, -1e+10, -1e-39, -1e+20],
    [-1e-300, -1e+300, -1e-12, -1e-39]]}
- {type: linear, weight: [[0.5, 20], [-1e-200, -1e-39], [1e-20, -1e-100]]}
- silu
""",
    "weights whose slopes are large and cancel": """\
input: [0.5]
layers:
- {type: linear, weight: [[-1e-39], [1e-300], [-1e-05], [1e-05]]}
- {type: linear, weight: [[1e-20, -700, 1e+10, 0.0], [0.0, 1e-200, -1e+20, 38],
    [-1e+05, 0.5, 1e+20, 0.0]]}
- {type: linear, weight: [[3, 1e-300, -1e-12], [-20, -1e+100, 0.0], [-1e-200, -700, -700],
    [-1e-20, -1e-08, 1e+100]]}
- rms_norm
""",
    "a product that underflows on the way": "{input: [1e-300, -1.0, 1e300], layers: [product]}",
    "a product that vanishes on the way": "{input: [1e-300, -1e-30, 1e300], layers: [product]}",
}


@pytest.mark.filterwarnings("error")  # of matrix products as well
@pytest.mark.parametrize("text", BEYOND.values(), ids=BEYOND)
@pytest.mark.costly
def test_what_overflows_on_the_way_accuses_nobody(run, chain, text) -> None:
    """The layers are right: numbers of 1e-300 to 1e300 are all that is hard here."""
    found = run("check", chain(text))
    assert found.err == ""
    assert found.status == 0, found.out


@pytest.mark.parametrize("factor", [-1, 0, 1.001])
def test_a_wrong_product_is_caught_beside_tiny_numbers(chain, monkeypatch, factor) -> None:
    name = chain(BEYOND["a product that underflows on the way"])
    right = Product.jacobian
    monkeypatch.setattr(
        Product, "jacobian", lambda self, x: Dense(right(self, x).dense() * [1, factor, 1])
    )
    assert "column 2" in failed(case_of(jaccli.load(name), None))[0].finding


def test_a_tick_counts_the_directions_whose_slope_can_be_seen(run, chain) -> None:
    name = chain("input: [0.3, 0.4]\nlayers: [tanh, {type: linear, weight: [[1, 1e-16]]}]\n")
    assert "✓" not in run("jvp", name, "-v", "e2").out
    assert "central differences agree ✓" in run("jvp", name, "-v", "e1").out
    for asked in (("jvp", "-v", "all"), ("vjp", "-u", "all")):
        for details in ([], ["--details"]):
            said = " ".join(run(asked[0], name, *asked[1:], *details).out.split())
            assert ("✓ for 1 of 2 directions, the limit" in said) is bool(details)
            assert "for 1 of 2 directions" in said
            assert "; 1 cannot be checked: the slope is too small to be seen" in said


def test_a_column_that_the_complex_step_cannot_tell_is_named(chain) -> None:
    """∂logsumexp/∂x_2 = e^-39.6, which no difference of 40 shows."""
    text = "input: [40, 0.4, 39]\nlayers: [logsumexp]\n"
    _, stepped = derivative_checks(case_of(jaccli.load(chain(text)), None))
    assert stepped.status == "ok"
    assert stepped.remark.endswith("; too small to be told: column 2")
