"""Which runtimes a target means, and which generation a release belongs to."""

from __future__ import annotations

import pytest

from xentlint.apis.runtimes import Era, Runtime, era_of_tensorflow, runtimes_for


def test_the_oldest_target_is_one_generation() -> None:
    assert runtimes_for("2.1", None) == (Runtime(Era.TF20_23),)


def test_keras_2_reaches_from_tensorflow_2_4_to_tf_keras() -> None:
    assert [runtime.era for runtime in runtimes_for("2", None)] == [
        Era.TF24,
        Era.TF25_29,
        Era.TF210_213,
        Era.TF214_215,
    ]


def test_no_target_is_every_generation_on_tensorflow() -> None:
    runtimes = runtimes_for(None, None)
    assert [runtime.era for runtime in runtimes] == list(Era)
    assert {runtime.backend for runtime in runtimes} == {"tensorflow"}


def test_keras_3_runs_on_the_backend_that_is_asked_for() -> None:
    assert runtimes_for("3", None) == (Runtime(Era.KERAS3, "tensorflow"),)
    assert runtimes_for("3", "torch") == (Runtime(Era.KERAS3, "torch"),)


def test_another_backend_than_tensorflow_means_keras_3() -> None:
    assert runtimes_for(None, "jax") == (Runtime(Era.KERAS3, "jax"),)
    assert {runtime.backend for runtime in runtimes_for("2", "jax")} == {"tensorflow"}


def test_older_keras_on_jax_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"TensorFlow 2\.4 does not run on jax"):
        Runtime(Era.TF24, "jax")


@pytest.mark.parametrize(
    ("version", "era"),
    [
        ((1, 15), Era.TF20_23),
        ((2, 0), Era.TF20_23),
        ((2, 3), Era.TF20_23),
        ((2, 4), Era.TF24),
        ((2, 5), Era.TF25_29),
        ((2, 9), Era.TF25_29),
        ((2, 10), Era.TF210_213),
        ((2, 13), Era.TF210_213),
        ((2, 14), Era.TF214_215),
        ((2, 15), Era.TF214_215),
        ((2, 16), Era.KERAS3),
        ((2, 21), Era.KERAS3),
    ],
)
def test_releases_belong_to_generations(version: tuple[int, int], era: Era) -> None:
    assert era_of_tensorflow(version) is era


def test_legacy_keras_keeps_new_tensorflow_in_the_last_keras_2_generation() -> None:
    assert era_of_tensorflow((2, 21), legacy_keras=True) is Era.TF214_215
    assert era_of_tensorflow((2, 8), legacy_keras=True) is Era.TF25_29


def test_runtimes_are_named_for_messages() -> None:
    assert Runtime(Era.KERAS3, "torch").label == "Keras 3 on PyTorch"
    assert Runtime(Era.TF214_215).label == "TensorFlow 2.14-2.15 or tf_keras"
