"""What a CHAIN stands for, without a command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jaccli.arrays import Inline
from jaccli.errors import Mistakes
from jaccli.sources import Reading, expanded, file_of, graph_of, jacobians_of

FILE = "sizes: {n: 2}\ninput: {size: n, init: ones}\nlayers: [{type: linear, size: n}, tanh]\n"
SHAPES = "jacobians: [[4, 6], [3, 4]]\n"
DOUBLE = "def double(x):\n    return 2 * x\n"


def test_a_file_is_read_at_other_sizes_and_another_point(chain) -> None:
    at = Inline([1.0, 2.0, 3.0], (3,))
    graph = graph_of(chain(FILE), Reading({"n": 3}, [at]))
    assert graph.sizes == (3, 3, 3)
    assert graph.inputs[0].point.load("float64").tolist() == [1, 2, 3]


def test_whoever_guards_a_file_hears_of_a_program_before_its_code_runs(program) -> None:
    path = program("print(1 / 0)\n" + DOUBLE)
    heard: list[str] = []

    def refuse(file: str) -> None:
        heard.append(file)
        raise Mistakes([], file)

    with pytest.raises(Mistakes) as refused:
        graph_of(f"{path}:double", Reading(at=[Inline([1.0], ())], guard=refuse))
    assert heard == [str(path)] == [refused.value.subject]


def test_no_hook_hears_of_a_chain_file_which_runs_nothing(chain) -> None:
    heard: list[str] = []
    graph_of(chain(FILE), Reading(guard=heard.append))
    assert heard == []


def test_a_function_is_called_by_the_name_that_was_given(program) -> None:
    path = program(DOUBLE)
    graph = graph_of(f"{path}:double", Reading(at=[Inline([1.0, 2.0], (2,))]))
    assert (graph.file, graph.sizes) == (f"{path}:double", (2, 2))


def test_what_ran_after_the_output_is_kept_only_where_it_is_asked_for(program) -> None:
    path = program("def early(x):\n    y = 2 * x\n    z = y + 1\n    return y\n")
    reading = Reading(at=[Inline([1.0], ())])
    name = f"{path}:early"
    assert len(graph_of(name, reading, whole=True).nodes) > len(graph_of(name, reading).nodes)


def test_a_file_of_shapes_has_factors_and_no_point_to_move(chain) -> None:
    name = chain(SHAPES)
    assert jacobians_of(name, Reading()).sizes == (6, 4, 3)
    assert jacobians_of(name, Reading()).graph is None
    with pytest.raises(Mistakes, match="shapes alone"):
        jacobians_of(name, Reading(at=[Inline([1.0], ())]))


def test_a_function_has_factors_and_is_no_file_of_sizes(program) -> None:
    name = f"{program(DOUBLE)}:double"
    assert jacobians_of(name, Reading(at=[Inline([1.0, 2.0], (2,))])).sizes == (2, 2)
    with pytest.raises(Mistakes, match="sizes"):
        file_of(name)


def test_a_file_is_parsed_once_for_all_its_sizes(chain) -> None:
    name = chain(FILE)
    file = file_of(name)
    Path(name).unlink()
    assert [file.graph({"n": n}).input_size for n in (1, 5)] == [1, 5]


def test_folders_and_patterns_are_written_out_each_chain_once(chain, tmp_path) -> None:
    for name in ("b.yaml", "a.yaml"):
        chain(FILE, name)
    chain("key: value\n", "other.yaml")
    found = expanded([".", "a.yaml", "sample:ta*"])
    assert [Path(each).name for each in found.chains] == ["a.yaml", "b.yaml", "sample:tall"]
    assert [Path(each).name for each in found.skipped] == ["other.yaml"]


def test_every_folder_without_a_chain_is_named(tmp_path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with pytest.raises(Mistakes) as found:
        expanded([str(tmp_path / "first"), str(tmp_path / "second")])
    assert len(found.value.errors) == 2


def test_reading_twice_gives_the_same_graph(program) -> None:
    name = f"{program('def f(x):' + chr(10) + '    return np.tanh(x) * x' + chr(10))}:f"
    points = [
        graph_of(name, Reading(at=[Inline([0.5, 2.0], (2,))])).inputs[0].point.load("float64")
        for _ in range(2)
    ]
    assert np.array_equal(*points)
