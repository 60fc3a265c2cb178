"""jaccli as a library: what a chain may be in Python, what comes back, what a mistake says."""

from __future__ import annotations

import ast
import copy
import functools
import gc
import inspect
import json
import linecache
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from syntax import nodes

import jaccli
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.keywords import option
from jaccli.trace.source.alone import parsed

MLP = "sample:mlp_cross_entropy"
ANSWERS = Path(__file__).parent / "oracles" / "answers.yaml"
PACKAGE = Path(jaccli.__file__).parent
W = np.array([[1.0, 2.0, 0.0], [0.5, -1.0, 3.0]])
X = np.array([0.5, -1.0, 2.0])
CHAIN = {"input": X, "layers": [{"type": "linear", "weight": W}, "tanh"]}
TEXT = (
    "input: [0.5, -1.0, 2.0]\nlayers:\n"
    "- {type: linear, weight: [[1.0, 2.0, 0.0], [0.5, -1.0, 3.0]]}\n- tanh\n"
)
TANH = "def f(x):\n    return np.tanh(x) * x\n"
JACOBIAN = (1 - np.tanh(W @ X) ** 2)[:, None] * W  # by hand
FUNCTIONS = [name for name in jaccli.__all__ if name.islower() and not name.startswith("_")]


def layer(x):
    return np.tanh(W @ x)


def squared(x):
    return np.sum(x**2)


class Mute:
    def __repr__(self) -> str:
        raise ZeroDivisionError


def two(x, y):
    return x * y[0] + y[1]


class Net:
    """Holds its weight."""

    def __init__(self) -> None:
        self.weight = W

    def value(self, x):
        return np.tanh(self.weight @ x)

    def __call__(self, x):
        return self.value(x)


class TestModule:
    """What `import jaccli` offers, and what it costs."""

    def test_dir_lists_what_there_is_and_every_function_is_explained(self) -> None:
        assert dir(jaccli) == sorted(jaccli.__all__)
        for name in FUNCTIONS:
            assert "\n" in inspect.getdoc(getattr(jaccli, name)), name
            assert ">>>" in getattr(jaccli, name).__doc__, name

    def test_importing_it_imports_no_numpy_and_nothing_of_its_own(self) -> None:
        code = (
            "import sys, jaccli\nassert dir(jaccli)\n"
            "print(*sorted(n for n in sys.modules if n.startswith(('jaccli', 'numpy'))))\n"
            "import jaccli.trace.run\nassert not inspect.ismodule(jaccli.trace)\n"
            "assert not inspect.ismodule(__import__('jaccli').trace)\n"
        )
        command = [sys.executable, "-c", f"import inspect\n{code}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == "jaccli\n"

    def test_an_unknown_name_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="hessian"):
            _ = jaccli.hessian


