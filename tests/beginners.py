"""What beginners write: the wrong file or command line, and the line to write in its place.

Data for test_beginners.py. A file is given as its lines.
"""

from __future__ import annotations

from typing import NamedTuple


class Slip(NamedTuple):
    """A file with one mistake in it.

    place: line:column of the error; words: what the error says; write: what the help says to
    write; mended: 0 where that stands in place of what the carets mark, else how many lines it
    replaces from the place's on, or the whole file as it then is
    """

    what: str
    text: str
    place: str
    words: str
    write: str
    mended: int | str = 0


class Call(NamedTuple):
    """A command line with one mistake in it.

    words: what the error says; write: what the help says to write; right: the command line with
    it; place: FILE:line:column, where it points into a file
    """

    what: str
    wrong: str
    words: str
    write: str
    right: str
    place: str = ""


IN = "input: [1, 2, 3]\n"
TWO = "input: [1, 2]\n"
END = "- relu\n- {type: squared_error, target: [1, 0]}\n"

FILES = [
    # numbers
    Slip("a unicode minus", "input: [1, −1]\nlayers: [relu]\n", "1:12", "found `−1`", "-1"),
    Slip("an en dash", "input: [1, –1.5]\nlayers: [relu]\n", "1:12", "found `–1.5`", "-1.5"),
    Slip(
        "a comma decimal", TWO + "layers:\n- {type: scale, factor: '1,5'}\n", "3:25", '"1,5"', "1.5"
    ),
    Slip(
        "a plain comma decimal",
        TWO + "layers:\n- type: scale\n  factor: 1,5\n",
        "4:11",
        "`1,5`",
        "1.5",
    ),
    Slip(
        "comma decimals in a list",
        "input: [1,5, 2,5]\nlayers:\n- {type: squared_error, target: [1, 0]}\n",
        "1:8",
        "4 numbers",
        "[1.5, 2.5]",
    ),
    Slip("quotes around a number", "input: ['1', 2]\nlayers: [relu]\n", "1:9", 'the text "1"', "1"),
    Slip(
        "a size as text",
        TWO + "layers:\n- {type: linear, size: four}\n- relu\n",
        "3:24",
        "`four`",
        "4",
    ),
    Slip(
        "a size in quotes",
        TWO + "layers:\n- {type: linear, size: '4'}\n",
        "3:24",
        'the text "4"',
        "4",
    ),
    Slip(
        "a size with a point", TWO + "layers:\n- {type: linear, size: 4.0}\n", "3:24", "`4.0`", "4"
    ),
    Slip("hexadecimal", "input: [1, 0x10]\nlayers: [relu]\n", "1:12", "`0x10`", "16"),
    Slip("blanks in a number", "input: [1, 1 000]\nlayers: [relu]\n", "1:12", "`1 000`", "1000"),
    Slip(
        "a power of ten written out", "input: [1, 10^3]\nlayers: [relu]\n", "1:12", "`10^3`", "1000"
    ),
    Slip("a fraction", "input: [1, 1/2]\nlayers: [relu]\n", "1:12", "`1/2`", "0.5"),
    Slip("yes for 1", "input: [1, yes]\nlayers: [relu]\n", "1:12", "`yes`", "1"),
    Slip("no for 0", "input: [1, no]\nlayers: [relu]\n", "1:12", "`no`", "0"),
    Slip("a date", "input: [1, 2024-01-02]\nlayers: [relu]\n", "1:12", "`2024-01-02`", "0.5"),
    # brackets
    Slip(
        "a list without brackets",
        "input: 1, 2, 3\nlayers: [relu]\n",
        "1:8",
        "`1, 2, 3`",
        "[1, 2, 3]",
    ),
    Slip("round brackets", "input: (1, 2, 3)\nlayers: [relu]\n", "1:8", "`(1, 2, 3)`", "[1, 2, 3]"),
    Slip(
        "braces for brackets", "input: {1, 2, 3}\nlayers: [relu]\n", "1:8", "a mapping", "[1, 2, 3]"
    ),
    Slip("no commas", "input: [1 2 3]\nlayers: [relu]\n", "1:9", "`1 2 3`", "1, 2, 3"),
    Slip(
        "neither brackets nor commas",
        "input: 1 2 3\nlayers: [relu]\n",
        "1:8",
        "`1 2 3`",
        "[1, 2, 3]",
    ),
    Slip(
        "one bracket too many around a vector",
        "input: [[1, 2, 3]]\nlayers: [relu]\n",
        "1:8",
        "expected a vector",
        "[1, 2, 3]",
    ),
    Slip(
        "a column",
        "input: [[1], [2], [3]]\nlayers: [relu]\n",
        "1:8",
        "expected a vector",
        "[1, 2, 3]",
    ),
    Slip(
        "one bracket too few around a row",
        TWO + "layers:\n- {type: linear, weight: [3, 4]}\n",
        "3:26",
        "expected a matrix",
        "[[3, 4]]",
    ),
    Slip(
        "rows without the outer bracket",
        TWO + "layers:\n- type: linear\n  weight: [1, 2], [3, 4]\n" + END,
        "4:11",
        "bracket",
        "  weight: [[1, 2], [3, 4]]",
        1,
    ),
    Slip(
        "a bracket that is not closed",
        "input: [1, 2\nlayers: [relu]\n",
        "1:8",
        "not closed",
        "input: [1, 2]",
        1,
    ),
    Slip(
        "a bracket not closed in a matrix",
        TWO + "layers:\n- {type: linear, weight: [[1, 2], [3, 4]}\n" + END,
        "3:26",
        "not closed",
        "- {type: linear, weight: [[1, 2], [3, 4]]}",
        1,
    ),
    Slip(
        "a brace that is not closed",
        TWO + "layers:\n- {type: linear, size: 2\n" + END,
        "3:3",
        "not closed",
        "- {type: linear, size: 2}",
        1,
    ),
    Slip(
        "a bracket too many",
        "input: [1, 2]]\nlayers: [relu]\n",
        "1:14",
        "closes nothing",
        "input: [1, 2]",
        1,
    ),
    Slip(
        "a brace too many",
        TWO + "layers:\n- {type: linear, size: 2}}\n" + END,
        "3:26",
        "closes nothing",
        "- {type: linear, size: 2}",
        1,
    ),
    Slip(
        "a quote that is not closed",
        'name: "my net\n' + TWO + "layers: [relu]\n",
        "1:7",
        "not closed",
        'name: "my net"',
        1,
    ),
    Slip(
        "a ragged matrix",
        TWO + "layers:\n- {type: linear, weight: [[1, 2], [3]]}\n",
        "3:35",
        "row 2 has 1 entry",
        "2 here",
        TWO + "layers:\n- {type: linear, weight: [[1, 2], [3, 4]]}\n",
    ),
    # blanks, indentation, tabs
    Slip(
        "no blank after a colon",
        "input:[1, 2, 3]\nlayers: [relu]\n",
        "1:6",
        "blank",
        "input: [1, 2, 3]",
        1,
    ),
    Slip(
        "no blank after a colon further down",
        IN + "layers:[relu]\n",
        "2:7",
        "blank",
        "layers: [relu]",
        1,
    ),
    Slip(
        "no blank after the colon of a number",
        TWO + "seed:3\nlayers: [relu]\n",
        "2:5",
        "blank",
        "seed: 3",
        1,
    ),
    Slip(
        "no blank in a layer",
        TWO + "layers:\n- {type:linear, size: 4}\n",
        "3:4",
        "blank",
        "type: linear",
    ),
    Slip(
        "no blank in a layer's number",
        TWO + "layers:\n- {type: linear, size:4}\n",
        "3:18",
        "blank",
        "size: 4",
    ),
    Slip(
        "no blank in a layer of lines",
        TWO + "layers:\n- type:linear\n  size: 4\n",
        "3:7",
        "blank",
        "- type: linear",
        1,
    ),
    Slip("no blank after a dash", TWO + "layers:\n- relu\n-tanh\n", "4:1", "blank", "- tanh", 1),
    Slip(
        "an equals sign in a mapping",
        TWO + "layers:\n- {type=linear, size: 4}\n",
        "3:4",
        "type=linear",
        "type: linear",
    ),
    Slip(
        "an equals sign in a layer",
        TWO + "layers:\n- type=relu\n",
        "3:3",
        "type=relu",
        "type: relu",
    ),
    Slip(
        "an equals sign at the top",
        "input = [1, 2]\nlayers: [relu]\n",
        "1:7",
        "`=`",
        "input: [1, 2]",
        1,
    ),
    Slip(
        "a key one blank too far right",
        TWO + "layers:\n- type: linear\n   size: 4\n",
        "4:4",
        "indent",
        "  size: 4",
        1,
    ),
    Slip(
        "a key one blank too far left",
        TWO + "layers:\n- type: linear\n size: 4\n",
        "4:2",
        "indent",
        "  size: 4",
        1,
    ),
    Slip(
        "a key at the margin",
        TWO + "layers:\n- type: linear\nsize: 4\n",
        "4:1",
        "at the margin",
        "  size: 4",
        1,
    ),
    Slip(
        "a top key with a blank before it",
        TWO + " layers: [relu]\n",
        "2:2",
        "indent",
        "layers: [relu]",
        1,
    ),
    Slip(
        "a dash too far left", TWO + "layers:\n  - relu\n - tanh\n", "4:2", "indent", "  - tanh", 1
    ),
    Slip("a dash too far right", TWO + "layers:\n- relu\n  - tanh\n", "4:3", "indent", "- tanh", 1),
    Slip("a tab before a layer", TWO + "layers:\n\t- relu\n", "3:1", "tab", "  - relu", 1),
    Slip(
        "a tab before a key",
        TWO + "layers:\n- type: linear\n\tsize: 4\n",
        "4:1",
        "tab",
        "  size: 4",
        1,
    ),
    Slip("a colon missing", "input [1, 2]\nlayers: [relu]\n", "1:6", "colon", "input: [1, 2]", 1),
    Slip(
        "a comma missing",
        TWO + "layers:\n- {type: linear size: 4}\n",
        "3:16",
        "comma",
        "- {type: linear, size: 4}",
        1,
    ),
    # keys and layers
    Slip("x for input", "x: [1, 2]\nlayers: [relu]\n", "1:1", "unknown key `x`", "input"),
    Slip("layer for layers", TWO + "layer: [relu]\n", "2:1", "unknown key `layer`", "layers"),
    Slip("Layers for layers", TWO + "Layers: [relu]\n", "2:1", "unknown key `Layers`", "layers"),
    Slip(
        "a layer as a key",
        TWO + "layers:\n- linear: {size: 4}\n",
        "3:3",
        "linear",
        "- {type: linear, size: 4}",
        1,
    ),
    Slip(
        "a layer as a key, its fields below",
        TWO + "layers:\n- linear:\n    size: 4\n- relu\n",
        "3:3",
        "linear",
        "- {type: linear, size: 4}",
        2,
    ),
    Slip(
        "a layer as a key without fields",
        TWO + "layers:\n- relu:\n- tanh\n",
        "3:3",
        "relu",
        "- relu",
        1,
    ),
    Slip(
        "a layer as a key with its size",
        TWO + "layers:\n- linear: 4\n",
        "3:3",
        "linear",
        "- {type: linear, size: 4}",
        1,
    ),
    Slip(
        "a layer and its size",
        TWO + "layers:\n- linear 4\n",
        "3:3",
        "linear 4",
        "{type: linear, size: 4}",
    ),
    Slip(
        "a layer as a call",
        TWO + "layers:\n- linear(4)\n",
        "3:3",
        "linear(4)",
        "{type: linear, size: 4}",
    ),
    Slip(
        "a layer of PyTorch as a call",
        TWO + "layers:\n- nn.Linear(2, 4)\n",
        "3:3",
        "nn.Linear(2, 4)",
        "{type: linear, size: 4}",
    ),
    Slip(
        "missing type",
        TWO + "layers:\n- {weight: [[1, 2]]}\n",
        "3:3",
        "has no `type`",
        "{type: linear, weight: [[1, 2]]}",
    ),
    Slip(
        "an activation as a field",
        TWO + "layers:\n- {type: linear, size: 4, activation: relu}\n",
        "3:27",
        "`activation` is no field",
        "- relu",
        TWO + "layers:\n- {type: linear, size: 4}\n- relu\n",
    ),
    Slip("ReLU", TWO + "layers: [ReLU]\n", "2:10", "`ReLU`", "relu"),
    Slip(
        "nn.Linear",
        TWO + "layers:\n- {type: nn.Linear, size: 4}\n",
        "3:10",
        "`nn.Linear`",
        "linear",
    ),
    Slip("nn.ReLU", TWO + "layers:\n- nn.ReLU()\n", "3:3", "nn.ReLU()", "relu"),
    Slip("dense", TWO + "layers:\n- {type: dense, size: 4}\n", "3:10", "`dense`", "linear"),
    Slip("fc", TWO + "layers:\n- {type: fc, size: 4}\n", "3:10", "`fc`", "linear"),
    Slip(
        "CrossEntropyLoss",
        TWO + "layers:\n- {type: CrossEntropyLoss, label: 0}\n",
        "3:10",
        "`CrossEntropyLoss`",
        "cross_entropy",
    ),
    Slip("mse", TWO + "layers:\n- {type: mse, target: [1, 0]}\n", "3:10", "`mse`", "squared_error"),
    Slip(
        "MSELoss",
        TWO + "layers:\n- {type: MSELoss, target: [1, 0]}\n",
        "3:10",
        "`MSELoss`",
        "squared_error",
    ),
    Slip("units", TWO + "layers:\n- {type: linear, units: 4}\n", "3:18", "`units`", "size"),
    Slip("out", TWO + "layers:\n- {type: linear, out: 4}\n", "3:18", "`out`", "size"),
    Slip("W", TWO + "layers:\n- {type: linear, W: [[1, 2]]}\n", "3:18", "`W`", "weight"),
    Slip("w", TWO + "layers:\n- {type: linear, w: [[1, 2]]}\n", "3:18", "`w`", "weight"),
    Slip("b", TWO + "layers:\n- {type: linear, weight: [[1, 2]], b: [1]}\n", "3:36", "`b`", "bias"),
    Slip(
        "weights",
        TWO + "layers:\n- {type: linear, weights: [[1, 2]]}\n",
        "3:18",
        "`weights`",
        "weight",
    ),
    Slip("Size", TWO + "layers:\n- {type: linear, Size: 4}\n", "3:18", "`Size`", "size"),
    Slip(
        "activation for type", TWO + "layers:\n- {activation: relu}\n", "3:4", "activation", "type"
    ),
    Slip(
        "bias: true",
        TWO + "layers:\n- {type: linear, size: 4, bias: true}\n",
        "3:33",
        "`true`",
        "{init: zeros}",
    ),
    # sizes
    Slip(
        "a transposed W",
        IN + "layers:\n- {type: linear, weight: [[1, 4], [2, 5], [3, 6]]}\n" + END,
        "3:26",
        "transposed",
        "[[1, 2, 3], [4, 5, 6]]",
    ),
    Slip(
        "a transposed W, with a bias",
        IN + "layers:\n- {type: linear, weight: [[1, 4], [2, 5], [3, 6]], bias: [0, 1]}\n" + END,
        "3:26",
        "transposed",
        "[[1, 2, 3], [4, 5, 6]]",
    ),
    Slip(
        "a transposed last W",
        TWO + "layers:\n- {type: linear, size: 3}\n- {type: linear, weight: [[1], [2], [3]]}\n",
        "4:26",
        "transposed",
        "[[1, 2, 3]]",
    ),
    Slip(
        "a bias of wrong length",
        TWO + "layers:\n- {type: linear, size: 4, bias: [1, 2]}\n",
        "3:33",
        "`size` is 4, its bias gives 2",
        "4 entries here",
        TWO + "layers:\n- {type: linear, size: 4, bias: [1, 2, 3, 4]}\n",
    ),
    Slip(
        "a target of wrong length",
        TWO + "layers:\n- {type: squared_error, target: [1, 0, 0]}\n",
        "3:33",
        "expects 3",
        "2 entries here",
        TWO + "layers:\n- {type: squared_error, target: [1, 0]}\n",
    ),
    Slip(
        "a label from 1",
        TWO + "layers:\n- {type: cross_entropy, label: 2}\n",
        "3:32",
        "labels start at 0",
        "1",
    ),
    Slip(
        "a label as a word",
        TWO + "layers:\n- {type: cross_entropy, label: cat}\n",
        "3:32",
        "`cat`",
        "0",
    ),
    Slip(
        "a forward reference",
        TWO + "layers:\n- {name: a, type: relu, inputs: b}\n- {name: b, type: tanh}\n",
        "3:33",
        "comes later",
        "the layer `b` above `a`",
        TWO + "layers:\n- {name: b, type: tanh}\n- {name: a, type: relu, inputs: b}\n",
    ),
    Slip("a cycle", TWO + "layers:\n- {name: a, type: relu, inputs: a}\n", "3:33", "itself", "x"),
    Slip(
        "a name twice",
        TWO + "layers:\n- {name: a, type: relu}\n- {name: a, type: tanh}\n",
        "4:10",
        "is taken",
        "a2",
    ),
    Slip(
        "a colon missing in a layer",
        TWO + "layers:\n- {type linear, size: 4}\n",
        "3:4",
        "a colon is missing",
        "type: linear",
    ),
    Slip(
        "a dash too far right of its keys",
        TWO + "layers:\n - type: linear\n  size: 4\n- relu\n",
        "3:2",
        "indentation",
        "- type: linear",
        1,
    ),
    Slip(
        "a colon missing after layers",
        TWO + "layers\n- relu\n",
        "2:7",
        "a colon is missing after `layers`",
        "layers:",
        1,
    ),
    Slip(
        "a comment without its sign",
        "My first network\n" + TWO + "layers: [relu]\n",
        "1:1",
        "a comment begins with #",
        "# My first network",
        1,
    ),
    Slip(
        "input for the inputs of a layer",
        TWO + "layers:\n- tanh\n- {type: add, input: [f1, x]}\n",
        "4:15",
        "unknown key `input`",
        "inputs",
    ),
    Slip(
        "the first dash too far right",
        TWO + "layers:\n    - relu\n  - tanh\n  - relu\n",
        "3:5",
        "indentation",
        "  - relu",
        1,
    ),
    Slip(
        "the first key with a blank before it",
        " " + TWO + "layers: [relu]\n",
        "1:2",
        "indentation",
        "input: [1, 2]",
        1,
    ),
    Slip(
        "a comma too many",
        "input: [1, , 2]\nlayers: [relu]\n",
        "1:12",
        "`,`",
        "input: [1,  2]",
        1,
    ),
    Slip(
        "two layers that read each other",
        TWO + "layers:\n- {name: a, type: relu, inputs: b}\n- {name: b, type: tanh, inputs: a}\n",
        "3:33",
        "neither can be the first",
        "x",
    ),
    Slip(
        "sigmoid_cross_entropy",
        "input: [2]\nlayers:\n- {type: sigmoid_cross_entropy, label: 0}\n",
        "3:10",
        "`sigmoid_cross_entropy`",
        "`softplus` alone for the label 0",
        "input: [2]\nlayers:\n- softplus\n",
    ),
    # YAML itself
    Slip(
        "a colon in a text",
        "name: Murphy: a network\n" + TWO + "layers: [relu]\n",
        "1:7",
        "quotes",
        'name: "Murphy: a network"',
        1,
    ),
    Slip(
        "fields on one line without braces",
        TWO + "layers:\n- type: linear, size: 4\n",
        "3:3",
        "braces",
        "- {type: linear, size: 4}",
        1,
    ),
    Slip(
        "a file as on the command line",
        "input: @x.npy\nlayers: [relu]\n",
        "1:8",
        "file",
        "input: {file: x.npy}",
        1,
    ),
    Slip(
        "rows without the outer bracket in a layer",
        TWO + "layers:\n- {type: linear, weight: [1, 2], [3, 4]}\n" + END,
        "3:26",
        "bracket",
        "[[1, 2], [3, 4]]",
        TWO + "layers:\n- {type: linear, weight: [[1, 2], [3, 4]]}\n" + END,
    ),
    Slip(
        "a row that is not closed",
        TWO + "layers:\n- type: linear\n  weight: [[1, 2, [3, 4]]\n" + END,
        "4:12",
        "not closed",
        "  weight: [[1, 2], [3, 4]]",
        1,
    ),
    Slip(
        "a bracket not closed over lines",
        TWO + "layers:\n- type: linear\n  weight: [[1, 2],\n    [3, 4]\n" + END,
        "5:11",
        "not closed",
        "    [3, 4]]",
        1,
    ),
    Slip(
        "two documents",
        TWO + "layers: [relu]\n---\n" + TWO,
        "3:1",
        "second document",
        "what follows to a file of its own",
        TWO + "layers: [relu]\n",
    ),
    Slip(
        "three dashes at the end",
        TWO + "layers: [relu]\n---\n",
        "3:1",
        "second document",
        "leave this line out",
        TWO + "layers: [relu]\n",
    ),
    Slip(
        "a tag",
        "input: !!float 3\nlayers: [relu]\n",
        "1:8",
        "!!float",
        "3",
        "input: 3\nlayers: [relu]\n",
    ),
    Slip(
        "an alias without its anchor",
        "input: *x\nlayers: [relu]\n",
        "1:8",
        "`*x`",
        "the value itself",
        IN + "layers: [relu]\n",
    ),
    Slip("a percent sign", "input: [1, %2]\nlayers: [relu]\n", "1:12", "`%`", "input: [1, 2]", 1),
]
NUMBERS = ["1e3", "1E3", "1.e3", "1e+3", "+1", ".5", "5.", "-0", "1e-3"]


