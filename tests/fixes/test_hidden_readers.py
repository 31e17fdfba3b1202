"""Readers that are easily overlooked: sorted pairs, columns of a frame, callbacks, checkpoints."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import fix_of
from .test_readers import softmax

READERS = {
    "sorted pairs": "best = sorted(zip(names, model.predict(x)[0]))\nprint(best)",
    "a dictionary of pairs": "named = {k: v for k, v in zip(names, model.predict(x)[0])}\nprint(named)",
    "a column of a frame": 'frame["p"] = model.predict(x)[:, 1]\nframe.to_csv("p.csv")',
    "a checkpoint of the whole model": (
        'model.fit(x, y, callbacks=[tf.keras.callbacks.ModelCheckpoint("best.keras")])\n'
        'model = tf.keras.models.load_model("best.keras")\nprint(model.predict(x))'
    ),
    "a callback": (
        "class Show(tf.keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs=None):\n"
        "        print(self.model.predict(x))\n\n\nmodel.fit(x, y, callbacks=[Show()])"
    ),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_that_is_not_rewritten_makes_it_unsafe(reader: str) -> None:
    fix = fix_of(softmax(READERS[reader], fixed=False))
    assert len(fix.edits) > 2 or fix.applicability is not Applicability.SAFE


def test_a_function_named_build_returns_its_model_to_callers() -> None:
    fix = fix_of(
        """\
        import tensorflow as tf


        def build():
            model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
            model.compile("adam", loss="categorical_crossentropy")
            return model
        """
    )
    assert fix.applicability is Applicability.UNSAFE
