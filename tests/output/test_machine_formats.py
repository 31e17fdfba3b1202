from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from xentlint.output import FORMATS, render
from xentlint.output.notebook_rows import row_in_file
from xentlint.rules.diagnostic import Applicability, Fix, Related, Severity
from xentlint.sources.document import Document
from xentlint.sources.positions import Edit, Position, Span

from .findings import ROOT, TRAIN, TRAIN_TEXT, at, context, notebook, python, softmax_in_tape, span

NOTEBOOK = notebook("x = 1", "loss(y, p)")
IN_CELL = at(span("loss(y, p)", "loss(y, p)", NOTEBOOK.path, 1))


def parsed(output_format: str, *findings: Any) -> Any:
    return json.loads(render(output_format, findings, context(python(TRAIN_TEXT), NOTEBOOK)))


def test_json_is_the_contract() -> None:
    assert parsed("json", softmax_in_tape()) == [
        {
            "filename": "train.py",
            "cell": None,
            "code": "XEN101",
            "name": "probabilities-in-training-step",
            "severity": "warning",
            "message": "softmax output meets CategoricalCrossentropy(from_logits=False)",
            "location": {"row": 8, "column": 16},
            "end_location": {"row": 8, "column": 35},
            "related": [
                {
                    "filename": "train.py",
                    "cell": None,
                    "location": {"row": 3, "column": 34},
                    "end_location": {"row": 3, "column": 54},
                    "message": "the activation is applied here",
                },
                {
                    "filename": "train.py",
                    "cell": None,
                    "location": {"row": 4, "column": 11},
                    "end_location": {"row": 4, "column": 52},
                    "message": "the loss is made here",
                },
            ],
            "fix": {
                "applicability": "safe",
                "message": "give the loss logits",
                "edits": [
                    {
                        "filename": "train.py",
                        "cell": None,
                        "location": {"row": 3, "column": 45},
                        "end_location": {"row": 3, "column": 54},
                        "content": "None",
                    },
                    {
                        "filename": "train.py",
                        "cell": None,
                        "location": {"row": 4, "column": 51},
                        "end_location": {"row": 4, "column": 51},
                        "content": "from_logits=True",
                    },
                ],
            },
            "help": "compute the loss from logits",
            "url": None,
        }
    ]


def test_json_counts_cells_from_zero_and_says_when_there_is_no_fix() -> None:
    (found,) = parsed("json", IN_CELL)
    assert (found["cell"], found["fix"], found["related"]) == (1, None, [])


@pytest.mark.parametrize("output_format", ["json", "gitlab"])
def test_no_findings_are_an_empty_array(output_format: str) -> None:
    assert parsed(output_format) == []


@pytest.mark.parametrize("output_format", ["text", "concise", "github"])
def test_no_findings_print_nothing(output_format: str) -> None:
    assert render(output_format, [], context()) == ""


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format_takes_undecodable_file_names(output_format: str) -> None:
    finding = at(Span("/project/b\udcff.py", None, Position(1, 1), Position(1, 1)))
    assert "XEN201" in render(output_format, [finding], context())


def test_sarif_points_at_the_place_the_way_and_the_repair() -> None:
    run = parsed("sarif", softmax_in_tape())["runs"][0]
    (result,) = run["results"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["XEN101"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("XEN101", 0, "warning")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "train.py"},
        "region": {"startLine": 8, "startColumn": 16, "endLine": 8, "endColumn": 35},
    }
    assert [place["message"]["text"] for place in result["relatedLocations"]] == [
        "the activation is applied here",
        "the loss is made here",
    ]
    # GitHub shows the places that the message links to.
    assert result["message"]["text"] == (
        "softmax output meets CategoricalCrossentropy(from_logits=False); "
        "[the activation is applied here](0); [the loss is made here](1). "
        "To do: give the loss logits (xentlint --fix does it)"
    )
    (change,) = result["fixes"][0]["artifactChanges"]
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == [
        "None",
        "from_logits=True",
    ]