class TestChains:
    """Everything that a chain may be gives one Jacobian."""

    @pytest.mark.parametrize(
        "form",
        [
            lambda folder: str(folder / "chain.yaml"),
            lambda folder: folder / "chain.yaml",
            lambda _: CHAIN,
            lambda _: TEXT,
            lambda _: (
                "{"
                + TEXT.replace("\n- ", " [", 1)
                .replace("\n- ", ", ")
                .replace("\n", ", ")
                .replace("layers:,  [", "layers: [")
                .rstrip(", ")
                + "]}"
            ),
            lambda folder: jaccli.load(folder / "chain.yaml"),
        ],
        ids=["str", "Path", "mapping", "text", "flow text", "loaded"],
    )
    def test_a_file_and_what_stands_in_place_of_one(self, form, tmp_path) -> None:
        (tmp_path / "chain.yaml").write_text(TEXT, encoding="utf-8")
        assert np.allclose(jaccli.compare(form(tmp_path)).jacobian, JACOBIAN, rtol=1e-14)

    @pytest.mark.parametrize(
        "function",
        [
            layer,
            lambda x: np.tanh(W @ x),
            Net().value,
            Net(),
            functools.partial(lambda w, x: np.tanh(w @ x), W),
            functools.partial(lambda x, *, w: np.tanh(w @ x), w=W),
            jaccli.trace(layer, at=X),
        ],
        ids=["def", "lambda", "method", "object", "partial", "keyword", "recording"],
    )
    def test_a_function_with_its_point(self, function) -> None:
        found = jaccli.compare(function, at=X)
        assert np.allclose(found.jacobian, JACOBIAN, rtol=1e-14)
        assert found.check.ok

    def test_a_function_in_a_file(self, program) -> None:
        path = program("def f(x):\n    return np.tanh(x) * x\n")
        for form in (f"{path}:f", Path(f"{path}:f")):
            found = jaccli.compare(form, at=[0.5, 2.0]).jacobian
            slopes = [x / np.cosh(x) ** 2 + np.tanh(x) for x in (0.5, 2.0)]
            assert np.allclose(found, np.diag(slopes), rtol=1e-14)

    def test_a_function_of_a_vectorized_one(self) -> None:
        found = jaccli.compare(np.vectorize(lambda v: v * v), at=[1.0, 3.0])
        assert found.jacobian.tolist() == [[2, 0], [0, 6]]
        with pytest.raises(JaccliError, match="makes int64 of all numbers"):
            jaccli.load(np.vectorize(lambda v: v * v if v > 1 else 0), at=[1.0, 3.0])

    def test_a_recording_is_judged_by_the_function_itself(self) -> None:
        def told_apart(x):
            return 2 * x if type(x) is np.ndarray else 3 * x

        with pytest.raises(JaccliError, match="not what was recorded"):
            jaccli.load(told_apart, at=[1.0])
        assert jaccli.jvp(told_apart, [1.0], at=[1.0], rerun=False).tangents.tolist() == [[3]]

    def test_a_function_in_a_file_is_called_once_where_that_is_asked_for(self, program) -> None:
        text = "def f(x):\n    return 2 * x if type(x) is np.ndarray else 3 * x\n"
        name = f"{program(text)}:f"
        assert jaccli.compare(name, at=[1.0], rerun=False).jacobian.tolist() == [[3]]
        with pytest.raises(JaccliError, match="not what was recorded"):
            jaccli.compare(name, at=[1.0])

    def test_what_ran_after_the_output_is_recorded_and_not_loaded(self) -> None:
        def early(x):
            y = 2 * x
            _ = y + 1
            return y

        recorded = jaccli.trace(early, at=X)
        assert len(recorded.graph.nodes) == 2
        for loaded in (jaccli.load(early, at=X), jaccli.load(recorded)):
            assert len(loaded.nodes) == 1
            assert len(loaded.after) == 1
            assert loaded.file == "early"

    def test_a_cell_of_a_notebook_has_places(self) -> None:
        cells = (
            "\ndef helper(x):\n    return complex(x[0])\n",
            "def cell(x):\n    return helper(x)\n",
        )
        for names in (("<input-1>", "<input-2>"), ("/no/kernel_1/1.py", "/no/kernel_1/2.py")):
            scope: dict[str, Any] = {"__name__": "__main__"}
            for name, text in zip(names, cells, strict=True):
                linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
                exec(compile(text, name, "exec"), scope)
            for called in ("helper", "cell"):  # in its own cell, and in the one before
                with pytest.raises(JaccliError) as found:
                    jaccli.load(scope[called], at=[1.0])
                assert f"{names[0].rpartition('/')[2]}:3:12" in str(found.value)
                assert "^^^^^^^^^^^" in str(found.value)

    def test_an_object_that_is_called_has_places(self) -> None:
        class Caller:
            def __call__(self, x):
                return complex(x[0])

        with pytest.raises(JaccliError, match=r"test_api.py:\d+:24"):
            jaccli.load(Caller(), at=[1.0])

    def test_a_function_without_a_source_has_no_place_and_all_its_words(self) -> None:
        scope: dict[str, Any] = {"np": np}
        exec("def typed_in(x):\n    return np.fft.fft(x)\n", scope)
        with pytest.raises(JaccliError) as found:
            jaccli.load(scope["typed_in"], at=[1.0])
        assert "-->" not in str(found.value)
        assert "np.fft.fft cannot be traced" in str(found.value)
        assert jaccli.load(eval("lambda x: 2 * x"), at=[1.0]).output_size == 1

    def test_what_a_function_imports_stays_imported(self, tmp_path, monkeypatch) -> None:
        monkeypatch.syspath_prepend(tmp_path)
        (tmp_path / "beside_one.py").write_text("FACTOR = 3.0\n", encoding="utf-8")
        text = "def f(x):\n    import beside_one\n    return beside_one.FACTOR * x\n"
        (tmp_path / "imports_one.py").write_text(text, encoding="utf-8")
        import importlib

        function = importlib.import_module("imports_one").f
        jaccli.load(function, at=[1.0])
        assert "beside_one" in sys.modules

    def test_a_mistake_in_a_mapping_has_a_place_in_its_yaml(self) -> None:
        with pytest.raises(Mistakes) as found:
            jaccli.load({"input": [1, "2"], "layers": [{"type": "rleu"}], "dtpe": "float64"})
        said = str(found.value)
        assert len(found.value.errors) == 3
        assert "<mapping>:1:12" in said
        assert "<mapping>:3:10" in said
        assert "| dtpe: float64\n" in said
        assert "write `- relu`" in said

    def test_arrays_in_a_mapping_are_copied_and_their_shapes_are_said(self) -> None:
        weight = W.copy()
        graph = jaccli.load({**CHAIN, "layers": [{"type": "linear", "weight": weight}, "tanh"]})
        weight[:] = 0
        assert np.allclose(jaccli.compare(graph).jacobian, JACOBIAN, rtol=1e-14)
        with pytest.raises(JaccliError, match="array 2×3"):
            jaccli.load({"input": W, "layers": ["tanh"]})
        with pytest.raises(JaccliError, match="not a finite number"):
            jaccli.compare({"input": np.array([np.nan]), "layers": ["tanh"]})

    def test_what_stands_in_a_mapping_is_read_as_yaml_is(self) -> None:
        rows = {"type": "linear", "weight": [np.array([1.0, 2.0]), np.array([3, 4])]}
        picked = {"type": "select", "entries": np.array([2])}
        found = jaccli.compare({"input": [0.5, np.float64(2)], "layers": (rows, picked)})
        assert found.jacobian.tolist() == [[3, 4]]
        for wrong, said in (
            ([True], "found `true`"),
            ([None], "found `null`"),
            (np.zeros(0), "at least one number"),
            (np.zeros((0, 2)), "expected a vector"),
        ):
            with pytest.raises(JaccliError, match=said):
                jaccli.load({"input": wrong, "layers": ["tanh"]})
        within: dict[str, Any] = {"input": [1.0]}
        within["layers"] = [within]
        with pytest.raises(JaccliError, match="nested deeper than 64 levels"):
            jaccli.load(within)

    @pytest.mark.parametrize("wrong", [None, 3, [1, 2], b"x.yaml", Net, object()], ids=repr)
    def test_what_is_no_chain_is_said_to_be_none(self, wrong) -> None:
        with pytest.raises(ValueError, match="is no chain: expected a path"):
            jaccli.load(wrong)


