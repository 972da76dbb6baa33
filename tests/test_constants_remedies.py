"""What `constants` says to give where a norm is infinite or not known: each sentence, and that what it asks for gives the norms."""

from __future__ import annotations

import math
from typing import Any

import pytest

import ehrenfest
from numerics.supremum import Supremum
from verify import hypotheses, simulate_norms
from verify.cli import main
from verify.constants import Unusable, describe
from verify.constants.record import INFINITE, UNDEFINED, UNKNOWN
from verify.constants.values import BOUNDED, LONGER, SMALLER, UNTIL, remedy, told
from verify.ledger import committed
from verify.paper import find, load
from verify.present import constants as present

Box = dict[str, tuple[str | int | None, str | int | None]]
NUMBERS: dict[str, Any] = {"hbar": "1/10", "Dx": "1/10", "Dp": "1/10", "time": 1}
UNBOUNDED = (  # potential, domain: what is said, a domain as asked for, and ||V''||, ||V'''|| there
    ("x^4", None, BOUNDED, {"x": (-1, 1)}, (12.0, 24.0)),
    ("1/x", None, BOUNDED, {"x": (1, 2)}, (2.0, 6.0)),
    ("log(x)", None, BOUNDED, {"x": ("1/2", 2)}, (4.0, 16.0)),
    ("x^2*y^2", None, BOUNDED, {"x": (-1, 1), "y": (-1, 1)}, None),
    ("exp(x)", {"x": (0, None)}, SMALLER, {"x": (0, 1)}, (math.e, math.e)),
    ("x^4", {"x": (None, 1)}, SMALLER, {"x": (0, 1)}, (12.0, 24.0)),
    ("1/x", {"x": (0, None)}, SMALLER, {"x": (1, 2)}, (2.0, 6.0)),
    ("1/x", {"x": (-1, 1)}, SMALLER, {"x": ("1/2", 1)}, (16.0, 96.0)),
)  # fmt: skip


def test_a_potential_that_grows_into_the_past_is_told_to_give_a_time() -> None:
    without = ehrenfest.constants("cos(x)*exp(-t)")
    assert without["norm2"].status == INFINITE and UNTIL in without["norm2"].why
    up_to_one = ehrenfest.constants("cos(x)*exp(-t)", time=1)
    assert any(remark.endswith("simulations of one support it (hrr2023:x/sim/driven).") for remark in up_to_one.remarks)
    records = committed(load(find("hrr2023"))) or {}
    assert records["x/sim/driven"]["as_printed"]["word"] == "supported"
    value = up_to_one["norm2"].value
    assert value is not None and abs(value - 1) < 1e-3


@pytest.mark.parametrize(("potential", "domain", "said", "box", "norms"), UNBOUNDED)
def test_what_helps_where_a_derivative_is_unbounded(
    potential: str, domain: Box | None, said: str, box: Box, norms: tuple[float, float] | None, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(describe, "ENDS", (0.5, 0.2))  # seconds for the ends of the Hessian, which do not matter here
    found = ehrenfest.constants(potential, domain=domain, **NUMBERS)
    assert found["norm2"].status == found["norm3"].status == INFINITE
    assert found.applies is False
    for name in ("norm2", "norm3"):
        assert found[name].why.endswith(said) and found[name].why.startswith("proved to exceed every bound for ")
    sentence = f"{hypotheses.UNBOUNDED.format('second')} {said[:1].upper()}{said[1:]}."
    assert found.remarks[-1] == sentence
    assert found["epsilon"].status == UNDEFINED and found["epsilon"].why == sentence
    helped = ehrenfest.constants(potential, domain=box, **NUMBERS)
    assert helped["epsilon"].status == "conditional" and helped["epsilon"].value is not None
    for name, truth in zip(("norm2", "norm3"), norms or (), strict=False):
        assert helped[name].value == pytest.approx(truth, rel=1e-12)


def test_a_half_line_on_which_the_derivatives_are_bounded_is_enough() -> None:
    found = ehrenfest.constants("1/x", domain={"x": (1, None)}, **NUMBERS)
    assert (found["norm2"].value, found["norm3"].value) == (2.0, 6.0)
    assert found["epsilon"].status == "conditional"


def test_a_kink_is_told_how_to_be_smoothed_and_no_box_is_offered() -> None:
    found = ehrenfest.constants("abs(x)", **NUMBERS)
    assert found["norm2"].status == UNKNOWN
    assert found["norm2"].why.endswith("smooth it, as sqrt(x^2 + a^2) smooths abs(x)")
    assert found["norm2"].why.startswith("V must have three continuous derivatives, but abs(x) may not")
    assert found.remarks[-1] == hypotheses.OPEN.format("second")
    assert ehrenfest.constants("sqrt(x^2 + 1/100)", **NUMBERS)["norm2"].value == pytest.approx(10.0, rel=1e-12)


def test_a_search_that_was_given_up_may_be_given_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, float]] = []

    def slow(_potential: object, _domain: object, seconds: tuple[float, float]) -> tuple[Supremum, Supremum]:
        asked.append(seconds)
        given_up = Supremum(0.0, math.inf, "0", "oo", (), "", f"the search for a proof was given up after {sum(seconds):g} s", None)
        return given_up, given_up

    monkeypatch.setattr(simulate_norms, "found", slow)
    monkeypatch.setattr(simulate_norms, "hessian", lambda *_: None)
    describe._searched.cache_clear()
    try:
        found = ehrenfest.constants("cos(x) + 1", **NUMBERS)
        ehrenfest.constants("cos(x) + 1", budget=10, **NUMBERS)
    finally:
        describe._searched.cache_clear()
    assert found["norm2"].why == f"the search for a proof was given up after 24 s; {LONGER}; {BOUNDED}"
    assert found.remarks[-1] == f"{hypotheses.OPEN.format('second')} {LONGER[:1].upper()}{LONGER[1:]}; {BOUNDED}."
    assert asked == [(20.0, 4.0), (200.0, 40.0)]