AROUND = {  # the files that lie about
    "net.yaml": "sizes: {n: 3}\ninput: {size: n}\nlayers:\n- {type: linear, size: 2}\n- tanh\n",
    "three.yaml": "input: [1, 2, 3]\nlayers:\n- {type: linear, size: 2}\n- tanh\n",
    "third.yaml": "input: [1, 2, 3]\nlayers:\n- tanh\n- sum\n",
    "one.yaml": "input: [1]\nlayers: [tanh]\n",
    "notes.txt": "some notes\nof mine\n",
    "net.json": '{"input": [1, 2], "layers": [{"type": "relu"}]}',
    "f.py": (
        "import numpy as np\n\n\ndef curve(x):\n    return np.sin(x)\n\n\n"
        "def two(x, y):\n    return x * y\n"
    ),
    "nets/a.yaml": "input: [1]\nlayers: [relu]\n",
}
A = "show three.yaml --at"
CALLS = [
    # points and vectors
    Call("blanks in a point", f"{A} 1, 2, 3", "`2,` is read as a file", "--at 1,2,3", f"{A} 1,2,3"),
    Call("a point of words", f"{A} 1 2 3", "`2` is read as a file", "--at 1,2,3", f"{A} 1,2,3"),
    Call("a point in quotes", f"{A} '1 2 3'", "`1 2 3`", "--at 1,2,3", f"{A} 1,2,3"),
    Call("round brackets", f"{A} '(1,2,3)'", "found `(1`", "--at 1,2,3", f"{A} 1,2,3"),
    Call("semicolons", f"{A} '1;2;3'", "`1;2;3`", "--at 1,2,3", f"{A} 1,2,3"),
    Call("a unicode minus", f"{A} −1,2,3", "`−1`", "--at -1,2,3", f"{A} -1,2,3"),
    Call("a bracket open", f"{A} [1,2,3", "not closed", "--at 1,2,3", f"{A} 1,2,3"),
    Call("a bracket too many", f"{A} [1,2,3]]", "after the closing", "--at 1,2,3", f"{A} 1,2,3"),
    Call("letters", f"{A} a,b,c", "`a`", "numbers as 1,-2.5,3e-4", f"{A} 1,-2.5,3e-4"),
    Call("too few", f"{A} 1,2", "gives 2", "3 numbers", f"{A} 1,2,3", "three.yaml:1:8"),
    Call("a matrix", f"{A} [[1,2,3]]", "a matrix", "--at 1,2,3", f"{A} 1,2,3", "three.yaml:1:8"),
    Call(
        "a comma decimal",
        "show one.yaml --at 1,5",
        "gives 2 numbers",
        "--at 1.5",
        "show one.yaml --at 1.5",
        "one.yaml:1:8",
    ),
    Call("no value", A, "needs a value", "--at 1,2,3", f"{A} 1,2,3"),
    Call("no option", "show three.yaml -1,2,3", "`-1`", "--at=-1,2,3", f"{A}=-1,2,3"),
    Call(
        "no vector",
        "jvp three.yaml",
        "needs -v",
        "jaccli jvp three.yaml -v e1",
        "jvp three.yaml -v e1",
    ),
    Call(
        "no covector",
        "vjp three.yaml",
        "needs -u",
        "jaccli vjp three.yaml -u e1",
        "vjp three.yaml -u e1",
    ),
    Call(
        "a vector without -v",
        "jvp three.yaml 1,0,0",
        "needs -v",
        "jaccli jvp three.yaml -v 1,0,0",
        "jvp three.yaml -v 1,0,0",
    ),
    Call(
        "-v for vjp", "vjp three.yaml -v 1,0", "no option `-v`", "-u 1,0", "vjp three.yaml -u 1,0"
    ),
    Call("-u for jvp", "jvp three.yaml -u e1", "no option `-u`", "-v e1", "jvp three.yaml -v e1"),
    Call("e9", "jvp three.yaml -v e9", "has 3 entries", "e1 to e3", "jvp three.yaml -v e3"),
    Call(
        "two in one",
        "jvp three.yaml -v e1,e2",
        "expected a finite number, found `e1`",
        "write the option once for each vector: e1 and e2",
        "jvp three.yaml -v e1 -v e2",
    ),
    Call("e0", "jvp three.yaml -v e0", "has 3 entries", "e1 to e3", "jvp three.yaml -v e1"),
    Call(
        "a short vector",
        "jvp three.yaml -v 1,0",
        "has 2 entries",
        "3 numbers",
        "jvp three.yaml -v 1,0,0",
    ),
    Call(
        "blanks in a vector",
        "jvp three.yaml -v 1, 0, 0",
        "`0,` is read",
        "-v 1,0,0",
        "jvp three.yaml -v 1,0,0",
    ),
    Call(
        "a file without @",
        "jvp three.yaml -v v.npy",
        "`v.npy`",
        "@v.npy",
        "jvp three.yaml -v @v.npy",
    ),
    # sizes
    Call(
        "no size to vary",
        "sweep net.yaml",
        "needs --vary",
        "--vary n=16:1024",
        "sweep net.yaml --vary n=16:1024",
    ),
    Call(
        "an unknown size",
        "sweep net.yaml --vary m=1:9",
        "no such size",
        "n",
        "sweep net.yaml --vary n=1:9",
    ),
    Call(
        "no range",
        "sweep net.yaml --vary n",
        "is not NAME=A:B",
        "--vary n=16:1024",
        "sweep net.yaml --vary n=16:1024",
    ),
    Call(
        "a dash in a range",
        "sweep net.yaml --vary n=1-9",
        "'1-9'",
        "--vary n=1:9",
        "sweep net.yaml --vary n=1:9",
    ),
    Call(
        "dots in a range",
        "sweep net.yaml --vary n=1..9",
        "'1..9'",
        "--vary n=1:9",
        "sweep net.yaml --vary n=1:9",
    ),
    Call(
        "a size twice",
        "show net.yaml --set n=4 --set n=5",
        "more than once",
        "--set n=5",
        "show net.yaml --set n=5",
    ),
    Call(
        "a blank in --set", "show net.yaml --set n 4", "'n'", "--set n=4", "show net.yaml --set n=4"
    ),
    Call(
        "a colon in --set",
        "show net.yaml --set n:4",
        "'n:4'",
        "--set n=4",
        "show net.yaml --set n=4",
    ),
    Call(
        "a size in words",
        "show net.yaml --set n=four",
        "'n=four'",
        "--set n=4",
        "show net.yaml --set n=4",
    ),
    Call("size 0", "show net.yaml --set n=0", "at least 1", "--set n=1", "show net.yaml --set n=1"),
    Call("another size", "show net.yaml --set m=4", "no such size", "n", "show net.yaml --set n=4"),
    Call("no --set", "show net.yaml n=4", "no such file", "--set n=4", "show net.yaml --set n=4"),
    # names of chains
    Call(
        "a file that is not there",
        "show chain.yaml",
        "no such file",
        "jaccli new mlp 6 4 3 -o net.yaml",
        "show net.yaml",
    ),
    Call("a name without its ending", "show net", "no such file", "net.yaml", "show net.yaml"),
    Call("another ending", "show three.yml", "no such file", "three.yaml", "show three.yaml"),
    Call("a letter too many", "show thirdd.yaml", "no such file", "third.yaml", "show third.yaml"),
    Call("a folder", "show nets", "a folder", "nets/a.yaml", "show nets/a.yaml"),
    Call("arrays", "show v.npy", "arrays, not a chain", "weight: {file: v.npy}", "show three.yaml"),
    Call(
        "a text",
        "show notes.txt",
        "expected a mapping",
        "`input:` and `layers:`",
        "show three.yaml",
        "notes.txt:1:1",
    ),
    Call(
        "a sample misspelt", "show sample:digit", "no sample", "sample:digits", "show sample:digits"
    ),
    Call(
        "a sample in two words",
        "show sample digits",
        "two chains",
        "sample:digits",
        "show sample:digits",
    ),
    Call(
        "a sample without sample:",
        "show digits",
        "no such file",
        "sample:digits",
        "show sample:digits",
    ),
    Call("samples:", "show samples:digits", "no such file", "sample:digits", "show sample:digits"),
    # functions
    Call(
        "no function",
        "show f.py --at 1",
        "a Python program",
        "f.py:curve",
        "show f.py:curve --at 1",
    ),
    Call(
        "a colon alone",
        "show f.py: --at 1",
        "which function",
        "f.py:curve",
        "show f.py:curve --at 1",
    ),
    Call(
        "a function misspelt",
        "show f.py:curv --at 1",
        "no function `curv`",
        "curve",
        "show f.py:curve --at 1",
    ),
    Call(
        "a call",
        "show f.py:curve() --at 1",
        "no function `curve()`",
        "curve",
        "show f.py:curve --at 1",
    ),
    Call(
        "a point for a colon",
        "show f.py.curve --at 1",
        "no such file",
        "f.py:curve",
        "show f.py:curve --at 1",
    ),
    Call(
        "two colons",
        "show f.py::curve --at 1",
        "no such file",
        "f.py:curve",
        "show f.py:curve --at 1",
    ),
    Call(
        "a blank for a colon",
        "show f.py curve --at 1",
        "two chains",
        "f.py:curve",
        "show f.py:curve --at 1",
    ),
    Call(
        "no --at",
        "show f.py:curve",
        "none is given",
        "--at X",
        "show f.py:curve --at 1",
        "f.py:4:1",
    ),
    Call(
        "too many --at",
        "show f.py:curve --at 1 --at 2",
        "2 are given",
        "--at X",
        "show f.py:curve --at 1",
        "f.py:4:1",
    ),
    Call(
        "too few --at",
        "show f.py:two --at 1",
        "1 is given",
        "--at X --at Y",
        "show f.py:two --at 1 --at 2",
        "f.py:8:1",
    ),
    # commands and options
    Call(
        "no command", "three.yaml", "no command", "jaccli compare three.yaml", "compare three.yaml"
    ),
    Call(
        "a sample for a command",
        "digits",
        "no command",
        "jaccli compare sample:digits",
        "compare sample:digits -q",
    ),
    Call("a command misspelt", "comapre three.yaml", "no command", "compare", "compare three.yaml"),
    Call("another name", "jacobian three.yaml", "no command", "show", "show three.yaml"),
    Call("backprop", "backprop third.yaml", "no command", "grad", "grad third.yaml"),
    Call(
        "a loss is missing",
        "grad three.yaml",
        "needs one number",
        "- sum",
        "grad third.yaml",
        "three.yaml:4:3",
    ),
    Call(
        "options after --",
        "show -- one.yaml -q",
        "every word is a file",
        "-q -- one.yaml",
        "show -q -- one.yaml",
    ),
    Call(
        "one dash",
        "show one.yaml -format json",
        "no option `-f`",
        "--format",
        "show one.yaml --format json",
    ),
    Call(
        "--json",
        "show one.yaml --json",
        "no option",
        "--format json",
        "show one.yaml --format json",
    ),
    Call(
        "--verbose", "show one.yaml --verbose", "no option", "--details", "show one.yaml --details"
    ),
    Call(
        "a width in words",
        "show one.yaml --width wide",
        "'wide'",
        "--width 80",
        "show one.yaml --width 80",
    ),
]
