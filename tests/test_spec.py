"""Chain files that are right: what they mean."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from safetensors.numpy import save_file

import jaccli
from jaccli.errors import Mistakes
from jaccli.graph import Graph, load

Chain = Callable[..., str]


def weight(graph: Graph, layer: int = 1, field: str = "weight") -> np.ndarray:
    return getattr(load(graph).nodes[layer - 1].layer, field)


def point(graph: Graph) -> np.ndarray:
    return graph.inputs[0].point.load(graph.dtype)


class TestNumbers:
    """Scalars are converted by what their field expects, not by YAML's guesses."""

    @pytest.mark.parametrize(
        ("text", "number"),
        [("1e-3", 1e-3), ("1E5", 1e5), ("+.5", 0.5), ("5.", 5.0), ("-0.0", 0.0), ("017", 17.0)],
    )
    def test_a_decimal_number_is_a_number(self, chain: Chain, text: str, number: float) -> None:
        graph = jaccli.load(chain(f"input: [{text}, 1]\nlayers: [tanh]\n"))
        assert point(graph)[0] == number

    def test_one_number_stands_for_size_one(self, chain: Chain) -> None:
        graph = jaccli.load(chain("input: 3\nlayers: [{type: linear, weight: 2, bias: 1}]\n"))
        assert graph.sizes == (1, 1)
        assert weight(graph).tolist() == [[2.0]]

    def test_large_and_small_numbers_keep_every_digit(self, chain: Chain) -> None:
        values = [0.1, 1 / 3, 1.7976931348623157e308, 5e-324, -123456789.123456789]
        graph = jaccli.load(chain(f"input: {values}\nlayers: [identity]\n"))
        assert point(graph).tolist() == values

    def test_float32_is_float32_throughout(self, chain: Chain) -> None:
        name = chain("dtype: float32\ninput: [0.1, 2]\nlayers: [{type: linear, size: 3}, gelu]\n")
        found = jaccli.compare(jaccli.load(name))
        assert found.output.dtype == found.jacobian.dtype == np.float32
        assert found.forward.memory.bytes == 4 * found.forward.memory.carried


class TestRandom:
    """Random arrays: reproducible, independent of each other."""

    def test_the_streams_are_numpys_frozen_ones(self, chain: Chain) -> None:
        graph = jaccli.load(
            chain(
                "seed: 7\ninput: {size: 4}\nlayers:\n"
                "- {type: linear, weight: {init: normal, seed: 3, scale: 0.5}, size: 2}\n"
                "- {type: linear, size: 3}\n"
            )
        )
        assert np.array_equal(point(graph), np.random.RandomState((7, 0, 0)).standard_normal(4))
        own = 0.5 * np.random.RandomState(3).standard_normal((2, 4))
        assert np.array_equal(weight(graph), own)
        glorot = np.random.RandomState((7, 2, 0)).standard_normal((3, 2)) * np.sqrt(2 / 5)
        assert np.allclose(weight(graph, 2), glorot, rtol=1e-15)

    @pytest.mark.parametrize(
        ("init", "expected"),
        [
            ("zeros", np.zeros((2, 3))),
            ("ones", np.ones((2, 3))),
            ("identity", np.eye(2, 3)),
            ("uniform", np.random.RandomState(5).uniform(size=(2, 3))),
            ("he_normal", np.random.RandomState(5).standard_normal((2, 3)) * np.sqrt(2 / 3)),
        ],
    )
    def test_an_init_draws_its_distribution(
        self, chain: Chain, init: str, expected: np.ndarray
    ) -> None:
        text = f"layers: [{{type: linear, size: 2, weight: {{init: {init}, seed: 5}}}}]"
        graph = jaccli.load(chain(f"input: [1, 2, 3]\n{text}\n"))
        assert np.allclose(weight(graph), expected, rtol=1e-15)

    def test_another_seed_draws_other_numbers(self, chain: Chain) -> None:
        text = "seed: {}\ninput: {{size: 3}}\nlayers: [{{type: linear, size: 3}}]\n"
        one, other = (jaccli.load(chain(text.format(seed))) for seed in (0, 1))
        assert not np.array_equal(point(one), point(other))
        assert not np.array_equal(weight(one), weight(other))

    def test_the_rest_stays_when_one_layer_is_added_behind(self, chain: Chain) -> None:
        text = "input: {size: 3}\nlayers: [{type: linear, size: 3}]\n"
        short = jaccli.load(chain(text))
        longer = jaccli.load(chain(text.replace("3}]", "3}, {type: linear, size: 2}]")))
        assert np.array_equal(weight(short), weight(longer))


class TestSizes:
    """Names for sizes, and --set."""

    TEXT = "sizes: {n: 3, h: 4}\ninput: {size: n}\nlayers: [{type: linear, size: h}, tanh]\n"

    def test_a_name_stands_for_its_size(self, chain: Chain) -> None:
        assert jaccli.load(chain(self.TEXT)).sizes == (3, 4, 4)

    def test_an_override_takes_its_place(self, chain: Chain) -> None:
        assert jaccli.load(chain(self.TEXT), sizes={"h": 9}).sizes == (3, 9, 9)

    def test_a_chain_of_huge_sizes_is_read_without_arrays(self, chain: Chain) -> None:
        graph = jaccli.load(chain(self.TEXT), sizes={"n": 10**6, "h": 10**6})
        assert graph.parameters == 10**12

    @pytest.mark.parametrize("most", [30, 298])
    def test_sizes_that_double_are_refused_where_nothing_real_is_so_large(
        self, chain: Chain, most: int
    ) -> None:
        doubled = "".join(
            f"  - {{type: concatenate, inputs: [v{k}, v{k}], name: v{k + 1}}}\n"
            for k in range(most + 1)
        )
        text = f"inputs: {{v0: {{size: 1}}}}\nlayers:\n{doubled}"
        if most == 30:
            assert jaccli.load(chain(text)).output_size == 2**31
            return
        with pytest.raises(Mistakes) as caught:
            jaccli.load(chain(text))
        (error,) = caught.value.errors  # what reads it is not blamed
        assert error.title == "v299: this layer gives more than 10^90 numbers"
        place = error.label.place
        assert place is not None
        assert place.line == 2 + 299
        assert 2**298 <= 10**90 < 2**299


