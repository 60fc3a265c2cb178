"""The document around a report, and the part of it that a notebook shows."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.resources import files

from jaccli.document.blocks import Block
from jaccli.document.html.blocks import written
from jaccli.document.html.body import body
from jaccli.document.html.pen import Pen, text
from jaccli.document.pictures.looks import DAY, NIGHT, Look
from jaccli.nothing import NOTHING

ROOT = "jaccli-report"
COLOURS = {"light": DAY, "dark": NIGHT}
THEMES = {  # of JupyterLab, VS Code and Colab, whatever the system prefers
    "light": '[data-jp-theme-light="true"] *,.vscode-light *,[theme="light"] *',
    "dark": '[data-jp-theme-light="false"] *,.vscode-dark *,[theme="dark"] *',
}
# each part of a page that has begun nothing yet, for a notebook may have begun others
BEGIN = 'for(const root of document.querySelectorAll(".{root}:not([data-ready])"))'


def document(blocks: Iterable[Block]) -> Iterator[str]:
    """A whole file, in pieces: nothing in it comes from elsewhere, and nothing can.

    Its head says what is on it, so that all is laid out first but the numbers of whole matrices.
    """
    pen = Pen(written)
    pen.needs("report.css", "page.css", "scroll.js", "print.js")
    title, inner = body(blocks, pen)
    style, script = styles(pen), scripts(pen)
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<main class="{ROOT}">'
    )
    yield from pen.pieces(inner)
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def fragment(blocks: Iterable[Block]) -> str:
    """The part that a notebook shows: its style and its script beside it, and no id, so that it may
    stand there twice."""
    pen = Pen(written)
    pen.needs("report.css", "scroll.js")
    _, inner = body(blocks, pen)
    whole = "".join(pen.pieces(inner))
    return (
        f'<div class="{ROOT}"><style>{styles(pen, THEMES)}</style>{whole}</div>'
        f"<script>{scripts(pen)}</script>"
    )


def styles(pen: Pen, themes: Mapping[str, str] = NOTHING) -> str:
    """The colours, the style sheets that are used, and the looks of the pictures.

    themes: "light" and "dark" of whoever shows it, and what everything within them is
    """
    from jaccli.document.formats.svg import styles as of_looks

    sheets = [_file(name) for name in pen.files if name.endswith(".css")]
    chosen = [
        f".{ROOT}:is({within}){{color-scheme:{theme};{_declared(_named(COLOURS[theme]))}}}"
        for theme, within in themes.items()
    ]
    looks = [of_looks(pen.looks, named=True)] if pen.looks else []
    return "\n".join([_colours(), *chosen, *sheets, *looks])


def scripts(pen: Pen) -> str:
    """One script of those that are used: each file is a function of the root, called once."""
    used = [_file(name).strip() for name in pen.files if name.endswith(".js")]
    calls = "".join(f"({each})(root);\n" for each in used)
    begin = BEGIN.replace("{root}", ROOT)
    return f'"use strict";\n{begin}{{root.dataset.ready="";\n{calls}}}'


def _file(name: str) -> str:
    return (files("jaccli.document.html") / name).read_text("utf-8")


def _hash(inner: str) -> str:
    """What a policy calls an element: by what stands in it."""
    return f"'sha256-{b64encode(sha256(inner.encode()).digest()).decode()}'"


def _colours() -> str:
    """Those of pictures, as names for style sheets: --forward, and --f1-line beside --f1."""
    day, night = _named(DAY), _named(NIGHT)
    changed = {name: colour for name, colour in night.items() if day[name] != colour}
    return (
        f".{ROOT}{{{_declared(day)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{.{ROOT}{{{_declared(changed)}}}}}"
    )


def _named(looks: Mapping[str, Look]) -> dict[str, str]:
    fills = {f"--{name}": look.fill or look.stroke for name, look in looks.items()}
    lines = {f"--{name}-line": look.stroke for name, look in looks.items() if look.fill}
    return fills | {name: colour for name, colour in lines.items() if colour}


def _declared(colours: Mapping[str, str]) -> str:
    return ";".join(f"{name}:{colour}" for name, colour in colours.items())
