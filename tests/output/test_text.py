from __future__ import annotations

from pathlib import Path

from xentlint.output import render
from xentlint.output.color import Painter
from xentlint.output.context import Context
from xentlint.rules.diagnostic import Applicability
from xentlint.sources.positions import Position, Span

from .findings import ROOT, TRAIN, TRAIN_TEXT, at, context, notebook, python, softmax_in_tape, span


def test_a_finding_shows_its_line_the_way_there_help_and_the_repair() -> None:
    assert (
        render("text", [softmax_in_tape()], context(python(TRAIN_TEXT)))
        == """\
train.py:8:16: XEN101 [warning] softmax output meets CategoricalCrossentropy(from_logits=False)
  |
8 |         loss = loss_fn(y, head(x))
  |                ^^^^^^^^^^^^^^^^^^^
  ::: train.py:3:34: the activation is applied here
  |
3 | head = tf.keras.layers.Dense(10, activation="softmax")
  |                                  --------------------
  ::: train.py:4:11: the loss is made here
  |
4 | loss_fn = tf.keras.losses.CategoricalCrossentropy()
  |           -----------------------------------------
  = help: compute the loss from logits
  = fix (safe, --fix): give the loss logits

"""
    )


def test_an_unsafe_fix_says_which_flag_applies_it() -> None:
    text = render("text", [softmax_in_tape(Applicability.UNSAFE)], context(python(TRAIN_TEXT)))
    assert "= fix (unsafe, --fix --unsafe-fixes): give the loss logits" in text


def test_advice_is_marked_as_work_for_a_person() -> None:
    text = render("text", [softmax_in_tape(Applicability.DISPLAY)], context(python(TRAIN_TEXT)))
    assert "= fix (by hand): give the loss logits" in text


def test_a_place_in_a_notebook_names_its_cell_counted_from_one() -> None:
    document = notebook("x = 1", "# two\nloss(y, p)")
    finding = at(span("# two\nloss(y, p)", "loss(y, p)", document.path, 1))
    lines = render("text", [finding], context(document)).splitlines()
    assert lines[0].startswith("train.ipynb:cell 2:2:1: XEN201")
    assert lines[2:4] == ["2 | loss(y, p)", "  | ^^^^^^^^^^"]


def test_the_caret_stands_under_wide_characters_by_terminal_cells() -> None:
    source = 'x = "損失", loss()\n'
    finding = at(span(source, "loss()"))
    quoted, caret = render("text", [finding], context(python(source))).splitlines()[2:4]
    # Column 11 in code points; the two ideographs take two cells each, so two cells more.
    assert finding.span.start == Position(1, 11)
    assert quoted == '1 | x = "損失", loss()'
    assert caret == "  | " + " " * 12 + "^^^^^^"


def test_combining_marks_take_no_cell() -> None:
    source = 'x = "e\u0301", loss()\n'
    caret = render("text", [at(span(source, "loss()"))], context(python(source))).splitlines()[3]
    assert caret == "  | " + " " * 9 + "^^^^^^"


def test_tabs_are_expanded_on_both_lines() -> None:
    source = "\tx\t= loss()\n"
    quoted, caret = render("text", [at(span(source, "loss()"))], context(python(source))).splitlines()[2:4]
    assert quoted == "1 |     x   = loss()"
    assert caret == "  |           ^^^^^^"


def test_every_line_of_a_short_span_is_marked() -> None:
    source = "loss(\n    y,\n    p)\nrest\n"
    lines = render("text", [at(span(source, "loss(\n    y,\n    p)"))], context(python(source))).splitlines()
    assert lines[1:8] == [
        "  |",
        "1 | loss(",
        "  | ^^^^^",
        "2 |     y,",
        "  |     ^^",
        "3 |     p)",
        "  |     ^^",
    ]


def test_a_long_span_is_shown_by_its_ends() -> None:
    source = "loss(\n" + "    y,\n" * 40 + ")\n"
    lines = render("text", [at(span(source, source.strip()))], context(python(source))).splitlines()
    assert [line for line in lines if line.lstrip()[:1].isdigit()] == [
        " 1 | loss(",
        " 2 |     y,",
        "42 | )",
    ]


def test_a_very_long_line_is_cut_around_the_caret() -> None:
    source = "a" * 1000 + " loss() " + "b" * 1000
    quoted, caret = render("text", [at(span(source, "loss()"))], context(python(source))).splitlines()[2:4]
    assert len(quoted) < 200
    assert quoted[caret.index("^") : caret.rindex("^") + 1] == "loss()"


def test_line_endings_and_form_feeds_do_not_shift_rows() -> None:
    source = "a\r\nb\x0cc\r\nloss()\r\n"
    finding = at(Span(str(TRAIN), None, Position(3, 1), Position(3, 7)))
    assert "3 | loss()" in render("text", [finding], context(python(source)))


def test_a_file_that_is_not_at_hand_is_reported_without_its_line() -> None:
    finding = at(Span("/elsewhere/models.py", None, Position(3, 1), Position(3, 7)))
    text = render("text", [finding], context())
    assert text == "/elsewhere/models.py:3:1: XEN201 [error] softmax is applied twice\n\n"


def test_source_cannot_steer_the_terminal() -> None:
    source = 'x = "\x1b[2J\u202e", loss()\n'
    assert not {"\x1b", "\u202e"} & set(render("text", [at(span(source, "loss()"))], context(python(source))))


def test_colour_changes_nothing_but_colour() -> None:
    import re

    document = python(TRAIN_TEXT)
    painted = Context({str(TRAIN): document}, ROOT, Painter(True))
    colourful = render("text", [softmax_in_tape()], painted)
    assert "\x1b[" in colourful
    assert re.sub("\x1b\\[[0-9;]*m", "", colourful) == render("text", [softmax_in_tape()], context(document))


def test_concise_is_one_line_a_finding() -> None:
    document = notebook("loss(y, p)", path=Path("/project/nb/a.ipynb"))
    findings = [softmax_in_tape(), at(span("loss(y, p)", "loss(y, p)", document.path, 0))]
    assert render("concise", findings, context(python(TRAIN_TEXT), document)) == (
        "train.py:8:16: XEN101 [warning] softmax output meets CategoricalCrossentropy(from_logits=False); "
        "the activation is applied here: train.py:3:34; "
        "to do: give the loss logits (xentlint --fix does it)\n"
        "nb/a.ipynb:cell 1:1:1: XEN201 [error] softmax is applied twice\n"
    )
