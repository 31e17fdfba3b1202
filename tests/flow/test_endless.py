"""A function that takes too long to follow: what it may change is not known, whatever object it is called on."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

import xentlint

TRAINER = """\
    import tensorflow as tf

    class Trainer:
        def __init__(self):
            self.model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
            self.loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

        def configure(self, x):
            {body}
            self.loss = tf.keras.losses.SparseCategoricalCrossentropy()

        def fit(self, x, y):
            self.model.compile("adam", self.loss)
            self.model.fit(x, y)

    class Slow(Trainer):
        pass

    class Fast(Trainer):
        pass

    {objects}
    """
LONG = "\n".join(f"x = len(str(x)) + {number}" for number in range(2500))


def codes(folder: Path, body: str, objects: str) -> list[str]:
    text = dedent(TRAINER)
    text = text.replace("{objects}", objects).replace("        {body}", indent(body, "        "))
    (folder / "train.py").write_text(text)
    return [each.code for each in xentlint.check([folder])]


@pytest.mark.parametrize("objects", ["Slow()", "Slow()\nFast()", "Trainer()\nSlow()\nFast()"])
def test_what_it_may_have_changed_is_not_known_on_any_object(tmp_path: Path, objects: str) -> None:
    assert codes(tmp_path, LONG, objects) == []


def test_without_it_the_pair_is_seen(tmp_path: Path) -> None:
    assert codes(tmp_path, "return x", "Slow()\nFast()") == ["XEN201"]