def test_ends_of_the_hessian_say_that_their_search_was_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = "branch and bound, 61 cells; a longer search was stopped after 4 s"

    def short(*_: object) -> tuple[Supremum, Supremum]:
        return tuple(Supremum(low, high, str(low), str(high), (), "", cut, True) for low, high in ((0.5, 1.5), (-3.0, 1.0)))  # type: ignore[return-value]

    monkeypatch.setattr(simulate_norms, "hessian", short)
    describe._searched.cache_clear()
    try:
        found = ehrenfest.constants("cos(x) + 2", **NUMBERS)
    finally:
        describe._searched.cache_clear()
    assert found["k_plus"].why == found["k_minus"].why == cut
    assert found["k_plus"].value == pytest.approx(1.0, abs=0.6) and found["k_minus"].value == pytest.approx(0.5, abs=0.6)
    assert present.as_text(found).count("stopped after 4 s") == 2


def test_an_end_of_the_hessian_that_no_search_bounds_is_bounded_by_the_norm() -> None:
    found = ehrenfest.constants("sqrt(1+(x+sin(x))^2)", **NUMBERS)
    assert float(found["norm2"].high) == pytest.approx(4, rel=1e-12)
    assert 1 - 1e-6 <= float(found["k_minus"].low) <= float(found["k_minus"].high) <= float(found["norm2"].high) * (1 + 1e-7)
    assert "but it is no larger than the norm of the second derivative" in present.as_text(found).replace("\n      ", " ")


@pytest.mark.parametrize(("how", "is_box", "said"), [
    ("no upper bound found; branch and bound, 61 cells; a longer search was stopped after 20 s", True, f"{LONGER}; {SMALLER}"),
    ("no upper bound found; branch and bound, 61 cells", True, SMALLER), ("no upper bound found", False, BOUNDED),
    ("V must be smooth; smooth it", True, "")])
def test_the_remedy(how: str, is_box: bool, said: str) -> None:
    assert remedy(how, is_box=is_box) == said


def test_words_of_the_library_are_those_of_the_command_line() -> None:
    assert told(f"no upper bound found; {simulate_norms.BOX}branch and bound") == "no upper bound found; branch and bound"
    assert told("no upper bound found, as term 2 has none; give a box as `domain`; 3 terms") == (
        "no upper bound found, as term 2 has none; 3 terms")


@pytest.mark.parametrize("budget", [0, -1, 1001, True, "2", 1.5])
def test_a_budget_that_is_none(budget: object) -> None:
    with pytest.raises(Unusable, match="`budget` must be a whole number from 1 to 1000, but is "):
        ehrenfest.constants("cos(x)", budget=budget)  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("arguments", [
    ("x^2/2 + exp(-x^2)", "--hbar", "1/100", "--Dx", "1/100", "--Dp", "1/100", "--time", "1"), ("x^4",), ("cos(x)", "cos(2*x)"),
    ("a*x^2/2 + b*exp(-x^2)", "--free", "a,b"), ("--list",), ("--examples",)], ids=lambda each: each[0])
def test_lines_fit_the_terminal(
    arguments: tuple[str, ...], columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["constants", *arguments]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if len(line) > columns] == []


def test_closed_forms_say_how_in_symbols_that_are_free(capsys: pytest.CaptureFixture[str]) -> None:
    for potential, free, said in (
        ("v*cos(k*x)", "k,v", "scaling: V = v*f(k*x), f(y) = cos(y), for all parameters"),
        ("f*exp(-x^2*k^2) + x", "f,k", "scaling: V = f*g(k*x) + a polynomial in x of degree below 2, g(y) = exp(-y^2), for"),
    ):
        assert main(["constants", potential, "--free", free]) == 0
        assert said in " ".join(capsys.readouterr().out.split())
