"""Folders searched for chains: what counts as one, and what is told of the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jaccli.errors import Mistakes
from jaccli.spec.folder import chains_below

CHAIN = "input: [1]\nlayers: [relu]\n"


def test_a_chain_in_utf_16_is_found(tmp_path: Path) -> None:
    (tmp_path / "wide.yaml").write_bytes(CHAIN.encode("utf-16"))
    assert chains_below(str(tmp_path)).chains == (str(tmp_path / "wide.yaml"),)


def test_other_yaml_is_counted_and_broken_chains_are_chains(tmp_path: Path) -> None:
    for name, text in {
        "a.yaml": CHAIN,
        "b.yml": "on: push\njobs: {layers: [1]}\n",
        "c.yaml": "layers: [relu\n",
        ".hidden.yaml": CHAIN,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.yaml").write_text(CHAIN, encoding="utf-8")
    found = chains_below(str(tmp_path))
    assert [Path(each).name for each in found.chains] == ["a.yaml", "c.yaml"]
    assert [Path(each).name for each in found.others] == ["b.yml"]


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "a.yaml").write_text(CHAIN, encoding="utf-8")
    assert len(chains_below(str(tmp_path)).chains) == 1


def test_a_folder_that_cannot_be_listed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(Mistakes, match="permission denied"):
        chains_below(str(tmp_path))


def test_a_folder_that_cannot_be_listed_gives_no_suggestions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import jaccli

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(Mistakes, match="no such file"):
        jaccli.load(str(tmp_path / "none.yaml"))


def test_one_chain_by_two_names_is_checked_once(tmp_path: Path, run, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(CHAIN, encoding="utf-8")
    assert "1 chain," in run("check", "a.yaml", "./a.yaml", ".").out


def test_layers_of_another_tool_are_no_chain(tmp_path: Path) -> None:
    text = "service: s\nlayers: {hello: {path: layer}}\n"
    (tmp_path / "serverless.yml").write_text(text, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(CHAIN, encoding="utf-8")
    os.symlink("nowhere.yaml", tmp_path / "dangling.yaml")
    found = chains_below(str(tmp_path))
    assert [Path(each).name for each in found.chains] == ["a.yaml"]
    assert [Path(each).name for each in found.others] == ["dangling.yaml", "serverless.yml"]


@pytest.mark.parametrize("folder", ["chains", "chains-" + "of-a-long-name-" * 6])
def test_a_small_folder_has_a_line_a_file_however_much_fails(
    tmp_path: Path, run, monkeypatch, folder
) -> None:
    """What failed is drawn in full below, and for its sake no line of the table goes."""
    wrong = CHAIN + "expect: {cheaper: reverse, forward_flops: 3, reverse_flops: 4}\n"
    names = [f"{letter}.yaml" for letter in "abcdefgh"]
    (tmp_path / folder).mkdir()
    for name in names:
        text = wrong if name in ("a.yaml", "h.yaml") else CHAIN
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = run("check", folder).out
    table = text.partition("\n\n")[0].splitlines()[2:]
    assert [line.split()[0] for line in table] == names
    assert text.count("expect: forward_flops = 3") == 2
