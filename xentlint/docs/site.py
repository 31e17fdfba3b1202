"""The documentation as a static site.

The rules' pages are read from the rules themselves, the options from their table, and what each Keras does
from the table that the rules judge by. Pages refer to each other relatively, so the site can be opened from
a folder, and served from any address (which the option ``docs-url`` then tells to reports). What lies at the
top of the repository (changes, security, ...) has a page where the site is built from a checkout.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from markdown_it import MarkdownIt

from .. import __version__
from ..apis.numerics import Head, Loss, LossApi, Mode, NumericPath, numeric_path
from ..apis.runtimes import ALL_ERAS, Runtime
from ..apis.spaces import LossKind, Maker
from ..config.options import OPTIONS
from ..rules import pages as documentation
from ..rules.codes import CODES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
"""The repository; where xentlint is installed, the folder that it was installed to."""
PAGES = (
    ("configuration", "Configuration", "xentlint/docs/pages/configuration.md"),
    ("hooks-and-ci", "Hooks and CI", "xentlint/docs/pages/hooks-and-ci.md"),
    ("editors", "Editors", "xentlint/docs/pages/editors.md"),
    ("how-it-decides", "How it decides", "xentlint/docs/pages/how-it-decides.md"),
    ("what-safe-means", "What safe means", "xentlint/docs/pages/what-safe-means.md"),
    ("proving-a-repair", "Proving a repair", "xentlint/docs/pages/proving-a-repair.md"),
    ("versions", "What each Keras does", ""),
    ("limits", "Limits", "xentlint/docs/pages/limits.md"),
    ("examples", "Examples", "examples/README.md"),
    ("versioning", "Versioning", "xentlint/docs/pages/versioning.md"),
    ("changes", "Changes", "CHANGELOG.md"),
    ("security", "Security", "SECURITY.md"),
    ("contributing", "Contributing", "CONTRIBUTING.md"),
)
"""Each page's name and title, and the file with its text; what there is no file for is made."""
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)#:]+)\)")
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_SHORT = re.compile(r"<code>([^<\n]{1,32})</code>")
_MOST_COLUMNS_OF_WORDS = 4


def build(folder: Path) -> list[Path]:
    """Write the site to ``folder``, and return its pages."""
    written = [_write(folder, "index.html", "xentlint", _index())]
    for name, title, source in _pages():
        written.append(_write(folder, f"{name}.html", title, _source(source)))
    for page in documentation.pages():
        text = f"# {page.title}\n\n{page.text}"
        written.append(_write(folder, f"rules/{page.code}.html", page.title, text))
    (folder / "style.css").write_text((HERE / "style.css").read_text(encoding="utf-8"), encoding="utf-8")
    return written


def _pages() -> list[tuple[str, str, str]]:
    """The pages whose text is at hand."""
    package = f"{HERE.parent.name}/"
    checkout = (ROOT / "pyproject.toml").exists()
    return [each for each in PAGES if not each[2] or each[2].startswith(package) or checkout]


def option_rows() -> str:
    """The table of options, without its heading."""
    return "\n".join(f"| `{each.key}` | {_default(each.default)} | {each.meaning} |" for each in OPTIONS)


def rule_rows() -> str:
    """The table of rules, without its heading."""
    return "\n".join(
        f"| {entry.code} | {entry.name} | {page.summary.rstrip('.')} | {'on' if entry.default else 'opt-in'} |"
        for entry, page in zip(CODES, documentation.pages(), strict=True)
    )


def _default(text: str) -> str:
    literal = text in ("true", "false", "{}") or text.startswith(('"', "["))
    return f"`{text}`" if literal else text


def _source(source: str) -> str:
    """The text of a page, with links that lead to pages."""
    if not source:
        return "\n".join(_versions())
    text = _text(source).replace("OPTIONS", option_rows())
    return _LINK.sub(lambda link: _linked(link, (ROOT / source).parent), text)


def _text(source: str) -> str:
    """What is in a file; the README of what is installed is in its metadata."""
    if (ROOT / "pyproject.toml").exists() or source != "README.md":
        return (ROOT / source).read_text(encoding="utf-8")
    return str(metadata.metadata("xentlint").json["description"])


def _linked(link: re.Match[str], folder: Path) -> str:
    """A link as the site has it: to a page, or none where a file of the repository has no page."""
    target = (folder / link["target"]).resolve()
    for name, _, source in _pages():
        if source and target == (ROOT / source).resolve():
            return f"[{link['text']}]({name}.html)"
    return link["text"] if target.is_relative_to(ROOT) and not link["target"].endswith(".html") else link[0]


def _index() -> str:
    """The README, and in it the rules with their pages."""
    text = _source("README.md")
    for entry in CODES:
        text = text.replace(f"| {entry.code} |", f"| [{entry.code}](rules/{entry.code}.html) |")
    return text


