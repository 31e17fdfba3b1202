"""Each verdict passes on its own evidence, and a wrong repair fails on it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import pytest

from xentlint.verify import verdicts
from xentlint.verify.catalog import CLIPPED, RESCUED, WRONG, MemoryClaim, Shows
from xentlint.verify.child.trouble import Trouble
from xentlint.verify.records import FunctionProbe, GradientProbe, MemoryPoint, SideRecord, Training
from xentlint.verify.verdicts import Verdict

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


def same_function(
    before: FunctionProbe,
    after: FunctionProbe,
    consumers: Sequence[str],
    shows: Shows = CLIPPED,
    **more: object,
) -> Verdict:
    sides = SideRecord("before", function=before), SideRecord("after", function=after)
    return verdicts.same_function(*sides, consumers, shows, **more)  # type: ignore[arg-type]


class TestSameStart:
    def test_the_same_weights_and_data_with_every_seed(self) -> None:
        verdict = verdicts.same_start(side("before", [0.1, 0.2]), side("after", [0.9, 0.9]))
        assert verdict.outcome == "pass"

    @pytest.mark.parametrize("what", ["weights_digest", "batches_digest"])
    def test_programs_that_start_otherwise_prove_nothing(self, what: str) -> None:
        after = side("after", [0.9, 0.9])
        setattr(after.trainings[1], what, "other")
        verdict = verdicts.same_start(side("before", [0.1, 0.2]), after)
        assert (verdict.outcome, verdict.word) == ("fail", "differs")
        assert "seed 1" in verdict.evidence

    @pytest.mark.parametrize("what", ["weights_digest", "batches_digest"])
    def test_what_was_not_seen_is_not_the_same(self, what: str) -> None:
        after = side("after", [0.9])
        setattr(after.trainings[0], what, None)
        assert verdicts.same_start(side("before", [0.1]), after).word == "not seen"

    def test_the_probe_starts_in_the_same_way_too(self) -> None:
        before, after = side("before", [0.1]), side("after", [0.9])
        before.function, after.function = (
            readers(p=[0.5]),
            dataclasses.replace(readers(p=[0.5]), weights_digest="x"),
        )
        assert verdicts.same_start(before, after).outcome == "fail"


class TestSameFunction:
    def test_equal_readers(self) -> None:
        before, after = readers(probabilities=[0.2, 0.8]), readers(probabilities=[0.2, 0.80001])
        assert same_function(before, after, ["probabilities"]).outcome == "pass"

    def test_a_reader_that_was_left_with_logits(self) -> None:
        """The sabotage `consumer not rewritten`: the same classes, but no probabilities any more."""
        before = readers(predicted=[1, 0], confidence=[0.93])
        after = readers(predicted=[1, 0], confidence=[117.4])
        verdict = same_function(before, after, ["predicted", "confidence"])
        assert (verdict.outcome, verdict.word) == ("fail", "changed")
        assert "`confidence`" in verdict.evidence

    def test_one_class_that_differs(self) -> None:
        assert (
            same_function(readers(predicted=[1, 0]), readers(predicted=[1, 1]), ["predicted"]).outcome
            == "fail"
        )

    def test_nan_where_there_was_a_number(self) -> None:
        assert same_function(readers(p=[0.5]), readers(p=[math.nan]), ["p"]).outcome == "fail"

    def test_half_precision_is_allowed_its_rounding(self) -> None:
        before, after = readers(p=[0.5]), readers(p=[0.5005])
        assert same_function(before, after, ["p"]).outcome == "fail"
        assert same_function(before, after, ["p"], half_precision=True).outcome == "pass"

    def test_a_reader_that_is_gone(self) -> None:
        assert same_function(readers(p=[0.5]), readers(q=[0.5]), ["p"]).outcome == "fail"

    def test_a_program_that_crashes_after_the_repair(self) -> None:
        crashed = FunctionProbe(error="NameError: name 'tf' is not defined (line 9)")
        verdict = same_function(readers(p=[0.5]), crashed, ["p"])
        assert verdict.outcome == "fail"
        assert "NameError" in verdict.evidence

    def test_what_the_program_prints_counts(self) -> None:
        before, after = readers(["sure of 0.71"], p=[0.5]), readers(["sure of 9.20"], p=[0.5])
        assert same_function(before, after, ["p"]).word == "prints otherwise"
        assert same_function(before, readers([], p=[0.5]), ["p"]).word == "prints otherwise"
        assert same_function(before, after, ["p"], Shows("zero", same_print=False)).outcome == "pass"

    def test_a_fragile_loss_is_the_same_loss_where_nothing_saturates(self) -> None:
        before, after = readers(loss=2.31, p=[0.5]), readers(loss=4.62, p=[0.5])
        assert same_function(before, after, ["p"]).word == "another loss"
        assert same_function(before, readers(loss=math.nan, p=[0.5]), ["p"]).word == "another loss"
        assert same_function(before, after, ["p"], WRONG).outcome == "pass"

    def test_a_wrong_metric_must_tell_the_truth_afterwards(self) -> None:
        before = readers(accuracy=[0.9], reported=[0.6])
        good, bad = readers(accuracy=[0.9], reported=[0.9]), readers(accuracy=[0.9], reported=[0.6])
        claim = [("reported", "accuracy")]
        assert same_function(before, good, ["accuracy"], repaired=claim).outcome == "pass"
        assert same_function(before, bad, ["accuracy"], repaired=claim).word == "not repaired"

    def test_the_accuracy_that_is_told_must_be_that_of_the_logits(self) -> None:
        before, after = side("before", [0.1]), side("after", [0.95])
        before.function = after.function = readers(p=[0.5])
        after.trainings[0].reported_accuracy = 0.61
        assert verdicts.same_function(before, after, ["p"], CLIPPED).word == "reads wrongly"


class TestGradients:
    def test_vanished_before_and_p_minus_y_after(self) -> None:
        verdict = verdicts.gradients(VANISHED, SOUND)
        assert (verdict.outcome, verdict.word) == ("pass", "restored")
        assert verdict.evidence == "before: 0 for 100% (loss 16.12); after: p - y (loss 200)"

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

    def test_a_row_without_a_gradient_fails_unless_it_should_have_none(self) -> None:
        half = GradientProbe(loss=200.0, zero_share=0.5, nonfinite=0, residual=0.0)
        assert verdicts.gradients(VANISHED, half).word == "not all rows"
        assert verdicts.gradients(VANISHED, half, silent=0.5).outcome == "pass"
        assert verdicts.gradients(VANISHED, SOUND, silent=0.5).outcome == "fail"

    def test_a_multiple_of_the_loss_is_another_loss(self) -> None:
        doubled = GradientProbe(loss=400.0, zero_share=0.0, nonfinite=0, residual=0.0)
        assert verdicts.gradients(VANISHED, doubled).word == "another loss"


class TestDeclared:
    """What a fixture says that a run shows, with every seed."""

    def judged(self, before: list[float], after: list[float], shows: Shows = CLIPPED, **more: str) -> Verdict:
        old, new = side("before", before), side("after", after)
        old.gradient, new.gradient = VANISHED, SOUND
        return verdicts.declared(old, new, shows, **more)

    def test_a_collapse_and_a_recovery(self) -> None:
        assert self.judged([0.1, 0.3], [0.95, 0.94]).word == "collapses"

    def test_a_program_that_had_collapsed_before_must_not_collapse_further(self) -> None:
        """0.27 to 0.085: no seed shows that it is worse, and nothing is repaired."""
        assert self.judged([0.27], [0.085]).outcome == "fail"

    @pytest.mark.parametrize(
        ("before", "after"),
        [([0.1, 0.7], [0.95, 0.95]), ([0.1, 0.1], [0.95, 0.8]), ([math.nan, 0.1], [0.95, 0.95])],
        ids=["a seed that trains before", "a seed that does not recover", "an accuracy that is none"],
    )
    def test_one_seed_that_shows_otherwise(self, before: list[float], after: list[float]) -> None:
        assert self.judged(before, after).word == "otherwise"

    def test_gradients_that_are_declared_right_are_not_zero(self) -> None:
        assert self.judged([0.95], [0.95], RESCUED).outcome == "fail"

    def test_other_data_leave_accuracies_open(self) -> None:
        verdict = self.judged([0.1], [0.5], why_open="declared for digits")
        assert (verdict.outcome, verdict.word) == ("open", "partly")


class TestMemory:
    CLAIM = MemoryClaim(2.0, labels=(1, 2, 4))

    def points(self, slope: float, base: int | None = 600, count: int = 3) -> list[MemoryPoint]:
        """Points on a line; libraries take ``base``, the program 50 and ``slope`` times the logits."""
        return [
            MemoryPoint(size, base, None if base is None else base + 50 + round(slope * size))
            for size in (100, 200, 400)[:count]
        ]

    def test_the_slope_is_what_grows_with_the_logits(self) -> None:
        assert verdicts.slope(self.points(4.5)) == pytest.approx(4.5)
        verdict = verdicts.memory(self.points(6.0), self.points(2.0), self.CLAIM)
        assert (verdict.outcome, verdict.word) == ("pass", "3.0 times")

    def test_less_than_declared_fails(self) -> None:
        assert verdicts.memory(self.points(3.0), self.points(2.0), self.CLAIM).word == "no gain"

    def test_where_nobody_tells_it_is_not_measured(self) -> None:
        verdict = verdicts.memory(self.points(6.0, None), self.points(2.0, None), self.CLAIM)
        assert (verdict.outcome, verdict.word) == ("open", "not measured here")

    def test_a_process_that_died_is_no_measurement(self) -> None:
        assert verdicts.memory(self.points(6.0), self.points(2.0, count=2), self.CLAIM).outcome == "fail"


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

    def test_one_run_is_enough_to_look_worse(self) -> None:
        assert verdicts.training(side("before", [0.27]), side("after", [0.085])).word == "worse"

    def test_what_may_be_chance_is_no_proof_of_a_repair(self) -> None:
        verdict = verdicts.training(side("before", [0.5, 0.9]), side("after", [0.3, 0.89]))
        assert (verdict.outcome, verdict.word) == ("fail", "worse")
        assert "chance" in verdict.evidence

    def test_two_seeds_far_apart_are_enough(self) -> None:
        assert verdicts.training(side("before", [0.1, 0.3]), side("after", [0.95, 0.9])).word == "improved"

    @pytest.mark.parametrize(
        "before", [[1.0, 0.5], [1.0, math.nan]], ids=["a number before", "NaN before too"]
    )
    def test_a_loss_that_ends_as_nan_fails_whatever_the_accuracy(self, before: list[float]) -> None:
        after = side("after", [0.9, 0.9], losses=[1.0, math.nan])
        assert verdicts.training(side("before", [0.9, 0.9], losses=before), after).word == "NaN"

    def test_a_repaired_program_that_crashes(self) -> None:
        crash = Trouble("crash", "TypeError: bad (line 4)")
        after = SideRecord("after", trainings=[Training(0, outcome="error", trouble=crash)])
        verdict = verdicts.training(side("before", [0.1, 0.1]), after)
        assert (verdict.outcome, verdict.word) == ("fail", "does not run")
        assert "crash: TypeError" in verdict.evidence
