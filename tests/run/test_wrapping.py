"""Lines that a repair would make too long are broken at a bracket, and mean the same."""

from __future__ import annotations

import ast
import re
from textwrap import dedent

import pytest

from xentlint.run.wrapping import wrapped
from xentlint.sources.positions import Edit, Position, Span

from ..fixes.programs import check_written

STRING = "sparse_categorical_crossentropy"
LOSS = "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)"


def changed(line: str, old: str, new: str) -> str:
    """``line`` with ``old`` replaced, as it is then written."""
    spans = [
        Span("a.py", None, Position(1, each.start() + 1), Position(1, each.end() + 1))
        for each in re.finditer(old, line)
    ]
    found = wrapped([Edit(span, new) for span in spans], {("a.py", None): line})
    if len(found) > 1 or found[0].span in spans:
        return line.replace(old, new)
    (edit,) = found
    start, end = edit.span.start.column - 1, edit.span.end.column - 1
    return line[:start] + edit.content + line[end:]


def test_a_line_that_is_short_enough_is_left() -> None:
    assert changed("f(a, b)", "a", "c") == "f(c, b)"


@pytest.mark.parametrize(
    "line",
    [
        'model.compile(optimizer="adam", loss=X, metrics=["accuracy"], run_eagerly=True)',
        '    model.compile("adam", loss=X, metrics=["a", "b"])  ',
        'x = build(f(X), "a, (b", [1, 2, {3: 4}], name="a long name, with a bracket )", **options)',
        'model.compile(optimizer="adam", loss=X, metrics=["accuracy"])  # a comment that is quite long',
        'model.compile(optimizer="adam", loss=X, metrics=["#"])  # a comment that is too long to stand behind anything',
        "return train(model, X, with_some_more_words_that_make_it_much_longer_than_it_was, and_more)",
    ],
)
def test_a_longer_line_is_broken_and_is_the_same_python(line: str) -> None:
    text = changed(line, "X", LOSS)
    assert "\n" in text
    assert max(map(len, text.split("\n"))) <= 79
    function = "def f():\n" + "\n".join("    " + each for each in dedent(text).split("\n"))
    expected = "def f():\n    " + line.strip().replace("X", LOSS)
    assert ast.dump(ast.parse(function)) == ast.dump(ast.parse(expected))


_PREDICTED = "tf.nn.softmax(model.predict(x)).numpy()"


@pytest.mark.parametrize(
    ("line", "after"),
    [
        (
            'net.compile("adam", metrics=[X, X])',
            'net.compile(\n    "adam",\n    metrics=[\n        X,\n        X,\n    ],\n)',
        ),
        ("p = (X + X) / 2", "p = (\n    X\n    + X\n) / 2"),
        ("p = X - X", "p = (\n    X\n    - X\n)"),
        ("q = f(X) if g(X) else 0", "q = (\n    f(X)\n    if g(X)\n    else 0\n)"),
        ("if X.max() > 1 and X.min() < 0 or a:", "if (\n    X.max() > 1\n    and X.min() < 0\n    or a\n):"),
        ("t = max(a, key=lambda b, c: X + b)", None),
        (
            "t = max(steps_of_all_of_it, key=lambda t: X > t)",
            "t = max(\n    steps_of_all_of_it,\n    key=lambda t: X > t,\n)",
        ),
        ("assert X.max() > X.min(), 'a text'", None),
    ],
)
def test_what_is_too_long_is_broken_where_its_author_would(line: str, after: str | None) -> None:
    text = changed(line, "X", _PREDICTED)
    if after is not None:
        assert text == after.replace("X", _PREDICTED)
    end = "\n    pass" if line.endswith(":") else ""
    assert ast.dump(ast.parse(text + end)) == ast.dump(ast.parse(line.replace("X", _PREDICTED) + end))


@pytest.mark.parametrize(
    "line",
    [
        'model.compile(optimizer="adam", loss=X, metrics=["accuracy"])  # noqa: F821',
        "found = [a.probabilities() for a, b in sorted(X, key=lambda pair, other: pair + other) if a.is_found(b)]",
        'model.compile(optimizer="adam", loss=X, metrics=["accuracy"], name="""three quotes""")',
    ],
)
def test_what_cannot_be_seen_to_be_the_same_is_not_broken(line: str) -> None:
    assert "\n" not in changed(line, "X", LOSS)


def test_a_file_with_long_lines_keeps_its_width() -> None:
    source = """\
        import tensorflow as tf

        net = tf.keras.Sequential([tf.keras.layers.Dense(3{activation})])
        {compile}
        net.fit(x, y)
        # {comment}
        """
    for width, after in (
        (130, f'net.compile(optimizer="adam", loss={LOSS}, metrics=["accuracy"])'),
        (60, f'net.compile(\n    optimizer="adam",\n    loss={LOSS},\n    metrics=["accuracy"],\n)'),
    ):
        before = 'net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])'
        text = dedent(source)
        check_written(
            text.format(activation=', activation="softmax"', compile=before, comment="-" * width),
            text.format(activation="", compile=after, comment="-" * width),
        )


STYLES = {
    "in line with the bracket": (
        """\
        net = tf.keras.Sequential([tf.keras.layers.Input((4,)),
                                   {head}])
        net.compile("adam", loss={loss}, metrics=["accuracy"])
        """,
        """\
        net.compile("adam",
                    loss={loss},
                    metrics=["accuracy"])
        """,
    ),
    "in line with the bracket already": (
        """\
        net = tf.keras.Sequential([{head}])
        net.compile(optimizer="adam", loss={loss},
                    metrics=["accuracy"])
        """,
        """\
        net.compile(optimizer="adam",
                    loss=tf.keras.losses.SparseCategoricalCrossentropy(
                        from_logits=True),
                    metrics=["accuracy"])
        """,
    ),
    "several in a row": (
        """\
        net = tf.keras.Sequential([{head}])
        net.compile(
            optimizer="adam", loss={loss}
        )
        """,
        """\
        net.compile(
            optimizer="adam",
            loss={loss},
        )
        """,
    ),
    "each on a line of its own": (
        """\
        net = tf.keras.Sequential([
            {head},
        ])
        net.compile("adam", loss={loss}, metrics=["accuracy"])
        # --------------------------------------------------------------------------------------------------
        """,
        """\
        net.compile(
            "adam",
            loss={loss},
            metrics=["accuracy"],
        )
        # --------------------------------------------------------------------------------------------------
        """,
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_lines_are_broken_as_the_file_breaks_them(style: str) -> None:
    before, compiled = (dedent(each) for each in STYLES[style])
    head = 'tf.keras.layers.Dense(3, activation="softmax")'
    made = before[: before.index("net.compile")].format(head="tf.keras.layers.Dense(3)")
    check_written(
        f"import tensorflow as tf\n\n{before.format(head=head, loss=repr(STRING))}net.fit(x, y)\n",
        f"import tensorflow as tf\n\n{made}{compiled.format(loss=LOSS)}net.fit(x, y)\n",
    )