class TestPoints:
    """`at` and `sizes`."""

    @pytest.mark.parametrize("at", [2, 2.0, np.float32(2), np.array(2), np.int64(2)], ids=repr)
    def test_a_number_is_a_point(self, at) -> None:
        assert jaccli.compare(lambda x: x * x, at=at).jacobian.tolist() == [[4]]

    @pytest.mark.parametrize(
        "at",
        [(X, np.ones(2)), [X, np.ones(2)], ([0.5, -1, 2], [1, 1])],
        ids=["tuple", "arrays", "lists"],
    )
    def test_several_inputs_have_a_point_each(self, at) -> None:
        found = jaccli.compare(two, at=at).jacobian
        assert np.array_equal(found, np.column_stack([np.eye(3), X, np.ones(3)]))

    def test_a_list_of_lists_is_one_matrix(self) -> None:
        graph = jaccli.load(lambda a: a.T, at=[[1, 2], [3, 4]])
        assert graph.inputs[0].shape == (2, 2)

    def test_a_function_computes_in_float32_where_that_is_asked_for(self) -> None:
        assert jaccli.load(layer, at=X.astype("float32")).dtype == "float64"  # W is float64
        found = jaccli.compare(jaccli.load(squared, at=X, dtype="float32"))
        assert found.jacobian.dtype == np.float32
        with pytest.raises(ValueError, match="did you mean `float32`"):
            jaccli.load(squared, at=X, dtype="float23")
        with pytest.raises(ValueError, match="says its own"):
            jaccli.load(CHAIN, dtype="float32")

    @pytest.mark.parametrize(
        ("at", "said"),
        [
            (["a", "b"], "expected numbers, found text such as 'a'"),
            ([1.0, np.nan], "entry 2 of at is not finite"),
            ([[1, 2], [3]], "different lengths"),
            ([1j], "complex"),
            ([True], "truth values"),
            ([], "at least one number"),
            (object(), "found an object"),
            ((X, ["a", "b"]), "at, value 2: expected numbers"),
        ],
        ids=repr,
    )
    def test_what_is_no_point_is_refused(self, at, said) -> None:
        with pytest.raises(ValueError, match=said):
            jaccli.load(two, at=at)

    def test_what_was_loaded_moves_to_another_point_and_other_sizes(self) -> None:
        recorded = jaccli.load(lambda x: x * x, at=[1.0, 2.0])
        assert jaccli.compare(recorded, at=[3.0]).jacobian.tolist() == [[6]]
        chain = jaccli.load("sample:textbook", sizes={"n": 3})
        assert chain.input_size == 3
        assert jaccli.compare(chain, sizes={"n": 5}).graph.n == 5
        moved = jaccli.load(chain, at=[9.0, 8.0, 7.0]).inputs[0].point.load("float64")
        assert moved.tolist() == [9, 8, 7]

    def test_a_point_of_the_wrong_size_is_shown_in_the_file(self) -> None:
        with pytest.raises(JaccliError, match=r"at gives 3 numbers, the input has 6[\s\S]*-->"):
            jaccli.compare(MLP, at=X)

    def test_expectations_of_another_point_or_size_are_noted(self) -> None:
        expect = {"output": [9.0, 9.0], "cheaper": "reverse"}
        chain = {"sizes": {"n": 2}, "input": {"size": "n"}, "layers": ["tanh"], "expect": expect}
        assert not jaccli.check(chain).ok
        for options, noted in (({"at": np.ones(2)}, 1), ({"sizes": {"n": 4}}, 2)):
            found = jaccli.check(chain, **options)
            named = [each for each in found.outcomes if each.name.startswith("expect")]
            assert [each.status for each in named].count("noted") == noted


