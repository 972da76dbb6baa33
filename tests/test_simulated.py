"""The verdict on simulations: what they must show before they support, and what stops them. Soundness first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from numerics.estimate import Estimate
from verify import verdict
from verify.check import examine
from verify.measured import Check, Reading, Support, contradictions, doubts, shown
from verify.statements.simulated import Experiment, Simulated, trial


def measure(value: float, error: float) -> Estimate:
    return Estimate(value, error, "made up")


AGREED = (Check("second", measure(0.1, 0.002), measure(0.11, 0.01)),)


def reading(value: float = 0.1, error: float = 0.002, bound: float = 1.0, **others: object) -> Reading:
    return replace(Reading({"hbar": "1/4"}, measure(value, error), (bound, bound), AGREED), **others)  # type: ignore[arg-type]


@dataclass(frozen=True)
class MadeUp:
    """Readings without a simulation, and those that its flaws and its other right sides give."""

    values: tuple[Reading, ...]
    flawed: tuple[Reading, ...] = (reading(3.0),)
    others: tuple[Reading, ...] = ()
    said: tuple[str, ...] = ()

    def problems(self) -> Sequence[str]:
        return self.said

    def readings(self) -> Sequence[Reading]:
        return self.values

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        yield from (("a flaw", MadeUp((each,))) for each in self.flawed)

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        yield from (("another right side", MadeUp((each,))) for each in self.others)

    def domain(self) -> dict[str, str]:
        return {"case": "made up"}


def word(*values: Reading) -> str:
    return examine(Simulated("left <= right", MadeUp(values))).verdict.word


def reason(*values: Reading) -> str:
    return trial(MadeUp(values)).verdict.evidence[0].text


def test_readings_far_below_their_right_sides_support() -> None:
    outcome = examine(Simulated("left <= right", MadeUp((reading(), reading(0.2)))))
    assert outcome.verdict.word == "supported" and outcome.verdict.grade is verdict.Grade.SAMPLED
    assert outcome.slack == {"largest_ratio": "0.2", "at": {"hbar": "1/4"}}
    assert outcome.mutants.killed == 2 and outcome.mutants.survived == 0


@pytest.mark.parametrize("error", [0.0, 0.002])
def test_a_method_does_not_check_itself(error: float) -> None:
    once = measure(0.1, error)
    for other in (once, measure(0.1, error)):
        case = reading(checks=(*AGREED, Check("formula twice", once, other)))
        assert word(case) == "undecided"
        assert "must come from another method, but that of 'formula twice' is the first one again" in reason(case)
    assert word(reading(checks=(*AGREED, Check("formula and sum", once, replace(once, how="summed"))))) == "supported"


def test_without_a_flaw_nothing_is_supported() -> None:
    """The lowered right side is refuted, but shows nothing of the methods."""
    outcome = examine(Simulated("", MadeUp((reading(),), flawed=(), others=(reading(bound=0.01),))))
    assert outcome.verdict.word == "undecided" and "no flaw could be noticed" in outcome.verdict.evidence[0].text


def test_a_false_bound_is_refuted_with_its_case() -> None:
    found = trial(MadeUp((reading(), reading(0.1, 0.002, 0.08)))).verdict
    assert found.word == "refuted" and found.evidence[0].method == "witness" and found.evidence[0].data["hbar"] == "1/4"


@pytest.mark.parametrize(("value", "word_"), [(0.0899, "undecided"), (0.0901, "refuted")])
def test_five_error_bars_refute_and_less_do_not(value: float, word_: str) -> None:
    assert word(reading(value, 0.002, 0.08)) == word_


DOUBTFUL = {
    "the error bar exceeds a tenth of the right side": (reading(0.01, 0.11), "is not known to a tenth of 1"),
    "a tenth exactly": (reading(0.01, 0.1), "is not known to a tenth of 1"),
    "the right side is inside the error bar": (reading(0.99, 0.02), "is not below 1"),
    "above by less than five error bars": (reading(1.05, 0.02), "is not below 1"),
    "the methods disagree": (
        reading(checks=(Check("second", measure(0.1, 0.01), measure(0.2, 0.02)),)), "second: 0.1 +- 0.01 and 0.2 +- 0.02"),
    "one method only": (reading(checks=()), "one method only"),
    "the other method is too coarse": (reading(checks=(Check("second", measure(0.1, 0.01), measure(1.0, 2.0)),)), "too coarse"),
    "the a-posteriori bound is exceeded": (reading(ceiling=measure(0.05, 0.01)), "exceeds its a-posteriori bound"),
    "the case says nothing": (reading(silent="squeezed by more than z"), "only 0 of 1 cases say anything"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_doubtful_is_undecided_with_the_reason(name: str) -> None:
    case, text = DOUBTFUL[name]
    assert word(case) == "undecided"
    assert text in reason(case)
    with pytest.raises(ValueError, match="must support"):
        Support((case,))


def test_a_violation_that_another_method_contradicts_refutes_nothing() -> None:
    apart = (Check("second", measure(2.0, 0.01), measure(0.1, 0.01)),)
    assert word(reading(2.0, 0.01, checks=apart)) == "undecided"
    assert word(reading(2.0, 0.01, ceiling=measure(0.5, 0.1))) == "undecided"


def test_a_case_outside_the_hypotheses_refutes_nothing_and_its_contradictions_count() -> None:
    assert word(reading(), reading(5.0, silent="squeezed by more than z")) == "supported"
    apart = (Check("second", measure(2.0, 0.01), measure(0.1, 0.01)),)
    assert word(reading(), reading(silent="the bound is vacuous", checks=apart)) == "undecided"


def test_half_of_the_cases_must_say_something() -> None:
    silent = reading(silent="vacuous")
    assert word(reading(), silent) == "supported"
    assert word(reading(), silent, silent) == "undecided"


def test_nothing_measured_supports_nothing() -> None:
    assert word() == "undecided" and doubts(()) and not contradictions(())
    with pytest.raises(ValueError, match="must support"):
        Support(())


@pytest.mark.parametrize("bad", [(float("nan"), 0.1), (0.1, float("nan")), (float("inf"), 0.0), (0.1, -1.0)])
def test_what_is_not_finite_ends_undecided(bad: tuple[float, float]) -> None:
    @dataclass(frozen=True)
    class Broken(MadeUp):
        def readings(self) -> Sequence[Reading]:
            return [reading(*bad)]

    found = trial(Broken(())).verdict
    assert found.word == "undecided" and "must be finite" in found.evidence[0].text


@pytest.mark.parametrize("right", [(0.0, 1.0), (-1.0, 1.0), (2.0, 1.0), (1.0, float("inf")), (float("nan"), 1.0)])
def test_a_right_side_must_be_positive_and_finite(right: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="must be an enclosure of a positive number"):
        Reading({}, measure(0.1, 0.0), right, AGREED)


def test_an_experiment_that_cannot_be_measured_is_undecided() -> None:
    found = trial(MadeUp((reading(),), said=("no potential",))).verdict
    assert found.word == "undecided" and "no potential" in found.evidence[0].text


def test_a_flaw_that_passes_makes_the_statement_vacuous() -> None:
    outcome = examine(Simulated("", MadeUp((reading(),), flawed=(reading(0.2),))))
    assert outcome.verdict.word == "undecided" and "vacuous: survived: a flaw" in outcome.verdict.evidence[0].text


def test_a_flaw_that_fails_otherwise_passes_too() -> None:
    """An error bar that is too large is no sign that the flaw was noticed."""
    assert examine(Simulated("", MadeUp((reading(),), flawed=(reading(0.2, 0.5),)))).mutants.survived == 1


@pytest.mark.parametrize("flawed", [reading(3.0), reading(checks=(Check("second", measure(0.1, 0.01), measure(0.9, 0.1)),))])
def test_a_flaw_is_refuted_or_stopped(flawed: Reading) -> None:
    outcome = examine(Simulated("", MadeUp((reading(),), flawed=(flawed,))))
    assert outcome.verdict.word == "supported" and outcome.mutants.killed == 2


def test_other_right_sides_may_be_true_as_well() -> None:
    outcome = examine(Simulated("", MadeUp((reading(),), others=(reading(bound=0.5), reading(bound=0.101), reading(bound=0.01)))))
    assert [text.split(":")[0] for text in outcome.mutants.listed] == ["refuted", "refuted", "true as well", "not told apart", "refuted"]
    assert (outcome.mutants.killed, outcome.mutants.equivalent, outcome.mutants.survived, outcome.mutants.not_told_apart) == (3, 1, 0, 1)


def test_a_check_that_cannot_fail_is_vacuous() -> None:
    outcome = examine(Simulated("", MadeUp((reading(0.0001, 0.002),), flawed=())))
    assert outcome.verdict.word == "undecided" and "cannot fail" in outcome.verdict.evidence[0].text


def test_only_support_supports() -> None:
    with pytest.raises(TypeError, match="Support"):
        verdict.supported(3, ())  # type: ignore[arg-type]


def test_numbers_are_shown_the_same_on_every_machine() -> None:
    assert shown(measure(0.0123456, 0.000123)) == "0.0123 +- 0.00012"
    assert shown(measure(0.0123456, 3e-18)) == "0.0123"
