"""How the programs of threads are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.threads import Demand, as_stated, demands, judge

METRIC = "\n\ndef metric(a, b):\n    c = a\n    return c\n"


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        ("# expect: nothing", []),
        ("# expect: nothing (XEN103 with ALL)", []),
        ("# expect: nothing by rule (unmet: dice on logits)", None),
        ("# expect: XEN202 on Keras 2.10/2.11 only (it is linear there), else nothing (XEN103)", []),
        ("# expect: XEN201 at line 3", [Demand("XEN201", 3, 3)]),
        ("# expect: XEN104 at lines 4,5", [Demand("XEN104", 4, 4), Demand("XEN104", 5, 5)]),
        (
            "# expect: XEN204 in the metric function line 5; XEN102 at line 9 (hidden)",
            [Demand("XEN204", 3, 5), Demand("XEN102", 9, 9)],
        ),
        ("# expect: XEN202 at line 1 and XEN203 at line 2", [Demand("XEN202", 1, 1), Demand("XEN203", 2, 2)]),
    ],
)
def test_what_a_first_line_asks_for(first: str, asked: list[Demand] | None) -> None:
    assert demands(first + METRIC) == asked


def test_what_is_asked_for_is_found_once_and_nothing_else() -> None:
    asked = [Demand("XEN204", 3, 5)]
    assert as_stated(asked, [("XEN204", 4)])
    assert not as_stated(asked, [])
    assert not as_stated(asked, [("XEN204", 4), ("XEN101", 9)])
    assert not as_stated(asked, [("XEN204", 6)])


def test_programs_are_judged(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "# expect: XEN201 at line 4\nimport keras\n"
        'model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])\n'
        'model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))\n'
    )
    [(name, asked, found)] = judge(tmp_path)
    assert (name, asked, found) == ("a.py", [Demand("XEN201", 4, 4)], [("XEN201", 4)])
