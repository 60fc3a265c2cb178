"""Files that are named: what is none is refused at once, and --confine keeps to one folder."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from safetensors.numpy import save_file

import jaccli
from jaccli import opened
from jaccli.errors import JaccliError
from jaccli.opened import Folder, Outside
from jaccli.spec.missing import functions_of
from jaccli.spec.outline import outline

LIMIT = 20  # seconds after which a run is taken to wait
CHAIN = "input: [1, 2]\nlayers: [{type: linear, weight: [[1, 2], [3, 4]]}, sum]\n"
LINEAR = "input: [1, 2]\nlayers:\n- {{type: linear, weight: {{file: {}}}}}\n- sum\n"
KEYED = "input: [1, 2]\nlayers:\n- {{type: linear, weight: {{file: {}, key: W}}}}\n- sum\n"
SLOW = pytest.mark.slow
SECRET = "hush"  # stands in every file outside, as a name, a key or a text


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in tmp_path/in, beside tmp_path/out, and end what waits for ever."""
    (tmp_path / "in" / "below").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "in")

    def waited(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def put(name: str, text: str) -> str:
    """A file with that text; its name."""
    Path(name).write_text(text, encoding="utf-8")
    return name


class Slot(NamedTuple):
    """A place where a file is named: by the words of a run, in a file, by an option.

    line: the words of a run that names it; ending: of its name
    """

    line: Callable[[str], list[str]]
    ending: str
    named: str = "in a file"


def of_a_chain(command: str, *options: str) -> Slot:
    return Slot(lambda name: [command, name, *options], ".yaml", "by the run")


def of_text(text: str, ending: str, command: str = "grad") -> Slot:
    return Slot(lambda name: [command, put("chain.yaml", text.format(name))], ending)


def of_an_option(ending: str, command: str, option: str, value: str, chain: str = CHAIN) -> Slot:
    def line(name: str) -> list[str]:
        return [command, put("chain.yaml", chain), option, value.format(name)]

    return Slot(line, ending, "by an option")


def beside_a_chain(ending: str) -> Slot:
    """An answer file of a chain."""
    return Slot(lambda name: ["grade", put("chain.yaml", CHAIN), name], ending, "by the run")


def of_a_program(command: str) -> Slot:
    return Slot(lambda name: [command, f"{name}:{SECRET}", "--at", "1"], ".py", "by the run")


SHEET = "chain:\n  input: {{file: {}}}\n  layers: [square, sum]\n" + (
    "exercise: {{of: a, seed: 1}}\nquestions: {{loss: 1}}\n"
)
GRAPH = "inputs: {a: 1, b: 2}\nlayers:\n- {name: c, type: multiply, inputs: [a, b]}\n- exp\n"
OF_A_LOSS = "input: [1, 2]\nlayers: [{{type: squared_error, target: {{file: {}}}}}]\n"
EXPECTING = "input: [1, 2]\nlayers: [sum]\nexpect: {{output: {{file: {}}}}}\n"
SLOTS = {
    **{f"chain of {each}": of_a_chain(each) for each in ("show", "compare", "grad", "graph")},
    **{f"chain of {each}": of_a_chain(each) for each in ("order", "check", "exercise")},
    "chain of jvp": of_a_chain("jvp", "-v", "e1"),
    "chain of vjp": of_a_chain("vjp", "-u", "e1"),
    "chain of sweep": of_a_chain("sweep", "--vary", "n=1:4"),
    "sheet": Slot(
        lambda name: ["grade", name, put("answers.yaml", "loss: 1\n")], ".yaml", "by the run"
    ),
    "answers": beside_a_chain(".yaml"),
    "answers in .npz": beside_a_chain(".npz"),
    "answers in .safetensors": beside_a_chain(".safetensors"),
    "array of an answer": Slot(
        lambda name: beside_a_chain("").line(put("answers.yaml", f"loss: {{file: {name}}}\n")),
        ".npy",
    ),
    "array of a sheet": Slot(
        lambda name: SLOTS["sheet"].line(put("sheet.yaml", SHEET.format(name))), ".npy"
    ),
    "weight in .npy": of_text(LINEAR, ".npy"),
    "weight in .npz": of_text(KEYED, ".npz"),
    "weight in .safetensors": of_text(KEYED, ".safetensors"),
    "weight without its key": of_text(LINEAR, ".npz"),
    "input": of_text("input: {{file: {}}}\nlayers: [sum]\n", ".npy"),
    "target": of_text(OF_A_LOSS, ".npy"),
    "expectation": of_text(EXPECTING, ".npy", "check"),
    "point": of_an_option(".npy", "show", "--at", "@{}"),
    "tangent": of_an_option(".npy", "jvp", "-v", "@{}"),
    "adjoint": of_an_option(".npz", "vjp", "-u", "@{}:W"),
    "baseline": of_an_option(".json", "check", "--baseline", "{}"),
    "order": of_an_option(".json", "order", "--order", "@{}", GRAPH),
    "program of trace": of_a_program("trace"),
    "program of compare": of_a_program("compare"),
}


def pipe(name: str) -> None:
    os.mkfifo(name)


def listening(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(name)


NO_FILES: dict[str, tuple[Callable[[str], object], str]] = {
    "named pipe": (pipe, "this is a named pipe"),
    "socket": (listening, "this is a socket"),
    "endless device": (lambda name: os.symlink("/dev/zero", name), "this is a device"),
    "empty device": (lambda name: os.symlink("/dev/null", name), "this is a device"),
    "folder": (os.mkdir, "this is a folder"),
    "link to itself": (lambda name: os.symlink(name, name), "too many levels of symbolic links"),
}


@pytest.mark.parametrize(
    "kind",
    [each if each == "named pipe" else pytest.param(each, marks=SLOW) for each in NO_FILES],
)
@pytest.mark.parametrize("slot", SLOTS)
def test_what_is_no_file_is_refused_at_once(run, slot: str, kind: str) -> None:
    make, said = NO_FILES[kind]
    name = f"given{SLOTS[slot].ending}"
    make(name)
    outcome = run(*SLOTS[slot].line(name))
    if slot == "chain of check" and kind == "folder":
        said = "no chain file in this folder"
    if slot == "array of an answer" and "device" in kind:
        said = "this file lies elsewhere"  # which is said first
    assert (outcome.status, outcome.out) == (2, "")
    assert said in " ".join(outcome.err.split())


def arrays(path: str) -> None:
    """A file of arrays there, in the format of its ending."""
    weight = np.array([[1.0, 2.0], [3.0, 4.0]])
    match Path(path).suffix:
        case ".npy":
            np.save(path, weight)
        case ".npz":
            np.savez(path, W=weight, **{SECRET: weight})
        case ".safetensors":
            save_file({"W": weight, SECRET: weight}, path)


def secret(path: str) -> None:
    """A file there that would be told of, were it looked at."""
    if Path(path).suffix in (".npy", ".npz", ".safetensors"):
        arrays(path)
    else:
        put(path, f"def {SECRET}(x):\n    return x\n# {SECRET}: [\n")


def through_a_folder(outside: str) -> str:
    os.symlink("../out", "way")
    return f"way/{outside}"


def through_two_links(outside: str) -> str:
    os.symlink("second", f"first{Path(outside).suffix}")
    os.symlink(f"below/../../out/{outside}", "second")
    return f"first{Path(outside).suffix}"


def by_a_link(target: Callable[[str], str]) -> Callable[[str], str]:
    def linked(outside: str) -> str:
        os.symlink(target(outside), f"link{Path(outside).suffix}")
        return f"link{Path(outside).suffix}"

    return linked


LINKS: dict[str, Callable[[str], str]] = {  # each gives the name of what lies in ../out
    "link": by_a_link(lambda outside: f"../out/{outside}"),
    "absolute link": by_a_link(lambda outside: os.path.abspath(f"../out/{outside}")),
    "two links": through_two_links,
}
WAYS = {
    **LINKS,
    "folder": through_a_folder,
    "parent": lambda outside: f"../out/{outside}",
    "parent below": lambda outside: f"below/../../out/{outside}",
    "parent of nothing": lambda outside: f"nowhere/../../out/{outside}",
    "absolute": lambda outside: os.path.abspath(f"../out/{outside}"),
    "absolute with a parent": lambda outside: os.path.abspath(".") + f"/../out/{outside}",
}
CASES = [
    pytest.param(slot, way, marks=[] if way == "link" else SLOW)
    for slot, each in SLOTS.items()
    for way in (WAYS if each.named == "in a file" else LINKS)
    if each.named != "by an option"
]


@pytest.mark.parametrize(("slot", "way"), CASES)
def test_nothing_is_told_of_what_lies_elsewhere(run, slot: str, way: str) -> None:
    ending = SLOTS[slot].ending
    line = SLOTS[slot].line(WAYS[way](f"wanted{ending}"))
    told = []
    for there in ((f"wanted{ending}",), (f"wanter{ending}", f"wante{ending}"), ()):
        for name in there:
            secret(f"../out/{name}")
        told.append(run(*line, "--confine"))
        for name in there:
            os.unlink(f"../out/{name}")
    os.rmdir("../out")
    told.append(run(*line, "--confine"))
    assert told == [told[0]] * 4
    assert (told[0].status, told[0].out) == (2, "")
    said = "lies elsewhere" if SLOTS[slot].named == "in a file" else "--confine"
    assert said in told[0].err or way == "parent of nothing"
    assert SECRET not in told[0].err or "program" in slot  # where it was typed


INSIDE = {
    "below": "below/given.npy",
    "out and in": "below/../below/given.npy",
    "link": "link.npy",
    "link through a folder": "way/given.npy",
    "absolute link": "whole.npy",
    "absolute link from below": "below/whole.npy",
}


@pytest.mark.parametrize("way", [*INSIDE, "absolute"])
@pytest.mark.parametrize("stepping", [True, False], ids=["steps", "resolved"])
@pytest.mark.whole
def test_links_within_the_folder_are_followed(run, monkeypatch, way: str, stepping: bool) -> None:
    monkeypatch.setattr(opened, "STEPS", stepping)
    arrays("below/given.npy")
    os.symlink("below/given.npy", "link.npy")
    os.symlink("below", "way")
    whole = os.path.abspath("below/given.npy")
    os.symlink(whole, "whole.npy")
    os.symlink(whole, "below/whole.npy")
    outcome = run(*SLOTS["weight in .npy"].line(INSIDE.get(way, whole)), "-q", "--confine")
    if way == "absolute" and not stepping:
        assert "lies elsewhere" in outcome.err  # as a name with a drive would be
    else:
        assert outcome.out == "chain.yaml: loss 16.0, gradient of 4 parameters and 2 inputs\n"


@pytest.mark.parametrize(
    "way", [each if each == "parent" else pytest.param(each, marks=SLOW) for each in WAYS]
)
def test_a_system_without_steps_keeps_to_the_folder_too(run, monkeypatch, way: str) -> None:
    monkeypatch.setattr(opened, "STEPS", False)
    line = SLOTS["weight in .npy"].line(WAYS[way]("wanted.npy"))
    missing = run(*line, "--confine")
    secret("../out/wanted.npy")
    assert run(*line, "--confine") == missing
    assert "this file lies elsewhere" in missing.err


def test_without_it_every_way_leads_there_as_before(run) -> None:
    arrays("../out/wanted.npy")
    for way in ("link", "parent", "absolute"):
        name = WAYS[way]("wanted.npy")
        assert run(*SLOTS["weight in .npy"].line(name)).status == 0


def test_what_an_option_names_may_lie_anywhere(run) -> None:
    arrays("../out/wanted.npy")
    line = SLOTS["tangent"].line("../out/wanted.npy")
    assert run(*line, "--confine").status == 0


def test_the_folder_is_that_of_the_path_as_it_is_typed(run) -> None:
    put("../out/chain.yaml", LINEAR.format("wanted.npy"))
    arrays("../out/wanted.npy")
    os.symlink("../out", "way")
    assert run("grad", "../out/chain.yaml", "--confine").status == 0
    assert run("grad", "way/chain.yaml", "--confine").status == 0


def test_standard_input_is_kept_to_the_working_folder(run) -> None:
    arrays("given.npy")
    arrays("../out/given.npy")
    for name, status in (("given.npy", 0), ("../out/given.npy", 2)):
        text = LINEAR.format(name).encode()
        assert run("grad", "-", "--confine", stdin=text).status == status


def test_samples_are_read_and_programs_are_not_run(run) -> None:
    put("program.py", "open('ran', 'w').close()\ndef f(x):\n    return x\n")
    assert run("grad", "sample:digits", "--confine").status == 0
    shipped = "sample:textbook_functions.py:figure"
    assert run("compare", shipped, "--at", "1", "--at", "2", "--confine").status == 0
    for chain in ("program.py:f", f"sample:{os.path.abspath('program.py')}:f", "program.py"):
        for command in ("compare", "trace", "order"):
            outcome = run(command, chain, "--at", "1", "--confine")
            assert outcome.status == 2
            assert "runs no program" in " ".join(outcome.err.split())
    assert not os.path.exists("ran")


def test_a_searched_folder_is_refused_for_a_link_that_leads_out_of_it(run) -> None:
    put("good.yaml", CHAIN)
    put("../out/other.yaml", CHAIN)
    assert run("check", ".", "-q", "--confine").status == 0
    os.symlink("../../out/other.yaml", "below/link.yaml")
    assert run("check", ".", "-q").out.count("8 ok") == 2
    outcome = run("check", ".", "-q", "--confine")
    assert "cannot read ./below/link.yaml: it leads out of its folder" in outcome.err
    os.unlink("../out/other.yaml")
    assert run("check", ".", "-q", "--confine") == outcome


def test_each_chain_of_a_folder_keeps_to_its_own(run) -> None:
    os.mkdir("other")
    arrays("other/given.npy")
    put("below/chain.yaml", LINEAR.format("../other/given.npy"))
    assert run("check", ".", "-q").status == 0
    assert "this file lies elsewhere" in run("check", ".", "-q", "--confine").err


def test_a_name_that_steers_a_terminal_is_written_out(run) -> None:
    for name in ("\x1b[31m.yaml", "a\rb.yaml", "\u202eb.yaml"):
        os.symlink(f"../out/{name}", name)
        outcome = run("grad", name, "--confine")
        assert "it leads out of its folder" in outcome.err
        assert not {"\x1b", "\r", "\u202e"} & {*outcome.err}
    for name in ("~/w.npy", "C:\\w.npy", "..\\out\\w.npy", "\\\\host\\share\\w.npy"):
        outcome = run(*SLOTS["weight in .npy"].line(f"'{name}'"), "--confine")
        assert f"there is no file `{name}`" in outcome.err  # names like others here


def test_what_was_read_from_within_the_folder_is_not_overwritten(run) -> None:
    arrays("below/given.npy")
    put("given.npy", "another file of that name\n")
    line = SLOTS["weight in .npy"].line("below/given.npy")
    outcome = run(*line, "--confine", "-o", "below/given.npy", "--format", "text")
    assert "-o below/given.npy: the run reads this file" in outcome.err
    assert run(*line, "--confine", "-o", "given.npy", "--format", "text").status == 0


class TestSwapped:
    """Another file in its place between the look and the opening."""

    def swap(self, monkeypatch, at: str, swapped: Callable[[], None]) -> None:
        """Do it as soon as the file of that name was looked at."""
        look = os.stat
        waiting = [swapped]

        def stat(path: object, **more: object) -> os.stat_result:
            found = look(path, **more)  # type: ignore[arg-type]
            if path == at and waiting:
                waiting.pop()()
            return found

        monkeypatch.setattr(opened.os, "stat", stat)

    @pytest.mark.parametrize("kept", ["", "stay"])
    def test_a_pipe_is_not_waited_for(self, monkeypatch, kept: str) -> None:
        put("a.yaml", CHAIN)

        def swapped() -> None:
            os.unlink("a.yaml")
            os.mkfifo("a.yaml")

        self.swap(monkeypatch, "a.yaml", swapped)
        with pytest.raises(opened.NoFile):
            Folder("", kept).read("a.yaml")

    def test_a_link_is_not_followed(self, monkeypatch) -> None:
        put("a.yaml", CHAIN)
        put("../out/a.yaml", SECRET)

        def swapped() -> None:
            os.unlink("a.yaml")
            os.symlink("../out/a.yaml", "a.yaml")

        self.swap(monkeypatch, "a.yaml", swapped)
        with pytest.raises(OSError, match="Too many levels"):
            Folder("", "stay").read("a.yaml")

    def test_a_folder_that_becomes_a_link_leads_nowhere(self, monkeypatch) -> None:
        put("below/a.yaml", CHAIN)
        put("../out/a.yaml", SECRET)

        def swapped() -> None:
            os.rename("below", "moved")
            os.symlink("../out", "below")

        self.swap(monkeypatch, "below", swapped)
        with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
            Folder("", "stay").read("below/a.yaml")

    @pytest.mark.parametrize("ending", [".npy", ".npz", ".safetensors"])
    @pytest.mark.parametrize(
        "other",
        [np.ones((2, 2), "complex128"), np.ones((2, 3)), np.ones((9, 9)), np.ones((2, 2), "f4")],
        ids=["complex", "wider", "larger", "of half the bytes"],
    )
    def test_an_array_that_is_another_when_it_is_loaded_is_refused(self, ending, other) -> None:
        arrays(f"given{ending}")
        text = LINEAR if ending == ".npy" else KEYED
        graph = jaccli.load(put("chain.yaml", text.format(f"given{ending}")))
        match ending:
            case ".npy":
                np.save("given.npy", other)
            case ".npz":
                np.savez("given.npz", W=other)
            case ".safetensors":
                save_file({"W": other.real.astype("float32")}, "given.safetensors")
        with pytest.raises(JaccliError, match="it was written anew while it was read"):
            jaccli.grad(graph)

    def test_a_file_that_is_cut_off_after_its_header_was_read_is_refused(self) -> None:
        arrays("given.npy")
        graph = jaccli.load(put("chain.yaml", LINEAR.format("given.npy")))
        os.truncate("given.npy", 150)
        with pytest.raises(JaccliError, match=r"given\.npy` cannot be read"):
            jaccli.grad(graph)


class TestTooLarge:
    """Texts that nobody wrote."""

    @pytest.mark.parametrize("slot", ["chain of show", "answers", "baseline", "order"])
    def test_a_text_beyond_the_bound_is_refused_unread(self, run, monkeypatch, slot) -> None:
        name = put(f"given{SLOTS[slot].ending}", "")
        os.truncate(name, opened.LARGEST + 1)
        monkeypatch.setattr(opened, "bytes_of", None)  # what reads it
        line = SLOTS[slot].line(name)
        monkeypatch.setattr(
            opened.Folder,
            "read",
            lambda self, name, *most, read=Folder.read: (
                read(self, name, *most) if "given" in name else Path(self.join(name)).read_bytes()
            ),
        )
        most = r"4,\d{3},\d{3}" if slot == "answers" else "67,108,864"  # a few numbers and to spare
        assert re.search(f"more than {most} bytes", run(*line).err)

    def test_what_grows_while_it_is_read_is_refused(self, monkeypatch) -> None:
        put("a.yaml", "x" * 11)
        monkeypatch.setattr(opened.os, "fstat", lambda _: os.stat("below/empty"))
        put("below/empty", "")
        with pytest.raises(opened.Unopened, match="more than 10 bytes"):
            Folder().read("a.yaml", 10)


class TestPython:
    """confine=True"""

    def test_every_function_that_takes_a_chain_takes_it(self) -> None:
        arrays("../out/given.npy")
        chain = put("chain.yaml", LINEAR.format("../out/given.npy"))
        calls: list[Callable[..., object]] = [
            jaccli.load,
            jaccli.show,
            jaccli.compare,
            jaccli.grad,
            jaccli.order,
            jaccli.plans,
            jaccli.check,
            jaccli.trace,
            jaccli.exercise,
            lambda chain, **more: jaccli.jvp(chain, "e1", **more),
            lambda chain, **more: jaccli.vjp(chain, "e1", **more),
            lambda chain, **more: jaccli.sweep(chain, "n=1:4", **more),
            lambda chain, **more: jaccli.grade(chain, {"loss": 1}, **more),
        ]
        assert len(calls) == len(jaccli.__all__) - 2  # JaccliError, __version__
        for call in calls:
            with pytest.raises(JaccliError, match=r"lies elsewhere[\s\S]* confine keeps"):
                call(chain, confine=True)

    def test_text_and_mappings_are_kept_to_the_working_folder(self) -> None:
        arrays("../out/given.npy")
        layers = [{"type": "linear", "weight": {"file": "../out/given.npy"}}]
        for chain in (LINEAR.format("../out/given.npy"), {"input": [1, 2], "layers": layers}):
            assert jaccli.load(chain).output_size
            with pytest.raises(JaccliError, match="lies elsewhere"):
                jaccli.load(chain, confine=True)

    def test_an_answer_file_is_kept_as_well(self) -> None:
        put("chain.yaml", CHAIN)
        put("../out/answers.yaml", "loss: 1\n")
        os.symlink("../out/answers.yaml", "answers.yaml")
        assert jaccli.grade("chain.yaml", "answers.yaml").of
        with pytest.raises(JaccliError, match="it leads out of its folder"):
            jaccli.grade("chain.yaml", "answers.yaml", confine=True)

    def test_what_is_no_file_is_no_secret_and_no_file_to_keep(self) -> None:
        graph = jaccli.load(put("chain.yaml", CHAIN))
        with pytest.raises(JaccliError, match="give confine where it is loaded"):
            jaccli.grad(graph, confine=True)
        with pytest.raises(JaccliError, match="a function may read what it likes"):
            jaccli.grad(lambda x: x.sum(), [1.0], confine=True)
        with pytest.raises(JaccliError, match="confine"):
            jaccli.load("chain.yaml", confine="yes")  # type: ignore[arg-type]


def test_a_shell_that_completes_waits_for_nothing() -> None:
    os.mkfifo("chain.yaml")
    os.mkfifo("program.py")
    assert outline("chain.yaml").layers == {}
    assert functions_of("program.py") == []


def test_no_folder_elsewhere_is_listed() -> None:
    put("../out/a.npy", "")
    put("below/b.npy", "")
    os.symlink("../out", "way")
    for name in ("../out/x.npy", "way/x.npy"):
        assert Folder().beside(name) == ["a.npy"]
        assert Folder("", "stay").beside(name) == []
    assert Folder("", "stay").beside("below/x.npy") == ["b.npy"]


def test_names_that_lead_anywhere_are_told_from_those_that_stay() -> None:
    assert Folder("nets").join("w.npy") == "nets/w.npy"
    with pytest.raises(Outside):
        Folder("", "stay").opened("..")
    with pytest.raises(OSError, match="File name too long"):
        Folder("", "stay").opened("below/../" * 1000 + "a")