def test_sarif_offers_no_advice_as_a_repair() -> None:
    (result,) = parsed("sarif", softmax_in_tape(Applicability.DISPLAY))["runs"][0]["results"]
    assert "fixes" not in result


def test_sarif_names_a_cell_and_whole_lines_of_the_notebooks_file() -> None:
    (result,) = parsed("sarif", IN_CELL)["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["logicalLocations"] == [{"name": "cell 2"}]
    assert result["message"]["text"].startswith("cell 2, line 1: ")
    (row,) = [row for row, line in enumerate(NOTEBOOK.raw.decode().split("\n"), 1) if "loss(y, p)" in line]
    assert location["physicalLocation"]["region"] == {"startLine": row, "endLine": row}
    assert parsed("gitlab", IN_CELL)[0]["location"]["lines"] == {"begin": row, "end": row}
    assert f"line={row},endLine={row}::" in render("github", [IN_CELL], context(NOTEBOOK))


def test_a_line_of_a_cell_is_found_in_the_file_however_its_source_is_written() -> None:
    whole = '{"cells": [{"cell_type": "code",\n"source": "a\\nb\\nc"}]}'
    lines = '{"cells": [{"cell_type": "code", "source":\n["a\\n",\n"b\\n",\n"c"]}]}'
    for text, rows in ((whole, [2, 2, 2]), (lines, [2, 3, 4])):
        document = Document(NOTEBOOK.path, "notebook", (), raw=text.encode())
        assert [row_in_file(document, 0, Position(row, 1)) for row in (1, 2, 3)] == rows


def test_sarif_quotes_paths_as_uris() -> None:
    finding = at(Span("/project/my models/ä.py", None, Position(1, 1), Position(1, 2)))
    outside = at(Span("/lib/a b.py", None, Position(1, 1), Position(1, 2)))
    results = parsed("sarif", finding, outside)["runs"][0]["results"]
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results]
    assert uris == ["my%20models/%C3%A4.py", "file:///lib/a%20b.py"]


def test_github_annotations_escape_what_would_end_them() -> None:
    finding = at(Span(str(ROOT / "a,b:c.py"), None, Position(3, 1), Position(3, 9)), severity=Severity.INFO)
    assert render("github", [finding], context()) == (
        "::notice title=xentlint (XEN201),file=a%2Cb%3Ac.py,line=3,col=1,endLine=3,endColumn=9"
        "::XEN201 softmax is applied twice\n"
    )


def test_github_columns_are_left_out_across_lines() -> None:
    finding = at(Span(str(TRAIN), None, Position(3, 5), Position(4, 2)))
    assert "endLine=4::" in render("github", [finding], context())


def test_gitlab_issues_carry_path_lines_and_severity() -> None:
    (issue,) = parsed("gitlab", softmax_in_tape())
    assert issue["location"] == {"path": "train.py", "lines": {"begin": 8, "end": 8}}
    assert (issue["check_name"], issue["severity"]) == ("XEN101", "minor")


def test_gitlab_paths_are_relative_to_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_PROJECT_DIR", "/")
    assert parsed("gitlab", softmax_in_tape())[0]["location"]["path"] == "project/train.py"


def test_a_gitlab_fingerprint_survives_lines_that_are_added_above() -> None:
    moved = "# a new line\n" + TRAIN_TEXT
    call = "loss_fn(y, head(x))"
    before = render("gitlab", [at(span(TRAIN_TEXT, call))], context(python(TRAIN_TEXT)))
    after = render("gitlab", [at(span(moved, call))], context(python(moved)))
    assert json.loads(before)[0]["location"] != json.loads(after)[0]["location"]
    assert json.loads(before)[0]["fingerprint"] == json.loads(after)[0]["fingerprint"]


