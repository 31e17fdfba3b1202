"""Repairs of generated programs: what is written always parses, comes to rest, and is no more than the edits."""

from __future__ import annotations

import ast
from textwrap import indent

from hypothesis import given, settings
from hypothesis import strategies as st

from xentlint.rules.diagnostic import Applicability
from xentlint.run import plans

from .programs import applied, lint, read, repaired, text_of

HEADS = (
    'tf.keras.layers.Dense({units}, activation="softmax")',
    "tf.keras.layers.Dense({units}, 'softmax',)",
    "tf.keras.layers.Dense({units}, activation=tf.nn.softmax, name='p')",
    'tf.keras.layers.Dense({units}, activation="sigmoid")',
    'tf.keras.layers.Dense({units}), tf.keras.layers.Activation("softmax")',
    "tf.keras.layers.Dense({units}), tf.keras.layers.Softmax()",
    "tf.keras.layers.Dense({units}),  # scores\n    tf.keras.layers.Softmax(),  # probabilities\n",
    "tf.keras.layers.Dense({units})",
)
LOSSES = (
    '"categorical_crossentropy"',
    "'binary_crossentropy'",
    "tf.keras.losses.CategoricalCrossentropy()",
    "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False,)",
    "tf.keras.losses.BinaryCrossentropy(\n    label_smoothing=(0.1),  # soft\n)",
    "tf.keras.losses.CategoricalCrossentropy(from_logits=True)",
    "tf.keras.losses.sparse_categorical_crossentropy",
)
METRICS = (
    "",
    ', metrics=["accuracy"]',
    ", metrics=['AUC']",
    ", metrics=[tf.keras.metrics.Precision(),]",
    ", metrics=[f1]",
)
READERS = (
    "print(model.predict(x))",
    "print(model.predict(x)[0] > 0.5)",
    "p = model(x)\nprint(p, tf.argmax(p, -1))",
    "for p in model.predict(x): print(p)",
    'print(f"{model.predict(x)[0]}", np.round(model.predict(x), 2))',
    "model.save('m.keras')",
    "labels = [np.argmax(p) for p in model.predict(x)]",
    "if model.predict(x)[0, 0] > .5:\n    print(1)",
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A program that compiles, trains and reads a classifier, perhaps within a function."""
    head = draw(st.sampled_from(HEADS)).format(units=draw(st.sampled_from((1, 10))))
    lines = [
        f"model = tf.keras.Sequential([{head}])",
        f'model.compile("adam", loss={draw(st.sampled_from(LOSSES))}{draw(st.sampled_from(METRICS))})',
        "model.fit(x, y)  # train",
        *draw(st.lists(st.sampled_from(READERS), max_size=3)),
    ]
    body = "\n".join(lines) + draw(st.sampled_from(("\n", "", "\n\n")))
    if draw(st.booleans()):
        body = f"def main(x, y):\n{indent(body, '    ')}\n\nmain(1, 2)\n"
    text = f"import numpy as np\nimport tensorflow as tf\n\n{body}"
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@settings(max_examples=60)
@given(programs())
def test_every_repair_parses_and_a_second_run_finds_nothing_to_repair(source: str) -> None:
    after = repaired(read({"program.py": source}))
    ast.parse(text_of(after["program.py"]))
    left = [each.fix for each in lint(after) if each.fix is not None]
    assert all(fix.applicability is Applicability.DISPLAY for fix in left)


@settings(max_examples=60)
@given(programs())
def test_only_the_text_within_the_edits_changes(source: str) -> None:
    documents = read({"program.py": source})
    fixes = [each.fix for each in lint(documents) if each.fix is not None]
    for fix in plans.choose(fixes):
        after = text_of(applied(documents, [fix])["program.py"])
        rest, position = source.splitlines(keepends=True), 0
        starts = [sum(map(len, rest[:row])) for row in range(len(rest) + 1)]
        edits = sorted(
            (starts[e.span.start.row - 1] + e.span.start.column - 1,
             starts[e.span.end.row - 1] + e.span.end.column - 1, e.content)
            for e in fix.edits
        )  # fmt: skip
        expected = ""
        for start, end, content in edits:
            assert position <= start
            expected += source[position:start] + content
            position = end
        assert after == expected + source[position:]
        # At most whole lines that became too long, never most of the program.
        assert sum(end - start for start, end, _ in edits) < len(source) * 3 // 4


@settings(max_examples=60)
@given(programs())
def test_advice_has_no_edits_and_every_other_plan_has_some(source: str) -> None:
    for each in lint(read({"program.py": source})):
        if each.fix is not None:
            assert bool(each.fix.edits) == (each.fix.applicability is not Applicability.DISPLAY)
            assert ("; unsafe: " in each.fix.message) == (each.fix.applicability is Applicability.UNSAFE)
