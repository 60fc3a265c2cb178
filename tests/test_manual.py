"""The man page: all commands and options in the language of man, built where only click is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from jaccli.commands import COMMANDS
from jaccli.commands.dispatch import command_of
from jaccli.commands.manual import manual
from jaccli.reports.common.shared import Shared

ROOT = Path(__file__).parent.parent
REQUESTS = {"TH", "SH", "SS", "B", "PP", "TP", "RS", "RE", "nf", "fi"}
RENDERERS = {  # each warns on standard error, mandoc on standard output
    "man": ["man", "--warnings", "--local-file", "-Tutf8"],
    "groff": ["groff", "-man", "-ww", "-Kutf8", "-Tutf8"],
    "mandoc": ["mandoc", "-Tlint", "-Wwarning"],
}
INSTALLED = [name for name in RENDERERS if shutil.which(name)]
NO_DATE = 'WARNING: missing date, using "": TH'  # the same sources make the same wheel on any day
BUILDING = """
import os, sys
for name in ("numpy", "rich", "yaml", "safetensors"):
    sys.modules[name] = None  # in an isolated build there are none
from hatchling.builders.wheel import WheelBuilder
print(next(WheelBuilder(os.getcwd()).build(directory="dist", versions=["standard"])))
"""


def sections() -> Iterator[tuple[str, str]]:
    """The title of every section and what stands in it, as it is read."""
    plain = manual().replace(r"\-", "-").replace(r"\(aq", "'").replace(r"\e", "\\")
    for part in re.split(r"^\.S[HS] ", plain, flags=re.M)[1:]:
        title, _, text = part.partition("\n")
        yield title, text


def test_every_command_is_there_with_its_own_options_and_all_share_the_others() -> None:
    found = dict(sections())
    common = re.findall(r"^\.B (.*)", found["COMMON OPTIONS"], re.M)
    for name in COMMANDS:
        (text,) = [text for title, text in found.items() if title.startswith(f"jaccli {name} [")]
        named = re.findall(r"^\.B (.*)", text, re.M)
        for option in command_of(name).params:
            if isinstance(option, click.Option):
                lines = common if isinstance(option, Shared) else named
                for word in (*option.opts, *option.secondary_opts):
                    assert [line for line in lines if word in re.split(r"[ ,/]+", line)], word


def test_the_page_has_the_requests_of_man_alone_and_no_hyphen_that_cannot_be_copied() -> None:
    lines = manual().splitlines()
    assert {line[1:].split()[0] for line in lines if line.startswith(".")} == REQUESTS
    assert not [line for line in lines if line.startswith("'") or re.search(r"(?<!\\)-", line)]
    for begun, ended in (("nf", "fi"), ("RS 4", "RE")):
        assert lines.count(f".{begun}") == lines.count(f".{ended}") == len(COMMANDS) + 1


@pytest.mark.slow
@pytest.mark.parametrize("name", INSTALLED)
def test_it_is_drawn_without_a_warning(name: str, tmp_path: Path) -> None:
    page = tmp_path / "jaccli.1"
    page.write_text(manual(), encoding="utf-8")
    done = subprocess.run(
        [*RENDERERS[name], str(page)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    if name == "mandoc":
        assert not [line for line in done.stdout.splitlines() if not line.endswith(NO_DATE)]


@pytest.mark.slow
def test_the_page_is_built_from_a_source_archive_where_only_click_is(tmp_path: Path) -> None:
    build = import_module("hatchling.builders.sdist")
    archive = next(build.SdistBuilder(str(ROOT)).build(directory=str(tmp_path)))
    with tarfile.open(archive) as files:
        files.extractall(tmp_path, filter="data")
    (folder,) = [each for each in tmp_path.iterdir() if each.is_dir()]
    done = subprocess.run(
        [sys.executable, "-c", BUILDING], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / done.stdout.strip()) as files:
        (page,) = [name for name in files.namelist() if name.endswith("share/man/man1/jaccli.1")]
        assert files.read(page).decode("utf-8") == manual()