class TestReports:
    """What comes back: right, read-only, the same each time, and short."""

    def test_products_are_those_with_the_jacobian(self) -> None:
        v, u = np.array([[1.0, 0, 2], [0, 1, -1]]), np.array([2.0, -1.0])
        assert np.allclose(jaccli.jvp(CHAIN, v).tangents, v @ JACOBIAN.T, rtol=1e-14)
        assert np.allclose(jaccli.jvp(CHAIN, v[0]).tangents, v[:1] @ JACOBIAN.T, rtol=1e-14)
        assert np.allclose(jaccli.vjp(CHAIN, u).cotangents, u[None] @ JACOBIAN, rtol=1e-14)
        assert np.allclose(jaccli.vjp(CHAIN, "all").cotangents, JACOBIAN, rtol=1e-14)
        assert np.allclose(jaccli.jvp(CHAIN, ["e3", "e1"]).tangents, JACOBIAN.T[[2, 0]], rtol=1e-14)
        assert np.allclose(jaccli.vjp({**CHAIN, "layers": ["sum"]}, 2.0).cotangents, 2)
        assert np.allclose(jaccli.jvp(CHAIN, "e2").primal, np.tanh(W @ X), rtol=1e-14)

    def test_a_vector_has_the_shape_of_its_input_or_a_part_for_each(self) -> None:
        square = jaccli.jvp(lambda a: a * a, [[1, 0], [0, 1]], at=[[1, 2], [3, 4]])
        assert square.tangents.tolist() == [[2, 0, 0, 8]]
        stack = [[[1, 0], [0, 1]], [[0, 1], [0, 0]], [[0, 0], [0, 0]]]
        several = jaccli.vjp(lambda a: a * a, stack, at=[[1, 2], [3, 4]])
        assert several.cotangents.tolist() == [[2, 0, 0, 8], [0, 4, 0, 0], [0, 0, 0, 0]]
        parts = jaccli.jvp(two, (np.ones(3), [0.0, 1.0]), at=(X, np.ones(2)))
        assert parts.tangents.tolist() == [[2, 2, 2]]

    def test_a_gradient_has_the_shape_of_its_input(self) -> None:
        loss = jaccli.load(lambda a, b, c: np.sum(a * b) * c, ([[1, 2], [3, 4]], [5, 6], 7.0))
        found = jaccli.grad(loss).input_gradients
        assert found["a"].tolist() == [[35, 42], [35, 42]]
        assert found["b"].tolist() == [28, 42]
        assert found["c"].tolist() == 5 + 12 + 15 + 24

    def test_the_point_may_stand_before_the_vector(self) -> None:
        x, v, u = np.array([1.0, 3.0]), np.array([2.0, 1.0]), np.array([1.0, -1.0])
        for found in (
            jaccli.jvp(np.square, x, v),
            jaccli.jvp(np.square, v, at=x),
            jaccli.jvp(np.square, v=v, x=x),
            jaccli.jvp(jaccli.load(np.square, x), v),
        ):
            assert found.tangents.tolist() == [[4, 6]]
        assert jaccli.vjp(np.square, x, u).cotangents.tolist() == [[2, -6]]
        assert jaccli.grad(squared, x).input_gradients["x"].tolist() == [2, 6]

    def test_random_vectors_follow_from_the_seed(self) -> None:
        first, again, other = (
            jaccli.jvp(CHAIN, "random", seed=seed).tangents for seed in (1, 1, 2)
        )
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)

    def test_a_jvp_has_no_cotangents(self) -> None:
        with pytest.raises(AttributeError, match="no cotangents"):
            _ = jaccli.jvp(CHAIN, "e1").cotangents
        with pytest.raises(AttributeError, match="no tangents"):
            _ = jaccli.vjp(CHAIN, "e1").tangents

    def test_gradients_by_name(self) -> None:
        loss = {**CHAIN, "layers": [{"name": "a", "type": "linear", "weight": W}, "sum"]}
        found = jaccli.grad(loss)
        assert found.loss == pytest.approx((W @ X).sum())
        assert np.allclose(found.input_gradients["x"], W.sum(axis=0))
        assert np.allclose(found.parameter_gradients["a"]["weight"], [X, X])

    def test_orders_of_sizes_of_shapes_and_of_layers(self) -> None:
        for sizes in ((30, 3, 50, 3, 30), np.array([30, 3, 50, 3, 30])):
            assert jaccli.order(sizes).best.bracketing == "(J4·(J3·J2))·J1"
        shapes = {"jacobians": [[4, 6], [3, 4]]}
        assert jaccli.order(shapes).best.costs["dense"].flops == 2 * 3 * 4 * 6
        assert jaccli.order(CHAIN).execution.ok
        assert jaccli.plans(CHAIN).optimal.method == "optimal"

    def test_a_sweep_is_told_its_sizes_in_either_way(self) -> None:
        by_text = jaccli.sweep("sample:textbook", "n=4,2,8")
        by_mapping = jaccli.sweep(jaccli.load("sample:textbook"), {"n": np.array([8, 2, 4])})
        assert [p.flops for p in by_text.points] == [p.flops for p in by_mapping.points]
        assert [p.size for p in by_text.points] == [2, 4, 8]

    def test_a_name_that_the_file_has_not_is_said_once_and_of_no_size(self) -> None:
        with pytest.raises(JaccliError) as found:
            jaccli.sweep("sample:textbook", "m=2:4")
        assert "this is so at" not in str(found.value)

    def test_what_half_of_the_memory_does_not_hold_is_priced_and_not_built(self) -> None:
        large = {"input": {"size": 1_000_000}, "layers": ["tanh"]}
        found = jaccli.compare(large)
        assert found.jacobian is None
        assert found.forward.costs[found.rule].flops == 2 * 10**18
        with pytest.raises(JaccliError, match=r"more than max_memory \d"):
            jaccli.show(large)

    def test_the_clock_is_asked_only_where_it_shall_be(self) -> None:
        assert jaccli.compare(CHAIN).forward.seconds is None
        assert jaccli.compare(CHAIN, timed=True).reverse.seconds > 0

    @pytest.mark.parametrize("name", FUNCTIONS)
    @pytest.mark.costly
    def test_twice_is_the_same_nothing_given_changes_and_nothing_found_can(self, name) -> None:
        x, v = np.array([0.5, 2.0]), np.ones(2)
        extra = {
            "jvp": [v],
            "vjp": [np.ones(1)],
            "sweep": ["n=1,2"],
            "grade": [{"x2": [0.25, 4]}],
        }.get(name, [])
        options = {} if name == "sweep" else {"at": x}
        call = functools.partial(
            getattr(jaccli, name), "sample:tall" if name == "sweep" else squared, *extra, **options
        )
        first, second = arrays_in(call()), arrays_in(call())
        assert (x.tolist(), v.tolist(), x.flags.writeable) == ([0.5, 2], [1, 1], True)
        assert all(map(np.array_equal, first, second))
        assert not any(array.flags.writeable for array in first)
        assert not any(np.shares_memory(array, given) for array in first for given in (x, v))

    @pytest.mark.parametrize("name", ["compare", "jvp", "vjp", "grad", "check", "show"])
    @pytest.mark.costly
    def test_a_report_can_be_copied_and_sent_to_another_process(self, name) -> None:
        extra = ["e1"] if name in ("jvp", "vjp") else []
        found = getattr(jaccli, name)(squared, X, *extra)
        for again in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
            assert all(map(np.array_equal, arrays_in(found), arrays_in(again)))
            assert repr(again) == repr(found)

    def test_mistakes_can_be_sent_to_another_process(self) -> None:
        with pytest.raises(Mistakes) as found:
            jaccli.load({"input": [1], "layers": ["tahn"]})
        for again in (copy.copy(found.value), pickle.loads(pickle.dumps(found.value))):
            assert (repr(again), str(again)) == (repr(found.value), str(found.value))
            assert type(again) is Mistakes

    def test_the_repr_of_a_graph_counts_its_layers(self) -> None:
        assert " graph of 1 layer, 5 → 3," in repr(jaccli.load(lambda x, y: x, (X, np.ones(2))))

    @pytest.mark.parametrize("name", ["load", "trace", "order", "plans"])
    @pytest.mark.parametrize(
        "chain", [CHAIN, TEXT, MLP, layer], ids=["mapping", "text", "sample", "def"]
    )
    def test_what_holds_a_graph_can_be_sent_too_and_is_not_read_anew_there(
        self, chain, name
    ) -> None:
        at = X if chain is layer else None
        found = getattr(jaccli, name)(chain, at)
        again = pickle.loads(pickle.dumps(found))
        assert repr(again) == repr(found)
        if name in ("load", "trace"):
            graph = getattr(again, "graph", again)
            assert np.array_equal(
                jaccli.compare(graph).jacobian, jaccli.compare(chain, at).jacobian
            )
            with pytest.raises(JaccliError, match=r"give at and sizes to jaccli\.load"):
                jaccli.load(graph, [1.0, 2.0, 3.0])

    def test_a_recording_is_a_chain_at_any_point_and_to_every_function(self) -> None:
        def f(x):
            y = np.tanh(W @ x)
            np.exp(y)  # after the output is found
            return y

        found = jaccli.trace(f, X)
        moved = jaccli.load(found, 2 * X)
        for graph, at in ((moved, 2 * X), (jaccli.load(moved, 3 * X), 3 * X)):
            assert (graph.is_chain, len(graph.after)) == (True, 1)
            assert jaccli.compare(graph).output.tolist() == np.tanh(W @ at).tolist()
        assert str(jaccli.trace(found)) == str(found)
        assert len(jaccli.trace(found, scalars=True).graph.nodes) > len(found.graph.nodes)

    def test_a_copy_of_a_graph_is_read_anew_and_judged_as_the_graph_is(self) -> None:
        graph = jaccli.load(layer, X)
        for again in (copy.copy(graph), copy.deepcopy(graph)):
            assert again.program is graph.program
            assert jaccli.compare(again, 2 * X).output.tolist() == np.tanh(W @ X * 2).tolist()

    def test_local_jacobians_cannot_be_written_to_and_what_was_given_can(self) -> None:
        weight = W.copy()
        chain = {"input": X, "layers": [{"type": "linear", "weight": weight}, "tanh"]}
        for found in (jaccli.show(chain).layers, jaccli.compare(chain).layers):
            maps = [each for facts in found for each in facts.step.jacobians]
            assert [each.arrays[0].flags.writeable for each in maps] == [False, False]
        assert weight.flags.writeable

    @pytest.mark.parametrize("name", FUNCTIONS)
    @pytest.mark.costly
    def test_a_repr_is_a_line_or_two_and_says_what_it_is_of(self, name) -> None:
        extra = {
            "jvp": ["e1"],
            "vjp": ["e1"],
            "sweep": ["n=1:50"],
            "grade": [{"cheaper": "tie"}],
        }.get(name, [])
        chain = {"sweep": "sample:tall"}.get(name, "sample:digits")
        text = repr(getattr(jaccli, name)(chain, *extra))
        assert text.startswith("<jaccli.")
        assert chain in text
        assert text.count("\n") <= 1
        assert all(len(line) <= 140 for line in text.splitlines())

    def test_a_repr_names_the_verdict_in_counted_flops(self) -> None:
        text = repr(jaccli.compare(MLP))
        assert "Reverse is cheaper: 110 FLOPs. Forward costs 6.00 × as much (660)." in text
        assert "dense, the start counted; J 1×6, by reverse mode" in text

    def test_a_failed_check_is_named_by_the_repr(self) -> None:
        assert "failed: expect: cheaper = tie" in repr(
            jaccli.check({**CHAIN, "expect": {"cheaper": "tie"}})
        )

    @pytest.mark.parametrize("name", [each for each in FUNCTIONS if each not in ("load", "trace")])
    def test_the_findings_of_a_report_are_those_in_its_json(self, name, run) -> None:
        chain, arguments, words = {
            "jvp": (MLP, ["e1"], ["jvp", "-v", "e1"]),
            "vjp": (MLP, ["e1"], ["vjp", "-u", "e1"]),
            "sweep": ("sample:tall", ["n=1,10,50"], ["sweep", "--vary", "n=1,10,50"]),
            "plans": (MLP, [], ["order", "--matrix-free"]),
            "grade": (MLP, [str(ANSWERS)], [name]),
        }.get(name, (MLP, [], [name]))
        files = [str(ANSWERS)] if name == "grade" else []
        found = getattr(jaccli, name)(chain, *arguments).findings
        (result,) = json.loads(run(*words, chain, *files, "--format", "json").out)["results"]
        assert [each.kind for each in found] == [each["kind"] for each in result["findings"]]
        assert "headline" in {each.kind for each in found}
        for each, written in zip(found, result["findings"], strict=True):
            if each.kind == "next" or ("--" not in written["text"] and "`" not in written["text"]):
                assert each.said == written["text"]
            else:
                assert "--" not in each.said

    def test_a_finding_names_keywords_and_no_options(self) -> None:
        once = {"rerun": False}
        said = [
            each.said
            for found in (
                jaccli.compare("sample:seeds_flip"),
                jaccli.compare("sample:affine_softmax"),
                jaccli.compare(CHAIN, run="none"),
                jaccli.compare(CHAIN, run="reverse"),
                jaccli.compare(MLP, max_memory=700),
                jaccli.compare(layer, X, **once),
                jaccli.jvp(layer, X, "e1", **once),
                jaccli.grad(lambda x: (x * x).sum(), X, **once),
                jaccli.trace(layer, X, **once),
                jaccli.order(CHAIN, max_memory=9, timed=True),
                jaccli.plans(MLP, max_memory=9),
                jaccli.sweep("sample:textbook", "n=16,64"),
                jaccli.sweep("sample:tall", "n=1,10,50", timed=True, max_memory=9),
            )
            for each in found.findings
            if each.kind != "next"
        ]
        assert not [each for each in said if re.search(r"--[a-z]|jaccli (order|compare)", each)]
        for text in (
            'with seeds="free"',
            "(rerun=False)",
            'priced only: run="none"',
            "max_memory 9 B",
        ):
            assert any(text in each for each in said), text
        assert "(rerun=False)" in repr(jaccli.check(layer, X, **once))
        assert not any('run="both"' in each for each in said if 'run="reverse"' in each)

    def test_the_findings_of_a_recording_are_those_in_its_json(self, program, run) -> None:
        path = f"{program(TANH)}:f"
        found = jaccli.trace(path, X).findings
        written = run("trace", path, "--at", "0.5,-1,2", "--format", "json").out
        (result,) = json.loads(written)["results"]
        assert [(each.kind, each.said) for each in found[:-1]] == [
            (each["kind"], each["text"]) for each in result["findings"][:-1]
        ]
        assert (found[-1].kind, found[0].kind) == ("next", "headline")

    def test_a_recording_prints_a_file_that_says_the_same(self, chain) -> None:
        recorded = jaccli.trace(layer, at=X)
        again = jaccli.compare(Path(chain(str(recorded))))
        assert np.allclose(again.jacobian, JACOBIAN, rtol=1e-14)
        assert len(jaccli.trace(layer, at=X, scalars=True).graph.nodes) > len(recorded.graph.nodes)