class TestFiles:
    """Arrays from files, relative to the chain file."""

    W = np.arange(6.0).reshape(2, 3)

    def test_a_matrix_comes_from_npy(self, chain: Chain) -> None:
        name = chain("input: [1, 2, 3]\nlayers: [{type: linear, weight: {file: w.npy}}]\n")
        np.save("w.npy", np.asfortranarray(self.W.astype("float32")))
        assert np.array_equal(weight(jaccli.load(name)), self.W)

    def test_a_matrix_comes_from_npz(self, chain: Chain) -> None:
        name = chain(
            "input: {file: m.npz, key: x}\n"
            "layers: [{type: linear, weight: {file: m.npz, key: W}, bias: {file: m.npz, key: b}}]\n"
        )
        np.savez_compressed("m.npz", W=self.W.astype("int8"), b=[1.0, 2.0], x=[1, 2, 3])
        graph = jaccli.load(name)
        assert np.array_equal(weight(graph), self.W)
        assert point(graph).tolist() == [1, 2, 3]

    def test_a_matrix_comes_from_safetensors(self, chain: Chain) -> None:
        name = chain(
            "input: [1, 2, 3]\n"
            "layers: [{type: linear, weight: {file: m.safetensors, key: layer.W}}]\n"
        )
        save_file({"layer.W": self.W.astype("float16"), "b": np.ones(2)}, "m.safetensors")
        assert np.array_equal(weight(jaccli.load(name)), self.W)

    def test_the_only_array_needs_no_key(self, chain: Chain) -> None:
        name = chain("input: [1, 2, 3]\nlayers: [{type: linear, weight: {file: m.npz}}]\n")
        np.savez("m.npz", W=self.W)
        assert np.array_equal(weight(jaccli.load(name)), self.W)

    def test_paths_are_relative_to_the_chain_file(
        self, chain: Chain, tmp_path, monkeypatch
    ) -> None:
        name = chain("input: [1, 2, 3]\nlayers: [{type: linear, weight: {file: w.npy}}]\n")
        np.save("w.npy", self.W)
        monkeypatch.chdir("/")
        assert np.array_equal(weight(jaccli.load(str(tmp_path / name))), self.W)


class TestText:
    """What YAML allows and what it does not."""

    def test_aliases_repeat_what_they_name(self, chain: Chain) -> None:
        graph = jaccli.load(
            chain(
                "input: [1, 2]\nlayers:\n- &a {type: linear, weight: &w [[1, 2], [3, 4]]}\n"
                "- {type: linear, weight: *w}\n- *a\n"
            )
        )
        assert np.array_equal(weight(graph, 1), weight(graph, 2))
        assert graph.sizes == (2, 2, 2, 2)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_a_byte_order_mark_says_the_encoding(self, chain: Chain, encoding: str) -> None:
        name = chain("")
        with open(name, "w", encoding=encoding) as stream:
            stream.write("name: Schichtgröße\ninput: [1, 2]\nlayers: [relu]\n")
        assert jaccli.load(name).name == "Schichtgröße"

    def test_windows_line_ends_are_line_ends(self, chain: Chain) -> None:
        name = chain("")
        with open(name, "wb") as stream:
            stream.write(b"input: [1, 2]\r\nlayers:\r\n- rleu\r\n")
        with pytest.raises(Mistakes) as raised:
            jaccli.load(name)
        assert str(raised.value.errors[0].place) == "chain.yaml:3:3"

    def test_the_pure_python_parser_reads_the_same(self, chain: Chain, monkeypatch) -> None:
        import yaml

        from jaccli.spec import document

        name = chain("input: [1, 2]\nlayers: [{type: linear, weight: [[1, -2e-3]]}, relu]\n")
        quick = weight(jaccli.load(name))
        monkeypatch.setattr(document, "LOADER", yaml.SafeLoader)
        assert np.array_equal(weight(jaccli.load(name)), quick)

    def test_names_are_those_of_the_file_or_the_position(self, chain: Chain) -> None:
        graph = jaccli.load(chain("input: [1]\nlayers: [relu, {name: a, type: tanh}, exp]\n"))
        assert [node.name for node in graph.nodes] == ["f1", "a", "f3"]
        assert [node.inputs for node in graph.nodes] == [("x",), ("f1",), ("a",)]

    def test_the_input_may_have_a_name(self, chain: Chain) -> None:
        text = "inputs: {image: [1, 2]}\nlayers: [{type: relu, inputs: image}, tanh]\n"
        graph = jaccli.load(chain(text))
        assert graph.nodes[0].inputs == ("image",)

    def test_the_chain_ends_at_its_output(self, chain: Chain) -> None:
        text = "input: [1, 2]\nlayers: [relu, sum, exp]\noutput: f2\n"
        assert jaccli.load(chain(text)).sizes == (2, 2, 1)

    def test_expectations_are_read(self, chain: Chain) -> None:
        jaccli.load(
            chain(
                "input: [1, 2]\nlayers: [relu]\nexpect: {cheaper: tie, forward_flops: 16, "
                "output: [1, 2], jacobian: [[1, 0], [0, 1]], tolerance: 1e-9, max_flops: 20}\n"
            )
        )
