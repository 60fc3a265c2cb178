"""The floors: who may import whom, and what is not imported before it is needed."""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from syntax import nodes, tree

from jaccli.layers import Layer
from jaccli.reports.common.ask import Ask

PACKAGE = Path(__file__).parent.parent / "jaccli"
FLOORS = [  # lowest first; modules of one floor may not import each other, unless of one folder
    [
        *("ceiling", "interruption", "keywords", "machine", "nearest", "nothing", "pieces"),
        *("progress", "signs", "spread", "words"),
    ],
    ["errors", "cost", "opened"],
    ["files", "finite"],
    ["arrays"],
    ["nested"],
    ["linmap"],
    ["layers", "program"],
    ["graph", "shapes"],
    ["evaluate", "factors", "fit", "linearise"],
    ["accumulate", "spec", "trace"],
    ["document", "sources"],
    ["reports"],
    ["api", "commands"],
    ["__main__"],
]
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    """The module or folder directly in the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@functools.cache
def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_modules_import_from_lower_floors_or_their_own_folder() -> None:
    for path in MODULES:
        own = room(path)
        if own == "__init__":  # it names what lies on every floor
            continue
        for name in imports(path):
            if not name.startswith("jaccli."):
                continue
            other = name.split(".")[1]
            assert other == own or FLOOR[other] < FLOOR[own], f"{path} imports {name}"


def test_folders_of_the_recorder_import_from_those_before_them_alone() -> None:
    order = ["source", "arrays", "numpy", "libraries", "program"]
    for path in (PACKAGE / "trace").rglob("*.py"):
        folder = path.relative_to(PACKAGE / "trace").parts[0]
        at = order.index(folder) if folder in order else len(order)
        for name in imports(path):
            if name.startswith("jaccli.trace."):
                assert name.split(".")[2] in order[: at + 1] or at == len(order), f"{path}: {name}"


def name_of(path: Path) -> str:
    """What the module is called where it is imported."""
    parts = ("jaccli", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULE_OF = {name_of(path): path for path in MODULES}


def for_types_alone(node: ast.AST) -> bool:
    """Whether it is an `if TYPE_CHECKING:`, whose imports no run makes."""
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def needs(module: ast.Module) -> set[str]:
    """The modules of the package that a module imports, in its functions too.

    `from jaccli.linmap import base` means the module where there is one of that name.
    """
    found: set[str] = set()
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= whole | ({node.module} if whole - set(MODULE_OF) else set())
        waiting += node.orelse if for_types_alone(node) else ast.iter_child_nodes(node)
    return found & set(MODULE_OF)


def circles(imported: dict[str, set[str]]) -> set[frozenset[str]]:
    """The modules that come round to one another, whatever the way between them.

    Each sets out from itself: a circle is who is reached there and reaches back.
    """

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = list(imported[start])
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += imported[name]
        return found

    whole = {name: reached(name) for name in imported}
    return {
        frozenset(other for other in whole[name] if name in whole[other])
        for name in imported
        if name in whole[name]
    }


def test_no_modules_import_each_other_by_whatever_way() -> None:
    found = circles({name: needs(tree(path)) for name, path in MODULE_OF.items()})
    assert [sorted(circle) for circle in found] == []


def test_a_circle_of_three_is_seen_and_a_type_makes_none() -> None:
    lines = "if TYPE_CHECKING:\n    import jaccli.cost\ndef f():\n    from jaccli.linmap import {}"
    assert needs(ast.parse(lines.format("base"))) == {"jaccli.linmap.base"}
    assert needs(ast.parse(lines.format("Form"))) == {"jaccli.linmap"}
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": {"b"}}) == {frozenset("bcd")}


def dataclasses_of_the_package() -> list[type]:
    """Every class that is decorated as one, once."""
    modules = [importlib.import_module(name) for name in MODULE_OF if name != "jaccli.__main__"]
    return [
        each
        for module in modules
        for each in {id(each): each for each in vars(module).values()}.values()
        if inspect.isclass(each)
        and each.__module__ == module.__name__
        and "__dataclass_params__" in vars(each)
    ]


def test_values_are_frozen_and_have_no_room_for_more() -> None:
    every = dataclasses_of_the_package()
    assert len(every) > 40
    assert [each for each in every if not each.__dataclass_params__.frozen] == []
    roomy = [each for each in every if "__slots__" not in vars(each)]
    for each in roomy:  # what is asked for once is kept beside the fields
        kept = any(isinstance(what, functools.cached_property) for what in vars(each).values())
        assert kept or issubclass(each, Ask), f"{each} wants slots"


def test_what_holds_arrays_is_not_compared_entry_by_entry() -> None:
    for each in dataclasses_of_the_package():
        holds = any("Array" in str(field.type) for field in dataclasses.fields(each))
        if holds or issubclass(each, Layer):
            assert not each.__dataclass_params__.eq, f"== of {each} has no truth value"


def test_every_room_has_a_floor() -> None:
    assert {room(path) for path in MODULES} - {"__init__"} == set(FLOOR)


def test_only_spec_imports_yaml() -> None:
    users = {
        room(path) for path in MODULES if any(n.split(".")[0] == "yaml" for n in imports(path))
    }
    assert users == {"spec"}


def test_only_the_text_renderer_imports_rich() -> None:
    users = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if any(name.split(".")[0] == "rich" for name in imports(path))
    }
    assert users == {"document/formats/text.py"}


def test_modules_open_with_a_sentence() -> None:
    for path in MODULES:
        docstring = ast.get_docstring(tree(path))
        assert docstring, path
        assert docstring.split("\n\n")[0].rstrip().endswith("."), path


def test_objects_are_kept_from_the_collector_only_where_the_process_ends() -> None:
    code = (
        "import gc, sys\nfrom jaccli.__main__ import main\n"
        "main(['--version'])\nduring = gc.get_freeze_count()\n"
        "sys.argv[1:] = ['--version']\nmain()\n"
        "sys.exit(0 if during == 0 < gc.get_freeze_count() else 1)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["compare", "--help"], ["compare", "broken.yaml"]],
    ids=" ".join,
)
def test_numpy_is_not_imported_for(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("input: [1, x]\nlayers: [rleu]\n", encoding="utf-8")
    code = (
        "import sys\nfrom jaccli.__main__ import main\n"
        f"status = main({arguments})\n"
        "loaded = [n for n in ('numpy._core', 'rich') if n in sys.modules]\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


SELDOM = [  # imported by few runs, and for a while
    *("decimal", "fractions", "heapq", "locale", "pathlib", "resource", "select", "zipfile"),
    *("jaccli.accumulate.polygon", "jaccli.commands.bar", "jaccli.layers.arithmetic"),
    *("jaccli.layers.choose", "jaccli.layers.linalg", "jaccli.linmap.kronecker"),
    *("jaccli.linmap.nest", "jaccli.spec.stored", "rich"),
]


def test_a_small_chain_imports_nothing_that_it_has_no_part_in(tmp_path: Path) -> None:
    text = "input: [1, 2]\nlayers: [{type: linear, size: 2}, tanh, {type: cross_entropy, label: 0}]"
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    code = (
        "import sys, numpy, click, yaml\nbefore = {*sys.modules}\n"
        "from jaccli.__main__ import main\nmain(['compare', 'small.yaml'])\n"
        f"sys.exit(repr([n for n in {SELDOM} if n in {{*sys.modules}} - before]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"


def test_the_names_of_topics_are_known_without_a_reader_of_yaml() -> None:
    code = (
        "import sys\nfrom jaccli.reports.explain.glossary import topics\ntopics()\n"
        "loaded = [n for n in ('yaml', 'numpy._core') if n in sys.modules]\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_version_imports_nothing_but_click_and_the_commands() -> None:
    code = (
        "import sys\nfrom jaccli.__main__ import main\nmain(['--version'])\n"
        "print(*sorted(n for n in sys.modules if n.startswith('jaccli.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[1].split() == [
        "jaccli.__main__",
        "jaccli.commands",
        "jaccli.commands.ending",
        "jaccli.commands.running",
        "jaccli.errors",
        "jaccli.interruption",
        "jaccli.signs",
        "jaccli.words",
    ]


def test_no_drawn_example_is_judged_by_a_clock() -> None:
    every = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*.py")]
    assert settings().deadline is None
    assert [text.count("deadline" + "=") for text in every if "deadline" + "=" in text] == [1]


WORDED = {  # what is worded in one module alone
    "can hold": "finite.py",
    "choose another point": "finite.py",
    "of finite Jacobians is not finite": "finite.py",
    "1 multiply-add = ": "reports/common/modes.py",
    "it is a tie": "reports/common/verdict.py",
    "a report for each": "reports/common/chains.py",
    "The verdicts are the same under": "reports/common/chains.py",
    " more …": "document/rows.py",
    "} at a kink: ": "reports/common/kinks.py",
}


@functools.cache
def texts() -> list[tuple[str, str]]:
    """The module and the text of every string, docstrings and the glossary aside."""
    found = []
    for path in MODULES:
        if "glossary" in path.parts:
            continue
        told = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
        found += [
            (path.relative_to(PACKAGE).as_posix(), ast.unparse(node))
            for node in nodes(path)
            if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in told
        ]
    return found


@pytest.mark.parametrize("wording", WORDED)
def test_it_is_worded_in_one_module(wording: str) -> None:
    assert {module for module, text in texts() if wording in text} == {WORDED[wording]}


OPENS = {  # what opens a file by itself, and why it may
    "opened.py": "the one place for what somebody names",
    "files.py": "writes, and looks whether what it replaces is text",
    "commands/destination.py": "looks what lies beside a file of -o",
    "machine.py": "the system's own limit",
    "ceiling.py": "the system's own figures",
    "interruption.py": "the system's own list of children",
    "spec/stored.py": "members of an archive that is open already",
    "spec/shipped.py": "the samples that ship",
    "reports/samples/command.py": "the samples that ship",
    "reports/completion/find.py": "the scripts that ship",
    "document/html/page.py": "the parts of a page, which ship",
    "reports/common/arrays.py": "writes members of an archive",
    "trace/source/places.py": "the program that runs already",
}
OPENING = {"open", "read_bytes", "read_text", "load", "fromfile", "memmap", "safe_open", "fdopen"}


def opens(path: Path) -> bool:
    """Whether a module calls what opens a file."""
    for node in nodes(path):
        if not isinstance(node, ast.Call) or "os.devnull" in ast.unparse(node):
            continue
        match node.func:
            case ast.Name(id=name) if name in OPENING - {"load"}:
                return True
            case ast.Attribute(value=ast.Name(id="self"), attr=_):
                continue
            case ast.Attribute(value=ast.Name(id="np"), attr=name) if name in OPENING:
                return True
            case ast.Attribute(attr=name) if name in OPENING - {"load"}:
                return True
    return False


def test_files_that_somebody_names_are_opened_in_one_place() -> None:
    found = {path.relative_to(PACKAGE).as_posix() for path in MODULES if opens(path)}
    assert sorted(found - {*OPENS}) == []
    assert "opened.py" in found
