"""A function that takes too long to follow: what it may change is not known, whatever object it is called on."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

import xentlint
from xentlint.python import functions

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


CALLS = """\
    import tensorflow as tf

    def options():
        found = dict(activation="softmax")
        {body}
        return found

    def drop(given):
        {body}
        given["activation"] = None

    for _ in range(20):
        given = options()
        {call}
        model = tf.keras.Sequential([tf.keras.layers.Dense(10, **given)])
        model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    """


class TestCalledOften:
    """A function whose calls take too much together is followed no more, and what it is given is not known then."""

    def codes(self, folder: Path, call: str) -> list[str]:
        text = dedent(CALLS).replace("{call}", call).replace("{body}", "number = len([1, 2, 3])")
        (folder / "train.py").write_text(text)
        return [each.code for each in xentlint.check([folder])]

    def test_what_it_returns_is_known_before_and_not_after(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self.codes(tmp_path, "pass") == ["XEN201"]
        monkeypatch.setattr(functions, "MAX_STEPS_IN_ALL", 1)
        text = dedent(CALLS).replace("{call}", "pass").replace("{body}", "pass")
        once = text.replace("for _ in range(20):", "options()\nfor _ in range(1):")
        (tmp_path / "train.py").write_text(once)
        assert xentlint.check([tmp_path]) == []

    @pytest.mark.parametrize("most", [1, 40, 80, 200, 1_000_000])
    def test_what_it_is_given_may_have_been_changed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
    ) -> None:
        monkeypatch.setattr(functions, "MAX_STEPS_IN_ALL", most)
        assert self.codes(tmp_path, "drop(given)") == []

    def test_one_that_calls_itself_is_counted_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = (
            "import tensorflow as tf\n\n"
            "def head(depth):\n"
            "    return 'softmax' if depth == 0 else head(depth - 1)\n\n"
            "def steps(depth):\n"
            "    return 0 if depth == 0 else steps(depth - 1)\n\n"
            "steps(5)\n"
            "model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=head(5))])\n"
            "model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))\n"
        )
        (tmp_path / "train.py").write_text(text)
        monkeypatch.setattr(functions, "MAX_STEPS_IN_ALL", 60)
        assert [each.code for each in xentlint.check([tmp_path])] == ["XEN201"]