def test_gitlab_fingerprints_are_never_shared() -> None:
    twice = "loss(y, p)\nloss(y, p)\n"
    first = Span(str(TRAIN), None, Position(1, 1), Position(1, 11))
    second = Span(str(TRAIN), None, Position(2, 1), Position(2, 11))
    issues = json.loads(render("gitlab", [at(first), at(second)], context(python(twice))))
    assert len({each["fingerprint"] for each in issues}) == 2


def test_junit_has_a_suite_a_file_and_a_failure_a_finding() -> None:
    document = ElementTree.fromstring(
        render("junit", [softmax_in_tape(), IN_CELL], context(python(TRAIN_TEXT), NOTEBOOK))
    )
    assert document.attrib == {"name": "xentlint", "tests": "2", "failures": "2", "errors": "0"}
    assert [suite.get("name") for suite in document] == ["train.py", "train.ipynb"]
    case = document[0][0]
    assert (case.get("name"), case.get("line"), case.get("column")) == ("XEN101", "8", "16")
    assert case[0].get("type") == "warning"


def test_junit_without_findings_is_a_passed_case() -> None:
    document = ElementTree.fromstring(render("junit", [], context()))
    assert (document.get("tests"), document.get("failures")) == ("1", "0")
    assert len(document[0][0]) == 0


def test_junit_stays_xml_whatever_a_message_holds() -> None:
    finding = replace(softmax_in_tape(), message='<a & "b">\x00\x1b')
    document = ElementTree.fromstring(render("junit", [finding], context(python(TRAIN_TEXT))))
    assert str(document[0][0][0].get("message")).startswith('<a & "b">\ufffd\ufffd')


@pytest.mark.parametrize("output_format", sorted(set(FORMATS) - {"json", "json-lines", "sarif"}))
def test_every_format_says_where_the_activation_is_and_what_to_do(output_format: str) -> None:
    printed = render(output_format, [softmax_in_tape()], context(python(TRAIN_TEXT)))
    assert "the activation is applied here" in printed
    assert "give the loss logits" in printed
    if output_format == "rdjson":
        (found,) = json.loads(printed)["diagnostics"]
        assert found["relatedLocations"][0]["location"]["range"]["start"] == {"line": 3, "column": 34}
    else:
        assert "train.py:3:34" in printed


def test_json_lines_are_the_objects_of_the_array() -> None:
    found = [softmax_in_tape(), IN_CELL]
    printed = render("json-lines", found, context(python(TRAIN_TEXT), NOTEBOOK))
    assert [json.loads(line) for line in printed.splitlines()] == parsed("json", *found)


def test_rdjson_counts_bytes_and_suggests_the_repair() -> None:
    source = "\tx = 'ä', loss(y)\n"
    finding = replace(softmax_in_tape(), span=span(source, "loss(y)"), related=())
    finding = replace(finding, fix=Fix(Applicability.SAFE, "", (Edit(span(source, "y"), "z"),)))
    (found,) = json.loads(render("rdjson", [finding], context(python(source))))["diagnostics"]
    # "ä" takes two bytes.
    assert found["location"]["range"]["start"] == {"line": 1, "column": 12}
    assert (found["code"]["value"], found["severity"]) == ("XEN101", "WARNING")
    (suggestion,) = found["suggestions"]
    assert suggestion["text"] == "z"
    assert suggestion["range"]["start"] == {"line": 1, "column": source.encode().index(b"y") + 1}


def test_rdjson_names_whole_lines_of_a_notebooks_file_and_the_cell() -> None:
    two = notebook("head = softmax", "x = 1\nloss(y, p)")
    related = Related(span("head = softmax", "softmax", two.path, 0), "softmax applied here")
    finding = replace(at(span("x = 1\nloss(y, p)", "loss(y, p)", two.path, 1)), related=(related,))
    (found,) = json.loads(render("rdjson", [finding], context(two)))["diagnostics"]
    rows = {
        text: row
        for row, line in enumerate(two.raw.decode().split("\n"), 1)
        for text in ("softmax", "loss(y, p)")
        if text in line
    }
    assert found["location"]["range"] == {each: {"line": rows["loss(y, p)"]} for each in ("start", "end")}
    (place,) = found["relatedLocations"]
    assert place["message"] == "cell 1, line 1: softmax applied here"
    assert place["location"]["range"] == {each: {"line": rows["softmax"]} for each in ("start", "end")}


