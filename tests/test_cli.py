from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import xentlint
from xentlint.cli import main
from xentlint.run import engine
from xentlint.sources import exchange
from xentlint.sources.reading import read_document

from . import stand_in

SOFTMAX = "import keras\nhead = softmax\n"
CLEAN = "import keras\nhead = None\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and the stand-in for the evaluator."""
    for variable in ("NO_COLOR", "FORCE_COLOR", "CI_PROJECT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    stand_in.install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def notebook(*cells: str) -> str:
    written = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


def feed(monkeypatch: pytest.MonkeyPatch, source: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(source)))


class TestJobs:
    @pytest.mark.parametrize("jobs", ["2", "auto"])
    def test_several_processes_say_the_same(self, jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
        for name in "abcde":
            write(f"{name}.py", SOFTMAX)
        printed = []
        for words in ([], ["-j", jobs]):
            assert main([*words, "--no-cache", "."]) == 1
            printed.append(capsys.readouterr())
        assert printed[0] == printed[1]
        assert printed[0].out.count("XEN101") == 5

    @pytest.mark.parametrize("jobs", ["0", "-1", "many"])
    def test_what_is_no_number_of_processes_is_refused(
        self, jobs: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            main([f"--jobs={jobs}", "."])
        assert ended.value.code == 2
        assert "--jobs" in capsys.readouterr().err


class TestExitStatus:
    def test_nothing_found_is_0(self) -> None:
        write("a.py", CLEAN)
        assert main(["a.py"]) == 0

    def test_something_found_is_1(self) -> None:
        write("a.py", SOFTMAX)
        assert main(["a.py"]) == 1

    def test_exit_zero_reports_all_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        assert main(["--exit-zero", "a.py"]) == 0
        assert "XEN101" in capsys.readouterr().out

    def test_a_file_that_cannot_be_decoded_is_a_finding(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("a.py").write_bytes(b"import keras\n\xff\n")
        assert main(["a.py"]) == 1
        assert "a.py:2:1: XEN901" in capsys.readouterr().out

    def test_a_missing_path_is_2_and_the_others_are_checked(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        assert main(["missing.py", "a.py"]) == 2
        printed = capsys.readouterr()
        assert printed.err == "xentlint: error: missing.py: no such file or folder\n"
        assert "a.py:2:8: XEN101" in printed.out

    def test_a_missing_path_is_2_even_with_exit_zero(self) -> None:
        assert main(["--exit-zero", "missing.py"]) == 2

    def test_an_unknown_code_is_2_and_one_line_with_a_suggestion(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", SOFTMAX)
        assert main(["--select", "XEN1010", "a.py"]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.count("\n") == 1
        assert "--select: unknown code 'XEN1010' (did you mean 'XEN101'?)" in printed.err

    def test_a_broken_configuration_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("pyproject.toml", "[tool.xentlint]\nselct = []\n")
        assert main([]) == 2
        assert "pyproject.toml:2: tool.xentlint.selct" in capsys.readouterr().err

    def test_an_unknown_option_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["--selekt", "ALL"])
        assert caught.value.code == 2
        assert "--selekt (did you mean '--select'?)" in capsys.readouterr().err

    def test_a_command_that_is_nearly_one_is_2_with_a_suggestion(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["chekc", "a.py"]) == 2
        error = "xentlint: error: there is no command 'chekc' (did you mean 'check'?)\n"
        assert capsys.readouterr().err == error

    def test_a_file_may_be_called_nearly_as_a_command(self) -> None:
        write("rules", "")
        assert main(["rules"]) == 0

    def test_after_an_error_nothing_is_called_found(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("notes.py", "print('no training here')\n")
        Path("broken.py").write_bytes(b"import keras\n\xff\n")
        assert main(["missing.py"]) == 2
        assert capsys.readouterr().out.strip() == ""
        assert main(["missing.py", "notes.py"]) == 2
        assert main(["--ignore", "XEN901", "broken.py"]) == 0
        printed = capsys.readouterr().out
        assert "Found nothing" not in printed
        assert "Could not read 1 file." in printed

    def test_a_bug_of_ours_is_2_and_not_a_finding(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def crash(*_: Any) -> engine.Report:
            raise ZeroDivisionError

        monkeypatch.setattr(engine, "check", crash)
        write("a.py", SOFTMAX)
        assert main(["a.py"]) == 2
        assert "this is a bug in xentlint" in capsys.readouterr().err


class TestPaths:
    def test_check_is_the_default_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        assert main(["a.py"]) == 1
        short = capsys.readouterr()
        assert main(["check", "a.py"]) == 1
        assert capsys.readouterr() == short

    def test_paths_may_stand_anywhere_among_the_options(self, capsys: pytest.CaptureFixture[str]) -> None:
        for name in ("a.py", "b.py", "c.py"):
            write(name, SOFTMAX)
        assert main(["a.py", "--output-format", "concise", "b.py", "-q", "c.py"]) == 1
        assert capsys.readouterr().out.count("XEN101") == 3

    def test_the_default_path_is_the_working_directory(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("sub/a.py", SOFTMAX)
        assert main([]) == 1
        assert str(Path("sub/a.py")) in capsys.readouterr().out

    def test_no_python_file_at_all_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 0
        printed = capsys.readouterr()
        assert "there is no Python file" in printed.err
        assert printed.out.strip() == ""

    def test_files_without_training_code_are_not_called_checked(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", CLEAN)
        write("b.py", "print('hello')\n")
        assert main([]) == 0
        line = "Found nothing in 1 file with training code (1 other without). Of 1 loss: 1 proved right, 0 unknown.\n"
        assert capsys.readouterr().out == line

    def test_what_was_skipped_is_counted_with_the_reason_and_not_as_checked(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", CLEAN)
        write("b.ipynb", '{"keras": 1}')
        write("c.ipynb", '{"keras": 2}')
        write("d.ipynb", json.dumps({"cells": [], "metadata": {"kernelspec": {"language": "R"}}, "keras": 3}))
        assert main([]) == 0
        assert capsys.readouterr().out == (
            "Found nothing in 1 file with training code. Of 1 loss: 1 proved right, 0 unknown. "
            "Skipped 3: its JSON is not a notebook (2); its language is R, not Python.\n"
        )
        assert main(["--diff"]) == 0
        assert "Skipped 3: " in capsys.readouterr().err

    def test_a_file_that_cannot_be_read_does_not_count_as_checked_even_when_nobody_wants_to_know(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", CLEAN)
        Path("b.py").write_bytes(b"import keras\n\xff\n")
        assert main(["--ignore", "XEN901", "-v"]) == 0
        printed = capsys.readouterr()
        assert printed.out == (
            "Found nothing in 1 file with training code. Of 1 loss: 1 proved right, 0 unknown. "
            "Could not read 1 file.\n"
        )
        assert "b.py: not evaluated: it cannot be read\n" in printed.err

    def test_verbose_names_what_was_evaluated_and_what_was_not(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", CLEAN)
        write("b.py", "print('hello')\n")
        write("c.ipynb", '{"keras": 1}')
        assert main(["-v"]) == 0
        assert capsys.readouterr().err.splitlines() == [
            "xentlint: a.py: evaluated",
            "xentlint: b.py: not evaluated: it holds no training code",
            "xentlint: c.ipynb: skipped: its JSON is not a notebook",
        ]

    @pytest.mark.parametrize("words", [["-"], []])
    def test_standard_input_has_the_name_it_is_given(
        self, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        feed(monkeypatch, SOFTMAX.encode())
        assert main([*words, "--stdin-filename", "pkg/a.py", "--output-format", "concise"]) == 1
        assert capsys.readouterr().out.startswith(f"{Path('pkg/a.py')}:2:8: XEN101")

    def test_standard_input_and_files_are_refused_together(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        assert main(["-", "a.py"]) == 2
        assert "together with files" in capsys.readouterr().err

    def test_empty_input_is_fine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        feed(monkeypatch, b"")
        assert main(["-"]) == 0


class TestSelection:
    def codes(self, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
        write("a.py", "import keras\nsoftmax\nquiet\nsigmoid\n")
        main([*options, "--output-format", "json", "a.py"])
        return [each["code"] for each in json.loads(capsys.readouterr().out)]

    def test_opt_in_codes_are_off(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.codes(capsys) == ["XEN101", "XEN201"]

    def test_select_replaces(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.codes(capsys, "--select", "XEN2,XEN103") == ["XEN103", "XEN201"]

    def test_extend_select_adds(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.codes(capsys, "--extend-select", "XEN103") == ["XEN101", "XEN103", "XEN201"]

    def test_ignore_takes_away(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.codes(capsys, "--ignore", "XEN101", "--ignore", "XEN301") == ["XEN201"]

    def test_the_project_configures_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("pyproject.toml", '[tool.xentlint]\nselect = ["XEN201"]\n')
        assert self.codes(capsys) == ["XEN201"]
        assert self.codes(capsys, "--isolated") == ["XEN101", "XEN201"]

    def test_a_configuration_file_can_be_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("other.toml", 'select = ["XEN103"]\n')
        assert self.codes(capsys, "--config", "other.toml") == ["XEN103"]


class TestSuppression:
    def test_noqa_silences(self) -> None:
        write("a.py", "import keras\nhead = softmax  # noqa: XEN101\n")
        assert main(["a.py"]) == 0

    def test_noqa_on_a_related_line_silences(self) -> None:
        write("a.py", "import keras\nactivation = 1  # noqa: XEN101\nhead = softmax\n")
        assert main(["a.py"]) == 0

    def test_noqa_in_a_file_that_was_only_followed_silences(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def follow(documents: Any, settings: Any, *_: Any) -> engine.Report:
            both = [*documents, read_document(Path("models.py").absolute())]
            return engine.Report(
                tuple(
                    each for each in stand_in.check(both, settings).diagnostics if "models" in each.span.path
                )
            )

        monkeypatch.setattr(engine, "check", follow)
        write("a.py", "import keras, models\n")
        write("models.py", "softmax\nsoftmax  # noqa\n")
        assert main(["a.py"]) == 1
        printed = capsys.readouterr().out
        assert printed.count("XEN101") == 1
        assert "1 | softmax" in printed  # its source line is shown all the same

    def test_a_plan_for_a_file_that_was_only_followed_is_left_out(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def follow(documents: Any, settings: Any, *_: Any) -> engine.Report:
            return stand_in.check([*documents, read_document(Path("models.py").absolute())], settings)

        monkeypatch.setattr(engine, "check", follow)
        write("a.py", "import keras, models\nspread\n")
        write("models.py", "target\n")
        assert main(["--fix", "a.py"]) == 1
        assert Path("models.py").read_text() == "target\n"
        assert "models.py would have to change too" in capsys.readouterr().err

    def test_what_noqa_silences_is_never_repaired(self) -> None:
        path = write("a.py", "import keras\nhead = softmax  # noqa: XEN101\n")
        assert main(["--fix", "a.py"]) == 0
        assert "softmax" in path.read_text()

    def test_a_noqa_that_silences_nothing_is_reported_on_request(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", "import keras\nhead = None  # noqa: XEN101\n")
        assert main(["a.py"]) == 0
        capsys.readouterr()
        assert main(["--extend-select", "XEN902", "--output-format", "concise", "-q", "a.py"]) == 1
        assert capsys.readouterr().out == "a.py:2:14: XEN902 [warning] this noqa silences no XEN101\n"


class TestOutput:
    def test_findings_are_sorted_by_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("b.py", "import keras\nsigmoid\nsoftmax\n")
        write("a.py", SOFTMAX)
        main(["b.py", "a.py", "--output-format", "concise", "-q"])
        places = [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()]
        assert places == ["a.py:2:8", "b.py:2:1", "b.py:3:1"]

    def test_json_is_alone_on_standard_output(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        main(["a.py", "--output-format", "json", "--statistics"])
        printed = capsys.readouterr()
        assert [each["code"] for each in json.loads(printed.out)] == ["XEN101"]
        losses = json.loads(printed.err)["losses"]
        assert losses == {
            "met": 2, "proved_right": 1, "reported": 1, "not_reported": 0, "unknown": 0, "reasons": {}
        }  # fmt: skip

    def test_statistics_for_people_go_to_standard_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        main(["a.py", "--statistics"])
        figures = "losses: 2 met, 1 proved right, 1 reported, 0 found but not reported, 0 unknown\n"
        assert figures in capsys.readouterr().err

    def test_what_is_found_and_not_reported_is_counted_as_such(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", SOFTMAX)
        assert main(["a.py", "--ignore", "XEN101", "--statistics"]) == 0
        printed = capsys.readouterr()
        assert "Of 2 losses: 1 proved right, 1 not reported, 0 unknown." in printed.out
        assert "1 proved right, 0 reported, 1 found but not reported, 0 unknown" in printed.err

    def test_a_gate_can_ask_how_much_is_known(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def half(*_: Any) -> engine.Report:
            return engine.Report((), engine.Coverage(met=4, proved_right=2, unknown=2))

        monkeypatch.setattr(engine, "check", half)
        write("a.py", CLEAN)
        assert main(["a.py", "--min-known", "0.5"]) == 0
        capsys.readouterr()
        assert main(["a.py", "--min-known", "0.9"]) == 1
        error = "xentlint: error: 2 of 4 losses are known, and --min-known asks for a part of 0.9; --statistics says why\n"
        assert capsys.readouterr().err == error
        assert main(["a.py", "--min-known", "0.9", "--exit-zero"]) == 0

    def test_the_report_can_go_to_a_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        assert main(["a.py", "--output-format", "json", "--output-file", "report.json"]) == 1
        assert [each["code"] for each in json.loads(Path("report.json").read_text())] == ["XEN101"]
        assert capsys.readouterr().out == ""

    def test_a_report_that_cannot_be_written_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        assert main(["a.py", "--output-file", "missing/report.txt"]) == 2
        assert "cannot be written" in capsys.readouterr().err

    def test_the_summary_says_what_can_be_repaired(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", "import keras\nsoftmax\nsigmoid\nrelu\n")
        main(["a.py"])
        assert capsys.readouterr().out.splitlines()[-1] == (
            "Found 3 problems in 1 file. 1 can be repaired with --fix. "
            "1 more can be repaired with --fix --unsafe-fixes."
        )

    def test_quiet_leaves_the_summary_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", CLEAN)
        main(["-q", "a.py"])
        assert capsys.readouterr().out == ""

    @pytest.mark.parametrize(
        ("environment", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False)]
    )
    def test_colour_is_for_terminals_and_for_who_asks(
        self,
        environment: dict[str, str],
        coloured: bool,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        write("a.py", SOFTMAX)
        main(["a.py"])
        assert ("\x1b[" in capsys.readouterr().out) is coloured


class TestFix:
    def test_safe_repairs_are_applied(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.py", SOFTMAX)
        assert main(["--fix", "a.py"]) == 0
        assert path.read_text() == CLEAN
        assert capsys.readouterr().out == "Fixed 1; 0 remain.\n"

    def test_unsafe_repairs_wait_to_be_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.py", "import keras\nhead = sigmoid\n")
        assert main(["--fix", "a.py"]) == 1
        assert "sigmoid" in path.read_text()
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "Fixed 0; 1 remains. 1 can be repaired with --fix --unsafe-fixes."
        assert main(["--fix", "--unsafe-fixes", "a.py"]) == 0
        assert path.read_text() == CLEAN

    def test_repairs_that_are_not_selected_are_not_made(self) -> None:
        path = write("a.py", "import keras\na = softmax\nb = sigmoid\n")
        assert main(["--fix", "--unsafe-fixes", "--select", "XEN201", "a.py"]) == 0
        assert path.read_text() == "import keras\na = softmax\nb = None\n"

    def test_a_second_run_has_nothing_to_do(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", SOFTMAX)
        main(["--fix", "a.py"])
        capsys.readouterr()
        assert main(["--fix", "a.py"]) == 0
        assert capsys.readouterr().out == "Fixed 0; 0 remain.\n"

    def test_a_file_without_findings_is_not_touched(self) -> None:
        path = write("a.py", CLEAN)
        before = path.stat()
        main(["--fix", "a.py"])
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_line_endings_byte_order_mark_and_mode_stay(self) -> None:
        path = Path("a.py")
        path.write_bytes(b"\xef\xbb\xbfimport keras\r\nhead = softmax\r\nname = 'x'\r")
        path.chmod(0o750)
        main(["--fix", "a.py"])
        assert path.read_bytes() == b"\xef\xbb\xbfimport keras\r\nhead = None\r\nname = 'x'\r"
        assert path.stat().st_mode & 0o777 == 0o750

    def test_a_repair_that_does_not_parse_is_taken_back_and_the_others_stay(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = write("a.py", "import keras\na = broken\nb = softmax\n")
        assert main(["--fix", "a.py"]) == 1
        assert path.read_text() == "import keras\na = broken\nb = None\n"
        printed = capsys.readouterr()
        assert "1 repair was not applied: a.py would not parse" in printed.err
        assert "Fixed 1; 1 remains." in printed.out

    def test_a_repair_that_leaves_a_contradiction_behind_is_taken_back_and_the_others_stay(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = write("a.py", "import keras\na = unwise\nb = softmax\n")
        other = write("b.py", SOFTMAX)
        assert main(["--fix", "a.py", "b.py"]) == 1
        assert path.read_text() == "import keras\na = unwise\nb = None\n"
        assert other.read_text() == CLEAN
        printed = capsys.readouterr()
        assert "1 repair was not applied: a.py" in printed.err
        assert "be wrong in another way after it" in printed.err
        assert "Fixed 2; 1 remains." in printed.out

    def test_a_contradiction_that_is_not_reported_counts_too(self) -> None:
        path = write("a.py", "import keras\na = unwise\n")
        assert main(["--select", "XEN104", "--fix", "a.py"]) == 1
        assert path.read_text() == "import keras\na = unwise\n"

    def test_repairs_that_never_come_to_rest_end(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", "import keras\na = restless\n")
        assert main(["--fix", "a.py"]) == 1
        assert "not come to rest" in capsys.readouterr().err

    def test_a_plan_over_several_files_is_applied_whole(self) -> None:
        write("a.py", "import keras, b\nspread\n")
        write("b.py", "import keras\ntarget\n")
        assert main(["--fix", "."]) == 0
        assert Path("a.py").read_text() == "import keras, b\nNone\n"
        assert Path("b.py").read_text() == "import keras\ndone\n"

    def test_a_plan_that_needs_a_read_only_file_is_left_out_whole(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", "import keras, b\nspread\nsoftmax\n")
        Path(write("b.py", "import keras\ntarget\n")).chmod(0o444)
        assert main(["--fix", "."]) == 1
        assert Path("a.py").read_text() == "import keras, b\nspread\nNone\n"
        assert Path("b.py").read_text() == "import keras\ntarget\n"
        assert "1 repair was not applied: b.py is read-only" in capsys.readouterr().err

    def test_overlapping_plans_are_made_one_after_the_other(self) -> None:
        # Both change ``target``; the second one is made anew when the first is in place.
        write("a.py", "import keras\nspread\nspread\ntarget\n")
        assert main(["--fix", "a.py"]) == 0
        assert Path("a.py").read_text() == "import keras\nNone\nNone\ndone\n"

    def test_when_one_file_cannot_be_written_none_is(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first, second = write("a.py", SOFTMAX), write("b.py", SOFTMAX)
        really = os.replace

        def full(source: str, target: str) -> None:
            if str(target).endswith("b.py"):
                raise OSError(28, "No space left on device", target)
            really(source, target)

        monkeypatch.setattr(os, "replace", full)
        monkeypatch.setattr(exchange, "exchange", lambda *_: False)  # as on systems that cannot swap names
        assert main(["--fix", "."]) == 2
        assert (first.read_text(), second.read_text()) == (SOFTMAX, SOFTMAX)
        printed = capsys.readouterr()
        assert "nothing was repaired" in printed.err
        assert printed.out.count("XEN101") == 2

    def test_a_notebook_keeps_every_byte_that_is_not_repaired(self) -> None:
        path = write("a.ipynb", notebook("import keras\nä = 1", "x = 2\nhead = softmax"))
        before = path.read_text()
        assert main(["--fix", "a.ipynb"]) == 0
        assert path.read_text() == before.replace("softmax", "None")

    def test_standard_input_is_repaired_on_standard_output(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        feed(monkeypatch, b"import keras\na = softmax\nb = relu\n")
        assert main(["--fix", "-"]) == 1
        printed = capsys.readouterr()
        assert printed.out == "import keras\na = None\nb = relu\n"
        assert "XEN203" in printed.err

    def test_standard_input_that_cannot_matter_comes_back_as_it_was(
        self, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        feed(monkeypatch, b"print('\xff')\r\n")
        assert main(["--fix", "-"]) == 0
        assert capsysbinary.readouterr().out == b"print('\xff')\r\n"


class TestDiff:
    def test_a_diff_is_printed_and_nothing_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.py", SOFTMAX)
        assert main(["--diff", "a.py"]) == 1
        assert path.read_text() == SOFTMAX
        printed = capsys.readouterr()
        assert printed.out == (
            "--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n import keras\n-head = softmax\n+head = None\n"
        )
        assert printed.err == "Would fix 1; 0 would remain.\n"

    def test_no_repair_is_no_diff(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", CLEAN)
        assert main(["--diff", "a.py"]) == 0
        assert capsys.readouterr().out == ""

    def test_unsafe_repairs_are_shown_on_request(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", "import keras\nsigmoid\n")
        main(["--diff", "a.py"])
        assert capsys.readouterr().out == ""
        main(["--diff", "--unsafe-fixes", "a.py"])
        assert "+None\n" in capsys.readouterr().out

    def test_a_missing_final_newline_is_marked_as_patch_wants_it(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("a.py", "import keras\nsoftmax")
        main(["--diff", "a.py"])
        end = "\\ No newline at end of file\n"
        assert capsys.readouterr().out.endswith(f"-softmax\n{end}+None\n{end}")

    def test_a_notebooks_diff_is_by_cell(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.ipynb", notebook("import keras", "head = softmax\n"))
        main(["--diff", "a.ipynb"])
        assert capsys.readouterr().out == (
            "--- a.ipynb:cell 2\n+++ a.ipynb:cell 2\n@@ -1 +1 @@\n-head = softmax\n+head = None\n"
        )

    @pytest.mark.skipif(os.name == "nt", reason="patch(1) is not there")
    def test_patch_understands_the_diff(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("a.py", "import keras\r\nx = '\x0c'\r\nhead = softmax\r\n")
        main(["--diff", "a.py"])
        patch = capsys.readouterr().out.encode()
        applied = subprocess.run(["git", "apply", "-p0"], input=patch, capture_output=True, check=False)
        assert applied.returncode == 0, applied.stderr
        assert path.read_bytes() == b"import keras\r\nx = '\x0c'\r\nhead = None\r\n"


class TestExplain:
    def test_a_place_that_is_none_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--explain", "a.py"]) == 2
        assert "FILE:LINE" in capsys.readouterr().err


class TestVerify:
    def test_everything_is_handed_to_the_harness(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import xentlint.verify.command

        received: list[Sequence[str]] = []

        def harness(words: Sequence[str]) -> int:
            received.append(words)
            return 1

        monkeypatch.setattr(xentlint.verify.command, "main", harness)
        assert main(["verify", "train.py", "--steps", "3", "--", "--epochs", "1"]) == 1
        assert received == [["train.py", "--steps", "3", "--", "--epochs", "1"]]

    def test_without_tensorflow_the_harness_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        assert main(["verify"]) == 2
        printed = capsys.readouterr()
        assert (printed.out, printed.err.count("\n")) == ("", 1)
        assert "pip install 'xentlint[verify]'" in printed.err


class TestHelp:
    @pytest.mark.parametrize(
        "words", [["--help"], ["check", "--help"], ["rule", "--help"], ["verify", "--help"]]
    )
    def test_help_is_printed(self, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 0
        assert "xentlint" in capsys.readouterr().out


def python(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, env=environment, **options
    )


class TestWeight:
    @pytest.mark.parametrize("words", [["--version"], ["rule", "--all"], ["check", "--help"], ["plain.py"]])
    def test_libcst_is_imported_only_for_files_that_can_matter(self, words: list[str]) -> None:
        write("plain.py", "print('hello')\n")
        program = (
            "import sys, contextlib\n"
            "from xentlint.cli import main\n"
            "with contextlib.suppress(SystemExit):\n"
            f"    main({words!r})\n"
            "assert not {'libcst', 'tensorflow', 'numpy'} & set(sys.modules)\n"
        )
        done = python("-c", program)
        assert done.returncode == 0, done.stderr

    def test_importing_the_package_imports_next_to_nothing(self) -> None:
        program = (
            "import sys, xentlint\n"
            "loaded = {name for name in sys.modules if name.startswith('xentlint')}\n"
            "assert loaded == {'xentlint'}, loaded\n"
        )
        done = python("-c", program)
        assert done.returncode == 0, done.stderr

    def test_the_module_can_be_run(self) -> None:
        done = python("-m", "xentlint", "--version")
        assert done.stdout.startswith("xentlint ")

    @pytest.mark.skipif(os.name == "nt", reason="there is no closed pipe to write to")
    def test_a_reader_that_leaves_early_causes_no_traceback(self) -> None:
        write("plain.py", "print('hello')\n")
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") as closed:
            environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
            words = [sys.executable, "-m", "xentlint", "plain.py"]
            done = subprocess.run(words, stdout=closed, stderr=subprocess.PIPE, env=environment, check=False)
        assert (done.returncode, done.stderr) == (2, b"")

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is nothing that is full")
    @pytest.mark.parametrize("full", ["stdout", "stderr"])
    @pytest.mark.parametrize("path", ["plain.py", "many.py"])
    def test_what_cannot_be_written_is_said_if_anybody_listens(self, full: str, path: str) -> None:
        write("plain.py", "print('hello')\n")
        write("many.py", "import keras\n" + "softmax\n" * 500)
        other = {"stdout": "stderr", "stderr": "stdout"}[full]
        with open("/dev/full", "w") as stream:
            done = python_to("--statistics", "--no-cache", path, **{full: stream, other: subprocess.PIPE})
        assert done.returncode == 2
        if full == "stdout":
            assert done.stderr.endswith(b"error: the report cannot be written: No space left on device\n")
        assert b"Traceback" not in (done.stdout or b"") + (done.stderr or b"")

    @pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
    @pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    def test_streams_that_are_closed_are_no_matter(self, closed: str) -> None:
        program = (
            "from tensorflow import keras\n"
            "model = keras.Sequential([keras.layers.Dense(3, activation='softmax')])\n"
            "model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))\n"
        )
        path = write("a.py", program)
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        words = f"{sys.executable} -m xentlint --no-cache --statistics"
        for more, status in (("a.py", 1), ("--fix --unsafe-fixes a.py", 0), ("-", 0)):
            done = subprocess.run(f"{words} {more} {closed}", shell=True, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, check=False)  # fmt: skip
            assert done.returncode == status
        assert path.read_text() == program.replace(", activation='softmax'", "")


def python_to(*words: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run([sys.executable, "-m", "xentlint", *words], env=environment, check=False, **streams)


class TestPublicInterface:
    def test_check_and_fix_mean_what_the_command_means(self) -> None:
        import xentlint

        path = write("a.py", "import keras\nsoftmax\nsigmoid\n")
        assert [each.code for each in xentlint.check(["a.py"])] == ["XEN101", "XEN201"]
        assert [each.code for each in xentlint.fix(["a.py"])] == ["XEN201"]
        assert xentlint.fix(["a.py"], unsafe=True) == []
        assert path.read_text() == "import keras\nNone\nNone\n"

    def test_a_missing_path_is_an_error(self) -> None:
        import xentlint

        with pytest.raises(FileNotFoundError, match="no such file"):
            xentlint.check(["missing.py"])

    def test_names_that_are_not_public_are_missing(self) -> None:
        import xentlint

        assert not hasattr(xentlint, "nothing")
        assert {"check", "fix", "Diagnostic"} <= set(dir(xentlint))


def test_a_file_that_names_no_library_is_checked_when_it_imports_one_that_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("net.py", CLEAN)
    write("report.py", "from net import head\nprint(softmax)\n")
    write("other.py", "from elsewhere import head\nprint(softmax)\n")
    assert main(["."]) == 1
    printed = capsys.readouterr().out
    assert "report.py:2" in printed
    assert "other.py" not in printed


class TestFromPython:
    def test_one_path_is_enough(self) -> None:
        path = write("a.py", SOFTMAX)
        found = [xentlint.check("a.py"), xentlint.check(path), xentlint.check(["a.py"]), xentlint.check()]
        assert [[each.code for each in every] for every in found] == [["XEN101"]] * 4
        assert xentlint.fix("a.py") == []
        assert path.read_text() == CLEAN

    def test_a_path_that_is_missing_is_an_error(self) -> None:
        with pytest.raises(FileNotFoundError, match=r"missing\.py"):
            xentlint.check("missing.py")


class TestCompletion:
    @pytest.fixture(autouse=True)
    def installed(self) -> None:
        pytest.importorskip("shtab")

    def test_a_shell_completes_commands_and_options(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--print-completion", "bash"]) == 0
        script = write("completion.bash", capsys.readouterr().out)

        def completed(*words: str) -> list[str]:
            asks = f"""
            source {script}
            COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}
            _shtab_xentlint; printf '%s\\n' "${{COMPREPLY[@]}}"
            """
            done = subprocess.run(["bash", "-c", asks], capture_output=True, text=True, check=True)
            return done.stdout.split()

        assert completed("xentlint", "ver") == ["verify"]
        assert "--update-baseline" in completed("xentlint", "check", "--up")
        assert "json-lines" in completed("xentlint", "check", "--output-format", "json-")
        assert completed("xentlint", "rule", "XEN3") == ["XEN301"]
        write("train.py", "")
        for words in (["check"], ["check", "--config"], ["config"], ["verify"]):
            assert "train.py" in completed("xentlint", *words, "tr")

    @pytest.mark.skipif(os.name == "nt", reason="a pipe without a reader is another error there")
    @pytest.mark.parametrize(
        "words",
        [["--print-completion", "zsh"], ["rule", "XEN101"], ["check", "--output-format", "json", "a.py"]],
    )
    def test_a_reader_that_has_seen_enough_ends_it_quietly(self, words: list[str]) -> None:
        write("a.py", SOFTMAX)
        read, written = os.pipe()
        os.close(read)
        environment = {**os.environ, "PYTHONPATH": str(Path(xentlint.__file__).parents[1])}
        done = subprocess.run(
            [sys.executable, "-m", "xentlint", *words],
            stdout=written,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
        os.close(written)
        assert (done.returncode, done.stderr) == (2, b"")

    def test_an_unknown_shell_is_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--print-completion", "dos"]) == 2
        assert "completions for bash" in capsys.readouterr().err

    def test_without_shtab_one_line_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setitem(sys.modules, "shtab", None)
        assert main(["--print-completion", "bash"]) == 2
        assert capsys.readouterr().err.count("\n") == 1
