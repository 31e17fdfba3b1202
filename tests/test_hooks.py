"""What a hook and an old repository need: importers, excludes, comments, a baseline, and repairs by choice."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.config.options import OPTIONS
from xentlint.config.settings import Settings
from xentlint.run import engine

from . import stand_in

SOFTMAX = "import keras\nhead = softmax\n"
CLEAN = "import keras\nhead = None\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that is the working directory, and the stand-in for the evaluator."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    stand_in.install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def notebook(*cells: str) -> str:
    written = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def places(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Where something is found, as ``path:code``."""
    main([*words, "--output-format", "json"])
    return [f"{each['filename']}:{each['code']}" for each in json.loads(capsys.readouterr().out)]


class TestImporters:
    @pytest.fixture(autouse=True)
    def model(self) -> None:
        write("models/net.py", CLEAN)

    @pytest.mark.parametrize(
        "line",
        [
            "from models.net import build",
            "import models.net as n",
            "from models import net",
            "if True:\n    from models import (net,\n        other)",
            "from models import (  # (these)\n    other,\n    net as n,\n)",
            "from models \\\n    import net",
            "from models import \\\n    other, \\\n    net",
            "import os, models.net",
            "def late(): from models import net",
            "try:\n    import models.net\nexcept ImportError: pass",
            "import importlib\nbuild = importlib.import_module('models.net').build",
            "from importlib import import_module\nnet = import_module(\n    'models.net'\n)",
            "net = __import__('models.net')",
        ],
    )
    def test_a_file_that_imports_a_named_one_is_checked_with_it(
        self, line: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("train.py", f"{line}\n{SOFTMAX}")
        write("unrelated.py", SOFTMAX)
        assert places(capsys, "models/net.py") == ["train.py:XEN101"]

    def test_an_import_of_the_same_word_from_elsewhere_is_none(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("train.py", f"from other.net import build\nimport net\n{SOFTMAX}")
        assert places(capsys, "models/net.py") == []

    def test_the_way_may_lead_through_other_files(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("zoo.py", "from models.net import *\n")
        write("scripts/train.py", f"import zoo\n{SOFTMAX}")
        assert places(capsys, "models/net.py") == ["scripts/train.py:XEN101"]

    def test_a_package_is_called_by_its_folder(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("models/__init__.py", CLEAN)
        write("train.py", f"import models\n{SOFTMAX}")
        assert places(capsys, "models/__init__.py") == ["train.py:XEN101"]

    @pytest.mark.parametrize(
        "line",
        [
            "from .. import build",
            "from ..net import build",
            "from .zoo import build",
            "import os; from . . import *",
        ],
    )
    def test_dots_stand_for_the_names_of_packages(
        self, line: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("models/__init__.py", "from .net import build\n")
        write("models/runs/__init__.py", "from .. import build\n")
        write("models/runs/zoo.py", "from . import build\n")
        write("models/runs/train.py", f"{line}\n{SOFTMAX}")
        assert places(capsys, "models/net.py") == ["models/runs/train.py:XEN101"]

    def test_notebooks_import_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("train.ipynb", notebook("from models.net import build\nimport keras", "softmax"))
        assert places(capsys, "models/net.py") == ["train.ipynb:XEN101"]

    def test_what_the_project_leaves_out_is_left_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("build/train.py", f"import models.net\n{SOFTMAX}")
        assert places(capsys, "models/net.py") == []

    def test_a_folder_that_is_named_is_checked_as_it_is(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("train.py", f"import models.net\n{SOFTMAX}")
        assert places(capsys, "models") == []

    def test_it_can_be_declined(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("train.py", f"import models.net\n{SOFTMAX}")
        assert places(capsys, "models/net.py", "--no-importers") == []

    def test_comments_are_written_for_what_is_named_only(self) -> None:
        train = write("train.py", f"import models.net\n{SOFTMAX}")
        assert main(["--add-noqa", "models/net.py"]) == 0
        assert "noqa" not in train.read_text()

    @pytest.mark.parametrize("piece", ["import (#", "from (#\n", "import \\\n", "import (x#", "import (\n"])
    def test_hostile_imports_take_no_time(self, piece: str) -> None:
        write("hostile.py", piece * 20_000)
        began = time.process_time()
        assert main(["models/net.py"]) == 0
        assert time.process_time() - began < 20

    def test_files_that_import_each_other_come_to_an_end(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", f"import models.net, b\n{SOFTMAX}")
        write("b.py", f"import a\n{SOFTMAX}")
        assert places(capsys, "models/net.py") == ["a.py:XEN101", "b.py:XEN101"]


class TestForceExclude:
    @pytest.fixture(autouse=True)
    def excluded(self) -> None:
        write("xentlint.toml", 'extend-exclude = ["legacy", "gen/*.py"]\n')
        for name in ("legacy/deep/a.py", "gen/b.py", "gen/deep/c.py"):
            write(name, SOFTMAX)

    NAMED = ("legacy/deep/a.py", "gen/b.py", "gen/deep/c.py")

    def test_a_named_file_is_checked_all_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert len(places(capsys, *self.NAMED)) == 3

    def test_a_hook_can_insist(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert places(capsys, "--force-exclude", *self.NAMED) == ["gen/deep/c.py:XEN101"]
        assert places(capsys, "--force-exclude", "legacy") == []

    def test_the_configuration_can_insist_and_the_command_line_object(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("xentlint.toml", 'extend-exclude = ["legacy"]\nforce-exclude = true\n')
        assert places(capsys, "legacy/deep/a.py") == []
        assert places(capsys, "--no-force-exclude", "legacy/deep/a.py") == ["legacy/deep/a.py:XEN101"]

    def test_it_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--force-exclude", "legacy/deep/a.py"]) == 0
        assert "Skipped 1: excluded by the configuration." in capsys.readouterr().out

    def test_standard_input_has_a_name_too(
        self, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SOFTMAX.encode())))
        words = ["--force-exclude", "--fix", "-", "--stdin-filename", "legacy/a.py"]
        assert main(words) == 0
        assert capsysbinary.readouterr().out == SOFTMAX.encode()

    def test_more_can_be_left_out_on_the_command_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert places(capsys, "--extend-exclude", "deep") == []
        assert places(capsys, "--isolated", "--exclude", "gen") == ["legacy/deep/a.py:XEN101"]

    def test_a_project_inside_leaves_out_what_it_says(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("gen/xentlint.toml", 'exclude = ["deep"]\n')
        write("gen/build/d.py", SOFTMAX)
        assert places(capsys, ".") == ["gen/b.py:XEN101", "gen/build/d.py:XEN101"]


class TestMonorepo:
    def test_every_file_is_reported_as_its_own_configuration_says(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        source = "import keras\nsoftmax\nsigmoid  # noqa: XEN301\n"
        write("a/xentlint.toml", 'select = ["XEN1"]\n')
        write("b/pyproject.toml", '[tool.xentlint]\nselect = ["XEN2", "XEN902", "XEN301"]\n')
        write("a/x.py", source)
        write("b/x.py", source)
        everywhere = places(capsys, ".")
        assert everywhere == ["a/x.py:XEN101", "b/x.py:XEN201", "b/x.py:XEN902"]


class TestAddNoqa:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("softmax\n", "softmax  # noqa: XEN101\n"),
            ("softmax  # why\n", "softmax  # why  # noqa: XEN101\n"),
            ("softmax, sigmoid\n", "softmax, sigmoid  # noqa: XEN101,XEN201\n"),
            ("softmax, sigmoid  # noqa: XEN201 old\n", "softmax, sigmoid  # noqa: XEN201,XEN101 old\n"),
            ('x = """\nx""", softmax\n', 'x = """\nx""", softmax  # noqa: XEN101\n'),
            ('x = softmax, """\nx"""\n', 'x = softmax, """\nx"""  # noqa: XEN101\n'),
            ("x = softmax, \\\n    1\n", "x = softmax, \\\n    1  # noqa: XEN101\n"),
            ("x = [\n    softmax,\n]\n", "x = [\n    softmax,  # noqa: XEN101\n]\n"),
            ("softmax", "softmax  # noqa: XEN101"),
            ("x = 1\r\nsoftmax   \r\n", "x = 1\r\nsoftmax  # noqa: XEN101\r\n"),
        ],
    )
    def test_a_comment_is_written_where_it_silences(self, before: str, after: str) -> None:
        path = Path("a.py")
        path.write_bytes(f"import keras\n{before}".encode())
        assert main(["--add-noqa"]) == 0
        assert path.read_bytes() == f"import keras\n{after}".encode()
        assert main([]) == 0

    def test_a_reason_can_be_given(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.py", SOFTMAX)
        assert main(["--add-noqa", "--reason", "see ticket 12", "a.py"]) == 0
        assert path.read_text() == "import keras\nhead = softmax  # noqa: XEN101 -- see ticket 12\n"
        assert capsys.readouterr().out == "Silenced 1 finding in 1 file.\n"
        assert main([]) == 0

    @pytest.mark.parametrize(
        ("before", "after"),
        [("# noqa: E501", "# noqa: E501,XEN101 -- old"), ("# noqa: E501 so", "# noqa: E501,XEN101 so")],
    )
    def test_a_comment_that_has_a_reason_keeps_it(self, before: str, after: str) -> None:
        path = write("a.py", f"import keras\nhead = softmax  {before}\n")
        assert main(["--add-noqa", "--reason", "old", "a.py"]) == 0
        assert path.read_text() == f"import keras\nhead = softmax  {after}\n"
        assert main(["a.py"]) == 0

    def test_a_notebook_gets_it_in_its_cell(self) -> None:
        path = write("a.ipynb", notebook("import keras\n", "%matplotlib inline\nsoftmax"))
        assert main(["--add-noqa"]) == 0
        cells = json.loads(path.read_text())["cells"]
        assert "".join(cells[1]["source"]) == "%matplotlib inline\nsoftmax  # noqa: XEN101"

    def test_what_no_comment_can_silence_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("a.py").write_bytes(b"import keras\n\xff\n")
        assert main(["--add-noqa"]) == 1
        assert "1 finding cannot be silenced by a comment" in capsys.readouterr().out

    def test_a_read_only_file_is_left_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.py", SOFTMAX)
        path.chmod(0o444)
        assert main(["--add-noqa"]) == 1
        assert path.read_text() == SOFTMAX
        assert "a.py is read-only" in capsys.readouterr().err

    def test_standard_input_has_nowhere_to_put_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SOFTMAX.encode())))
        assert main(["-", "--add-noqa"]) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        # --diff promises to write nothing.
        (["--add-noqa", "--diff"], "--add-noqa and --diff do not go together"),
        (["--add-noqa", "--fix"], "--add-noqa and --fix do not go together"),
        (["--update-baseline", "--fix-only"], "--update-baseline and --fix-only do not go together"),
        (["--update-baseline", "--add-noqa"], "--add-noqa and --update-baseline do not go together"),
        (["--explain", "a.py:1", "--fix"], "--explain and --fix do not go together"),
        (["--reason", "old"], "--reason goes with --add-noqa"),
        (["a.py", "--stdin-filename", "b.py"], "--stdin-filename goes with standard input (-)"),
    ],
)
def test_of_two_things_that_exclude_each_other_none_is_done(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write("a.py", SOFTMAX)
    before = file.read_bytes()
    assert main(words) == 2
    assert capsys.readouterr().err == f"xentlint: error: {message}\n"
    assert file.read_bytes() == before


class TestBaseline:
    @pytest.fixture(autouse=True)
    def old(self) -> None:
        write("xentlint.toml", 'baseline = "known.json"\n')
        write("a.py", SOFTMAX)
        assert main(["--update-baseline"]) == 0

    def test_what_is_known_is_not_reported(self, capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        assert main([]) == 0
        assert "1 finding known to the baseline." in capsys.readouterr().out

    def test_lines_may_come_and_go_around_it(self) -> None:
        write("a.py", "# new\n\n" + SOFTMAX)
        assert main([]) == 0

    def test_the_same_line_once_more_is_new(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX + "head = softmax\n")
        assert places(capsys) == ["a.py:XEN101"]

    def test_another_finding_is_new(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("b.py", "import keras\nsigmoid\n")
        assert places(capsys) == ["b.py:XEN201"]

    def test_it_is_the_same_from_every_folder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("sub").mkdir()
        monkeypatch.chdir("sub")
        assert main([".."]) == 0

    def test_it_holds_in_another_checkout_wherever_it_lies(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("lint/base.toml", 'baseline = "known.json"\n')
        write("one/xentlint.toml", 'extend = "../lint/base.toml"\n')
        write("one/a.py", SOFTMAX)
        assert main(["--update-baseline", "one"]) == 0
        assert '"../one/a.py"' in Path("lint/known.json").read_text()
        assert main(["--update-baseline", "one"]) == 0
        Path("copy").mkdir()
        for name in ("lint", "one"):
            Path(name).rename(Path("copy") / name)
        monkeypatch.chdir("copy")
        capsys.readouterr()
        assert places(capsys, "one") == []
        assert places(capsys, "one", "--no-baseline") == ["one/a.py:XEN101"]

    def test_it_can_be_left_aside(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert places(capsys, "--no-baseline") == ["a.py:XEN101"]

    def test_what_is_known_is_not_repaired(self) -> None:
        assert main(["--fix"]) == 0
        assert Path("a.py").read_text() == SOFTMAX

    def test_an_update_of_some_files_keeps_what_it_says_of_others(self) -> None:
        write("b.py", "import keras\nsigmoid\n")
        assert main(["--update-baseline", "b.py"]) == 0
        assert main([]) == 0

    def test_an_update_forgets_what_is_gone(self) -> None:
        write("a.py", CLEAN)
        assert main(["--update-baseline"]) == 0
        assert json.loads(Path("known.json").read_text())["findings"] == []

    def test_another_file_can_be_named(self) -> None:
        assert main(["--update-baseline", "--baseline", "other.json"]) == 0
        assert json.loads(Path("other.json").read_text()) == json.loads(Path("known.json").read_text())

    @pytest.mark.parametrize("content", ["", "[]", '{"version": 9}', '{"version": 1, "findings": [{}]}'])
    def test_a_file_that_is_none_is_an_error(self, content: str, capsys: pytest.CaptureFixture[str]) -> None:
        write("known.json", content)
        assert main([]) == 2
        assert "known.json: is " in capsys.readouterr().err

    def test_a_file_that_is_missing_is_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("known.json").unlink()
        assert main([]) == 2
        assert "--update-baseline makes it" in capsys.readouterr().err

    def test_without_a_place_nothing_is_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--update-baseline", "--isolated"]) == 2
        assert "a.py has no baseline: say --baseline FILE" in capsys.readouterr().err


class TestRepairs:
    @pytest.fixture(autouse=True)
    def two(self) -> None:
        write("a.py", "import keras\na = softmax\nb = sigmoid\n")

    def test_fix_only_reports_nothing_that_remains(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--fix-only"]) == 0
        assert Path("a.py").read_text() == "import keras\na = None\nb = sigmoid\n"
        assert capsys.readouterr().out == "Fixed 1.\n"

    def test_a_repair_can_make_the_run_fail(self) -> None:
        assert main(["--fix-only", "--exit-non-zero-on-fix"]) == 1
        assert main(["--fix-only", "--exit-non-zero-on-fix"]) == 0

    def test_repairs_can_be_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--fix-only", "--unsafe-fixes", "--show-fixes"]) == 0
        assert capsys.readouterr().out == (
            "a.py:\n  1 of XEN101 (replace softmax)\n  1 of XEN201 (replace sigmoid)\nFixed 2.\n"
        )

    def test_repairs_are_named_in_a_report_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--fix", "--show-fixes"]) == 1
        assert "a.py:\n  1 of XEN101 (replace softmax)\nFixed 1; 1 remains." in capsys.readouterr().out

    @pytest.mark.parametrize("words", [["--unfixable", "XEN101"], ["--fixable", "XEN2,XEN3"]])
    def test_some_codes_are_never_repaired(self, words: list[str]) -> None:
        main(["--fix", "--unsafe-fixes", *words])
        assert Path("a.py").read_text() == "import keras\na = softmax\nb = None\n"

    def test_the_configuration_says_so_too_and_the_repair_is_shown_as_advice(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("xentlint.toml", 'unfixable = ["XEN1"]\n')
        assert main(["--fix"]) == 1
        printed = capsys.readouterr().out
        assert "fix (by hand): replace softmax" in printed
        assert "can be repaired with --fix." not in printed


class TestSelection:
    def test_an_empty_option_says_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        assert places(capsys, "--select", "", "--ignore", "") == ["a.py:XEN101"]


class TestTargets:
    @pytest.mark.parametrize(
        ("option", "value"), [("target-keras", "2.1"), ("target-keras", "3"), ("target-backend", "jax")]
    )
    def test_the_command_line_says_what_runs_the_code(
        self, option: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[object] = []

        def check(documents: object, settings: Settings, _: object) -> engine.Report:
            seen.append(getattr(settings.of(Path("a.py").absolute()), option.replace("-", "_")))
            return engine.Report(())

        monkeypatch.setattr(engine, "check", check)
        write("xentlint.toml", 'target-keras = "2"\n')
        write("a.py", CLEAN)
        assert main([f"--{option}", value, "a.py"]) == 0
        assert seen == [value]


class TestConfigCommand:
    def test_every_option_has_its_value_and_where_it_comes_from(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("base.toml", 'target-keras = "2"\n\nunfixable = ["XEN101"]\n')
        write(
            "sub/pyproject.toml", '[project]\n\n[tool.xentlint]\nextend = "../base.toml"\nselect = "XEN3"\n'
        )
        assert main(["config", "sub", "--target-keras", "3", "--output-format", "json"]) == 0
        shown = {each["key"]: each for each in json.loads(capsys.readouterr().out)}
        assert shown["select"] == {"key": "select", "value": ["XEN3"], "origin": "sub/pyproject.toml:5"}
        assert shown["unfixable"]["origin"] == "base.toml:3"
        assert shown["target-keras"] == {"key": "target-keras", "value": "3", "origin": "command line"}
        assert shown["cache"] == {"key": "cache", "value": True, "origin": "default"}

    def test_what_is_on_names_all_who_had_a_say(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("pyproject.toml", '[tool.xentlint]\nselect = ["XEN2"]\nextend-select = ["XEN103"]\n')
        write("sub/xentlint.toml", 'extend = "../pyproject.toml"\nextend-select = ["XEN104"]\n')
        assert main(["config", "sub", "--output-format", "json"]) == 0
        shown = {each["key"]: each for each in json.loads(capsys.readouterr().out)}
        assert shown["select"]["value"] == ["XEN103", "XEN104", "XEN201", "XEN202", "XEN203", "XEN204"]
        asked = "pyproject.toml:2, pyproject.toml:3, sub/xentlint.toml:2"
        assert shown["select"]["origin"] == asked
        assert shown["extend-select"]["value"] == shown["ignore"]["value"] == []
        assert shown["extend-select"]["origin"] == shown["ignore"]["origin"] == "default"

    def test_every_value_is_shown_as_a_file_would_have_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        written = {
            "extend-exclude": ["old"],
            "per-file-ignores": {"tests/**": ["XEN1"]},
            "known-apis": {
                "acme.nn.Head": "keras.layers.Softmax",
                "acme.ce": {"is": "keras.losses.categorical_crossentropy", "from_logits": True},
            },
            "cache-dir": str(Path("kept").absolute()),
            "docs-url": "https://docs.example/",
        }
        text = """
            extend-exclude = ["old"]
            cache-dir = "kept"
            docs-url = "https://docs.example"
            [per-file-ignores]
            "tests/**" = ["XEN1"]
            [known-apis]
            "acme.nn.Head" = "keras.layers.Softmax"
            "acme.ce" = { is = "keras.losses.categorical_crossentropy", from_logits = true }
            """
        write("xentlint.toml", text)
        assert main(["config", "--output-format", "json"]) == 0
        shown = {each["key"]: each["value"] for each in json.loads(capsys.readouterr().out)}
        assert shown | written == shown
        assert list(shown) == [option.key for option in OPTIONS if option.key != "extend"]
        assert main(["config"]) == 0

    def test_a_target_that_is_read_from_the_dependencies_names_their_file(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("requirements.txt", "keras==2.10\n")
        assert main(["config"]) == 0
        assert 'target-keras      = "2"  # requirements.txt' in capsys.readouterr().out

    def test_a_broken_file_and_a_missing_path_are_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["config", "nowhere"]) == 2
        write("xentlint.toml", "cache = 1\n")
        assert main(["config"]) == 2
        assert "xentlint.toml:1: cache: must be true or false" in capsys.readouterr().err