def test_rdjson_suggests_nothing_across_files_or_cells() -> None:
    other = Edit(Span("/project/other.py", None, Position(1, 1), Position(1, 1)), "x")
    finding = softmax_in_tape()
    assert finding.fix is not None
    finding = replace(finding, fix=replace(finding.fix, edits=(*finding.fix.edits, other)))
    found = parsed("rdjson", finding, IN_CELL)["diagnostics"]
    assert all("suggestions" not in each for each in found)


def test_grouped_names_a_file_once() -> None:
    printed = render("grouped", [softmax_in_tape(), softmax_in_tape(), IN_CELL], context())
    lines = [line[:30] for line in printed.splitlines()]
    assert lines == [
        "train.py:",
        "  8:16  XEN101 [warning] softm",
        "  8:16  XEN101 [warning] softm",
        "",
        "train.ipynb:",
        "  cell 2:1:1  XEN201 [error] s",
        "",
    ]


def test_links_lead_to_the_site_that_is_configured() -> None:
    site = replace(context(python(TRAIN_TEXT)), docs_url="https://docs.example/")
    page = "https://docs.example/rules/XEN101.html"
    for output_format in ("text", "json", "rdjson", "sarif"):
        assert page in render(output_format, [softmax_in_tape()], site)


def test_without_a_site_no_link_is_made_that_does_not_open() -> None:
    (found,) = parsed("rdjson", softmax_in_tape())["diagnostics"]
    assert found["code"] == {"value": "XEN101"}
    assert "urn:" not in render("text", [softmax_in_tape()], context(python(TRAIN_TEXT)))


def test_sarif_knows_a_finding_again_and_tells_its_way() -> None:
    (result,) = parsed("sarif", softmax_in_tape())["runs"][0]["results"]
    moved = "# new\n" + TRAIN_TEXT
    later = replace(softmax_in_tape(), span=span(moved, "loss_fn(y, head(x))"))
    (again,) = json.loads(render("sarif", [later], context(python(moved))))["runs"][0]["results"]
    assert again["locations"] != result["locations"]
    assert again["partialFingerprints"] == result["partialFingerprints"]
    (flow,) = result["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [each["location"]["physicalLocation"]["region"]["startLine"] for each in steps] == [3, 4, 8]


VALIDATOR = os.environ.get("SARIF_MULTITOOL")


@pytest.mark.skipif(not VALIDATOR, reason="SARIF_MULTITOOL does not name Microsoft's validator")
def test_sarif_passes_the_rules_of_the_format_and_of_github(tmp_path: Path) -> None:
    advice = replace(softmax_in_tape(Applicability.DISPLAY), related=())
    log = render("sarif", [softmax_in_tape(), advice, IN_CELL], context(python(TRAIN_TEXT), NOTEBOOK))
    (tmp_path / "log.sarif").write_text(log, encoding="utf-8")
    words = [str(VALIDATOR), "validate", "log.sarif", "--rule-kind", "Sarif;Ghas", "--output", "out.sarif"]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run(words, cwd=tmp_path, env=environment, check=False, capture_output=True)
    (run,) = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8-sig"))["runs"]
    levels = {
        rule["id"]: rule.get("defaultConfiguration", {}) for rule in run["tool"]["driver"].get("rules", ())
    }
    said = [
        (each["ruleId"], each["message"])
        for each in run.get("results", ())
        if each.get("level", levels[each["ruleId"]].get("level", "warning")) in ("error", "warning")
    ]
    assert said == []
