"""The documentation's pages, and the site that is built from them."""

from __future__ import annotations

import json
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from xentlint.config.options import OPTIONS
from xentlint.config.settings import load_settings
from xentlint.output import FORMATS
from xentlint.rules.codes import KNOWN_CODES
from xentlint.sources.toml import parse_toml

from .integrations.programs import PROGRAM, run

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "xentlint" / "docs" / "pages"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = run("xentlint.docs", str(folder))
    assert done.returncode == 0, done.stderr
    assert str(folder / "index.html") in done.stdout
    return folder


class Reader(HTMLParser):
    """What a test asks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def read(page: Path) -> Reader:
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


def test_every_code_has_a_page_where_docs_url_makes_reports_link(site: Path) -> None:
    assert sorted(page.stem for page in (site / "rules").iterdir()) == sorted(KNOWN_CODES)


def test_every_page_has_one_heading_and_only_links_that_open(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(KNOWN_CODES)
    for page in pages:
        reader = read(page)
        assert reader.tags.count("h1") == 1, page
        own = [link.split("#")[0] for link in reader.links if not link.startswith(("http", "#"))]
        assert [link for link in own if not (page.parent / link).resolve().exists()] == [], page
        # Nothing is loaded from elsewhere: the site works from a folder, without a network.
        assert {"script", "img", "iframe"}.isdisjoint(reader.tags)


def test_every_page_of_markdown_is_on_the_site(site: Path) -> None:
    for page in PAGES.glob("*.md"):
        assert (site / f"{page.stem}.html").exists()
        assert f"{page.stem}.html" in read(site / "index.html").links


@pytest.mark.parametrize(
    "page", sorted({*PAGES.glob("*.md"), *ROOT.glob("*.md")}), ids=lambda page: page.name
)
def test_every_link_leads_somewhere_in_the_repository_too(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    on_the_site = {"versions.html"}  # made from the tables: there is no file of it
    assert [link for link in links if link not in on_the_site and not (page.parent / link).exists()] == []


def test_every_option_is_described_on_its_page(site: Path) -> None:
    text = (site / "configuration.html").read_text(encoding="utf-8")
    cells = re.findall(r'<td data-column="key"><code class="short">(.*?)</code></td>', text)
    assert cells == [option.key for option in OPTIONS]


def test_a_table_of_words_names_the_column_of_each_cell_for_narrow_screens(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for table in re.findall(r'<div class="words"><table>(.*?)</table></div>', text, re.DOTALL):
            columns = [re.sub("<[^>]+>", "", each) for each in re.findall(r"<th>(.*?)</th>", table)]
            for row in re.findall(r"<tr>\n<td(.*?)</tr>", table, re.DOTALL):
                assert re.findall(r'data-column="(.*?)"', row) == columns, page


def test_every_page_says_which_one_it_is(site: Path) -> None:
    for page in site.rglob("*.html"):
        here = re.findall(r'<a href="([^"]*)"[^>]* aria-current="page"', page.read_text(encoding="utf-8"))
        assert [(page.parent / link).resolve() for link in here] == [page.resolve()]


def test_the_table_of_versions_says_what_was_measured(site: Path) -> None:
    text = (site / "versions.html").read_text(encoding="utf-8")
    tape, *_ = re.findall(r"In a gradient tape, eagerly</h3>(.*?)</table>", text, re.DOTALL)
    rows = {
        cells[0]: cells[1:]
        for row in tape.split("<tr>")[2:]
        if (cells := [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)])
    }
    # In the measurements, tf.nn.softmax in an eager tape is clipped from 2.0 to 2.21, and Keras' own from
    # TensorFlow 2.4 on recovered.
    assert set(rows["tf.nn.softmax"]) == {"clipped"}
    assert rows["activation=&quot;softmax&quot;"][:2] == ["clipped", "recovered"]


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_configuration_that_is_shown_is_accepted(page: Path, tmp_path: Path) -> None:
    for block in re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        parse_toml(block)
        if "tool.xentlint" in block:
            (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
            assert load_settings(tmp_path).config_file == tmp_path / "pyproject.toml"


def commands(value: object) -> list[str]:
    """Every command of xentlint in a workflow or hook."""
    if isinstance(value, dict):
        return [found for each in value.values() for found in commands(each)]
    if isinstance(value, list):
        return [found for each in value for found in commands(each)]
    return [value] if isinstance(value, str) and value.startswith("xentlint check") else []


def test_every_command_of_the_workflows_runs_and_finds(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    text = (PAGES / "hooks-and-ci.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    found = [command for block in blocks for command in commands(block)]
    assert len(found) == 5
    for command in found:
        done = run(*shlex.split(command), cwd=tmp_path)
        assert done.returncode == (0 if "--exit-zero" in command else 1), (command, done.stderr)
    assert {"xentlint.sarif", "gl-code-quality-report.json"} <= {path.name for path in tmp_path.iterdir()}
    assert "train.py" in (tmp_path / "xentlint.sarif").read_text(encoding="utf-8")


def test_the_hooks_of_the_repository_run_and_repair(tmp_path: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["xentlint", "xentlint-fix"]
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    for hook in hooks:
        assert run(*shlex.split(hook["entry"]), "train.py", cwd=tmp_path).returncode == 1
    assert run(*shlex.split(hooks[0]["entry"]), "train.py", cwd=tmp_path).returncode == 0


def test_every_output_format_is_named() -> None:
    text = (PAGES / "hooks-and-ci.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


def test_the_settings_of_editors_are_well_formed_and_start_the_server() -> None:
    text = (PAGES / "editors.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)
    for language, block in blocks:
        if language == "json":
            json.loads(block)
        elif language == "toml":
            parse_toml(block)
        else:
            assert block.count("(") == block.count(")")
            assert block.count("{") == block.count("}")
        assert "xentlint" in block
        assert re.search(r'"server"|check', block)
    assert len(blocks) == 8


def editor_block(beginning: str) -> str:
    text = (PAGES / "editors.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\w+\n(.*?)```", text, re.DOTALL)
    (block,) = [each for each in blocks if beginning in each]
    return str(block)


def test_the_task_for_vs_code_runs_and_its_pattern_reads_what_it_prints(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    (task,) = json.loads(editor_block('"tasks"'))["tasks"]
    done = run(task["command"], *task["args"], cwd=tmp_path)
    pattern = task["problemMatcher"]["pattern"]
    (found, *rest) = [re.search(pattern["regexp"], line) for line in done.stdout.splitlines()]
    assert found is not None
    assert rest == [None]  # the summary
    told = {name: found[number] for name, number in pattern.items() if name != "regexp"}
    assert told.pop("message").startswith("softmax output meets")
    assert told == {"file": "train.py", "line": "10", "column": "27", "code": "XEN101", "severity": "warning"}


def test_the_tool_for_pycharm_runs_and_its_filter_reads_what_it_prints(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "train.py").write_text(PROGRAM, encoding="utf-8")
    fields = dict(line.split(": ", 1) for line in editor_block("Output filter").splitlines())
    told = {"$FilePath$": str(tmp_path / "a" / "train.py"), "$ProjectFileDir$": str(tmp_path)}
    words = [told.get(word, word) for word in shlex.split(fields["Arguments"])]
    done = run(fields["Program"], *words, cwd=Path(told[fields["Working directory"]]))
    read = re.escape(fields["Output filter"]).replace(r"\$", "$")
    for macro, meaning in {
        "FILE_PATH": "(.+?)",
        "LINE": r"(\d+)",
        "COLUMN": r"(\d+)",
        "MESSAGE": "(.*)",
    }.items():
        read = read.replace(f"${macro}$", meaning)
    found = re.match(read, done.stdout)
    assert found is not None
    assert (tmp_path / found[1]).samefile(tmp_path / "a" / "train.py")
    assert found.groups()[1:3] == ("10", "27")


def test_what_a_page_shows_of_a_line_is_what_is_told_of_it() -> None:
    text = (PAGES / "how-it-decides.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```console\n\$ (.*?)```", text, re.DOTALL)
    command, _, shown = block.partition("\n")
    assert run(*shlex.split(command), cwd=ROOT).stdout == shown