_HEADS = (
    ('`activation="softmax"`', Maker.KERAS_ACTIVATION),
    ("`layers.Softmax()`", Maker.SOFTMAX_LAYER),
    ("`tf.nn.softmax`", Maker.TF_OP),
    ("`keras.ops.softmax`", Maker.KERAS_OPS),
    ("`exp(x) / sum(exp(x))`", Maker.MANUAL),
)
_MODES = (
    (Mode.TAPE, "In a gradient tape, eagerly"),
    (Mode.TF_FUNCTION, "In a gradient tape inside of `tf.function`"),
    (Mode.FIT, "Through `compile` and `fit`"),
    (Mode.FIT_EAGER, "Through `fit` with `run_eagerly=True`"),
)
_WORDS = {NumericPath.LOGITS: "recovered", NumericPath.PROBS: "clipped", NumericPath.DOUBLE: "twice"}


def _versions() -> Iterator[str]:
    """What a categorical crossentropy computes from the softmax of a model."""
    runtimes = [
        *(Runtime(era) for era in ALL_ERAS),
        Runtime(ALL_ERAS[-1], "jax"),
        Runtime(ALL_ERAS[-1], "torch"),
    ]
    yield "# What each Keras does\n"
    yield (
        "Whether a softmax before a crossentropy does harm depends on whether Keras finds the logits again. These "
        "tables are made from the one that the rules judge by; its tests replay measurements of eleven TensorFlow "
        "releases (2.0 to 2.21) and of Keras 3 on JAX and PyTorch.\n\n"
        "*recovered*: computed from the logits, stable. *clipped*: probabilities are clipped to [1e-7, 1 - 1e-7], and "
        "saturated examples have no gradient. *twice*: another softmax is applied, another function is trained.\n"
    )
    loss = Loss(LossApi.KERAS_LOSS, LossKind.CATEGORICAL)
    for flag in (False, True):
        yield f"## With `from_logits={flag}`\n"
        for mode, title in _MODES:
            yield f"### {title}\n"
            yield f"| output | {' | '.join(runtime.label for runtime in runtimes)} |"
            yield f"|---{'|---' * len(runtimes)}|"
            for written, maker in _HEADS:
                words = [_word(maker, loss, flag, mode, runtime) for runtime in runtimes]
                yield f"| {written} | {' | '.join(words)} |"
            yield ""


def _word(maker: Maker, loss: Loss, flag: bool, mode: Mode, runtime: Runtime) -> str:
    if maker is Maker.KERAS_OPS and runtime.era is not ALL_ERAS[-1]:
        return "–"
    return _WORDS[numeric_path(Head("softmax", maker), loss, flag, mode, runtime)]


def _write(folder: Path, page: str, title: str, markdown: str) -> Path:
    path = folder / page
    path.parent.mkdir(parents=True, exist_ok=True)
    up = "../" * page.count("/")
    body = _TABLE.sub(_wrapped, _MARKDOWN.render(markdown))
    body = _SHORT.sub(r'<code class="short">\1</code>', body)
    for word in set(_WORDS.values()):
        body = body.replace(f"<td>{word}</td>", f'<td class="{word}">{word}</td>')
    name = title if title == "xentlint" else f"{title} · xentlint"
    text = _PAGE.format(
        title=html.escape(name), up=up, navigation=_navigation(page, up), body=body, version=__version__
    )
    path.write_text(text, encoding="utf-8")
    return path


def _wrapped(table: re.Match[str]) -> str:
    """A table of figures in a box that scrolls; in one of words, each cell with the name of its column.

    A narrow screen shows the rows of such a table as paragraphs.
    """
    columns = re.findall(r"<th>(.*?)</th>", table[0])
    if len(columns) > _MOST_COLUMNS_OF_WORDS:
        return f'<div class="wide" tabindex="0">{table[0]}</div>'
    names = itertools.cycle(re.sub(r"<[^>]+>", "", column) for column in columns)
    labelled = re.sub(r"<td>", lambda _: f'<td data-column="{next(names)}">', table[0])
    return f'<div class="words">{labelled}</div>'


def _navigation(page: str, up: str) -> str:
    def link(target: str, text: str, more: str = "") -> str:
        here = ' aria-current="page"' if target == page else ""
        return f'<a href="{up}{target}"{more}{here}>{text}</a>'

    links = [link("index.html", "xentlint")]
    links += [link(f"{name}.html", title) for name, title, _ in _pages()]
    rules = [link(f"rules/{entry.code}.html", entry.code, f' title="{entry.name}"') for entry in CODES]
    return " ".join(links) + '<span class="rules">' + " ".join(rules) + "</span>"


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="{up}style.css">
</head>
<body>
<nav>{navigation}</nav>
<main>
{body}</main>
<footer>xentlint {version}</footer>
</body>
</html>
"""
