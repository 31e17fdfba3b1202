"""Silence is counted: every crossentropy that is written in sight is proved right, reported or unknown."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from xentlint.config.settings import Settings
from xentlint.run import engine
from xentlint.sources.reading import read_document

PATH = Path("/project/program.py")
HEAD = "import tensorflow as tf\nimport tensorflow_hub as hub\n"


def coverage(source: str) -> engine.Coverage:
    """What became of the losses of one file."""
    document = read_document(PATH, (HEAD + dedent(source)).encode())
    return engine.check([document], Settings()).coverage


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            """
            model = tf.keras.models.load_model("saved.h5")
            model.compile("adam", loss="categorical_crossentropy")
            """,
            "the model comes from tf.keras.models.load_model",
        ),
        (
            """
            def train(model, data):
                model.compile("adam", tf.keras.losses.BinaryCrossentropy())
                model.fit(data)
            """,
            "the model is a parameter",
        ),
        (
            """
            model = hub.load("there")
            model.compile("adam", loss={"a": "bce", "b": "mse"})
            """,
            "the model comes from hub.load",
        ),
        (
            """
            def step(trainer):
                trainer.build().compile(loss=tf.keras.losses.sparse_categorical_crossentropy)
            """,
            "the model comes from trainer.build",
        ),
        (
            """
            import elsewhere

            elsewhere.train(tf.keras.losses.CategoricalCrossentropy(from_logits=True))
            """,
            "the loss meets nothing that is followed",
        ),
        (
            """
            import elsewhere

            elsewhere.train(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
            """,
            "the loss is handed to elsewhere.train",
        ),
    ],
)
def test_a_loss_that_meets_nothing_in_sight_is_unknown(source: str, reason: str) -> None:
    assert coverage(source) == engine.Coverage(met=1, unknown=1, reasons=((reason, 1),))


def test_each_loss_is_counted_once_wherever_it_is_written() -> None:
    found = coverage(
        """
        loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
        first = tf.keras.Sequential([tf.keras.layers.Dense(10)])
        first.compile("adam", loss=loss_fn, metrics=[tf.keras.metrics.CategoricalCrossentropy(from_logits=True)])
        first.fit(x, y)
        second = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
        second.compile("adam", loss=["categorical_crossentropy"])
        second.fit(x, y)
        """
    )
    assert found == engine.Coverage(met=2, proved_right=1, reported=1)


def test_a_loss_of_the_program_is_not_taken_for_one_of_keras() -> None:
    found = coverage(
        """
        def categorical_crossentropy(labels, scores):
            return tf.reduce_mean(labels * scores)

        print(categorical_crossentropy(x, y))
        """
    )
    assert found == engine.Coverage()


def test_what_is_compiled_again_is_not_proved() -> None:
    found = coverage(
        """
        model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
        model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
        model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(x, y)
        """
    )
    reasons = (("compiled again before it is trained", 1),)
    assert found == engine.Coverage(met=2, proved_right=1, unknown=1, reasons=reasons)


def test_what_is_shown_counts_as_reported_and_the_rest_of_what_is_found_as_silent() -> None:
    model = """
        model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", loss="categorical_crossentropy")
        model.fit(x, y)
        """
    found = coverage(model)
    assert found.showing([]) == engine.Coverage(met=1, silent=1)
    assert found.showing(found.places) == engine.Coverage(met=1, reported=1)
    assert found.known == 1.0
    assert engine.Coverage(met=4, proved_right=1, unknown=3).known == 0.25
    assert engine.Coverage().known == 1.0
