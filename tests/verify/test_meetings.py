"""A user's labels are unknown: what can be told of the gradients all the same."""

from __future__ import annotations

from typing import Any

import pytest

from xentlint.verify import meetings
from xentlint.verify.records import Meeting

np = pytest.importorskip("numpy")
CLASSES = 4
CROSSENTROPY = Meeting(loss=150.0, zero_share=0.25, alike=1.0, rows=(0.5, -0.5, 0.0))
NO_GRADIENT = Meeting(loss=12.0, zero_share=1.0, rows=(0.0, 0.0, 0.0))
NOT_A_NUMBER = Meeting(loss=float("nan"), zero_share=0.0, nonfinite=3, rows=(float("nan"),) * 3)
OTHER = Meeting(loss=8.0, zero_share=0.1, alike=0.0, rows=(0.1, 0.1, 0.1))
BLIND = Meeting(loss=3.0)


def word(
    before: list[Meeting], after: list[Meeting], code: str = "XEN101", ended: bool = True
) -> tuple[str, str]:
    verdict = meetings.judge(before, after, {code}, ended)
    return verdict.outcome, verdict.word


@pytest.mark.parametrize("was", [NO_GRADIENT, NOT_A_NUMBER, OTHER])
def test_what_becomes_a_crossentropys_gradient_is_restored(was: Meeting) -> None:
    assert word([was], [CROSSENTROPY]) == ("pass", "restored")


@pytest.mark.parametrize("now", [NO_GRADIENT, NOT_A_NUMBER])
@pytest.mark.parametrize("was", [NO_GRADIENT, NOT_A_NUMBER, OTHER, CROSSENTROPY])
def test_no_gradient_after_the_repair_is_a_failure(was: Meeting, now: Meeting) -> None:
    assert word([was], [now]) == ("fail", "wrong")


def test_half_a_repair_proves_nothing() -> None:
    """Without its activation, and taken for probabilities: there are gradients, and they lead nowhere."""
    assert word([NO_GRADIENT], [OTHER]) == ("open", "unclear")
    assert word([CROSSENTROPY], [OTHER]) == ("fail", "wrong")


def test_the_same_gradients_before_and_after_are_a_rescue_by_keras() -> None:
    assert word([CROSSENTROPY], [CROSSENTROPY]) == ("pass", "rescued")
    assert word([CROSSENTROPY], [CROSSENTROPY], "XEN301") == ("pass", "kept")
    cut = meetings.judge([CROSSENTROPY], [CROSSENTROPY], {"XEN103"}, ended=False)
    assert "ended before its own end" in cut.evidence


def test_a_model_that_is_right_does_not_hide_the_one_that_is_repaired() -> None:
    assert word([CROSSENTROPY, NO_GRADIENT], [CROSSENTROPY, CROSSENTROPY]) == ("pass", "restored")
    assert word([NO_GRADIENT, CROSSENTROPY], [CROSSENTROPY, NO_GRADIENT]) == ("fail", "wrong")
    assert meetings.changed([CROSSENTROPY, NO_GRADIENT], [CROSSENTROPY, CROSSENTROPY]) == {1}


@pytest.mark.parametrize("seen", [BLIND, OTHER])
def test_what_is_not_seen_is_open(seen: Meeting) -> None:
    assert word([seen], [seen])[0] == "open"
    assert word([], []) == ("open", "not seen")


class TestAlike:
    """``alike`` on gradients that numpy computes for the logits of the probe."""

    def gradients(self, labels: Any, softmax: bool = True) -> Any:
        from xentlint.verify.child.probe import injected

        z = np.reshape(injected((40, CLASSES), alternating=True), (40, CLASSES))
        p = np.exp(z - z.max(axis=-1, keepdims=True)) if softmax else 1.0 / (1.0 + np.exp(-z))
        return (p / p.sum(axis=-1, keepdims=True) if softmax else p) - labels, z

    def share(self, rows: Any) -> float | None:
        from xentlint.verify.child.probe import alike

        return alike(rows)

    def test_classes(self) -> None:
        labels = np.eye(CLASSES)[np.arange(40) % CLASSES]
        rows, _ = self.gradients(labels)
        assert self.share(rows * 0.01) == 1.0
        assert self.share(rows * np.linspace(-1, 1, 40)[:, None]) == 1.0  # weights, of either sign

    def test_smoothed_labels_and_a_teachers(self) -> None:
        hard = np.eye(CLASSES)[np.arange(40) % CLASSES]
        teacher = np.random.default_rng(0).dirichlet(np.ones(CLASSES), 40)
        for labels in (0.9 * hard + 0.1 / CLASSES, teacher):
            assert self.share(self.gradients(labels)[0]) == 1.0

    def test_several_labels_at_once(self) -> None:
        labels = np.random.default_rng(0).integers(0, 2, (40, CLASSES))
        assert self.share(self.gradients(labels, softmax=False)[0]) == 1.0

    def test_logits_taken_for_probabilities_are_not_alike(self) -> None:
        """Keras normalises what it is given: the loss is -log(z[y] / sum(z))."""
        _, z = self.gradients(0.0)
        label = np.arange(40) % CLASSES
        rows = np.repeat(1.0 / z.sum(axis=-1, keepdims=True), CLASSES, axis=-1)
        rows[np.arange(40), label] -= 1.0 / z[np.arange(40), label]
        share = self.share(rows)
        assert share is not None
        assert share < 0.5

    def test_squares_are_not_alike(self) -> None:
        _, z = self.gradients(0.0)
        share = self.share(z - np.random.default_rng(0).normal(0, 30, z.shape))
        assert share is not None
        assert share < 0.1
