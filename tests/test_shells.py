"""TAB pressed in real shells. A shell that is not installed is not collected; bash always is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from shells import KINDS, Shell

pytestmark = pytest.mark.slow
INSTALLED = [name for name in KINDS if name == "bash" or shutil.which(name)]
NET = "sizes: {n: 2}\ninput: {size: n}\nlayers: [{name: first, type: linear, size: 3}, sum]\n"
LINES = {  # what is typed before a TAB: the line after it
    "jaccli compa": "jaccli compare ",
    "jaccli compare sample:di": "jaccli compare sample:digits ",
    "jaccli compare sample:bran": "jaccli compare sample:branches.py:",
    "jaccli trace sample:branches.py:rel": "jaccli trace sample:branches.py:relaxation ",
    "jaccli compare --cos": "jaccli compare --cost ",
    "jaccli compare --cost d": "jaccli compare --cost dense ",
    "jaccli compare --cost=d": "jaccli compare --cost=dense ",
    "jaccli new mlp 6 3 --activation ta": "jaccli new mlp 6 3 --activation tanh ",
    "jaccli show nets/de": "jaccli show nets/deep.yaml ",
    "jaccli show ./ne": "jaccli show ./nets/",
    "jaccli show ~/nets/de": "jaccli show ~/nets/deep.yaml ",
    "jaccli show ~/my": "jaccli show ~/my\\ own.yaml ",
    "jaccli show my": "jaccli show my\\ own.yaml ",
    'jaccli show "my': 'jaccli show "my own.yaml" ',
    "jaccli show $HOME/nets/de": "jaccli show $HOME/nets/deep.yaml ",
    "jaccli compare mod": "jaccli compare model.py:",
    "jaccli compare model.py:l": "jaccli compare model.py:loss ",
    "jaccli grad nets/deep.yaml --layer fi": "jaccli grad nets/deep.yaml --layer first ",
    "jaccli grad --layer=fi": "jaccli grad --layer=fi",
    "jaccli show nets/deep.yaml --set ": "jaccli show nets/deep.yaml --set n=",
    "jaccli vjp nets/deep.yaml -u @nets/": "jaccli vjp nets/deep.yaml -u @nets/x.npy ",
    "jaccli explain chain-ru": "jaccli explain chain-rule ",
    "jaccli samples tal": "jaccli samples tall ",
    "echo x | jaccli compa": "echo x | jaccli compare ",
    "X=1 jaccli compa": "X=1 jaccli compare ",
    "jaccli nosuch ": "jaccli nosuch ",
}


@pytest.fixture(scope="module", params=INSTALLED)
def shell(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Shell]:
    folder: Path = tmp_path_factory.mktemp("home")
    (folder / "nets").mkdir()
    (folder / "nets" / "deep.yaml").write_text(NET, encoding="utf-8")
    (folder / "nets" / "x.npy").write_bytes(b"")
    (folder / "my own.yaml").write_text(NET, encoding="utf-8")
    (folder / "model.py").write_text("def loss(x): return x\n", encoding="utf-8")
    opened = Shell(request.param, folder)
    yield opened
    opened.close()


@pytest.mark.parametrize("keys", LINES)
def test_tab_completes(keys: str, shell: Shell) -> None:
    same = shell.name == "fish" and "$" in keys  # nothing is offered, and nothing put there
    assert shell.line(f"{keys}\t") == (keys if same else LINES[keys])


def test_a_chain_behind_the_cursor_is_known(shell: Shell) -> None:
    back = "\x02" * len(" nets/deep.yaml")
    line = shell.line(f"jaccli grad --layer fi nets/deep.yaml{back}\t")
    found = "fi" if shell.name == "fish" else "first"  # fish tells nothing behind the cursor
    assert line.split() == ["jaccli", "grad", "--layer", found, "nets/deep.yaml"]


def test_commands_are_listed_with_what_they_do(shell: Shell) -> None:
    text = shell.listed("jaccli s\t\t")
    assert "The layers, their Jacobians and J" in text
    assert "error" not in text
