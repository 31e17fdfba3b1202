"""Each verdict passes on its own evidence, and a wrong repair fails on it."""

from __future__ import annotations

import math

import pytest

from xentlint.verify import verdicts
from xentlint.verify.records import FunctionProbe, GradientProbe, SideRecord, Training

from .builders import SOUND, VANISHED, finding, readers, side


class TestClean:
    def test_a_mistake_that_is_found_and_gone(self) -> None:
        verdict = verdicts.clean([finding()], [], "XEN101", changed=True)
        assert (verdict.outcome, verdict.evidence) == ("pass", "XEN101 before, nothing after")

    def test_a_silent_linter_fails(self) -> None:
        verdict = verdicts.clean([], [], "XEN101", changed=False)
        assert (verdict.outcome, verdict.word) == ("fail", "not found")

    def test_another_code_than_expected_fails(self) -> None:
        assert verdicts.clean([finding("XEN202")], [], "XEN101", changed=True).outcome == "fail"

    def test_a_fixer_that_changes_nothing_fails(self) -> None:
        verdict = verdicts.clean([finding()], [finding()], "XEN101", changed=False)
        assert verdict.word == "not repaired"

    def test_a_repair_that_trades_one_mistake_for_another_fails(self) -> None:
        verdict = verdicts.clean([finding("XEN101")], [finding("XEN202", row=7)], "XEN101", changed=True)
        assert verdict.outcome == "fail"
        assert "line 7: XEN202" in verdict.evidence


class TestSameFunction:
    def test_equal_readers(self) -> None:
        before, after = readers(probabilities=[0.2, 0.8]), readers(probabilities=[0.2, 0.80001])
        assert verdicts.same_function(before, after, ["probabilities"]).outcome == "pass"

    def test_a_reader_that_was_left_with_logits(self) -> None:
        """The sabotage `consumer not rewritten`: the same classes, but no probabilities any more."""
        before = readers(predicted=[1, 0], confidence=[0.93])
        after = readers(predicted=[1, 0], confidence=[117.4])
        verdict = verdicts.same_function(before, after, ["predicted", "confidence"])
        assert (verdict.outcome, verdict.word) == ("fail", "changed")
        assert "`confidence`" in verdict.evidence

    def test_one_class_that_differs(self) -> None:
        verdict = verdicts.same_function(readers(predicted=[1, 0]), readers(predicted=[1, 1]), ["predicted"])
        assert verdict.outcome == "fail"

    def test_nan_where_there_was_a_number(self) -> None:
        verdict = verdicts.same_function(readers(p=[0.5]), readers(p=[math.nan]), ["p"])
        assert verdict.outcome == "fail"

    def test_half_precision_is_allowed_its_rounding(self) -> None:
        before, after = readers(p=[0.5]), readers(p=[0.5005])
        assert verdicts.same_function(before, after, ["p"]).outcome == "fail"
        assert verdicts.same_function(before, after, ["p"], half_precision=True).outcome == "pass"

    def test_programs_that_start_from_other_weights_prove_nothing(self) -> None:
        other = FunctionProbe({"p": [0.5]}, weights_digest="other")
        verdict = verdicts.same_function(readers(p=[0.5]), other, ["p"])
        assert verdict.word == "other weights"

    def test_a_reader_that_is_gone(self) -> None:
        assert verdicts.same_function(readers(p=[0.5]), readers(q=[0.5]), ["p"]).outcome == "fail"

    def test_a_program_that_crashes_after_the_repair(self) -> None:
        crashed = FunctionProbe(error="NameError: name 'tf' is not defined (line 9)")
        verdict = verdicts.same_function(readers(p=[0.5]), crashed, ["p"])
        assert verdict.outcome == "fail"
        assert "NameError" in verdict.evidence

    def test_a_wrong_metric_must_tell_the_truth_afterwards(self) -> None:
        before = readers(accuracy=[0.9], reported=[0.6])
        good, bad = readers(accuracy=[0.9], reported=[0.9]), readers(accuracy=[0.9], reported=[0.6])
        claim = ("reported", "accuracy")
        assert verdicts.same_function(before, good, ["accuracy"], repaired=claim).outcome == "pass"
        assert verdicts.same_function(before, bad, ["accuracy"], repaired=claim).word == "not repaired"


class TestGradients:
    def test_vanished_before_and_p_minus_y_after(self) -> None:
        verdict = verdicts.gradients(VANISHED, SOUND)
        assert (verdict.outcome, verdict.word) == ("pass", "restored")
        assert verdict.evidence == "before: exactly 0 for 100% (loss 16.12); after: p - y (loss 200)"

    def test_right_on_both_sides_is_kept(self) -> None:
        assert verdicts.gradients(SOUND, SOUND).word == "kept"

    @pytest.mark.parametrize(
        "after",
        [
            pytest.param(VANISHED, id="activation removed without the flag: logits are clipped"),
            pytest.param(GradientProbe(2.461, 1.0, 0, None), id="flag without the activation: softmax twice"),
            pytest.param(GradientProbe(1.9, 0.0, 0, 0.4), id="some other gradient"),
            pytest.param(GradientProbe(math.nan, 0.0, 40, None), id="NaN"),
            pytest.param(GradientProbe(200.0, None, 0, None), id="no logits seen"),
            pytest.param(GradientProbe(0.0, None, 0, None, error="ValueError: shapes"), id="a crash"),
            pytest.param(None, id="no record"),
        ],
    )
    def test_anything_but_p_minus_y_fails(self, after: GradientProbe | None) -> None:
        assert verdicts.gradients(VANISHED, after).outcome == "fail"


class TestTraining:
    def test_improved_with_every_seed(self) -> None:
        verdict = verdicts.training(side("before", [0.1, 0.12, 0.09]), side("after", [0.95, 0.96, 0.97]))
        assert (verdict.outcome, verdict.word) == ("pass", "improved")
        assert "95% interval" in verdict.evidence

    def test_worse_with_every_seed_fails(self) -> None:
        verdict = verdicts.training(side("before", [0.95, 0.96, 0.97]), side("after", [0.1, 0.12, 0.09]))
        assert (verdict.outcome, verdict.word) == ("fail", "worse")

    def test_the_same_curves_are_equal(self) -> None:
        verdict = verdicts.training(side("before", [0.95, 0.96, 0.97]), side("after", [0.951, 0.96, 0.97]))
        assert verdict.word == "equal"

    def test_one_lucky_seed_is_no_proof(self) -> None:
        verdict = verdicts.training(side("before", [0.5, 0.9, 0.9]), side("after", [0.9, 0.9, 0.85]))
        assert (verdict.outcome, verdict.word) == ("open", "undecided")

    def test_one_run_is_never_enough(self) -> None:
        assert verdicts.training(side("before", [0.1]), side("after", [0.95])).outcome == "open"

    def test_a_loss_that_turns_nan_is_worse_whatever_the_accuracy(self) -> None:
        after = side("after", [0.9, 0.9], losses=[1.0, math.nan])
        assert verdicts.training(side("before", [0.9, 0.9]), after).outcome == "fail"

    def test_a_repaired_program_that_crashes_is_worse(self) -> None:
        after = SideRecord("after", trainings=[Training(0, outcome="error", error="TypeError: bad (line 4)")])
        verdict = verdicts.training(side("before", [0.1, 0.1]), after)
        assert verdict.outcome == "fail"
        assert "TypeError" in verdict.evidence