def arrays_in(found: Any) -> list[np.ndarray]:
    """The arrays of a report, however deep."""
    if isinstance(found, np.ndarray):
        return [found]
    if isinstance(found, dict):
        return [array for each in found.values() for array in arrays_in(each)]
    if isinstance(found, tuple):
        return [array for each in found for array in arrays_in(each)]
    return []


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: jaccli.compare(MLP, wrt="parameter"), "did you mean `parameters`"),
    (lambda: jaccli.compare(MLP, wrt=None), "wrt: None is none of 'input', 'parameters', 'all'"),
    (lambda: jaccli.compare(MLP, cost="structurd"), "did you mean `structured`"),
    (lambda: jaccli.order(CHAIN, cost="any"), "cost: 'any' is none of 'dense', 'structured'"),
    (lambda: jaccli.jvp(CHAIN, "e1", cost=1), "cost: 1 is none"),
    (lambda: jaccli.compare(MLP, seeds="count"), "did you mean `counted`"),
    (lambda: jaccli.compare(MLP, run="forwards"), "did you mean `forward`"),
    (lambda: jaccli.check(CHAIN, against="jxa"), "did you mean `jax`"),
    (lambda: jaccli.compare(MLP, max_memory="2G"), "it is a number of bytes"),
    (lambda: jaccli.compare(MLP, max_memory=0), "at least 1"),
    (lambda: jaccli.compare(MLP, max_memory=True), "whole number"),
    (lambda: jaccli.load("sample:textbook", sizes={"n": 2.5}), "whole number"),
    (lambda: jaccli.load("sample:textbook", sizes=["n"]), "expected a mapping"),
    (lambda: jaccli.load(layer, at=X, sizes={"n": 2}), "a function has no `sizes`"),
    (lambda: jaccli.load(Mute()), "a Mute is no chain"),
    (lambda: jaccli.compare(CHAIN, max_memory=Mute()), "whole number, found a Mute"),
    (lambda: jaccli.compare(CHAIN, timed=Mute()), "False, found a Mute"),
    (lambda: jaccli.jvp(CHAIN), "v is missing"),
    (lambda: jaccli.jvp(squared, [1.0, 2.0]), "v is missing"),
    (lambda: jaccli.vjp(squared, X), "u is missing"),
    (lambda: jaccli.load(squared, X, rerun="no"), "rerun: expected True or False, found 'no'"),
    (lambda: jaccli.order((3, 4, 2), rerun="no"), "rerun: expected True or False"),
    (lambda: jaccli.compare(CHAIN, timed="yes"), "timed: expected True or False, found 'yes'"),
    (lambda: jaccli.order(CHAIN, timed=1), "timed: expected True or False, found 1"),
    (lambda: jaccli.sweep("sample:tall", "n=1,2", timed=None), "timed: expected True or False"),
    (lambda: jaccli.trace(squared, X, scalars="no"), "scalars: expected True or False"),
    (lambda: jaccli.vjp(CHAIN, X, "all", at=X), "the point is given twice: before u"),
    (lambda: jaccli.jvp(CHAIN, [1.0, 2.0]), r"one vector has the shape \(3,\), a stack"),
    (lambda: jaccli.jvp(CHAIN, "e4"), r"v: e4: the input has 3 entries[\s\S]*write e1 to e3"),
    (lambda: jaccli.jvp(CHAIN, np.ones((3, 2))), r"v has the shape \(3, 2\)"),
    (lambda: jaccli.jvp(CHAIN, ["a", "b"]), "'a' is no vector"),
    (lambda: jaccli.jvp(CHAIN, [np.inf, 0, 0]), "entry 1 of v is not finite"),
    (lambda: jaccli.jvp({**CHAIN, "dtype": "float32"}, [1e300, 0, 0]), "larger than float32"),
    (lambda: jaccli.vjp(CHAIN, X), "the output has 2 entries"),
    (lambda: jaccli.vjp(CHAIN, 3.0), "u has the shape"),
    (lambda: jaccli.jvp(two, (X, X), at=(X, X[:2])), "a part has the shape"),
    (lambda: jaccli.jvp(CHAIN, "random", seed=-1), "seed"),
    (lambda: jaccli.order((30,)), "one size is no chain"),
    (lambda: jaccli.sweep(squared, "n=1:3"), "squared: vary is for the `sizes` of a chain file"),
    (lambda: jaccli.jvp(CHAIN, "random", seed=2**32), "at most 4294967295, found 4294967296"),
    (lambda: jaccli.check(jaccli.load(squared, X), rerun=False), "loaded with rerun=True"),
    (lambda: jaccli.load(jaccli.load(squared, X), dtype="float32"), "graph is of float64"),
    (
        lambda: jaccli.jvp(two, [1, 0, 1], at=(X, np.ones(2))),
        r"\(3,\), and the input has 5 entries",
    ),
    (lambda: jaccli.order({"jacobians": [[1, 2]]}, at=X), "nothing to move"),
    (lambda: jaccli.plans(CHAIN, memory_limit=-1), "at least 0"),
    (lambda: jaccli.sweep("sample:textbook", "n"), "is not NAME=A:B"),
    (lambda: jaccli.sweep("sample:textbook", {"n": "16"}), r"expected sizes such as \[16"),
    (lambda: jaccli.sweep("sample:textbook", {"n": []}), "at least one size"),
    (lambda: jaccli.sweep("sample:textbook", {"n": [1], "m": [2]}), "the same values"),
    (lambda: jaccli.sweep("sample:textbook", "n=2:4", sizes={"n": 3}), "both fixed"),
    (lambda: jaccli.sweep(jaccli.load(layer, at=X), "n=1:3"), "a function has none"),
]
REFUSED: list[tuple[Callable[[], Any], str]] = [  # by what is on a lower floor
    (lambda: jaccli.load(layer), r"write at=X: one for each parameter"),
    (lambda: jaccli.load(two, at=1.0), r"at=\(X, Y\)"),
    (lambda: jaccli.load("sample:residual", at=(X, X)), "give at a tuple"),
    (lambda: jaccli.load("sample:textbook", sizes={"m": 2}), "sizes m: the file names no such"),
    (lambda: jaccli.sweep("sample:textbook", "m=2:4"), "sizes m: the file names no such"),
    (lambda: jaccli.compare(CHAIN, run="both", max_memory=9), "leave out run: prices"),
    (lambda: jaccli.jvp("sample:digits", "all", max_memory=9), r"sizes=\{\"NAME\": INT\}"),
    (lambda: jaccli.compare("sample:baydin", wrt="parameters"), 'wrt="input" takes the derivative'),
    (lambda: jaccli.grad("sample:tall"), r'jaccli.vjp\(chain, "e1"\)'),
    (lambda: jaccli.order("sample:residual", order=["z"]), "order: `a`, `r` and `y` are missing"),
    (lambda: jaccli.load("jacobians: [[1, 2]]\n"), "`jaccli.order` finds"),
    (lambda: jaccli.compare(np.log, at=[-1.0]), r"choose another point \(at"),
    (lambda: jaccli.load(lambda x: x + np.random.rand(), at=X), "rerun=False takes what one call"),
]


