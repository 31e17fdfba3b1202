"""The table, the JSON and the page, from records written down here."""

from __future__ import annotations

import json
import math
import re

from xentlint.verify.catalog import CLIPPED, WRONG, Fixture
from xentlint.verify.experiment import Options, Result
from xentlint.verify.records import MemoryPoint
from xentlint.verify.report import figures, lead, machine, page, table
from xentlint.verify.report.curves import Axis, Curve, loss_axis, svg
from xentlint.verify.suite import Report
from xentlint.verify.verdicts import Verdict

from .builders import side


def report() -> Report:
    proved = Result(
        Fixture("one", "XEN101", "softmax & <tape>", CLIPPED),
        status="proved",
        verdicts=[
            Verdict("training", "pass", "improved", "0.1 to 0.95"),
            Verdict("shows", "pass", "collapses", "below 0.6 before, above 0.9 after"),
        ],
        diff="--- a\n+++ b\n@@ -1 +1 @@\n-softmax\n+None\n",
        before=side("before", [0.1, 0.1], losses=[14.0, math.nan]),
        after=side("after", [0.95, 0.96]),
    )
    failed = Result(
        Fixture("two", "XEN201", "twice", WRONG),
        status="failed",
        verdicts=[Verdict("function", "fail", "changed", "`confidence` differs by 87")],
    )
    skipped = Result(
        Fixture("three", "XEN102", "on JAX", CLIPPED, backend="jax"), reason="jax is not installed"
    )
    return Report(Options(), [proved, failed, skipped], {"tensorflow": "2.21.0"}, 12.0)


def test_the_table_says_what_failed_and_why() -> None:
    text = table.render(report())
    assert "1 proved, 1 failed, 1 skipped; with every seed 1 collapse before the repair" in text
    assert "function: `confidence` differs by 87" in text
    assert "Not measured here: on JAX (jax is not installed)" in text
    assert re.search(r"^one +XEN101 +0\.10 -> 0\.95|^one +XEN101 +0\.10 -> 0\.96", text, re.MULTILINE)


def test_the_json_is_json_with_nan_as_text() -> None:
    document = json.loads(machine.render(report()), parse_constant=lambda name: 1 / 0)
    assert document["passed"] is False
    assert document["collapse_and_recover"] == ["one"]
    assert document["fixtures"][0]["before"]["trainings"][0]["loss"] == [14.0, "NaN"]
    assert document["fixtures"][1]["verdicts"][0]["outcome"] == "fail"


def test_the_page_needs_nothing_from_elsewhere() -> None:
    text = page.render(report())
    assert not re.search(r"https?://|<script|<link|@import|url\(|src=", text)
    assert 'name="viewport"' in text
    assert "prefers-color-scheme:dark" in text


def test_the_page_shows_the_repair_and_escapes_the_program() -> None:
    text = page.render(report())
    assert "softmax &amp; &lt;tape&gt;" in text
    assert '<span class="removed">-softmax</span>' in text
    assert '<span class="added">+None</span>' in text
    assert "1 of 3 repairs failed" in text
    assert "jax is not installed" in text


def test_a_curve_that_turns_nan_ends_in_a_cross() -> None:
    curves = [Curve("before", [2.0, 1.0, math.nan, 1.0])]
    drawing = svg("loss", curves, loss_axis(curves), "step")
    assert "NaN from here on" in drawing
    assert "nan" not in drawing.replace("NaN", "")


def test_losses_are_drawn_over_decades() -> None:
    axis = loss_axis([Curve("after", [200.0, 0.02])])
    assert (axis.low, axis.high) == (0.01, 1000.0)
    assert axis.place(0.01) == 0.0
    assert axis.place(1000.0) == 1.0
    assert Axis(0.0, 1.0).place(0.25) == 0.25


def test_long_curves_are_thinned_by_means() -> None:
    assert figures.thinned([1.0, 3.0, 5.0, 7.0], 2) == [2.0, 6.0]
    assert figures.thinned([1.0, 2.0], 2) == [1.0, 2.0]


def test_what_shocks_comes_first_and_other_backends_before_all() -> None:
    torch = Fixture("four", "XEN102", "plain fit on Torch", CLIPPED, backend="torch")
    more = report()
    more.results.append(
        Result(torch, status="proved", before=side("before", [0.3]), after=side("after", [0.9]))
    )
    first, second, *_ = lead.lines(more)
    assert first == "plain fit on Torch: accuracy 0.30 as written, 0.90 repaired (XEN102)"
    assert second.startswith("softmax & <tape>: accuracy 0.10")
    assert page.render(more).index("plain fit on Torch") < page.render(more).index("<table")


def test_a_rule_is_explained_in_a_sentence_and_a_logarithmic_axis_is_named() -> None:
    text = page.render(report())
    assert "<b>XEN201</b> " in text
    assert "loss, logarithmic" in text


def test_memory_is_shown_by_the_size_of_the_logits() -> None:
    measured = report()
    result = measured.results[0]
    for record, peak in ((result.before, 760_000_000), (result.after, 690_000_000)):
        record.memory = [MemoryPoint(24_000_000, 600_000_000, peak)]
    result.verdicts.append(Verdict("memory", "pass", "1.8 times", "6.7 MB before and 3.8 MB after"))
    assert "memory with logits of 24 MB</th><td>160 MB</td><td>90 MB</td>" in page.render(measured)
    assert re.search(r"logits of +24 MB: +160 MB before, +90 MB after", table.render(measured))
