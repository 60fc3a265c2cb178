"""Pictures as PNG and PDF: drawn by matplotlib from the same scenes, or refused in a sentence."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

CALL = ("compare", "sample:digits")


@pytest.mark.parametrize("format", ["png", "pdf"])
def test_without_matplotlib_the_line_that_installs_it_is_told_and_what_needs_nothing(
    run, format, monkeypatch, tmp_path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # as where it is not installed
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    file = tmp_path / f"o.{format}"
    done = run(*CALL, "-o", file, "-o", tmp_path / "o.svg")
    assert (done.status, done.out) == (2, "")
    said = " ".join(done.err.split())
    assert f"--format {format} needs matplotlib" in said
    assert "pip install 'jaccli[plot]'" in said
    assert "`--format svg` draws the same and needs nothing" in said
    assert [*tmp_path.iterdir()] == []


def test_settings_that_keep_matplotlib_from_starting_are_the_users_to_mend(
    run, monkeypatch, tmp_path
) -> None:
    from jaccli.document.pictures import canvas

    def refused(name: str) -> None:
        raise ValueError("Key backend: 'nothing' is not a valid value")  # as it says by MPLBACKEND

    monkeypatch.setattr(canvas, "import_module", refused)
    done = run(*CALL, "-o", tmp_path / "o.png")
    assert (done.status, done.out) == (2, "")
    said = " ".join(done.err.split())
    assert "matplotlib, which does not start here = why: Key backend: 'nothing'" in said
    assert "MPLBACKEND" in said
    assert [*tmp_path.iterdir()] == []


def files_of(folder: Path, *endings: str) -> list[Path]:
    """What another process draws into the folder."""
    folder.mkdir()
    files = [folder / f"o.{ending}" for ending in endings]
    outputs = [word for file in files for word in ("-o", str(file))]
    subprocess.run([sys.executable, "-m", "jaccli", *CALL, *outputs], check=True)
    return files


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> tuple[str, bytes, bytes, Path]:
    pytest.importorskip("matplotlib", reason="matplotlib is missing: pip install '.[plot]'")
    folder = tmp_path_factory.mktemp("canvas")
    first, second = (files_of(folder / name, "svg", "png", "pdf") for name in ("a", "b"))
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    svg, png, pdf = first
    return svg.read_text(encoding="utf-8"), png.read_bytes(), pdf.read_bytes(), pdf


@pytest.mark.slow
class TestDrawn:
    """What matplotlib makes of a picture."""

    def test_a_png_has_two_dots_for_each_pixel_of_the_svg(self, drawn) -> None:
        svg, png, _, _ = drawn
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
        assert size is not None
        expected = [2 * float(side) for side in size.groups()]
        assert struct.unpack(">II", png[16:24]) == pytest.approx(expected, abs=1)

    def test_a_pdf_has_a_page_for_the_picture_and_no_time(self, drawn) -> None:
        _, _, pdf, _ = drawn
        assert pdf[:5] == b"%PDF-"
        assert pdf.rstrip().endswith(b"%%EOF")
        assert re.findall(rb"/Count (\d+)", pdf) == [b"1"]
        assert b"CreationDate" not in pdf

    def test_the_words_of_a_pdf_can_be_copied(self, drawn) -> None:
        svg, _, _, file = drawn
        if shutil.which("pdftotext") is None:
            pytest.skip("pdftotext is missing: Debian has it in poppler-utils")
        done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True)
        words = re.findall(r"<text[^>]*>([^<]+)<", svg)
        assert len(words) > 5
        said = " ".join(done.stdout.split())
        assert [each for each in words if " ".join(each.split()) not in said] == []


@pytest.mark.slow
def test_signs_that_the_font_has_not_are_spelt_with_others_or_boxes(run, chain, tmp_path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is missing: pip install '.[plot]'")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is missing: Debian has it in poppler-utils")
    name = "日本 $x$ \U0001d4db ∂x₁"
    file = chain(f"input: [1, 2]\nlayers:\n  - {{name: '{name}', type: tanh}}\n  - sum\n")
    done = run("show", file, "-o", tmp_path / "o.pdf")
    assert (done.status, done.err) == (0, "")
    said = subprocess.run(["pdftotext", tmp_path / "o.pdf", "-"], capture_output=True, text=True)
    assert "□□ $x$ L ∂x₁: tanh" in said.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", ["graph --values", "show", "order"])
def test_every_picture_is_written_as_png_and_as_pdf_with_a_page_each(
    run, command, tmp_path
) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is missing: pip install '.[plot]'")
    name, *options = command.split()
    files = [tmp_path / f"o.{ending}" for ending in ("svg", "png", "pdf")]
    outputs = [word for file in files for word in ("-o", file)]
    done = run(name, "sample:residual", *options, *outputs)
    if "has no pictures" in done.err:
        return
    assert (done.status, done.err) == (0, "")
    svg, png, pdf = (file.read_bytes() for file in files)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    pictures = max(1, svg.count(b"<svg") - 1)
    assert re.findall(rb"/Count (\d+)", pdf) == [b"%d" % pictures]