def options_of_one_reader(path: Path) -> list[str]:
    """The texts in a file that name an option and stand in no call of `option` or `Worded`."""
    within = {
        id(part)
        for node in nodes(path)
        if (isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("option", "Worded"))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))  # a docstring
        for part in ast.walk(node)
    }
    texts = [node for node in nodes(path) if isinstance(node, ast.Constant)]
    return [
        f"{node.value}"
        for node in texts
        if id(node) not in within and re.search(r"(^|[\s(])--[a-z]", str(node.value))
    ]


class TestMistakes:
    """What is wrong, in the words of who called."""

    @pytest.mark.parametrize(("call", "said"), WRONG, ids=[said for _, said in WRONG])
    def test_a_wrong_argument_is_a_value_error_that_says_more(self, call, said) -> None:
        with pytest.raises(ValueError, match=said) as found:
            call()
        assert isinstance(found.value, JaccliError)
        assert "--" not in str(found.value)

    @pytest.mark.parametrize(("call", "said"), REFUSED, ids=[said for _, said in REFUSED])
    def test_a_message_names_keywords_and_no_options(self, call, said) -> None:
        with pytest.raises(JaccliError, match=said) as found:
            call()
        assert not re.search(r"--[a-z]", str(found.value))

    def test_a_reason_names_keywords_as_well(self) -> None:
        assert jaccli.compare(CHAIN, run="none").forward.why == 'run="none"'
        found = jaccli.compare(CHAIN, run="reverse")
        assert (found.running.why["forward"], found.forward.why) == ('run="reverse"',) * 2
        assert "max_memory 9 B" in jaccli.order(CHAIN, max_memory=9).execution.why_not
        findings = [each.finding for each in jaccli.check(layer, X, rerun=False).outcomes]
        assert any("rerun=False" in each for each in findings)
        assert not any("--" in each for each in findings)
        assert "(rerun=False)" in str(jaccli.trace(layer, X, rerun=False)).partition("\n")[0]

    def test_below_the_commands_options_stand_in_texts_of_both_readers_alone(self) -> None:
        found = []
        for path in sorted(PACKAGE.rglob("*.py")):
            inside = path.relative_to(PACKAGE)
            if inside.parts[0] not in ("commands", "reports", "document", "__main__.py"):
                found += [f"{inside}: {each}" for each in options_of_one_reader(path)]
        assert not found

    def test_the_text_of_an_error_is_the_whole_message(self) -> None:
        error = JaccliError(
            "one thing", Label(None, "here"), notes=[("help", "use " + option("--at"))]
        )
        assert str(error) == "\nerror: one thing\n  = help: use at"
        assert str(Mistakes([error])) == str(error)
        assert str(Mistakes([error, error])).count("error: one thing") == 2
        assert error.drawn() == ["error: one thing", "  = help: use --at"]

    def test_an_error_of_the_function_is_shown_at_its_line(self) -> None:
        def fails(x):
            raise RuntimeError("no such luck")

        with pytest.raises(JaccliError) as found:
            jaccli.load(fails, at=X)
        assert "RuntimeError: no such luck" in str(found.value)
        assert 'raise RuntimeError("no such luck")' in str(found.value)


NAMED_LIKE_OPTIONS = "--time", "--set n", "jaccli order", "--run none"


@pytest.mark.parametrize("name", NAMED_LIKE_OPTIONS)
def test_what_a_user_calls_like_an_option_keeps_its_name(name, tmp_path) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: jaccli.load({"input": [1], "layers": [name]}),
        lambda: jaccli.compare(str(tmp_path / f"{name}.yaml")),
        lambda: jaccli.load("sample:textbook", sizes={name: 2}),
    ]
    for call in calls:
        with pytest.raises(JaccliError) as found:
            call()
        assert name in str(found.value).splitlines()[1]


@pytest.mark.slow
def test_several_threads_may_record_and_call_functions_at_once() -> None:
    before = (np.array, sys.stdout, sys.stderr, list(sys.path))
    wrong: list[object] = []

    def work(at: float) -> None:
        x = np.array([at, 2.0])
        slope = (np.cosh(at) ** -2 * at) + np.tanh(at)
        for _ in range(2):
            found = jaccli.jvp(lambda x: np.array([x[0] * np.tanh(x[0]), x[1]]), x, "e1")
            if abs(found.tangents[0, 0] - slope) > 1e-12:
                wrong.append(found)

    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(work, at) for at in np.linspace(0.1, 0.6, 6)]
    assert [each.exception() for each in done] == [None] * 6
    assert not wrong
    assert (np.array, sys.stdout, sys.stderr, sys.path) == before


@pytest.mark.slow
def test_several_threads_may_parse_at_once_however_deep_they_are() -> None:
    """Python 3.11 keeps one depth for all; the collector lets the others in between."""
    text, wrong = "def f(x):\n" + "    x = g(x, [1, 2], y=x.z)\n" * 30, []

    def at(depth: int) -> None:
        if depth:
            at(depth - 1)
        for _ in range(0 if depth else 60):
            try:
                parsed(text)
            except SystemError as error:
                wrong.append(error)

    def give_way(phase: str, info: dict[str, int]) -> None:
        time.sleep(0)

    often, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.callbacks.append(give_way)
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(at, [0, 20, 40, 60]))
    finally:
        gc.callbacks.remove(give_way)
        gc.set_threshold(*threshold)
        sys.setswitchinterval(often)
    assert not wrong
